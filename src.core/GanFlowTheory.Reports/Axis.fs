namespace GanFlowTheory.Core

open System

/// How values are spread along an axis.
[<RequireQualifiedAccess; Struct>]
type internal AxisKind =
    | Linear
    | Logarithmic

/// An axis: its range, where its ticks stand and what they say.
type internal Axis =
    {
        Kind: AxisKind
        Low: float
        High: float
        /// Major ticks with their labels, increasing, inside the range, three to nine of them.
        Ticks: (float * string)[]
        /// Unlabelled ticks.
        Minor: float[]
        /// The power of ten that the labels leave out, or the empty string.
        Factor: string
    }

/// Ranges, ticks and positions.
module internal Axis =

    // Beyond these, differences and ratios of doubles stop being finite or exact.
    let private largest = 1e300
    let private smallest = 1e-300
    // The margin of a logarithmic axis must stay finite too.
    let private largestRatioEnd = 1e280

    /// The least and greatest finite value, or None.
    let range (values: seq<float>) : (float * float) option =
        let finite = values |> Seq.filter Double.IsFinite |> Seq.toArray

        if finite.Length = 0 then
            None
        else
            Some(Array.min finite, Array.max finite)

    /// The largest of the steps 1, 2, 5 times powers of ten that is at most a third of the range. Neighbouring steps
    /// differ by at most 2.5, so the range holds 3 to 7.5 of them: between 3 and 8 ticks.
    let private step (low: float) (high: float) =
        let third = (high - low) / 3.0
        let power = Math.Pow(10.0, floor (log10 third))

        [ 10.0; 5.0; 2.0; 1.0 ]
        |> List.map (fun m -> m * power)
        |> List.tryFind (fun s -> s <= third * (1.0 + 1e-12))
        |> Option.defaultValue (0.5 * power)

    /// The multiples of 1, 2 or 5 times a power of ten inside a range, and their spacing.
    let private niceMultiples (low: float) (high: float) : float[] * float =
        let s = step low high
        // 1e-6 of a step: an end that misses a multiple only by rounding still carries its tick.
        let first, last = ceil (low / s - 1e-6), floor (high / s + 1e-6)
        [| for k in 0.0 .. last - first -> Math.Clamp((first + k) * s, low, high) |], s

    let private linearLabels (ticks: float[]) (spacing: float) =
        let greatest = ticks |> Array.map abs |> Array.max

        let exponent =
            if greatest >= 1e5 || greatest < 1e-2 then
                int (floor (log10 greatest))
            else
                0

        let unit = Math.Pow(10.0, float exponent)
        let decimals = max 0 (-(int (floor (log10 (spacing / unit) + 1e-9))))

        let label v =
            Numerals.fixedDecimals decimals (v / unit)

        Array.map (fun v -> v, label v) ticks,
        (if exponent = 0 then
             ""
         else
             "× " + Numerals.powerOfTen exponent)

    /// A linear axis over a range. A range too narrow for its labels (below 1e-9 of its magnitude) is widened.
    let linear (low: float) (high: float) : Axis =
        let low, high =
            Math.Clamp(low, -largest, largest), Math.Clamp(high, -largest, largest)

        let magnitude = max (abs low) (abs high)

        let low, high =
            if magnitude < smallest then -1.0, 1.0
            elif high - low > 1e-9 * magnitude then low, high
            else low - 0.1 * magnitude, high + 0.1 * magnitude

        let ticks, spacing = niceMultiples low high
        let labelled, factor = linearLabels ticks spacing

        {
            Kind = AxisKind.Linear
            Low = low
            High = high
            Ticks = labelled
            Minor = [||]
            Factor = factor
        }

    /// A linear axis over a range with a margin of the given fraction on both sides.
    let padded (fraction: float) (low: float) (high: float) : Axis =
        let axis = linear low high
        let margin = fraction * (axis.High - axis.Low)
        linear (axis.Low - margin) (axis.High + margin)

    // The ratio is exact where the logarithms of its ends would cancel, and overflows where they would not.
    let private decades (low: float) (high: float) =
        let ratio = high / low

        if Double.IsFinite ratio then
            log10 ratio
        else
            log10 high - log10 low

    let private mantissas (multipliers: int list) (low: float) (high: float) =
        [|
            for e in int (floor (log10 low)) .. int (floor (log10 high)) do
                for m in multipliers do
                    let v = float m * Math.Pow(10.0, float e)

                    if v >= low && v <= high then
                        v
        |]

    /// A logarithmic axis over a positive range, with a little margin. Three or more decades are labelled by powers of
    /// ten (thinned to nine), fewer by 1, 2, 5, and less than those by a linear rule.
    let logarithmic (low: float) (high: float) : Axis =
        let clamped v =
            Math.Clamp(v, 1.0 / largestRatioEnd, largestRatioEnd)

        let low, high = clamped low, clamped high

        let margin =
            if high / low < 1.0 + 1e-9 then
                0.1
            else
                0.04 * decades low high

        let low, high = low * Math.Pow(10.0, -margin), high * Math.Pow(10.0, margin)

        let exponents =
            [| int (ceil (log10 low - 1e-9)) .. int (floor (log10 high + 1e-9)) |]
            |> Array.filter (fun e -> Math.Pow(10.0, float e) >= low && Math.Pow(10.0, float e) <= high)

        let fine = mantissas [ 1..9 ] low high

        let ticks, minor, factor =
            if exponents.Length >= 3 then
                let stride = (exponents.Length + 8) / 9

                let major = exponents |> Array.filter (fun e -> (e % stride + stride) % stride = 0)

                let minor =
                    if exponents.Length > 9 then
                        exponents |> Array.except major |> Array.map (fun e -> Math.Pow(10.0, float e))
                    else
                        fine

                major |> Array.map (fun e -> Math.Pow(10.0, float e), Numerals.powerOfTen e), minor, ""
            else
                let coarse = mantissas [ 1; 2; 5 ] low high

                if coarse.Length >= 3 then
                    coarse |> Array.map (fun v -> v, Numerals.significant 1 v), fine, ""
                else
                    let ticks, spacing = niceMultiples low high
                    let labelled, factor = linearLabels ticks spacing
                    labelled, [||], factor

        {
            Kind = AxisKind.Logarithmic
            Low = low
            High = high
            Ticks = ticks
            Minor = minor |> Array.except (Array.map fst ticks)
            Factor = factor
        }

    /// Where a value lies between the low end (0) and the high end (1); values beyond an end are placed there.
    let position (axis: Axis) (value: float) : float =
        if value <= axis.Low then
            0.0
        elif value >= axis.High then
            1.0
        else
            match axis.Kind with
            | AxisKind.Linear -> (value - axis.Low) / (axis.High - axis.Low)
            | AxisKind.Logarithmic -> decades axis.Low value / decades axis.Low axis.High

    /// Whether a value lies on the axis.
    let contains (axis: Axis) (value: float) : bool = value >= axis.Low && value <= axis.High

    /// The label with the power of ten that the ticks leave out.
    let titled (label: string) (axis: Axis) : string =
        if axis.Factor = "" then
            label
        else
            invariant $"{label} ({axis.Factor})"
