namespace GanFlowTheory.Core

open System

/// Densities of values on the real line over equal bins.
type internal Histogram =
    {
        Low: float
        Width: float
        /// Density of each bin: share of all values per unit length.
        Densities: float[]
    }

/// Counting into bins and drawing one panel of them.
module internal Histogram =

    /// The number of bins for n values: twice the cube root (Rice's rule), between 12 and 40.
    let binCount (n: int) : int =
        Math.Clamp(int (ceil (2.0 * Math.Cbrt(float n))), 12, 40)

    /// The histogram of n x 1 points over an axis; points outside it count in the total only.
    let count (bins: int) (x: Axis) (points: Points) : Histogram =
        let width = (x.High - x.Low) / float bins
        let counts = Array.zeroCreate<int> bins

        for i in 0 .. points.Count - 1 do
            let v = points[i, 0]

            if Axis.contains x v then
                let bin = min (bins - 1) (int ((v - x.Low) / width))
                counts[bin] <- counts[bin] + 1

        {
            Low = x.Low
            Width = width
            Densities = counts |> Array.map (fun c -> float c / (float points.Count * width))
        }

    /// The greatest density.
    let peak (h: Histogram) : float = Array.max h.Densities

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
