namespace GanFlowTheory.Core

/// The rate -dF/dt observed over a step, beside the prediction of the dissipation identity.
[<Struct; NoComparison>]
type internal ObservedDissipation =
    {
        /// The middle of the step, where the mean rate agrees with the rate to second order.
        Time: float
        /// -dF/dt over the step.
        Rate: float
        /// How far it is from the mean of the predictions around it, relative to the sum of the two, in [0, 1].
        Deviation: float
    }

/// The energy dissipation identity dF/dt = -&lt;xi, K c> along the steps of a run.
module internal DissipationIdentity =

    /// The observed rates of the steps that have one.
    let observed (steps: StepRecord[]) : ObservedDissipation[] =
        steps
        |> Array.mapi (fun i step ->
            step.Diagnostics.ObservedRate
            |> Option.map (fun rate ->
                let before = steps[max 0 (i - 1)]

                let predictedAt (s: StepRecord) =
                    defaultArg s.Diagnostics.PredictedDissipation nan

                let predicted = 0.5 * (predictedAt before + predictedAt step)
                let scale = abs rate + abs predicted

                {
                    Time = 0.5 * (before.Time + step.Time)
                    Rate = -rate
                    Deviation = if scale > 0.0 then abs (-rate - predicted) / scale else 0.0
                }))
        |> Array.choose id

    /// Whether states were drawn anew after each step, so that values before and after are on different samples and no
    /// rate is observed between them.
    let resampled (steps: StepRecord[]) : bool =
        steps.Length > 1 && steps |> Array.forall _.Diagnostics.ObservedRate.IsNone
