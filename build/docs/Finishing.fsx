// What is done to the pages that fsdocs wrote: addresses that work wherever the site lies, tips in plain text, the words for the search;
// and what must hold of them.

open System
open System.IO
open System.Net
open System.Text.Encodings.Web
open System.Text.Json
open System.Text.RegularExpressions

let private htmlOf (site: string) =
    Directory.GetFiles(site, "*.html", SearchOption.AllDirectories)

/// The way from a page to the site's folder.
let private up (site: string) (file: string) : string =
    let depth =
        Path.GetRelativePath(site, file).Split(Path.DirectorySeparatorChar).Length - 1

    String.replicate depth "../"

// fsdocs shows the tags of documentation comments in tips as they are, and what they escape twice escaped.
let private plainTip (tip: string) : string =
    let text =
        Regex.Replace(
            tip,
            "&lt;(see|paramref|typeparamref) (?:cref|name)=&quot;(?:[A-Z]:)?([^&]*)&quot;\\s*/&gt;",
            "$2"
        )

    let text =
        Regex.Replace(
            text,
            "&lt;/?(summary|remarks|c|para|code|list|item|description|term|returns|param|exception|paramref|typeparam)( [^&]*(&quot;[^&]*&quot;)?)?/?&gt;",
            ""
        )

    Regex.Replace(text, "&amp;(lt|gt|amp|quot);", "&$1;")

// fsdocs links types within C# types to pages that it does not write.
let private withoutMissing (site: string) (html: string) : string =
    Regex.Replace(
        html,
        "<a href=\"/(reference/[^\"#]*)\">(.*?)</a>",
        fun (m: Match) ->
            if File.Exists(Path.Combine(site, m.Groups[1].Value)) then
                m.Value
            else
                m.Groups[2].Value
    )

let private mended (root: string) (html: string) : string =
    let tips =
        Regex.Replace(html, "(?s)<div popover class=\"fsdocs-tip\".*?</div>", fun (m: Match) -> plainTip m.Value)

    Regex.Replace(tips, "(href|src|data-root)=\"/(?!/)", $"$1=\"{root}")

// What stands between two lines of dashes at the beginning of a page is for the menu.
let private withoutHead (notebook: string) : string =
    let document = Nodes.JsonNode.Parse notebook |> nonNull
    let cells = document["cells"] |> nonNull |> _.AsArray()
    let first = (nonNull cells[0])["source"] |> string

    if first.Contains "title:" then
        cells.RemoveAt 0

    document.ToJsonString(
        JsonSerializerOptions(WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping)
    )

/// Mends every page, and writes what the search reads.
let finish (site: string) : unit =
    // fsdocs writes every page as Markdown too, and every page as a notebook: those without code are none.
    for file in Directory.GetFiles(site, "*.md", SearchOption.AllDirectories) do
        File.Delete file

    for file in Directory.GetFiles(site, "*.notebook", SearchOption.AllDirectories) do
        File.Move(file, Path.ChangeExtension(file, ".ipynb"), true)

    for file in Directory.GetFiles(site, "*.ipynb", SearchOption.AllDirectories) do
        let text = File.ReadAllText file

        if text.Contains "#r \\\"nuget: " then
            File.WriteAllText(file, withoutHead text)
        else
            File.Delete file

    for file in htmlOf site do
        let notebook = Path.ChangeExtension(file, ".ipynb")

        let main =
            if File.Exists notebook then
                $"<main data-notebook=\"{Path.GetFileName notebook}\">"
            else
                "<main>"

        File.WriteAllText(
            file,
            (File.ReadAllText file |> withoutMissing site |> mended (up site file)).Replace("<main>", main)
        )

    let index = Path.Combine(site, "index.json")

    let pages =
        [
            for page in (JsonDocument.Parse(File.ReadAllText index)).RootElement.EnumerateArray() do
                let text (name: string) =
                    string (page.GetProperty(name).GetString())

                {|
                    address = (text "uri").TrimStart('/')
                    title = text "title"
                    text = (text "title" + " " + text "content").ToLowerInvariant()
                |}
        ]

    File.WriteAllText(
        Path.Combine(site, "content", "pages.js"),
        "window.ganflowPages = " + JsonSerializer.Serialize pages + ";\n"
    )

    File.Delete index

    for name in [ "llms.txt"; "llms-full.txt"; "NuGet.config"; "_template.ipynb" ] do
        File.Delete(Path.Combine(site, name))

/// What is wrong with the pages, a sentence each: addresses of other places that are loaded, links to pages that are not there, escapes that
/// are seen, code whose output is missing.
let objections (site: string) : string list =
    let anchors =
        dict
            [
                for file in htmlOf site do
                    let html = File.ReadAllText file

                    file,
                    set
                        [
                            for m in Regex.Matches(html, "(?:id|name)=\"([^\"]*)\"") do
                                m.Groups[1].Value
                        ]
            ]

    [
        for file in htmlOf site do
            let page = Path.GetRelativePath(site, file)
            let html = File.ReadAllText file

            for m in Regex.Matches(html, "<(?:script|link|img|iframe)[^>]*?(?:src|href)=\"([a-z]+:)?//[^\"]*\"") do
                $"{page} loads what is elsewhere: {m.Value}."

            for m in Regex.Matches(html, "&amp;(?:lt|gt|amp);") do
                $"{page} shows an escape: {m.Value}."

            for sign in [ "require --eval"; "No value returned by any evaluator"; "&lt;summary&gt;" ] do
                if html.Contains sign then
                    $"{page} has '{sign}'."

            for m in Regex.Matches(html, "(?:src|href)=\"([^\"#:]*)(?:#([^\"]*))?\"") do
                let target =
                    Uri.UnescapeDataString(nonNull (WebUtility.HtmlDecode m.Groups[1].Value))

                let place =
                    if target = "" then
                        file
                    else
                        Path.GetFullPath(Path.Combine(Path.GetDirectoryName file |> nonNull, target))

                if not (File.Exists place) then
                    $"{page} has a link to {target}, which is not there."
                elif m.Groups[2].Success && m.Groups[2].Value <> "" && anchors.ContainsKey place then
                    let anchor =
                        Uri.UnescapeDataString(nonNull (WebUtility.HtmlDecode m.Groups[2].Value))

                    if not (anchors[place].Contains anchor) then
                        $"{page} has a link to {target}#{anchor}, which is not there."
    ]
    |> List.distinct
