namespace GanFlowTheory.Bench

open System
open System.Collections.Generic
open System.Threading
open GanFlowTheory.Core

/// <summary>A flow that goes on for ever, one step per call: what one step costs, the measurements at the new state
/// included, without the cost of beginning.</summary>
[<Sealed>]
type FlowSteps<'q when 'q :> IState<'q>>(run: Run<'q>) =

    let steps: IEnumerator<Step<'q>> =
        let horizon = Horizon.afterSteps Int32.MaxValue
        (run |> Flow.trace horizon CancellationToken.None).GetEnumerator()

    // The start, with what is summed once for a whole run.
    do steps.MoveNext() |> ignore

    /// Takes one step; the time after it.
    member _.Step() : float =
        if steps.Current.Outcome.IsSome || not (steps.MoveNext()) then
            invalidOp "The flow ended, so there is no step to measure."

        steps.Current.Time

/// The flows that are measured.
[<RequireQualifiedAccess>]
module FlowSteps =

    /// Euler steps of 1/2 MMD^2 with a Gaussian kernel in the plane, n particles towards n points, in a metric.
    let mmd (metric: Metric<Particles>) (n: int) : FlowSteps<Particles> =
        let target = Empirical.ofPoints (Clouds.target n 2)

        let flow =
            Flow.create (Functional.mmd (Kernel.gaussian 1.0) target) metric
            |> Flow.steppedBy (Integrator.euler 0.1)

        FlowSteps(Flow.from (Particles.ofPoints (Clouds.start n 2)) flow)

    /// Euler steps of the energy distance on the line, n particles towards n points, neither in order.
    let energy (n: int) : FlowSteps<Particles> =
        let flow =
            Flow.descend (Functional.energyDistance (Empirical.ofPoints (Clouds.target n 1)))
            |> Flow.steppedBy (Integrator.euler 0.1)

        FlowSteps(Flow.from (Particles.ofPoints (Clouds.start n 1)) flow)
