namespace GanFlowTheory.Core

/// <summary>Noise injection (Arbel et al. 2019): the critic is read at x_i + beta u_i, u_i ~ N(0, I) fresh at every
/// step.</summary>
[<NoComparison; NoEquality>]
type NoiseInjection =
    {
        /// Name shown in reports.
        Name: string
        /// beta at the given step, >= 0.
        Level: int -> float
    }

/// <summary>A flow: a functional, seen by a critic, moved by a metric, stepped by an integrator. On particles some
/// functionals have neither value nor first variation (KL against a density); such a flow goes along its critic
/// alone.</summary>
[<NoComparison; NoEquality>]
type Flow<'q> =
    {
        /// F, to be lowered; None where it has no value and no first variation on these states.
        Functional: Functional<'q> option
        /// The name of F.
        Goal: string
        /// What the flow sees in place of dF/dq.
        Critic: Critic<'q>
        /// The Onsager operator.
        Metric: Metric<'q>
        /// The integrator.
        Integrator: Integrator
        /// Noise injection, if any.
        Noise: NoiseInjection option
        /// How a state is drawn anew by a seed after each step; None where it keeps its samples.
        Renewal: (Seed -> 'q -> 'q) option
        /// Persistent regression in place of plain steps, if any.
        Persistence: Persistence option
    }

/// The seeds of fresh samples.
module internal Renewal =

    /// The seed of the samples with which a step begins.
    let seed (index: int) (run: Seed) : Seed =
        Seed.split "renewal" (Seed.splitAt index run)

/// <summary>All that a run needs to go on from one of its steps: continued from there with the same seed it gives the
/// same bits as if it had not stopped.</summary>
[<NoComparison; NoEquality>]
type Continuation<'q> =
    {
        /// The number of the step.
        Index: int
        /// The time.
        Time: float
        /// The state.
        State: 'q
        /// The critic that looks at the state, with what it remembers.
        Critic: Critic<'q>
        /// The step length to try.
        Tau: float
        /// What an optimiser remembers; None at the start and for other integrators.
        Memory: OptimiserMemory option
    }

/// <summary>A flow with its start, its seed and its stopping rules.</summary>
[<NoComparison; NoEquality>]
type Run<'q> =
    {
        /// The flow.
        Flow: Flow<'q>
        /// The state at time 0.
        Start: 'q
        /// The seed of noise and critics.
        Seed: Seed
        /// Every how many steps a state is stored; the first and the last always are.
        KeepEvery: int
        /// The run has converged when the dissipation, <xi, K c> where F is known and else <c, K c>, is at most
        /// this; never where neither is known.
        Tolerance: float
        /// Whether arrays of earlier steps are used again for later ones.
        Reuse: bool
        /// Where the run goes on, if not from its start.
        Resume: Continuation<'q> option
    }

/// How far a run goes: whichever comes first.
type Horizon =
    {
        /// The time to reach, if any.
        Time: float option
        /// The number of steps to take, if any.
        Steps: int option
    }

/// How far to run.
[<RequireQualifiedAccess>]
module Horizon =

    /// Until the time.
    let atTime (time: float) : Horizon = { Time = Some time; Steps = None }

    /// The number of steps.
    let afterSteps (steps: int) : Horizon = { Time = None; Steps = Some steps }

/// <summary>One step of a run: where it is and what was measured there.</summary>
[<NoComparison; NoEquality>]
type Step<'q> =
    {
        /// 0 at the start.
        Index: int
        /// The sum of the step lengths so far.
        Time: float
        /// The state.
        State: 'q
        /// The measurements.
        Diagnostics: Diagnostics
        /// How the run ended, at its last step.
        Outcome: Outcome option
        /// What a run needs to go on from here.
        Continuation: Continuation<'q>
    }

/// <summary>What is kept of one step for good: its place and its measurements, without the state.</summary>
[<NoComparison>]
type StepRecord =
    {
        /// 0 at the start.
        Index: int
        /// The time.
        Time: float
        /// The measurements.
        Diagnostics: Diagnostics
    }

/// <summary>A finished run.</summary>
[<NoComparison; NoEquality>]
type Path<'q> =
    {
        /// How it ended.
        Outcome: Outcome
        /// The last state.
        Final: 'q
        /// Every step's measurements.
        Steps: StepRecord[]
        /// The stored states with their times.
        States: (float * 'q)[]
    }

/// Finished runs.
[<RequireQualifiedAccess>]
module Path =

    /// The energy dissipation identity over the whole run: |F(T) - F(0) + int <xi, K c> dt| / int |<xi, K c>| dt,
    /// the integral by the trapezoidal rule; None where nothing is dissipated, F is unknown, or states are drawn anew,
    /// so that F(0) and F(T) are on different samples. Of the order of the step squared for methods of order two and
    /// more, of the order of the step for Euler.
    let identityResidual (path: Path<'q>) : float option =
        let known =
            path.Steps
            |> Array.choose (fun step ->
                let d = step.Diagnostics
                Option.map2 (fun value rate -> struct (value, rate, d.StepLength)) d.Functional d.PredictedDissipation)

        let mutable predicted = 0.0
        let mutable size = 0.0

        for struct (_, a, _), struct (_, b, length) in Array.pairwise known do
            let mean = 0.5 * (a + b)
            predicted <- predicted + mean * length
            size <- size + abs mean * length

        let compared =
            path.Steps
            |> Array.forall (fun step -> step.Diagnostics.StepLength = 0.0 || step.Diagnostics.ObservedRate.IsSome)

        if size > 0.0 && known.Length = path.Steps.Length && compared then
            let struct (first, _, _) = Array.head known
            let struct (last, _, _) = Array.last known
            Some(abs (last - first + predicted) / size)
        else
            None

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

            Some
                $"The linear systems of {warned.Length} of {path.Steps.Length} steps were solved badly. At step {index} \
                  {warning}."
