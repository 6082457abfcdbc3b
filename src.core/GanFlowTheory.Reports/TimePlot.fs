namespace GanFlowTheory.Core

open System

/// What pictures of quantities over time share: their axes, their thinning and what is said of both.
module internal TimePlot =

    // More than a drawing 760 units wide can tell apart.
    let drawnValues = 1000
    let private drawnEdgeTicks = 100

    /// A horizontal axis through times or steps.
    let horizontal (values: seq<float>) : Axis =
        let low, high = values |> Axis.range |> Option.defaultValue (0.0, 1.0)

        // A run of no steps has one time; time does not go back from there.
        Axis.linear low (if high > low then high else low + max 1.0 (abs low))

    let timeAxis (steps: StepRecord[]) = horizontal (steps |> Seq.map _.Time)

    let finitePairs (pairs: (float * float)[]) =
        pairs |> Array.filter (fun (t, v) -> Double.IsFinite t && Double.IsFinite v)

    let thinned (limit: int) (pairs: (float * float)[]) =
        Thinning.extremes limit (Array.map snd pairs) |> Array.map (fun i -> pairs[i])

    let edgeTicks (times: float[]) =
        Thinning.evenly drawnEdgeTicks times.Length |> Array.map (fun i -> times[i])

    let thinnedRemark (count: int) =
        if count > drawnValues then
            invariant $" The line shows at most {Numerals.count drawnValues} of {Numerals.count count} steps, "
            + "the least and the greatest value of each stretch among them."
        else
            ""

    let missingRemark (missing: int) =
        match missing with
        | 0 -> ""
        | 1 -> " One value is not finite and is not drawn."
        | n -> invariant $" {Numerals.count n} values are not finite and are not drawn."

    let linearThroughZero (values: float[]) =
        Axis.padded 0.04 (min 0.0 (Array.min values)) (max 0.0 (Array.max values))

    let logarithmicThrough (values: float[]) =
        Axis.logarithmic (Array.min values) (Array.max values)

    let nothing = "No steps were recorded."

    let logarithmicWherePositive (subject: string) (values: float[]) =
        if Array.forall (fun v -> v > 0.0) values then
            logarithmicThrough values, "Logarithmic axis."
        else
            linearThroughZero values,
            invariant $"Linear axis, because {subject} takes values that are not positive; the dashed line is zero."

    /// Where a quantity is known: its place on the horizontal axis and its value.
    let known (place: 'a -> float) (what: 'a -> float option) (points: 'a[]) : (float * float)[] =
        points
        |> Array.choose (fun p -> what p |> Option.map (fun value -> place p, value))

    /// A measurement over flow time, at the steps where it is known.
    let measured (what: Diagnostics -> float option) (steps: StepRecord[]) : (float * float)[] =
        steps |> known (fun (s: StepRecord) -> s.Time) (fun s -> what s.Diagnostics)
