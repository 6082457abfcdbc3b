namespace GanFlowTheory.Core

open System

/// Points of 64 coordinates drawn as 8 x 8 images, row by row.
module internal ImageGrid =

    /// Coordinates of an image: 8 rows of 8 pixels.
    let dimension = 64

    let private side = 8
    let private perRow = 8

    /// At most this many images are drawn.
    let drawnImages = 64

    // Steps of ink between the least and the greatest value: finer than the eye tells apart on pixels.
    let private levels = 32
    let private pixel = 4.0
    let private pitch = float side * pixel + 6.0

    let private square (x: float, y: float) =
        [
            PathStep.MoveTo(x, y)
            PathStep.HorizontalTo(x + pixel)
            PathStep.VerticalTo(y + pixel)
            PathStep.HorizontalTo x
            PathStep.Close
        ]

    /// The grid: more ink, larger value; values outside [low, high] take the nearest end.
    let draw (id: string) (title: string) (description: string) (low: float) (high: float) (points: Points) : Markup =
        let shown = Thinning.evenly drawnImages points.Count
        let rows = (shown.Length + perRow - 1) / perRow
        let columns = min perRow shown.Length

        let level (value: float) =
            if not (Double.IsFinite value) || high <= low then
                0
            else
                Math.Clamp(int (round (float levels * ((value - low) / (high - low)))), 0, levels)

        let origin place =
            float (place % perRow) * pitch + 3.0, float (place / perRow) * pitch + 3.0

        let pixels =
            [
                for place in 0 .. shown.Length - 1 do
                    let x, y = origin place

                    for k in 0 .. dimension - 1 do
                        level points[shown[place], k], (x + float (k % side) * pixel, y + float (k / side) * pixel)
            ]

        let inked =
            pixels
            |> List.groupBy fst
            |> List.filter (fun (l, _) -> l > 0)
            |> List.sortBy fst
            |> List.map (fun (l, at) ->
                Svg.pathWith
                    [ "class", "ink"; "fill-opacity", Numerals.coordinate (float l / float levels) ]
                    (at |> Seq.collect (fun (_, p) -> square p)))

        let frames =
            [
                for place in 0 .. shown.Length - 1 ->
                    Svg.rectangle "image" (origin place) (float side * pixel) (float side * pixel)
            ]

        Svg.picture id "images" title description (float columns * pitch, float rows * pitch) (frames @ inked)
