namespace GanFlowTheory.Core

open System

/// The clock dial: the courses of a study of mode collapse side by side, from the slowest critic to the fastest, on shared
/// axes.
module internal DialFigure =

    // Columns of one picture: more would be narrower than their labels.
    let private columns = 5

    // A dial with a hand from seven o'clock, the slowest of all, to five o'clock.
    let private hand (x: float, y: float) (radius: float) (turned: float) : Markup list =
        let angle = (-150.0 + 300.0 * turned) * Math.PI / 180.0
        let toward r = x + r * sin angle, y - r * cos angle

        [
            Svg.group "dial" [ Svg.circle radius (x, y) ]
            Svg.line "hand" (x, y) (toward (radius - 3.0))
        ]

    let private sentence (course: CollapseCourse) : string =
        let c = (snd (Array.last course.Moments)).Coverage
        $"{c.Covered} of {c.Shares.Length} modes"

    // The distance between a panel and the next below it: tick labels and a name.
    let private between = 44.0

    let private describe (study: CollapseStudy) (shown: int[]) : string =
        shown
        |> Array.map (fun c ->
            let course = study.Courses[c]
            $"{DialPanels.title course.Clock}: {sentence course}, {TrajectoryEnd.word course.End.End}.")
        |> String.concat " "

    let private heading (study: CollapseStudy) (c: int) (left: float, top: float) : Markup list =
        let course = study.Courses[c]

        let turned =
            if study.Courses.Length = 1 then
                0.5
            else
                float c / float (study.Courses.Length - 1)

        hand (left + 15.0, top + 18.0) 14.0 turned
        @ [
            Svg.text "panel-title" TextAnchor.Start (left + 36.0, top + 15.0) (DialPanels.title course.Clock)
            Svg.text "label" TextAnchor.Start (left + 36.0, top + 31.0) (sentence course)
        ]

    // All rows of some columns.
    let private wide (study: CollapseStudy) (part: int) (shown: int[]) : Markup =
        let margin, gap, total = 40.0, 10.0, 760.0
        // As many columns as a full picture has, so that all pictures have one scale.
        let count = min columns study.Courses.Length |> max 3
        let width = (total - margin - 4.0) / float count - gap
        let rows = DialPanels.panels study width
        let tops = rows |> List.scan (fun top p -> top + snd p.Size + between) 66.0

        let body =
            [
                for row, top in List.zip rows (List.truncate rows.Length tops) do
                    Svg.text "name" TextAnchor.Start (2.0, top - 8.0) row.Name

                    for place in 0 .. shown.Length - 1 do
                        let left = margin + float place * (width + gap)
                        let f = DialPanels.frame (left, top) row.Size row.X row.Y
                        yield! DialPanels.scaffold (place = 0) f
                        yield! row.Draw shown[place] f

                for place in 0 .. shown.Length - 1 do
                    yield! heading study shown[place] (margin + float place * (width + gap), 0.0)
            ]

        Svg.picture
            $"dial-wide-{part}"
            "wide"
            "The clock dial"
            (describe study shown)
            (total, List.last tops - between + 22.0)
            body

    // A column for a narrow window: two panels beside two.
    let private narrow (study: CollapseStudy) (c: int) : Markup =
        let margin, total = 40.0, 380.0
        let width = 0.5 * (total - 4.0) - margin

        let rows =
            DialPanels.panels study width
            |> List.map (fun p -> { p with Size = (width, 120.0) })

        let rows =
            rows
            |> List.mapi (fun i p -> if i = 0 then { p with Size = (width, width) } else p)

        let place i =
            let left = margin + float (i % 2) * (width + margin)
            let top = if i < 2 then 66.0 else 66.0 + width + between
            left, top

        let body =
            [
                yield! heading study c (2.0, 0.0)

                for i, p in List.indexed rows do
                    let left, top = place i
                    let f = DialPanels.frame (left, top) p.Size p.X p.Y
                    Svg.text "name" TextAnchor.Start (left - margin + 2.0, top - 8.0) p.Name
                    yield! DialPanels.scaffold true f
                    yield! p.Draw c f
            ]

        Svg.picture
            $"dial-narrow-{c}"
            "narrow"
            (DialPanels.title study.Courses[c].Clock)
            (describe study [| c |])
            (total, 66.0 + width + between + 120.0 + 30.0)
            body

    let private plane (study: CollapseStudy) : string =
        match study.Target.Dimension with
        | 1 -> " Points of the line are drawn at the height 0."
        | 2 -> ""
        | d -> $" Of {d} coordinates the panels show the first two."

    /// The picture, for a wide and for a narrow window.
    let draw (study: CollapseStudy) : Markup =
        let all = [| 0 .. study.Courses.Length - 1 |]

        Markup.figure
            [
                "particles dot", "particles, and the ways of some"
                "target dot", "target"
                "observed", "modes covered; variance; (m, s)"
                "", "quality; variance within modes"
            ]
            [
                yield! all |> Array.chunkBySize columns |> Array.mapi (wide study)
                yield! all |> Array.map (narrow study)
            ]
            ("From a frozen critic to one that always plays its best response, all from the same particles and the same first "
             + "critic. Dashed lines are the target's variance and its variance within modes. Below, the exact curves of a Gaussian "
             + $"against a critic a x + b x²: open where they begin, full where they end, the target at the cross.{plane study}{DialPanels.outside study}")
