namespace GanFlowTheory.Core

open System
open System.Text

/// The page about a flow of densities on a grid: a single HTML file that needs no network, in light and dark.
[<RequireQualifiedAccess>]
module DensityReport =

    // More points than a picture has pixels tell nothing.
    let private mostPoints = 600

    let private pictures = 6

    let private thin (points: (float * float)[]) =
        let stride = 1 + (points.Length - 1) / mostPoints

        points
        |> Array.indexed
        |> Array.filter (fun (i, _) -> i % stride = 0)
        |> Array.map snd

    // The density of one coordinate: on the line the density itself.
    let private marginal (k: int) (q: GridDensity) : (float * float)[] =
        let axis = q.Grid.Axis k
        let masses: float[] = Array.zeroCreate axis.Cells

        for i in 0 .. q.Weights.Length - 1 do
            let place = q.Grid.Place i k
            masses[place] <- masses[place] + q.Weights[i]

        masses |> Array.mapi (fun i m -> axis.Centre i, m / axis.Width)

    // The first and the last density, and some between at about equal steps through the list.
    let private chosen (steps: DensityStep[]) =
        let last = steps.Length - 1
        let count = min pictures steps.Length

        [ for j in 0 .. count - 1 -> (if count = 1 then 0 else j * last / (count - 1)) ]
        |> List.distinct
        |> List.map (fun i -> steps[i])

    let private line cssClass points =
        {
            Class = cssClass
            Mark = PlotMark.Line
            Points = thin points
        }

    let private densities (target: GridDensity) (steps: DensityStep[]) (k: int) =
        let axis = target.Grid.Axis k

        let past, last =
            chosen steps |> List.partition (fun s -> s.Steps < (Array.last steps).Steps)

        let curves =
            last |> List.truncate 1 |> (@) past |> List.map (fun s -> marginal k s.State)

        let goal = marginal k target
        let top = goal :: curves |> Seq.collect (Seq.map snd) |> Seq.max

        let times =
            chosen steps |> List.map (fun s -> Numerals.short s.Time) |> String.concat ", "

        let name =
            if target.Grid.Dimension = 1 then
                "x"
            else
                $"coordinate {k + 1}"

        let plot =
            {
                Title = $"Densities of {name} over time"
                Description = $"The density of {name} at t = {times}, and the target."
                XLabel = name
                YLabel = "density"
                X = Axis.linear axis.Lower axis.Upper
                Y = Axis.linear 0.0 top
                Layers =
                    line "predicted" goal
                    :: List.mapi
                        (fun i c ->
                            line
                                (if i < curves.Length - 1 then
                                     "observed past"
                                 else
                                     "observed")
                                c)
                        curves
                Rug = [||]
            }

        Markup.figure
            [
                "", "target"
                "observed", "flow, at the end"
                "observed past", "flow, before"
            ]
            (LinePlot.draws $"density-{k + 1}" 320.0 280.0 plot)
            $"The density of {name} at t = {times}."

    let private functional (name: string) (steps: DensityStep[]) =
        let points =
            steps
            |> Array.map (fun s -> s.Time, s.Functional)
            |> Array.filter (snd >> Double.IsFinite)

        let values = points |> Array.map snd
        let logarithmic = Array.forall (fun v -> v > 0.0) values

        if points.Length = 0 then
            Markup.classed "p" "empty" [ Markup.Text "The functional was infinite throughout." ]
        else
            let plot =
                {
                    Title = $"{name} over time"
                    Description =
                        $"From {Numerals.short values[0]} to {Numerals.short (Array.last values)} \
                          at t = {Numerals.short (fst (Array.last points))}."
                    XLabel = "time t"
                    YLabel = name
                    X = Axis.linear 0.0 (max 1e-300 (fst (Array.last points)))
                    Y =
                        if logarithmic then
                            Axis.logarithmic (Array.min values) (Array.max values)
                        else
                            Axis.linear (Array.min values) (Array.max values)
                    Layers = [ line "observed" points ]
                    Rug = [||]
                }

            Markup.figure
                []
                (LinePlot.draws "functional" 300.0 270.0 plot)
                (if logarithmic then
                     $"{name} along the flow; logarithmic axis."
                 else
                     $"{name} along the flow.")

    let private section (id: string) (heading: string) (body: Markup list) =
        Markup.element
            "section"
            [ "aria-labelledby", id ]
            (Markup.element "h2" [ "id", id ] [ Markup.Text heading ] :: body)

    /// <summary>The page as one HTML document: the functional and the densities over time, those of each coordinate in
    /// the plane; the same steps give the same text. At least one step.</summary>
    let html (equation: FokkerPlanck) (steps: seq<DensityStep>) : string =
        let steps = Seq.toArray steps

        if steps.Length = 0 then
            Guard.fail (nameof steps) "steps must not be empty."

        let title = $"The {equation.Divergence.Name} flow of a density"

        let head =
            Markup.element
                "head"
                []
                [
                    Markup.element "meta" [ "charset", "utf-8" ] []
                    Markup.element "meta" [ "name", "viewport"; "content", "width=device-width, initial-scale=1" ] []
                    Markup.element "meta" [ "name", "color-scheme"; "content", "light dark" ] []
                    Markup.texted "title" title
                    Markup.Raw("style", Style.sheet)
                ]

        let page =
            Markup.classed
                "main"
                "page"
                [
                    Markup.element
                        "header"
                        []
                        [
                            Markup.texted "h1" title
                            Markup.classed
                                "p"
                                "subtitle"
                                [
                                    Markup.Text
                                        $"On {equation.Target.Grid}, {(Array.last steps).Steps} steps to time \
                                          {Numerals.short (Array.last steps).Time}."
                                ]
                        ]
                    section
                        "densities-heading"
                        "Densities over time"
                        (List.init equation.Target.Grid.Dimension (densities equation.Target steps))
                    section "functional-heading" "Functional over time" [ functional equation.Divergence.Name steps ]
                    Markup.texted "footer" "Written by GanFlowTheory. This page is one file and loads nothing."
                ]

        "<!DOCTYPE html>\n"
        + Markup.render (Markup.element "html" [ "lang", "en" ] [ head; Markup.element "body" [] [ page ] ])
        + "\n"

    /// <summary>Writes the page to a file, which afterwards holds all of it or is what it was before. Throws what
    /// writing a file throws.</summary>
    let write (path: string) (equation: FokkerPlanck) (steps: seq<DensityStep>) : unit =
        let page = html equation steps
        AtomicFile.write path (fun stream -> stream.Write(ReadOnlySpan(Encoding.UTF8.GetBytes page)))
