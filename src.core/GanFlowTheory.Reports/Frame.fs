namespace GanFlowTheory.Core

/// A pair of axes placed in a picture.
type internal Frame =
    {
        Width: float
        Height: float
        Left: float
        Top: float
        Right: float
        Bottom: float
        X: Axis
        Y: Axis
    }

/// Placing axes and drawing them.
module internal Frame =

    // Estimated width of a character of a tick label in drawing units (font size 11).
    let private characterWidth = 6.2

    let private longest (axis: Axis) =
        axis.Ticks |> Array.map (fun (_, label) -> label.Length) |> Array.max |> float

    /// Axes in a picture of the given size; the left margin grows with the labels, the top one is given.
    let place (width: float, height: float) (top: float) (x: Axis) (y: Axis) : Frame =
        {
            Width = width
            Height = height
            Left = max 40.0 (characterWidth * longest y + 14.0)
            Top = top
            Right = width - 14.0
            Bottom = height - 40.0
            X = x
            Y = y
        }

    /// The horizontal drawing coordinate of a value.
    let px (frame: Frame) (value: float) : float =
        frame.Left + (frame.Right - frame.Left) * Axis.position frame.X value

    /// The vertical drawing coordinate of a value.
    let py (frame: Frame) (value: float) : float =
        frame.Bottom - (frame.Bottom - frame.Top) * Axis.position frame.Y value

    // Labels that would touch are left out evenly; their ticks stay.
    let private labelStride (needed: float) (available: float) = max 1 (int (ceil (needed / available)))

    /// Grid, ticks and labels. The title of the vertical axis stands above it, unrotated.
    let axes (xLabel: string) (yLabel: string) (frame: Frame) : Markup list =
        let xs, ys = frame.X.Ticks, frame.Y.Ticks

        let xStride =
            labelStride (float xs.Length * (characterWidth * longest frame.X + 8.0)) (frame.Right - frame.Left)

        let yStride = labelStride (float ys.Length * 13.0) (frame.Bottom - frame.Top)

        [
            yield!
                ys
                |> Array.map (fun (v, _) -> Svg.line "grid" (frame.Left, py frame v) (frame.Right, py frame v))
            yield!
                frame.Y.Minor
                |> Array.map (fun v -> Svg.line "tick" (frame.Left - 3.0, py frame v) (frame.Left, py frame v))
            yield!
                xs
                |> Array.map (fun (v, _) -> Svg.line "tick" (px frame v, frame.Bottom) (px frame v, frame.Bottom + 5.0))
            yield!
                ys
                |> Array.map (fun (v, _) -> Svg.line "tick" (frame.Left - 5.0, py frame v) (frame.Left, py frame v))
            Svg.line "axis" (frame.Left, frame.Bottom) (frame.Right, frame.Bottom)
            Svg.line "axis" (frame.Left, frame.Top) (frame.Left, frame.Bottom)
            for i in 0..xStride .. xs.Length - 1 do
                let v, label = xs[i]
                Svg.text "label" TextAnchor.Middle (px frame v, frame.Bottom + 17.0) label
            for i in 0..yStride .. ys.Length - 1 do
                let v, label = ys[i]
                Svg.text "label" TextAnchor.End (frame.Left - 8.0, py frame v + 3.8) label
            Svg.text
                "name"
                TextAnchor.Middle
                (0.5 * (frame.Left + frame.Right), frame.Bottom + 34.0)
                (Axis.titled xLabel frame.X)
            Svg.text "name" TextAnchor.Start (2.0, frame.Top - 10.0) (Axis.titled yLabel frame.Y)
        ]
