namespace GanFlowTheory.Core

/// The page about a flow of densities on a grid: a single HTML file that needs no network, in light and dark.
[<RequireQualifiedAccess>]
module DensityReport =

    let private pictures = 6

    // The density of one coordinate over its axis: on the line the density itself.
    let private marginal (k: int) (q: GridDensity) : (float * float)[] =
        let axis = q.Grid.Axes[k]

        GridDensity.marginal k q |> Array.mapi (fun i density -> axis.Centre i, density)

    let private line (look: string) (points: (float * float)[]) =
        PlotLayer.line look (TimePlot.thinned TimePlot.drawnValues points)

    let private densities (target: GridDensity) (steps: DensityStep[]) (k: int) =
        let axis = target.Grid.Axes[k]

        let shown = Thinning.evenly pictures steps.Length |> Array.map (fun i -> steps[i])

        let past, last =
            shown |> Array.partition (fun s -> s.Steps < (Array.last steps).Steps)

        let curves =
            Array.append past (Array.truncate 1 last)
            |> Array.map (fun s -> marginal k s.State)

        let goal = marginal k target

        let top = Seq.append [ goal ] curves |> Seq.collect (Seq.map snd) |> Seq.max

        let times = shown |> Seq.map (fun s -> Numerals.short s.Time) |> String.concat ", "

        let name =
            if target.Grid.Dimension = 1 then
                "x"
            else
                invariant $"coordinate {k + 1}"

        let plot =
            {
                Title = invariant $"Densities of {name} over time"
                Description = invariant $"The density of {name} at t = {times}, and the target."
                XLabel = name
                YLabel = "density"
                X = Axis.linear axis.Lower axis.Upper
                Y = Axis.linear 0.0 top
                Layers =
                    [
                        line "predicted" goal
                        for i in 0 .. curves.Length - 1 do
                            let look =
                                if i < curves.Length - 1 then
                                    "observed past"
                                else
                                    "observed"

                            line look curves[i]
                    ]
                Rug = [||]
            }

        Markup.figure
            [
                "", "target"
                "observed", "flow, at the end"
                "observed past", "flow, before"
            ]
            (LinePlot.draws (invariant $"density-{k + 1}") 320.0 280.0 plot)
            (invariant $"The density of {name} at t = {times}.")

    let private functional (name: string) (steps: DensityStep[]) : Markup list =
        let drawn =
            Curves.draw
                {
                    Key = "functional"
                    Heights = 300.0, 270.0
                    Title = invariant $"{name} over time"
                    XLabel = "time t"
                    YLabel = name
                    Caption = invariant $"{name} along the flow."
                    Axis = TimePlot.logarithmicWherePositive "it"
                }
                []
                [ steps |> Array.map (fun s -> s.Time, s.Functional) |> Curve.observed "" ]

        if drawn.IsEmpty then
            [ Page.empty "The functional was infinite throughout." ]
        else
            drawn

    let private facts (equation: FokkerPlanck) (steps: DensityStep[]) : (string * string) list =
        let name = equation.Divergence.Name
        let first, last = Array.head steps, Array.last steps

        [
            invariant $"{name} at the start", Numerals.short first.Functional
            (invariant $"{name} at the end"), Numerals.short last.Functional
            "L1 distance to the target at the end", Numerals.short (GridDensity.distance equation.Target last.State)
            "time", Numerals.short last.Time
            "steps", Numerals.count last.Steps
        ]

    /// <summary>The page as one HTML document: the functional and the densities over time, those of each coordinate in
    /// the plane; the same steps give the same text. At least one step.</summary>
    let html (equation: FokkerPlanck) (steps: seq<DensityStep>) : string =
        let steps = Seq.toArray steps

        if steps.Length = 0 then
            Guard.fail (nameof steps) "steps must not be empty."

        let last = Array.last steps

        Page.html
            {
                Title = invariant $"The {equation.Divergence.Name} flow of a density"
                Subtitle =
                    invariant $"On {equation.Target.Grid}, {last.Steps} steps to time {Numerals.short last.Time}."
                Verdict = None
                Warnings = Option.toList (FokkerPlanck.tailWarning equation steps)
                Facts = facts equation steps
                Sections =
                    [
                        Page.section
                            "densities"
                            "Densities over time"
                            (List.init equation.Target.Grid.Dimension (densities equation.Target steps))
                        Page.section "functional" "Functional over time" (functional equation.Divergence.Name steps)
                    ]
            }

    /// <summary>Writes the page to a file, which afterwards holds all of it or is what it was before. Throws what
    /// writing a file throws.</summary>
    let write (path: string) (equation: FokkerPlanck) (steps: seq<DensityStep>) : unit =
        Page.write path (html equation steps)
