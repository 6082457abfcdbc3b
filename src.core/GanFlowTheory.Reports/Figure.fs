namespace GanFlowTheory.Core

open System

/// Pictures as SVG documents of their own, in light and dark: for a page, a notebook or a paper of yours. They need no network
/// and bring their own colours; the text in them is text.
[<RequireQualifiedAccess>]
module Figure =

    // Every rule begins with the class of these pictures: inside a page they leave the page as it is.
    let private colours =
        [
            "accent", "#0067a8", "#62b5ec"
            "bad", "#b3401a", "#f0875c"
            "good", "#00694f", "#5cc9a7"
            "violet", "#6d3fc0", "#b79cff"
            "wait", "#8a5a00", "#e3b04b"
            "ink", "#1f2328", "#e4e6e8"
        ]

    /// As many curves as there are colours.
    let private mostCurves = colours.Length

    let private sheet =
        let variables pick =
            colours
            |> List.mapi (fun at colour -> invariant $"--curve-{at}:{pick colour};")
            |> String.concat ""

        let light = variables (fun (_, light, _) -> light)
        let dark = variables (fun (_, _, dark) -> dark)

        let curves =
            [
                for at in 0 .. mostCurves - 1 do
                    let own = invariant $"svg.ganflow .curve-{at}"
                    invariant $"{own}{{stroke:var(--curve-{at})}}"
            ]
            |> String.concat "\n"

        invariant
            $"svg.ganflow{{color-scheme:light dark;--text:#1f2328;--soft:#565d66;--grid:#e9e9e3;--cloud:#8b9097;{light}}}
@media (prefers-color-scheme:dark){{svg.ganflow{{--text:#e4e6e8;--soft:#a3abb4;--grid:#262b31;{dark}}}}}
svg.ganflow text{{font:11px system-ui,sans-serif;fill:var(--soft);stroke:none;font-variant-numeric:tabular-nums}}
svg.ganflow .name,svg.ganflow .panel-title,svg.ganflow .key{{fill:var(--text)}}
svg.ganflow .panel-title{{font-size:13.5px;font-weight:600}}
svg.ganflow .grid{{stroke:var(--grid)}}
svg.ganflow .axis,svg.ganflow .tick,svg.ganflow .zero{{stroke:var(--soft)}}
svg.ganflow .zero{{stroke-dasharray:4 3}}
svg.ganflow path{{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}}
svg.ganflow .target{{fill:var(--cloud);fill-opacity:0.5;stroke:none}}
svg.ganflow .particles{{fill:var(--curve-0);fill-opacity:0.75;stroke:none}}
{curves}"

    // Ids are unique on a page where titles are.
    let private document (title: string) (description: string) (size: float * float) (body: Markup list) : string =
        let id =
            title |> String.map (fun c -> if Char.IsAsciiLetterOrDigit c then c else '-')

        Svg.picture ("figure-" + id) "ganflow" title description size (Markup.Raw("style", sheet) :: body)
        |> Markup.render

    let private moved (x: float) (y: float) (body: Markup list) =
        Markup.element
            "g"
            [
                "transform", invariant $"translate({Numerals.coordinate x} {Numerals.coordinate y})"
            ]
            body

    /// At most this many panels stand beside each other.
    let private across = 3

    /// <summary>Clouds of points of the plane beside each other on the same axes, each under its heading, with the target in grey
    /// beneath: at most 1,000 points of each, evenly subsampled.</summary>
    /// <remarks>Points that escape further than twice the width of the target and of the first cloud are left out. An
    /// <c>ArgumentException</c> where there is no cloud, or where the points have not two coordinates.</remarks>
    let particles (title: string) (target: Points option) (clouds: (string * Points) list) : string =
        if clouds.IsEmpty then
            Guard.fail "clouds" "clouds must have at least one cloud."

        for points in Option.toList target @ List.map snd clouds do
            if points.Dimension <> 2 then
                Guard.fail
                    "clouds"
                    (invariant $"the points of a figure must have 2 coordinates, but have {points.Dimension}.")

        let x, y, _ = ParticleFigures.axesOf target (List.map snd clouds)
        let frame = ScatterPlot.frame x y
        let columns = min across clouds.Length
        let rows = (clouds.Length + across - 1) / across
        let gap = 14.0

        let panels =
            [
                for at, (heading, points) in List.indexed clouds do
                    moved
                        (float (at % across) * (frame.Width + gap))
                        (float (at / across) * (frame.Height + gap))
                        (ScatterPlot.body heading ("x₁", "x₂") frame target points)
            ]

        let headings = clouds |> List.map fst |> String.concat ", "

        document
            title
            headings
            (float columns * (frame.Width + gap) - gap, float rows * (frame.Height + gap) - gap)
            panels

    // Values that are no numbers leave gaps; on a logarithmic axis others than positive ones do.
    let private axis (isLogarithmic: bool) (values: float seq) : Axis =
        let shown =
            values
            |> Seq.filter (fun v -> Double.IsFinite v && (v > 0.0 || not isLogarithmic))

        match Axis.range shown with
        | None -> Axis.linear 0.0 1.0
        | Some(low, high) when isLogarithmic -> Axis.logarithmic low high
        | Some(low, high) -> Axis.padded 0.04 low high

    let private checkCount (curves: (string * (float * float)[]) list) =
        if curves.IsEmpty || curves.Length > mostCurves then
            Guard.fail "curves" (invariant $"a figure must have 1 to {mostCurves} curves, but has {curves.Length}.")

    let private drawn title (names: string * string) (x: Axis) (y: Axis) (width: float, height: float) curves =
        let isShown (u, v) =
            Double.IsFinite u && Double.IsFinite v && Axis.contains x u && Axis.contains y v

        let plot: LinePlot =
            {
                Title = title
                Description = curves |> List.map fst |> String.concat ", "
                XLabel = fst names
                YLabel = snd names
                X = x
                Y = y
                Layers =
                    [
                        for at, (_, points) in List.indexed curves do
                            PlotLayer.line (invariant $"curve-{at}") (Array.filter isShown points)
                    ]
                Rug = [||]
            }

        let legend = 18.0 * float curves.Length

        let key at (name: string) =
            let middle = 18.0 * float at + 10.0

            [
                Svg.polyline (invariant $"curve-{at}") [| 2.0, middle; 26.0, middle |]
                Svg.text "key" TextAnchor.Start (34.0, middle + 4.0) name
            ]

        document
            title
            plot.Description
            (width, height + legend)
            [
                yield! curves |> List.mapi (fun at (name, _) -> key at name) |> List.concat
                moved 0.0 legend (LinePlot.body (Frame.place (width, height) 26.0 plot.X plot.Y) plot)
            ]

    let private overTime
        isLogarithmic
        (title: string)
        (names: string * string)
        (curves: (string * (float * float)[]) list)
        =
        checkCount curves
        let values = curves |> Seq.collect snd

        drawn
            title
            names
            (axis false (Seq.map fst values))
            (axis isLogarithmic (Seq.map snd values))
            (620.0, 300.0)
            curves

    /// <summary>Up to six curves over a common axis, each with its name: of every curve its points (x, y) in order.</summary>
    /// <remarks>Points that are not finite are left out. An <c>ArgumentException</c> where there are no curves, or more than six.</remarks>
    let lines (title: string) (xName: string) (yName: string) (curves: (string * (float * float)[]) list) : string =
        overTime false title (xName, yName) curves

    /// <summary>The same with a logarithmic vertical axis; values that are not positive are left out.</summary>
    let logLines (title: string) (xName: string) (yName: string) (curves: (string * (float * float)[]) list) : string =
        overTime true title (xName, yName) curves

    /// <summary>Up to six curves of the plane, such as the orbits of a game, with the same unit on both axes where their ranges are within a
    /// factor of 3 of each other.</summary>
    /// <remarks>As <c>lines</c>.</remarks>
    let orbits (title: string) (xName: string) (yName: string) (curves: (string * (float * float)[]) list) : string =
        checkCount curves

        let points =
            curves
            |> Seq.collect snd
            |> Seq.filter (fun (u, v) -> Double.IsFinite u && Double.IsFinite v)
            |> Seq.toArray

        let x, y, _ =
            if points.Length = 0 then
                Axis.linear 0.0 1.0, Axis.linear 0.0 1.0, true
            else
                ParticleFigures.axesOf
                    None
                    [
                        Points.init points.Length 2 (fun i k -> if k = 0 then fst points[i] else snd points[i])
                    ]

        let size = 420.0
        let measured = Frame.place (size, size) 26.0 x y

        drawn
            title
            (xName, yName)
            x
            y
            (size, size - measured.Bottom + measured.Top + measured.Right - measured.Left)
            curves
