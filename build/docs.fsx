// The parts of build/docs.sh that are not fsdocs's.
//
//     dotnet fsi build/docs.fsx stage .docs     the sources of the site: docs/, the claims' pages, C# pages run
//     dotnet fsi build/docs.fsx finish site     the pages mended and checked

#load "docs/CSharpPages.fsx" "docs/Finishing.fsx"

open System
open System.IO

let root = Path.GetFullPath(Path.Combine(__SOURCE_DIRECTORY__, ".."))

let copy (source: string) (target: string) =
    for file in Directory.GetFiles(source, "*", SearchOption.AllDirectories) do
        let place = Path.Combine(target, Path.GetRelativePath(source, file))
        Directory.CreateDirectory(Path.GetDirectoryName place |> nonNull) |> ignore
        File.Copy(file, place, true)

// Other folders of the repository are not on the site: a link to one of their files is its name.
let withoutOutside (text: string) =
    Text.RegularExpressions.Regex.Replace(text, @"\[([^\]]*)\]\(\.\./(?!docs/|proofs-notes/|claims/)[^)]*\)", "$1")

// Code of Markdown pages is that of samples and C# pages, which is compiled elsewhere; fsdocs would take all of it for a script of its own.
let shown (text: string) =
    Text.RegularExpressions.Regex.Replace(
        text,
        "(?ms)^```([a-z]+)\\n(.*?)^```$",
        fun m ->
            let code =
                (Net.WebUtility.HtmlEncode m.Groups[2].Value |> nonNull).TrimEnd().Replace("\n", "&#10;")

            $"<pre data-language=\"{m.Groups[1].Value}\"><code>{code}</code></pre>"
    )

/// The pages of the menu that do not say so themselves, as they are read in the repository too. The claims' own pages are reached
/// from their list.
let listed =
    [
        "extending.md", "Extending", "Make it yours", 2, 9
        "claims/index.md", "Claims and their proofs", "Theory", 3, 9
        "code.md", "More code", "Reference", 4, 1
        "command-line.md", "The command line", "Reference", 4, 2
        "torch.md", "Engines and speed", "Reference", 4, 3
        "packages.md", "Packages", "Reference", 4, 4
        "house.md", "The house", "Reference", 4, 5
    ]

let stage (target: string) =
    copy (Path.Combine(root, "docs")) target
    copy (Path.Combine(root, "proofs-notes")) (Path.Combine(target, "claims"))

    File.Move(Path.Combine(target, "claims", "README.md"), Path.Combine(target, "claims", "index.md"))

    for page, title, category, categoryIndex, index in listed do
        let file = Path.Combine(target, page)

        File.WriteAllText(
            file,
            $"---\ntitle: {title}\ncategory: {category}\ncategoryindex: {categoryIndex}\nindex: {index}\n---\n"
            + File.ReadAllText file
        )

    for file in Directory.GetFiles(target, "*.md", SearchOption.AllDirectories) do
        let text =
            (File.ReadAllText file).Replace("](../proofs-notes/", "](claims/").Replace("](../docs/", "](../")

        File.WriteAllText(file, withoutOutside text)

    CSharpPages.make
        (Path.Combine(root, "src.csharp", "GanFlowTheory.Cli", "bin", "Release", "net10.0"))
        target
        (Path.Combine(Path.GetTempPath(), $"ganflow-pages-{Environment.ProcessId}"))

    for file in Directory.GetFiles(target, "*.md", SearchOption.AllDirectories) do
        File.WriteAllText(file, shown (File.ReadAllText file))

match List.tail (List.ofArray fsi.CommandLineArgs) with
| [ "stage"; target ] -> stage (Path.GetFullPath target)
| [ "finish"; site ] ->
    let site = Path.GetFullPath site
    Finishing.finish site

    match Finishing.objections site with
    | [] -> ()
    | wrong ->
        for sentence in List.truncate 60 wrong do
            eprintfn "%s" sentence

        eprintfn "%d objections to the pages." wrong.Length
        exit 1
| other ->
    eprintfn "docs.fsx takes stage FOLDER or finish FOLDER, but was given %s." (String.Join(" ", other))
    exit 1
