namespace GanFlowTheory.Core

open System
open System.Threading

/// <summary>A density of a trajectory, and what is measured on it.</summary>
[<NoComparison; NoEquality>]
type DensityStep =
    {
        /// The time t.
        Time: float
        /// The density q(t).
        State: GridDensity
        /// D_f(p||q(t)).
        Functional: float
        /// -dD_f/dt of the scheme: the sum over faces of kappa_ij (Phi_j - Phi_i) (xi_j - xi_i) >= 0.
        Dissipation: float
        /// <summary>What the tails beyond the grid would add to the functional, estimated by GridDivergence.outside;
        /// infinite where they grow outwards.</summary>
        Outside: float
        /// Steps taken since the start.
        Steps: int
    }

/// The densities of Fokker-Planck equations over time.
[<AutoOpen>]
module DensityTrajectories =

    /// Solving Fokker-Planck equations.
    [<RequireQualifiedAccess>]
    module FokkerPlanck =

        // The density at a step, with what is measured there.
        let private read (equation: FokkerPlanck) (step: Step<GridDensity>) : DensityStep =
            {
                Time = step.Time
                State = step.State
                Functional = step.Diagnostics.Functional.Value
                Dissipation = FokkerPlanck.dissipation equation step.State
                Outside = GridDivergence.outside equation.Divergence equation.Target step.State
                Steps = step.Index
            }

        /// <summary>The flow from q at the given times, lazily: as many densities as times. Times must not decrease, the
        /// first at least 0; steps are shortened evenly to meet each time.</summary>
        let trajectory
            (method: FokkerPlanckMethod)
            (times: seq<float>)
            (equation: FokkerPlanck)
            (q: GridDensity)
            : seq<DensityStep> =
            let flow = FokkerPlanck.flow method equation
            FokkerPlanck.check equation q

            // What stands still has not arrived before its time.
            let run =
                { (Flow.from q flow |> Flow.measureEvery Int32.MaxValue) with
                    Tolerance = -1.0
                }

            let horizons =
                seq {
                    let mutable time = 0.0

                    for until in times do
                        if not (until >= time && Double.IsFinite until) then
                            Guard.fail
                                (nameof times)
                                (invariant $"times must be finite and must not decrease, but {until} follows {time}.")

                        time <- until
                        yield Horizon.atTime until
                }

            seq {
                for step in Loop.through horizons CancellationToken.None run do
                    match step.Outcome with
                    | None -> ()
                    | Some(Outcome.Stalled(_, reason)) -> Guard.fail (nameof method) (invariant $"{reason}.")
                    | Some outcome when not (Outcome.succeeded outcome) ->
                        Guard.fail (nameof method) (Outcome.sentence outcome)
                    | Some _ -> yield read equation step
            }

        /// The density at one time.
        let at (method: FokkerPlanckMethod) (time: float) (equation: FokkerPlanck) (q: GridDensity) : GridDensity =
            (trajectory method [ time ] equation q |> Seq.head).State

        /// <summary>What a reader must know of the steps of a trajectory: that the tails beyond the grid carry more than a
        /// thousandth of the functional at one of them, in a sentence about the worst; None where they do not.</summary>
        let tailWarning (equation: FokkerPlanck) (steps: seq<DensityStep>) : string option =
            let share (step: DensityStep) =
                if step.Outside = 0.0 then
                    0.0
                else
                    step.Outside / abs step.Functional

            let worst = steps |> Seq.maxBy share

            if share worst > 1e-3 then
                let name, value, time = equation.Divergence.Name, worst.Functional, worst.Time

                let adds =
                    if Double.IsInfinity worst.Outside then
                        "grow outwards at its ends, so that they may carry any part of it"
                    else
                        invariant $"would add about {worst.Outside:G3}"

                Some(
                    invariant
                        $"At t = {time:G4} {name} is {value:G6} on the grid, but its tails beyond the grid {adds}: take a longer \
                          grid, or take the number for that of the densities on this grid."
                )
            else
                None
