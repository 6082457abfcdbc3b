// Pages whose code is C#: docs/**/*.cs. What stands between /** and */ at the beginning of lines is Markdown, the rest is one program of
// top-level statements, which is compiled and run; what a part of it writes is shown below it, pictures as pictures.

open System
open System.Diagnostics
open System.IO
open System.Text.Encodings.Web
open System.Text.Json
open System.Text.Json.Nodes

type Cell =
    | Text of string
    | Code of string * output: string

let private trimmed (lines: string list) =
    String.Join("\n", lines).Trim('\n', ' ')

/// The cells of a page, without outputs.
let private cells (source: string) : Cell list =
    let add make (lines: string list) cells =
        match trimmed (List.rev lines) with
        | "" -> cells
        | text -> make text :: cells

    let rec read (isText: bool) (held: string list) cells (lines: string list) =
        match lines with
        | "/**" :: rest when not isText -> read true [] (add (fun text -> Code(text, "")) held cells) rest
        | "*/" :: rest when isText -> read false [] (add Text held cells) rest
        | line :: rest -> read isText (line :: held) cells rest
        | [] when isText -> failwith "A text that begins with /** does not end."
        | [] -> List.rev (add (fun text -> Code(text, "")) held cells)

    read false [] [] (source.ReplaceLineEndings("\n").Split('\n') |> List.ofArray)

let private run (folder: string) (file: string) (arguments: string list) : string =
    let start =
        ProcessStartInfo(file, arguments, WorkingDirectory = folder, RedirectStandardOutput = true)

    use child = new Process(StartInfo = start)
    child.Start() |> ignore
    let output = child.StandardOutput.ReadToEnd()
    child.WaitForExit()

    if child.ExitCode <> 0 then
        failwith $"{file} {String.Join(' ', arguments)} ended with {child.ExitCode}:\n{output}"

    output

let private project (assemblies: string) =
    let references =
        [
            for name in [ "GanFlowTheory"; "GanFlowTheory.Laws.CSharp" ] do
                $"<Reference Include=\"{Path.Combine(assemblies, name)}.dll\" />"
        ]

    $"""<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <Nullable>enable</Nullable>
    <ImplicitUsings>disable</ImplicitUsings>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
  </PropertyGroup>
  <ItemGroup>{String.Join("", references)}</ItemGroup>
  <ItemGroup><Content Include="{assemblies}/*.dll" CopyToOutputDirectory="PreserveNewest" Visible="false" /></ItemGroup>
</Project>"""

// A sign that no output has: the end of a cell.
let private separator = "\u001e"

let private executed (assemblies: string) (folder: string) (cells: Cell list) : Cell list =
    let codes =
        cells
        |> List.choose (function
            | Code(code, _) -> Some code
            | Text _ -> None)

    Directory.CreateDirectory folder |> ignore
    // Nothing of the repository's own settings.
    File.WriteAllText(Path.Combine(folder, "Directory.Build.props"), "<Project />")
    File.WriteAllText(Path.Combine(folder, "page.csproj"), project assemblies)

    File.WriteAllText(
        Path.Combine(folder, "Program.cs"),
        String.Join($"\nSystem.Console.Write(\"{separator}\");\n", codes @ [ "" ])
    )

    run folder "dotnet" [ "build"; "-c"; "Release"; "-v"; "q"; "--nologo" ]
    |> ignore

    let outputs =
        (run folder "dotnet" [ Path.Combine("bin", "Release", "net10.0", "page.dll") ]).Split separator

    if outputs.Length <> codes.Length + 1 then
        failwith $"A program of {codes.Length} parts has {outputs.Length - 1} outputs."

    cells
    |> List.mapFold
        (fun at cell ->
            match cell with
            | Code(code, _) -> Code(code, outputs[at].TrimEnd()), at + 1
            | text -> text, at)
        0
    |> fst

let private isPicture (output: string) =
    output.StartsWith("<svg", StringComparison.Ordinal)

let private markdown (cells: Cell list) : string =
    [
        for cell in cells do
            match cell with
            | Text text -> text
            | Code(code, output) ->
                $"```csharp\n{code}\n```"

                if isPicture output then
                    output
                elif output <> "" then
                    $"```text\n{output}\n```"
    ]
    |> fun parts -> String.Join("\n\n", parts) + "\n"

let private notebook (cells: Cell list) : string =
    // As notebooks have texts: a list of lines that keep their ends.
    let lines (text: string) =
        let parts = text.Split('\n')

        JsonArray(
            [|
                for at in 0 .. parts.Length - 1 ->
                    JsonValue.Create(
                        if at < parts.Length - 1 then
                            parts[at] + "\n"
                        else
                            parts[at]
                    )
                    :> JsonNode
            |]
        )

    let cell (kind: string) (source: string) (output: string) =
        let node = JsonObject()
        node["cell_type"] <- kind
        node["metadata"] <- JsonObject()
        node["source"] <- lines source

        if kind = "code" then
            node["execution_count"] <- null
            let outputs = JsonArray()

            if output <> "" then
                let shown = JsonObject()
                shown["output_type"] <- "display_data"
                shown["metadata"] <- JsonObject()
                let data = JsonObject()
                data[if isPicture output then "text/html" else "text/plain"] <- lines output
                shown["data"] <- data
                outputs.Add shown

            node["outputs"] <- outputs

        node :> JsonNode

    // What stands between two lines of dashes is for the site.
    let withoutHead (text: string) =
        if text.StartsWith "---\n" then
            text.Substring(text.IndexOf("\n---", 4) + 4).TrimStart()
        else
            text

    let document = JsonObject()

    document["cells"] <-
        JsonArray(
            [|
                cell "code" "#r \"nuget: GanFlowTheory.Laws.CSharp\"" ""
                for part in cells do
                    match part with
                    | Text text when withoutHead text = "" -> ()
                    | Text text -> cell "markdown" (withoutHead text) ""
                    | Code(code, output) -> cell "code" code output
            |]
        )

    let kernel = JsonObject()
    kernel["display_name"] <- ".NET (C#)"
    kernel["language"] <- "C#"
    kernel["name"] <- ".net-csharp"
    let language = JsonObject()
    language["name"] <- "C#"
    let metadata = JsonObject()
    metadata["kernelspec"] <- kernel
    metadata["language_info"] <- language
    document["metadata"] <- metadata
    document["nbformat"] <- 4
    document["nbformat_minor"] <- 5

    document.ToJsonString(
        JsonSerializerOptions(WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping)
    )

/// Replaces every C# page below a folder by its Markdown and its notebook; the programs are made in scratch.
let make (assemblies: string) (pages: string) (scratch: string) : unit =
    for file in Directory.GetFiles(pages, "*.cs", SearchOption.AllDirectories) do
        let name = Path.GetFileNameWithoutExtension file |> nonNull

        let done' =
            cells (File.ReadAllText file)
            |> executed assemblies (Path.Combine(scratch, name))

        File.WriteAllText(Path.ChangeExtension(file, ".md"), markdown done')
        // Under another name: fsdocs reads notebooks as pages.
        File.WriteAllText(Path.ChangeExtension(file, ".notebook"), notebook done')
        File.Delete file
