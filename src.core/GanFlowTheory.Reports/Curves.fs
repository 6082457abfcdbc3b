namespace GanFlowTheory.Core

/// One curve of a figure: its CSS class, its name in the legend and all its values (x, y), in order.
type internal Curve =
    {
        Class: string
        Name: string
        Values: (float * float)[]
    }

/// Curves by their look.
module internal Curve =

    let private create (cssClass: string) (name: string) (values: (float * float)[]) : Curve =
        {
            Class = cssClass
            Name = name
            Values = values
        }

    /// What the flow did.
    let observed: string -> (float * float)[] -> Curve = create "observed"

    /// What the theory says: ink over the other curve, thinner, so that where the two are one both are seen.
    let predicted: string -> (float * float)[] -> Curve = create "predicted"

    /// What goes against the theory.
    let violation: string -> (float * float)[] -> Curve = create "violation"

/// A figure of curves over one horizontal axis.
type internal CurveFigure =
    {
        /// Unique on the page.
        Key: string
        /// The heights of the wide and of the narrow picture.
        Heights: float * float
        Title: string
        XLabel: string
        YLabel: string
        /// What the figure shows, in sentences; remarks about axes and missing values are added.
        Caption: string
        /// The vertical axis through the values, and what there is to say of it in a sentence.
        Axis: float[] -> Axis * string
    }

/// Drawing curves of any length: values that are not finite are counted, long curves are thinned.
module internal Curves =

    open TimePlot

    /// A linear axis through the values alone.
    let linear (values: float[]) : Axis * string =
        Axis.padded 0.04 (Array.min values) (Array.max values), "Linear axis."

    /// Logarithmic through the positive values, of which there is one at least: the others are marked at its edge.
    let logarithmicOfPositive (values: float[]) : Axis * string =
        logarithmicThrough (values |> Array.filter (fun v -> v > 0.0)), "Logarithmic axis."

    /// Linear from zero, or logarithmic where positive values span more than a factor of 30, the low ones of which a
    /// linear axis would press on its foot.
    let spread (values: float[]) : Axis * string =
        let low, high = Array.min values, Array.max values

        if low > 0.0 && high > 30.0 * low then
            logarithmicThrough values, "Logarithmic axis."
        else
            linearThroughZero values, "Linear axis."

    /// The curves as a figure, or nothing where they have no finite value; the horizontal axis goes through the given
    /// values and those of the curves. One curve alone needs no
    /// legend, and curves without a name have no place in it.
    let draw (figure: CurveFigure) (along: seq<float>) (curves: Curve list) : Markup list =
        let finite = curves |> List.map (fun c -> finitePairs c.Values)
        let all = Array.concat finite

        if all.Length = 0 then
            []
        else
            let axis, remark = figure.Axis(Array.map snd all)

            let at (t, v) =
                invariant $"{Numerals.short v} at {figure.XLabel} = {Numerals.short t}"

            let described =
                List.zip curves finite
                |> List.filter (fun (_, pairs) -> pairs.Length > 0)
                |> List.map (fun (c, pairs) ->
                    let from = if c.Name = "" then "From" else c.Name + ": from"
                    (invariant $"{from} {at (Array.head pairs)} to {at (Array.last pairs)}."))
                |> String.concat " "

            let hidden =
                if axis.Kind = AxisKind.Logarithmic then
                    all |> Array.filter (fun (_, v) -> v <= 0.0) |> Array.map fst
                else
                    [||]

            let shown = finite |> List.map (Array.filter (fun (_, v) -> Axis.contains axis v))

            let edge =
                match hidden.Length with
                | 0 -> ""
                | 1 -> " A tick at the lower edge marks one value that is not positive."
                | n -> invariant $" Ticks at the lower edge mark {Numerals.count n} values that are not positive."

            let missing =
                List.map2 (fun c (pairs: (float * float)[]) -> c.Values.Length - pairs.Length) curves finite
                |> List.sum

            let plot =
                {
                    Title = figure.Title
                    Description = described
                    XLabel = figure.XLabel
                    YLabel = figure.YLabel
                    X = horizontal (Seq.append along (Seq.map fst all))
                    Y = axis
                    Layers =
                        [
                            for c, pairs in List.zip curves shown do
                                if pairs.Length > 0 then
                                    PlotLayer.line c.Class (thinned drawnValues pairs)
                        ]
                    Rug = edgeTicks hidden
                }

            let longest = finite |> List.map _.Length |> List.max

            [
                Markup.figure
                    (match curves with
                     | [ _ ] -> []
                     | _ ->
                         curves
                         |> List.filter (fun c -> c.Name <> "")
                         |> List.map (fun c -> c.Class, c.Name))
                    (LinePlot.draws figure.Key (fst figure.Heights) (snd figure.Heights) plot)
                    (invariant $"{figure.Caption} {remark}{edge}{thinnedRemark longest}{missingRemark missing}")
            ]
