namespace GanFlowTheory.Core

open System

/// A run of a game by one scheme, as its page draws it.
type GameOrbit =
    {
        /// The name of the scheme.
        Scheme: string
        /// The steps taken at the stored states, the first 0.
        Steps: int[]
        /// The times there.
        Times: float[]
        /// The first player's coordinates there.
        X: float[][]
        /// The second player's coordinates there.
        Y: float[][]
        /// The page's quantity there.
        Quantity: float[]
        /// Its exact values there; None where none are known.
        Exact: float[] option
        /// The energy of each player there; empty where none is known.
        Energies: float[][]
        /// How the orbit ends: converged, periodic, diverged, collapsed or undecided.
        End: string
        /// What speaks for it, in a sentence.
        Evidence: string
    }

/// Everything that the page about a game shows.
type GameReport =
    {
        /// Heading of the page.
        Title: string
        /// One sentence under it.
        Subtitle: string
        /// The names of the two players.
        Players: string * string
        /// The players' clocks: where both are above 0, radii are of x/sqrt kappa_X and y/sqrt kappa_Y.
        Clocks: float * float
        /// The name of the quantity that is followed, such as |x|^2 + |y|^2.
        Quantity: string
        /// The orbits, the chosen scheme's first.
        Orbits: GameOrbit list
        /// Settings that rerun it: name and value.
        Settings: (string * string) list
        /// Sentences that a reader must not miss.
        Warnings: string list
    }

/// The page about a game: its orbits in the plane, what the flow conserves, and both players' energies. A single HTML
/// file that needs no network, in light and dark.
[<RequireQualifiedAccess>]
module GameReport =

    // A turn of an orbit must keep enough of its points to look round.
    let private drawnStates = 4000

    let private evenly (points: (float * float)[]) =
        Thinning.evenly drawnStates points.Length |> Array.map (fun i -> points[i])

    let private look = OrbitLook.ofIndex

    // Schemes that are one on this game, to rounding, are one orbit with several names.
    let private together (orbits: GameOrbit list) : (string * GameOrbit) list =
        let largest = Array.collect (Array.map abs) >> Array.fold max 0.0

        let same (a: GameOrbit) (b: GameOrbit) =
            a.Steps = b.Steps
            && Array.forall2
                (fun (x: float[]) (y: float[]) ->
                    Array.forall2 (fun u v -> u = v || abs (u - v) <= 1e-9 * (1.0 + abs u)) x y)
                (Array.append a.X a.Y)
                (Array.append b.X b.Y)

        ([], orbits)
        ||> List.fold (fun groups orbit ->
            match groups |> List.tryFindIndex (fun (_, first) -> same first orbit) with
            | Some at ->
                groups
                |> List.mapi (fun i (names, first) ->
                    if i = at then
                        $"{names}, {orbit.Scheme}", first
                    else
                        names, first)
            | None -> groups @ [ orbit.Scheme, orbit ])

    let private plane (orbit: GameOrbit) =
        Array.map2 (fun (x: float[]) (y: float[]) -> x[0], y[0]) orbit.X orbit.Y

    let private isPlanar (report: GameReport) =
        report.Orbits
        |> List.forall (fun orbit -> orbit.X[0].Length = 1 && orbit.Y[0].Length = 1)

    // The half width of the window: what the orbits reach, as far as it is within twice their start, so that one
    // that escapes does not shrink the others to a dot.
    let private reach (orbits: GameOrbit list) : float =
        let extent (x: float, y: float) = max (abs x) (abs y)

        let starts =
            orbits
            |> List.map (fun o -> sqrt (Array.fold2 (fun t x y -> t + x * x + y * y) 0.0 o.X[0] o.Y[0]))

        let most = 2.0 * List.max starts

        let within =
            orbits
            |> Seq.collect plane
            |> Seq.map extent
            |> Seq.filter (fun r -> Double.IsFinite r && (most = 0.0 || r <= most))

        let widest = Seq.append [ List.max starts ] within |> Seq.max
        if widest > 0.0 then widest else 1.0

    let private portrait (report: GameReport) (groups: (string * GameOrbit) list) : Markup list =
        let orbits = groups |> List.map snd
        let planar = isPlanar report
        let ofX, ofY = report.Clocks
        let half = reach orbits
        let axis = Axis.padded 0.05 -half half
        let first, second = report.Players

        let name player (orbit: float[]) =
            if orbit.Length = 1 then
                player
            else
                $"{player}, first coordinate"

        let ellipses =
            [
                for k, orbit in List.indexed orbits do
                    match orbit.Exact with
                    | Some exact when planar && ofX > 0.0 && ofY > 0.0 ->
                        let axes square =
                            sqrt (square * ofX), sqrt (square * ofY)

                        let fits (a, b) = max a b <= axis.High

                        match exact |> Array.tryFindBack (axes >> fits) with
                        | Some square -> look k, axes square
                        | None -> ()
                    | _ -> ()
            ]

        let outside =
            orbits
            |> List.sumBy (fun orbit ->
                plane orbit
                |> Array.filter (fun (x, y) -> not (Axis.contains axis x && Axis.contains axis y))
                |> Array.length)

        let plot: OrbitPlot =
            {
                Title = "Phase portrait"
                Description =
                    groups
                    |> List.map (fun (names, orbit) ->
                        let x, y = Array.last (plane orbit)
                        $"{names}: {orbit.End}, at ({Numerals.short x}, {Numerals.short y}) in the end.")
                    |> String.concat " "
                XLabel = name first orbits.Head.X[0]
                YLabel = name second orbits.Head.Y[0]
                X = axis
                Y = axis
                Orbits =
                    groups
                    |> List.mapi (fun k (_, orbit) ->
                        {
                            Class = look k
                            Points = evenly (plane orbit)
                        })
                Ellipses = ellipses
                Start = (plane orbits.Head)[0]
            }

        let dashed =
            if ellipses.IsEmpty then
                ""
            else
                " Dashed: the exact radius of each scheme at its last step, or at the last one that fits."

        let cut =
            match outside with
            | 0 -> ""
            | 1 -> " One state lies outside the picture."
            | n -> $" {Numerals.count n} states lie outside the picture."

        [
            Markup.figure
                (groups |> List.mapi (fun k (names, _) -> look k, names))
                (OrbitPlot.draws "portrait" plot)
                $"Both axes have the same unit. The dot in ink is the start, the others are the ends.{dashed}{cut}"
        ]

    let private quantity (report: GameReport) (groups: (string * GameOrbit) list) : Markup list =
        let curves =
            groups
            |> List.mapi (fun k (names, orbit) ->
                {
                    Class = look k
                    Name = names
                    Values = Array.zip orbit.Times orbit.Quantity
                })

        let exact =
            groups
            |> List.indexed
            |> List.choose (fun (k, (_, orbit)) -> orbit.Exact |> Option.map (fun exact -> k, orbit, exact))
            |> List.mapi (fun i (k, orbit, exact) ->
                {
                    Class = look k + " exact over"
                    // One place in the legend stands for all of them.
                    Name = if i = 0 then "in closed form" else ""
                    Values = Array.zip orbit.Times exact
                })

        let caption =
            if exact.IsEmpty then
                $"{report.Quantity} along the orbits."
            else
                $"{report.Quantity} along the orbits; dashed, in closed form."

        let drawn =
            Curves.draw
                {
                    Key = "quantity"
                    Heights = 320.0, 290.0
                    Title = $"{report.Quantity} over time"
                    XLabel = "time t"
                    YLabel = report.Quantity
                    Caption = caption
                    Axis = Curves.spread
                }
                []
                (curves @ exact)

        if drawn.IsEmpty then
            [ Page.empty "The quantity was not finite." ]
        else
            drawn

    let private energies (report: GameReport) (orbit: GameOrbit) : Markup list =
        let first, second = report.Players

        match orbit.Energies with
        | [| ofFirst; ofSecond |] ->
            Curves.draw
                {
                    Key = "energies"
                    Heights = 320.0, 290.0
                    Title = "Energies over time"
                    XLabel = "time t"
                    YLabel = "E"
                    Caption =
                        $"The energies of both players along {orbit.Scheme}; no energy need fall, since the other moves."
                    Axis = fun values -> TimePlot.linearThroughZero values, "Linear axis."
                }
                []
                [
                    Curve.observed first (Array.zip orbit.Times ofFirst)
                    Curve.predicted second (Array.zip orbit.Times ofSecond)
                ]
        | _ -> [ Page.empty "The players have no energies with a value." ]

    let private drift (orbit: GameOrbit) =
        let first, last = Array.head orbit.Quantity, Array.last orbit.Quantity
        if first = 0.0 then last - first else (last - first) / first

    let private table (report: GameReport) : Markup =
        let row (orbit: GameOrbit) =
            [
                orbit.Scheme
                Numerals.count (Array.last orbit.Steps)
                Numerals.short (Array.last orbit.Times)
                Numerals.short (Array.last orbit.Quantity)
                (match orbit.Exact with
                 | Some exact -> Numerals.short (Array.last exact)
                 | None -> Numerals.missing)
                Numerals.significant 3 (drift orbit)
                orbit.End
            ]

        Markup.classed
            "div"
            "table"
            [
                Markup.table
                    $"{report.Quantity} at the end, its exact value there, its drift over its start, and how the orbit ends."
                    [ "scheme"; "steps"; "time"; "at the end"; "exact"; "drift"; "end" ]
                    (report.Orbits |> List.map row)
            ]

    let private settings (report: GameReport) : Markup =
        Markup.classed
            "div"
            "settings"
            [
                Markup.table
                    "Everything that this game was given."
                    []
                    [ for name, value in report.Settings -> [ name; Numerals.orMissing value ] ]
            ]

    let private kind (orbit: GameOrbit) =
        match orbit.End with
        | "converged"
        | "periodic" -> OutcomeKind.Succeeded
        | "diverged"
        | "collapsed" -> OutcomeKind.Failed
        | _ -> OutcomeKind.Stopped

    let private check (report: GameReport) =
        if report.Orbits.IsEmpty then
            Guard.fail "Orbits" "a report on a game must have an orbit."

        for orbit in report.Orbits do
            Guard.atLeast "the number of stored states" 1 orbit.Steps.Length

            for length in [ orbit.Times.Length; orbit.X.Length; orbit.Y.Length; orbit.Quantity.Length ] do
                Guard.sameLength $"the values of {orbit.Scheme}" orbit.Steps.Length length

            orbit.Exact
            |> Option.iter (fun exact ->
                Guard.sameLength $"the exact values of {orbit.Scheme}" orbit.Steps.Length exact.Length)

    /// The page as one HTML document; the same report gives the same text. At least one orbit, each with as many values as
    /// stored states.
    let html (report: GameReport) : string =
        check report
        let groups = together report.Orbits
        let chosen = report.Orbits.Head

        let capital (text: string) =
            if text = "" then
                ""
            else
                string (Char.ToUpperInvariant text[0]) + text[1..]

        let word = capital chosen.End

        // The evidence begins with the word that stands before it.
        let sentence =
            if chosen.Evidence.StartsWith(word + ": ", StringComparison.Ordinal) then
                capital chosen.Evidence[word.Length + 2 ..]
            else
                chosen.Evidence

        Page.html
            {
                Title = report.Title
                Subtitle = report.Subtitle
                Verdict =
                    Some
                        {
                            Kind = kind chosen
                            Word = word
                            Sentence = sentence
                        }
                Warnings = report.Warnings
                Facts =
                    [
                        $"{report.Quantity} at the start", Numerals.short (Array.head chosen.Quantity)
                        $"{report.Quantity} at the end", Numerals.short (Array.last chosen.Quantity)
                        "its drift", Numerals.significant 3 (drift chosen)
                        "time", Numerals.short (Array.last chosen.Times)
                        "steps", Numerals.count (Array.last chosen.Steps)
                    ]
                Sections =
                    [
                        Page.section "portrait" "Orbits" (portrait report groups)
                        Page.section "quantity" "What the flow conserves" (quantity report groups)
                        Page.section "energies" "Energies of both players" (energies report chosen)
                        Page.section "schemes" "Schemes" [ table report ]
                        if not report.Settings.IsEmpty then
                            Page.section "settings" "Settings" [ settings report ]
                    ]
            }

    /// Writes the page to a file, which afterwards holds all of it or is what it was before. Throws what writing a file
    /// throws.
    let write (path: string) (report: GameReport) : unit = Page.write path (html report)
