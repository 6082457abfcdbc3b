module GanFlowTheory.Torch.Bench.Program

open System
open GanFlowTheory.Core

let private columns =
    [
        Comparisons.Managed
        Comparisons.OnTorch
        Comparisons.ByHand
        Comparisons.Single
    ]

let private text (value: float) =
    let digits =
        if value < 10.0 then "F2"
        elif value < 100.0 then "F1"
        else "F0"

    value.ToString digits

// Milliseconds by column, and how many times as fast as each LibTorch the managed engine is.
let private row (line: Line) : string =
    let time column =
        line.Times |> List.tryFind (fun (name, _) -> name = column) |> Option.map snd

    let managed = Option.get (time Comparisons.Managed)

    let cell column =
        match time column with
        | None -> ""
        | Some ms when column = Comparisons.Managed -> $"{text ms} ms"
        | Some ms -> $"{text ms} ms ({text (ms / managed)})"

    let cells = columns |> List.map cell |> String.concat " | "
    $"| {line.What} | {line.Size} | {cells} |"

let private all: (string * (unit -> Line list)) list =
    [
        "products", (fun () -> [ for n in [ 256; 512; 1024; 2048 ] -> Comparisons.products 6.0 n ])
        "gan", (fun () -> [ Comparisons.gan 12.0 ])
        "critic", (fun () -> [ Comparisons.critic 12.0 ])
        "kernels",
        (fun () ->
            [
                for n in [ 1_000; 10_000 ] do
                    for d in [ 2; 64 ] -> Comparisons.kernelGradient 6.0 n d
            ])
        "kid", (fun () -> [ Comparisons.kid 20.0 5_000 2_048 ])
    ]

/// Runs the comparisons that are named, or all, and prints a Markdown table: milliseconds, medians of alternating runs in
/// one process, and in brackets the time over the managed engine's.
[<EntryPoint>]
let main arguments =
    let unknown =
        arguments |> Array.filter (fun name -> not (List.exists (fst >> (=) name) all))

    if unknown.Length > 0 then
        let known = all |> List.map fst |> String.concat ", "
        eprintfn $"The comparisons are {known}, but '{unknown[0]}' was asked for."
        1
    else
        let heads = columns |> String.concat " | "
        printfn $"On {Parallelism.threadCount ()} threads.\n"
        printfn $"| what | size | {heads} |"
        let rule = String.replicate (columns.Length + 2) " --- |"
        printfn $"|{rule}"

        for name, lines in all do
            if arguments.Length = 0 || Array.contains name arguments then
                for line in lines () do
                    printfn $"{row line}"

        0
