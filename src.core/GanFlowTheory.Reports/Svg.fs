namespace GanFlowTheory.Core

open System.Text

/// One step of a path, in drawing coordinates.
[<RequireQualifiedAccess; Struct>]
type internal PathStep =
    | MoveTo of moveX: float * moveY: float
    | LineTo of lineX: float * lineY: float
    | HorizontalTo of x: float
    | VerticalTo of y: float
    | Close

/// Where a text is anchored horizontally.
[<RequireQualifiedAccess; Struct>]
type internal TextAnchor =
    | Start
    | Middle
    | End

/// The few SVG elements that the pictures need. Colours come from CSS classes, so one drawing serves light and dark.
module internal Svg =

    let private at (name: string) (value: float) = name, Numerals.coordinate value

    /// A straight line.
    let line (cssClass: string) (x1: float, y1: float) (x2: float, y2: float) =
        Markup.element "line" [ "class", cssClass; at "x1" x1; at "y1" y1; at "x2" x2; at "y2" y2 ] []

    /// A circle; its colour is its group's.
    let circle (radius: float) (x: float, y: float) =
        Markup.element "circle" [ at "cx" x; at "cy" y; at "r" radius ] []

    /// A rectangle.
    let rectangle (cssClass: string) (x: float, y: float) (width: float) (height: float) =
        Markup.element "rect" [ "class", cssClass; at "x" x; at "y" y; at "width" width; at "height" height ] []

    /// Text on a baseline.
    let text (cssClass: string) (anchor: TextAnchor) (x: float, y: float) (content: string) =
        let anchored =
            match anchor with
            | TextAnchor.Start -> []
            | TextAnchor.Middle -> [ "text-anchor", "middle" ]
            | TextAnchor.End -> [ "text-anchor", "end" ]

        Markup.element "text" ([ "class", cssClass; at "x" x; at "y" y ] @ anchored) [ Markup.Text content ]

    /// A path with attributes beyond its class.
    let pathWith (attributes: (string * string) list) (steps: seq<PathStep>) =
        let data = StringBuilder()

        let add (letter: char) (numbers: float list) =
            data.Append(letter).AppendJoin(' ', numbers |> List.map Numerals.coordinate)
            |> ignore

        for step in steps do
            match step with
            | PathStep.MoveTo(x, y) -> add 'M' [ x; y ]
            | PathStep.LineTo(x, y) -> add 'L' [ x; y ]
            | PathStep.HorizontalTo x -> add 'H' [ x ]
            | PathStep.VerticalTo y -> add 'V' [ y ]
            | PathStep.Close -> add 'Z' []

        Markup.element "path" (attributes @ [ "d", data.ToString() ]) []

    /// A path.
    let path (cssClass: string) (steps: seq<PathStep>) = pathWith [ "class", cssClass ] steps

    /// The open path through the given points.
    let polyline (cssClass: string) (points: (float * float)[]) =
        path
            cssClass
            (points
             |> Seq.mapi (fun i p -> if i = 0 then PathStep.MoveTo p else PathStep.LineTo p))

    /// Elements that share a class.
    let group (cssClass: string) (children: Markup list) = Markup.classed "g" cssClass children

    /// A whole picture that scales with the page and reads as one image with a title and a description; the id is
    /// unique on the page.
    let picture
        (id: string)
        (cssClass: string)
        (title: string)
        (description: string)
        (width: float, height: float)
        body
        =
        let name part text =
            Markup.element part [ "id", id + "-" + part ] [ Markup.Text text ]

        Markup.element
            "svg"
            [
                "xmlns", "http://www.w3.org/2000/svg"
                "class", cssClass
                "viewBox", invariant $"0 0 {Numerals.coordinate width} {Numerals.coordinate height}"
                "role", "img"
                "aria-labelledby", invariant $"{id}-title {id}-desc"
            ]
            (name "title" title :: name "desc" description :: body)
