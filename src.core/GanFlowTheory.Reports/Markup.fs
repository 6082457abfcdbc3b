namespace GanFlowTheory.Core

open System
open System.Text

/// A tree of HTML or SVG elements; every string in it is escaped when the tree is written.
[<RequireQualifiedAccess>]
type internal Markup =
    | Element of name: string * attributes: (string * string) list * children: Markup list
    | Text of string
    /// An element whose text HTML reads unescaped (a style sheet); the text is the library's own.
    | Raw of name: string * text: string

/// Building and writing markup. What comes out is well-formed XML and, at the same time, HTML.
module internal Markup =

    /// Characters that XML forbids (controls, unpaired surrogates) or a terminal acts upon become the replacement character.
    let private legal (s: string) =
        if
            String.forall
                (fun c ->
                    c >= ' '
                    && not (c >= '\u007F' && c <= '\u009F')
                    && not (Char.IsSurrogate c)
                    && c < '\uFFFE')
                s
        then
            s
        else
            let cleaned = StringBuilder(s.Length)

            for rune in s.EnumerateRunes() do
                let v = rune.Value

                let forbidden =
                    v < 0x20 && v <> 0x9 && v <> 0xA && v <> 0xD
                    || v >= 0x7F && v <= 0x9F
                    || v = 0xFFFE
                    || v = 0xFFFF

                cleaned.Append(if forbidden then Rune.ReplacementChar else rune) |> ignore

            cleaned.ToString()

    let private escape (s: string) =
        (legal s).Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("\"", "&quot;")

    // HTML reads <div/> as an opening tag, so only these names may close themselves.
    let private selfClosing = set [ "meta"; "circle"; "line"; "path"; "rect" ]

    let rec private write (out: StringBuilder) (node: Markup) =
        match node with
        | Markup.Text s -> out.Append(escape s) |> ignore
        | Markup.Raw(name, text) -> out.Append(invariant $"<{name}>{text}</{name}>") |> ignore
        | Markup.Element(name, attributes, children) ->
            out.Append('<').Append(name) |> ignore

            for key, value in attributes do
                out.Append(' ').Append(key).Append("=\"").Append(escape value).Append('"')
                |> ignore

            if children.IsEmpty && selfClosing.Contains name then
                out.Append("/>") |> ignore
            else
                out.Append('>') |> ignore
                children |> List.iter (write out)
                out.Append("</").Append(name).Append('>') |> ignore

    /// The markup as text.
    let render (node: Markup) : string =
        let out = StringBuilder()
        write out node
        out.ToString()

    /// An element with attributes and children.
    let element (name: string) (attributes: (string * string) list) (children: Markup list) =
        Markup.Element(name, attributes, children)

    /// An element with a class and children.
    let classed (name: string) (cssClass: string) (children: Markup list) =
        Markup.Element(name, [ "class", cssClass ], children)

    /// An element without attributes that holds text.
    let texted (name: string) (text: string) =
        Markup.Element(name, [], [ Markup.Text text ])

    /// A table with a caption, a header row and text cells; the first cell of each row heads it.
    let table (caption: string) (header: string list) (rows: string list list) : Markup =
        let scoped scope cell =
            element "th" [ "scope", scope ] [ Markup.Text cell ]

        let row cells =
            match cells with
            | [] -> element "tr" [] []
            | first :: rest -> element "tr" [] (scoped "row" first :: (rest |> List.map (texted "td")))

        let head =
            match header with
            | [] -> []
            | _ -> [ element "thead" [] [ element "tr" [] (header |> List.map (scoped "col")) ] ]

        classed
            "div"
            "table"
            [
                element "table" [] (texted "caption" caption :: head @ [ element "tbody" [] (rows |> List.map row) ])
            ]

    /// A figure: a legend of keys (CSS class, text), which may be empty, the drawings and a caption.
    let figure (legend: (string * string) list) (body: Markup list) (caption: string) : Markup =
        let key (cssClass, text) =
            let swatch = element "span" [ "class", "key " + cssClass; "aria-hidden", "true" ] []
            element "li" [] [ swatch; Markup.Text text ]

        let keys =
            if legend.IsEmpty then
                []
            else
                [ classed "ul" "legend" (List.map key legend) ]

        element "figure" [] (keys @ body @ [ texted "figcaption" caption ])
