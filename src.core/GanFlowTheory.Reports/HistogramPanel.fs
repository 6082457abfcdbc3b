namespace GanFlowTheory.Core

/// One panel of small multiples: a title, and the histograms of particles and target.
module internal HistogramPanel =

    // Bars over the top of the axis end there.
    let private outline (closed: bool) (frame: Frame) (h: Histogram) =
        let height density =
            Frame.py frame (min density frame.Y.High)

        let edge bin =
            Frame.px frame (min frame.X.High (h.Low + float bin * h.Width))

        [
            PathStep.MoveTo(edge 0, frame.Bottom)
            for bin in 0 .. h.Densities.Length - 1 do
                PathStep.VerticalTo(height h.Densities[bin])
                PathStep.HorizontalTo(edge (bin + 1))
            PathStep.VerticalTo frame.Bottom
            if closed then
                PathStep.Close
        ]

    /// The panel: the target's histogram underneath, the particles' above.
    let draw id (title: string) description (name: string) (x: Axis) (y: Axis) target (particles: Histogram) =
        let frame = Frame.place (ScatterPlot.width, 250.0) 48.0 x y

        Svg.picture
            id
            "panel"
            title
            description
            (ScatterPlot.width, 250.0)
            (Frame.axes name "density" frame
             @ [
                 Svg.text "panel-title" TextAnchor.Start (2.0, 16.0) title
                 match target with
                 | Some h -> Svg.path "target area" (outline true frame h)
                 | None -> ()
                 Svg.path "particles area" (outline true frame particles)
                 Svg.path "particles outline" (outline false frame particles)
             ])
