/// The picture: a column for each project, its folders in order from the top, arrows from the user to the used.
module Drawing

#load "References.fsx"

open System
open System.Text
open Plan
open References

let private rowHeight = 26.0
let private boxHeight = 20.0
let private boxWidth = 98.0
let private gap = 16.0
let private top = 104.0
let private margin = 14.0

/// The colours of the pages that the library writes, light and dark.
let private style =
    """
svg { color-scheme: light dark;
  --paper: #fdfdfb; --raised: #f5f5f1; --ink: #1f2328; --soft: #565d66; --rule: #d9d9d2; --accent: #0067a8; }
@media (prefers-color-scheme: dark) { svg {
  --paper: #15181c; --raised: #1d2126; --ink: #e4e6e8; --soft: #a3abb4; --rule: #363c44; --accent: #62b5ec; } }
.paper { fill: var(--paper); } .project { fill: var(--raised); stroke: var(--rule); }
.room { fill: var(--paper); stroke: var(--rule); }
text { font: 12.5px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", Arial, sans-serif;
  fill: var(--ink); text-anchor: middle; }
.title { font-size: 15px; font-weight: 600; } .note { fill: var(--soft); font-size: 11.5px; }
.arrow { fill: none; stroke: var(--accent); stroke-width: 1.5; }
.implied { fill: none; stroke: var(--soft); stroke-width: 0.8; stroke-opacity: 0.5; }
.head { fill: var(--accent); } .head.faint { fill: var(--soft); fill-opacity: 0.7; }"""

/// Pairs (user, used) in an order where each uses earlier ones, with whether a path of other pairs implies it.
let private withImplied (pairs: (int * int) list) =
    let direct = Set.ofList pairs

    let rec reaches user used =
        direct
        |> Set.exists (fun (a, b) -> a = user && (b = used || (b > used && reaches b used)))

    [
        for user, used in pairs ->
            let around =
                direct |> Set.exists (fun (a, b) -> a = user && b > used && reaches b used)

            user, used, around
    ]

let private number (value: float) =
    value.ToString("0.#", Globalization.CultureInfo.InvariantCulture)

/// A column: the project, where it begins, and how far its arrows bulge to the right of its boxes.
type private Column =
    {
        Project: Project
        Pairs: (int * int) list
        Left: float
        Bulge: float
    }

    member column.Width = boxWidth + column.Bulge + 2.0 * gap
    member column.Middle = column.Left + column.Width / 2.0

/// How far the arrow over a number of rows goes to the side.
let private bulge span =
    if span = 0 then 0.0 else 10.0 + 8.0 * float span

let private columns (projects: Project list) (references: Reference list) =
    projects
    |> List.mapFold
        (fun left project ->
            let pairs =
                references
                |> List.filter (fun r -> r.From.Project = project.Name && r.To.Project = project.Name)
                |> List.map (fun r -> Project.rank project r.From.Name, Project.rank project r.To.Name)
                |> List.sort

            let column =
                {
                    Project = project
                    Pairs = pairs
                    Left = left
                    // A cubic curve reaches three quarters of the way to its control points.
                    Bulge = 0.75 * bulge (pairs |> List.map (fun (a, b) -> a - b) |> List.fold max 0)
                }

            column, left + column.Width + gap)
        margin
    |> fst

let svg (projects: Project list) (references: Reference list) =
    let columns = columns projects references
    let rows = projects |> List.map _.Rooms.Length |> List.max
    let last = List.last columns
    let width = last.Left + last.Width + margin
    let height = top + 46.0 + float rows * rowHeight + 52.0
    let text = StringBuilder()

    let write (line: string) =
        text.Append(line).Append('\n') |> ignore

    let written x y kind (content: string) =
        write $"""<text class="{kind}" x="{number x}" y="{number y}">{content}</text>"""

    let arrow implied path (x, y) (dx, dy) =
        let kind, head = if implied then "implied", "head faint" else "arrow", "head"
        write $"""<path class="{kind}" d="{path}"/>"""
        // The head points along (dx, dy), a unit vector.
        let a = $"{number (x - 6.0 * dx - 3.0 * dy)} {number (y - 6.0 * dy + 3.0 * dx)}"
        let b = $"{number (x - 6.0 * dx + 3.0 * dy)} {number (y - 6.0 * dy - 3.0 * dx)}"
        write $"""<path class="{head}" d="M{number x} {number y}L{a}L{b}Z"/>"""

    write
        $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number width} {number height}" role="img" aria-label="The projects and folders of GanFlowTheory, and which uses which">"""

    write $"<style>{style}\n</style>"
    write $"""<rect class="paper" width="{number width}" height="{number height}"/>"""

    // Between projects: arcs above the columns, from the user to the used.
    let place name =
        columns |> List.findIndex (fun column -> column.Project.Name = name)

    let between =
        references
        |> List.map (fun r -> place r.From.Project, place r.To.Project)
        |> List.filter (fun (a, b) -> a <> b)
        |> List.distinct
        |> List.sort
        |> withImplied

    for user, used, implied in between |> List.sortByDescending (fun (_, _, implied) -> implied) do
        let from = columns[user].Middle - 8.0
        let until = columns[used].Middle + 8.0
        let rise = 14.0 + 100.0 * (from - until) / width
        let high = number (top - 4.0 / 3.0 * rise)

        arrow
            implied
            $"M{number from} {number top}C{number from} {high} {number until} {high} {number until} {number (top - 4.0)}"
            (until, top)
            (0.0, 1.0)

    for column in columns do
        let project = column.Project
        let rooms = project.Rooms
        let tall = 46.0 + float rooms.Length * rowHeight + 4.0
        let language = if Project.isFSharp project then "F#" else "C#"

        write
            $"""<rect class="project" x="{number column.Left}" y="{number top}" width="{number column.Width}" height="{number tall}" rx="6"/>"""

        written column.Middle (top + 20.0) "title" project.Name
        written column.Middle (top + 36.0) "note" language

        let row k =
            top + 46.0 + rowHeight * (float k + 0.5)

        let right = column.Left + gap + boxWidth

        rooms
        |> List.iteri (fun k room ->
            write
                $"""<rect class="room" x="{number (column.Left + gap)}" y="{number (row k - boxHeight / 2.0)}" width="{number boxWidth}" height="{number boxHeight}" rx="4"/>"""

            written (column.Left + gap + boxWidth / 2.0) (row k + 4.5) "" room.Name)

        for user, used, implied in
            withImplied column.Pairs
            |> List.sortByDescending (fun (_, _, implied) -> implied) do
            let from, until = row user - 3.0, row used + 4.0
            let side = number (right + bulge (user - used))

            arrow
                implied
                $"M{number right} {number from}C{side} {number from} {side} {number until} {number (right + 4.0)} {number until}"
                (right, until)
                (-1.0, 0.0)

    written
        (width / 2.0)
        (height - 34.0)
        "note"
        "An arrow goes from the user to the used: up within a project, to the left between projects."

    written (width / 2.0) (height - 16.0) "note" "Grey ones are implied by a way along blue ones, and are there too."
    write "</svg>"
    text.ToString()
