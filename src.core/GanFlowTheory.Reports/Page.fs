namespace GanFlowTheory.Core

open System
open System.Text

/// What a page concludes: in a word, with the colour of its kind, and in a sentence.
type internal PageVerdict =
    {
        Kind: OutcomeKind
        Word: string
        Sentence: string
    }

/// A part of a page under a heading of its own.
type internal PageSection =
    {
        /// Unique on the page, without its ending -heading.
        Key: string
        Heading: string
        Body: Markup list
    }

/// A page: a single HTML file that needs no network, in light and dark.
type internal Page =
    {
        Title: string
        /// One sentence under it.
        Subtitle: string
        Verdict: PageVerdict option
        /// Sentences that a reader must not miss.
        Warnings: string list
        /// Key numbers: name and value.
        Facts: (string * string) list
        Sections: PageSection list
    }

/// The frame that all pages have: their head, their style, and their parts in order.
module internal Page =

    let private el = Markup.element

    /// A section of a page.
    let section (key: string) (heading: string) (body: Markup list) : PageSection =
        {
            Key = key
            Heading = heading
            Body = body
        }

    /// What stands in place of something that is not there.
    let empty (sentence: string) : Markup =
        Markup.classed "p" "empty" [ Markup.Text sentence ]

    /// A table that opens when it is asked for.
    let foldedTable (summary: string) (caption: string) (header: string list) (rows: string list list) : Markup =
        el "details" [] [ Markup.texted "summary" summary; Markup.table caption header rows ]

    let private verdict (v: PageVerdict) =
        el
            "div"
            [ "class", "outcome " + OutcomeKind.cssClass v.Kind; "role", "status" ]
            [ Markup.texted "strong" v.Word; Markup.texted "span" v.Sentence ]

    let private warnings (sentences: string list) =
        el
            "ul"
            [ "class", "warnings"; "aria-label", "Warnings" ]
            [
                for w in sentences -> el "li" [] [ Markup.texted "strong" "! Note"; Markup.Text w ]
            ]

    // At most six in a row, the rows as equal as they can be.
    let private columns (count: int) =
        let rows = (count + 5) / 6
        (count + rows - 1) / rows

    let private tiles (facts: (string * string) list) =
        el
            "dl"
            [
                "class", "tiles"
                "style", invariant $"--columns: {columns facts.Length}"
                "aria-label", "Key numbers"
            ]
            [
                for name, value in facts ->
                    el "div" [] [ Markup.texted "dt" name; Markup.texted "dd" (Numerals.orMissing value) ]
            ]

    let private header (page: Page) =
        el
            "header"
            []
            [
                Markup.texted "h1" page.Title
                Markup.classed "p" "subtitle" [ Markup.Text page.Subtitle ]
                yield! page.Verdict |> Option.map verdict |> Option.toList
                if not page.Warnings.IsEmpty then
                    warnings page.Warnings
                if not page.Facts.IsEmpty then
                    tiles page.Facts
            ]

    let private rendered (s: PageSection) =
        let id = s.Key + "-heading"
        el "section" [ "aria-labelledby", id ] (el "h2" [ "id", id ] [ Markup.Text s.Heading ] :: s.Body)

    /// The page as one HTML document; the same page gives the same text.
    let html (page: Page) : string =
        let head =
            el
                "head"
                []
                [
                    el "meta" [ "charset", "utf-8" ] []
                    el "meta" [ "name", "viewport"; "content", "width=device-width, initial-scale=1" ] []
                    el "meta" [ "name", "color-scheme"; "content", "light dark" ] []
                    Markup.texted "title" page.Title
                    Markup.Raw("style", Style.sheet)
                ]

        let body =
            Markup.classed
                "main"
                "page"
                [
                    header page
                    yield! page.Sections |> List.map rendered
                    Markup.texted "footer" "Written by GanFlowTheory. This page is one file and loads nothing."
                ]

        "<!DOCTYPE html>\n"
        + Markup.render (el "html" [ "lang", "en" ] [ head; el "body" [] [ body ] ])
        + "\n"

    /// Writes the text of a page to a file, which afterwards holds all of it or is what it was before.
    let write (path: string) (text: string) : unit =
        AtomicFile.write path (fun stream -> stream.Write(ReadOnlySpan(Encoding.UTF8.GetBytes text)))
