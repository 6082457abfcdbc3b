namespace GanFlowTheory.Core

open System

/// <summary>A finished run.</summary>
[<NoComparison; NoEquality>]
type Path<'q> =
    {
        /// How it ended.
        Outcome: Outcome
        /// The last state.
        Final: 'q
        /// The measurements of every step that was measured.
        Steps: StepRecord[]
        /// The stored states with their times.
        States: (float * 'q)[]
    }

    /// How it ended, with how many steps were measured.
    override this.ToString() =
        let steps = this.Steps[this.Steps.Length - 1].Index

        invariant $"{this.Outcome} {steps} steps, {this.States.Length} states stored."

/// Finished runs.
[<RequireQualifiedAccess>]
module Path =

    /// The energy dissipation identity over the whole run: |F(T) - F(0) + int <xi, K c> dt| / int |<xi, K c>| dt,
    /// the integral by the trapezoidal rule over the measured steps; None where nothing is dissipated, or infinitely much, F is unknown, or states are drawn anew,
    /// so that F(0) and F(T) are on different samples. Of the order of the step squared for methods of order two and
    /// more, of the order of the step for Euler.
    let identityResidual (path: Path<'q>) : float option =
        let known =
            path.Steps
            |> Array.choose (fun step ->
                let d = step.Diagnostics
                Option.map2 (fun value rate -> struct (value, rate, d.Elapsed)) d.Functional d.PredictedDissipation)

        let mutable predicted = 0.0
        let mutable size = 0.0

        for struct (_, a, _), struct (_, b, length) in Array.pairwise known do
            let mean = 0.5 * (a + b)
            predicted <- predicted + mean * length
            size <- size + abs mean * length

        let compared =
            path.Steps
            |> Array.forall (fun step -> step.Diagnostics.Elapsed = 0.0 || step.Diagnostics.ObservedRate.IsSome)

        if
            size > 0.0
            && Double.IsFinite size
            && known.Length = path.Steps.Length
            && compared
        then
            let struct (first, _, _) = Array.head known
            let struct (last, _, _) = Array.last known
            Some(abs (last - first + predicted) / size)
        else
            None

    // Whether every step was measured.
    let private isFull (path: Path<'q>) : bool =
        path.Steps[path.Steps.Length - 1].Index - path.Steps[0].Index = path.Steps.Length - 1

    /// What is wrong with the linear solves of the run's metric, where any was bad: at how many steps, the condition
    /// estimate at the worst of them, and what to raise, in a sentence; None where all are good.
    let solveWarning (path: Path<'q>) : string option =
        let warned =
            path.Steps
            |> Array.choose (fun step ->
                match step.Diagnostics.Solve with
                | Some solve ->
                    solve.Warning
                    |> Option.map (fun warning -> step.Index, solve.Condition, warning)
                | None -> None)

        if Array.isEmpty warned then
            None
        else
            let index, _, warning = warned |> Array.maxBy (fun (_, condition, _) -> condition)

            let steps = if isFull path then "steps" else "measured steps"

            Some(
                invariant
                    $"The linear systems of {warned.Length} of {path.Steps.Length} {steps} were solved badly. At step {index} \
                  {warning}."
            )
