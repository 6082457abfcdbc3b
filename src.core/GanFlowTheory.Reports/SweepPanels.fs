namespace GanFlowTheory.Core

/// A panel of small multiples: a heading, and a line for each run.
type internal SweepPanelLines =
    {
        Heading: string
        /// Each run's place among the seeds, and its values (x, y).
        Lines: (int * (float * float)[]) list
    }

/// Small multiples of a quantity over the course of runs, on the same axes; a run's colour is its seed's.
module internal SweepPanels =

    open TimePlot

    // As many colours as the style sheet tells apart.
    let private colours = 8

    // A panel is a fifth as wide as the plots of one quantity.
    let private panelValues = 200

    let private width, height = 300.0, 230.0

    let private colour (seed: int) = $"orbit orbit-{seed % colours}"

    let private draw
        (id: string)
        (xLabel: string)
        (yLabel: string)
        (x: Axis)
        (y: Axis)
        (panel: SweepPanelLines)
        : Markup =
        let frame = Frame.place (width, height) 48.0 x y

        let line (seed, values: (float * float)[]) =
            let shown =
                values
                |> Array.filter (fun (_, v) -> Axis.contains y v)
                |> thinned panelValues
                |> Array.map (fun (t, v) -> Frame.px frame t, Frame.py frame v)

            match shown with
            | [||] -> []
            // One value makes no line; a dot shows it.
            | [| place |] -> [ Svg.group (colour seed + " single") [ Svg.circle 3.0 place ] ]
            | _ -> [ Svg.polyline (colour seed) shown ]

        let ends =
            panel.Lines
            |> List.map (fun (_, values) -> Numerals.short (snd (Array.last values)))
            |> String.concat ", "

        Svg.picture
            id
            "panel"
            panel.Heading
            $"{yLabel} at the end: {ends}."
            (width, height)
            (Frame.axes xLabel yLabel frame
             @ [ Svg.text "panel-title" TextAnchor.Start (2.0, 16.0) panel.Heading ]
             @ List.collect line panel.Lines)

    /// The panels as a figure with a legend of the seeds; nothing where no run has a finite value.
    let figure (xLabel: string) (yLabel: string) (seeds: string list) (panels: SweepPanelLines list) : Markup list =
        let finite =
            panels
            |> List.map (fun panel ->
                { panel with
                    Lines =
                        panel.Lines
                        |> List.map (fun (seed, values) -> seed, finitePairs values)
                        |> List.filter (fun (_, values) -> values.Length > 0)
                })
            |> List.filter (fun panel -> not panel.Lines.IsEmpty)

        let all = finite |> List.collect _.Lines |> List.map snd |> Array.concat

        if all.Length = 0 then
            []
        else
            let values = Array.map snd all

            // On a logarithmic axis most of a descent is seen, but what is not positive has no place there: a few at the end
            // of a descent may be lost, but not a quantity that changes its sign.
            let y, remark =
                if
                    10 * (values |> Array.filter (fun v -> v > 0.0) |> Array.length)
                    >= 9 * values.Length
                then
                    Curves.logarithmicOfPositive values
                else
                    Curves.linear values

            let hidden =
                values |> Array.filter (fun v -> not (Axis.contains y v)) |> Array.length

            let left =
                match hidden with
                | 0 -> ""
                | 1 -> " One value is not positive and is not drawn."
                | n -> $" {Numerals.count n} values are not positive and are not drawn."

            let repeated =
                if seeds.Length > colours then
                    $" Colours repeat after {colours} seeds."
                else
                    ""

            let x = horizontal (Array.map fst all)

            [
                Markup.figure
                    (match seeds with
                     | []
                     | [ _ ] -> []
                     | _ ->
                         seeds
                         |> List.truncate colours
                         |> List.mapi (fun at seed -> colour at, $"seed {seed}"))
                    [
                        Markup.classed
                            "div"
                            "panels"
                            (finite
                             |> List.mapi (fun at panel -> draw $"course-{at}" xLabel yLabel x y panel))
                    ]
                    $"Over the course of each run: {yLabel}, the same axes in each panel. {remark}{left}{repeated}"
            ]
