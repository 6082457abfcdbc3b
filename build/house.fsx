// Draws the house from the code's own references: docs/house.md and docs/house.svg. No arrow may go against the order.
//
//     dotnet build GanFlowTheory.sln -c Release
//     dotnet fsi build/house.fsx            writes both files
//     dotnet fsi build/house.fsx --check    fails where they differ from the code, or an arrow goes against the order

#load "house/Order.fsx" "house/Drawing.fsx" "house/Page.fsx"

open System
open System.IO

let root = Path.GetFullPath(Path.Combine(__SOURCE_DIRECTORY__, ".."))

let fail (sentences: string list) =
    sentences |> List.iter (eprintfn "%s")
    exit 1

let orFail sentences =
    if not (List.isEmpty sentences) then
        fail sentences

Plan.projects |> List.collect (Order.unplanned root) |> orFail
Plan.projects |> List.collect (Order.unordered root) |> orFail

let references =
    try
        References.read root Plan.projects
    with Sources.Unreadable sentence ->
        fail [ sentence ]

Order.against Plan.projects references |> orFail

let files =
    [
        "docs/house.svg", Drawing.svg Plan.projects references
        "docs/house.md", Page.markdown root Plan.projects references
    ]

match Array.tail fsi.CommandLineArgs with
| [||] ->
    Directory.CreateDirectory(Path.Combine(root, "docs")) |> ignore

    for file, text in files do
        File.WriteAllText(Path.Combine(root, file), text)
| [| "--check" |] ->
    [
        for file, text in files do
            let path = Path.Combine(root, file)

            if not (File.Exists path) || File.ReadAllText path <> text then
                $"{file} is not what the code gives; run `dotnet fsi build/house.fsx` and commit what it writes."
    ]
    |> orFail

    printfn "docs/house.md and docs/house.svg are what the code gives, and no arrow goes against the order."
| arguments ->
    let given = String.Join(" ", arguments)
    fail [ $"house.fsx takes --check or nothing, but was given {given}." ]
