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

// By name only: half an hour of two cores.
[<Literal>]
let private Large = "large"

let private all: (string * (Contestants -> Line seq)) list =
    [
        "products", (fun on -> Seq.map (Comparisons.products on 6.0) [ 256; 512; 1024; 2048; 4096 ])
        "gan", (fun on -> Seq.map (Comparisons.gan on 12.0) [ 1; 8 ])
        "critic", (fun on -> Seq.delay (fun () -> [ Comparisons.critic on 12.0 ]))
        "kernels",
        (fun on ->
            Seq.allPairs [ 1_000; 10_000 ] [ 2; 64 ]
            |> Seq.map (fun (n, d) -> Comparisons.kernelGradient on 6.0 n d))
        Large, (fun on -> Seq.map (Comparisons.kernelGradient on 6.0 100_000) [ 2; 64 ])
        "kid", (fun on -> Seq.delay (fun () -> [ Comparisons.kid on 20.0 5_000 2_048 ]))
    ]

let private run (device: string list) (names: string list) : unit =
    let options = TorchOptions.ofWords device
    let on = Contestants options
    let heads = columns |> String.concat " | "
    printfn $"On {Parallelism.threadCount ()} threads; LibTorch as {TorchOptions.spelling options}.\n"
    printfn $"| what | size | {heads} |"
    let rule = String.replicate (columns.Length + 2) " --- |"
    printfn $"|{rule}"

    for name, lines in all do
        if List.contains name names || (names.IsEmpty && name <> Large) then
            for line in lines on do
                printfn $"{row line}"

/// Runs the comparisons that are named, or all but the large one, and prints a Markdown table: milliseconds, medians of
/// alternating runs in one process, and in brackets the time over the managed engine's. LibTorch computes on the processor, or on
/// the device that is named: cuda, cuda1.
[<EntryPoint>]
let main arguments =
    let device, names =
        List.ofArray arguments
        |> List.partition (fun word -> word = "cpu" || word.StartsWith("cuda", StringComparison.Ordinal))

    let unknown =
        names |> List.filter (fun name -> not (List.exists (fst >> (=) name) all))

    if not unknown.IsEmpty then
        let known = all |> List.map fst |> String.concat ", "
        eprintfn $"The comparisons are {known}, but '{unknown.Head}' was asked for."
        2
    else
        try
            run device names
            0
        with
        | :? ArgumentException
        | :? EngineUnavailableException as error ->
            eprintfn $"{error.Message}"
            2
