namespace GanFlowTheory.Core

/// How the values of one quantity are drawn.
[<RequireQualifiedAccess; Struct>]
type internal PlotMark =
    | Line
    | Dots of radius: float

/// One quantity in a plot: its CSS class, its marks and its points (x, y).
type internal PlotLayer =
    {
        Class: string
        Mark: PlotMark
        Points: (float * float)[]
    }

/// Layers of plots.
module internal PlotLayer =

    /// A line through the points.
    let line (cssClass: string) (points: (float * float)[]) : PlotLayer =
        {
            Class = cssClass
            Mark = PlotMark.Line
            Points = points
        }

/// Quantities over a common horizontal axis.
type internal LinePlot =
    {
        Title: string
        Description: string
        XLabel: string
        YLabel: string
        X: Axis
        Y: Axis
        Layers: PlotLayer list
        /// Positions on the horizontal axis marked at its edge: values that the vertical axis cannot show.
        Rug: float[]
    }

/// Drawing a line plot.
module internal LinePlot =

    let private layer (frame: Frame) (l: PlotLayer) =
        let placed =
            l.Points |> Array.map (fun (x, y) -> Frame.px frame x, Frame.py frame y)

        match l.Mark with
        | PlotMark.Line when placed.Length > 1 -> Svg.polyline l.Class placed
        // One value makes no line; a dot shows it.
        | PlotMark.Line -> Svg.group (l.Class + " single") (placed |> Array.map (Svg.circle 3.0) |> Array.toList)
        | PlotMark.Dots radius -> Svg.group l.Class (placed |> Array.map (Svg.circle radius) |> Array.toList)

    /// What a plot shows in its frame.
    let body (frame: Frame) (plot: LinePlot) : Markup list =
        let zero =
            if plot.Y.Kind = AxisKind.Linear && plot.Y.Low < 0.0 && plot.Y.High > 0.0 then
                [
                    Svg.line "zero" (frame.Left, Frame.py frame 0.0) (frame.Right, Frame.py frame 0.0)
                ]
            else
                []

        let rug =
            plot.Rug
            |> Array.map (fun x ->
                Svg.line "rug" (Frame.px frame x, frame.Bottom) (Frame.px frame x, frame.Bottom - 8.0))
            |> Array.toList

        Frame.axes plot.XLabel plot.YLabel frame
        @ zero
        @ rug
        @ (plot.Layers |> List.map (layer frame))

    let private draw (id: string) (cssClass: string) (size: float * float) (plot: LinePlot) =
        Svg.picture id cssClass plot.Title plot.Description size (body (Frame.place size 26.0 plot.X plot.Y) plot)

    /// The plot twice, for a wide and for a narrow window (the style sheet shows one), so that its text stays legible
    /// on a phone; the heights are the wide picture's and the narrow one's.
    let draws (id: string) (wideHeight: float) (narrowHeight: float) (plot: LinePlot) : Markup list =
        [
            draw (id + "-wide") "wide" (760.0, wideHeight) plot
            draw (id + "-narrow") "narrow" (380.0, narrowHeight) plot
        ]
