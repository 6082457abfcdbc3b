namespace GanFlowTheory.Core

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
        /// Every how many steps the run is measured; the first and the last always are.
        MeasureEvery: int
        /// The run has converged when the dissipation, <xi, K c> where F is known and else <c, K c>, is at most
        /// this at a measured step; never where neither is known.
        Tolerance: float
        /// What else the run is to stop at, at a measured step, with why in words.
        StopWhen: (string * (Step<'q> -> bool)) option
        /// Whether arrays of earlier steps are used again for later ones.
        Reuse: bool
        /// What the state is to become, where it is known: its spread is what a collapse is judged by.
        Towards: IMeasure option
        /// Where the run goes on, if not from its start.
        Resume: Continuation<'q> option
    }

    /// The flow with its start, in words.
    override this.ToString() =
        invariant $"{this.Flow}, from {this.Start}, seed {this.Seed}"

/// The seeds of fresh samples.
module internal Renewal =

    /// The seed of the samples with which a step begins.
    let seed (index: int) (run: Seed) : Seed =
        Seed.split "renewal" (Seed.splitAt index run)

/// What a run starts from, and its rules.
[<AutoOpen>]
module FlowStart =

    /// Starting flows.
    [<RequireQualifiedAccess>]
    module Flow =

        /// A run from the given state, with seed 0, every state stored, until told otherwise. A flow without a functional
        /// stepped by descent is an argument error, and so is a critic that leaves log q to a metric, a state or an
        /// integrator that cannot move along it.
        let from (start: 'q) (flow: Flow<'q>) : Run<'q> =
            {
                Flow = FlowChecks.start start flow
                Start = start
                Seed = Seed.create 0
                KeepEvery = 1
                MeasureEvery = 1
                Tolerance = 0.0
                StopWhen = None
                Reuse = false
                Towards = None
                Resume = None
            }

        /// Going on from a step of a run of the same flow with the same seed.
        let resume (continuation: Continuation<'q>) (run: Run<'q>) : Run<'q> = { run with Resume = Some continuation }

        /// <summary>Using the arrays of earlier steps again for later ones, so that a long run makes little garbage: a
        /// step's state, its critic and its continuation are good until the next step is asked for, and Flow.keep makes
        /// them last. Paths keep what they store as always.</summary>
        let reusing (run: Run<'q>) : Run<'q> = { run with Reuse = true }

        /// With the seed for noise and critics.
        let withSeed (seed: Seed) (run: Run<'q>) : Run<'q> = { run with Seed = seed }

        /// <summary>With fresh samples after each step, drawn by the run's seed, of every part of the state that can be drawn
        /// anew, such as the generator of a game: stochastic gradients. A state that cannot is an argument error.</summary>
        let drawingAnew (run: Run<'q>) : Run<'q> when 'q :> IRenewable<'q> =
            if not run.Start.IsRenewable then
                Guard.fail "run" "the state of the run cannot be drawn anew: it has no generator's parameters."

            { run with
                Flow =
                    { run.Flow with
                        Renewal = Some(fun seed q -> q.Renewed seed)
                    }
            }

        /// Storing a state only every so many steps, at least 1.
        let keepEvery (steps: int) (run: Run<'q>) : Run<'q> =
            Guard.atLeast (nameof steps) 1 steps
            { run with KeepEvery = steps }

        /// <summary>Measuring only every so many steps, at least 1, so that a long run costs no more than its steps: the
        /// first, those whose number is a multiple, and the last. The states are the same to the bit. In between the run
        /// asks for no functional value and no dissipation, and for a velocity only where the step needs one; it ends
        /// there at its horizon, when cancelled, at a refused step and where a coordinate is no longer finite, and is
        /// measured there first. It converges, and a critic is found flat, only at measured steps.</summary>
        let measureEvery (steps: int) (run: Run<'q>) : Run<'q> =
            Guard.atLeast (nameof steps) 1 steps
            { run with MeasureEvery = steps }

        /// <summary>On the way to a target: where the run ends with its particles merged, within a thousandth of the
        /// target's spread, it has collapsed. Without a target the spread at the start is taken.</summary>
        let towards (target: IMeasure) (run: Run<'q>) : Run<'q> = { run with Towards = Some target }

        /// Converged when the dissipation is at most the tolerance, >= 0, at a measured step; never where the dissipation
        /// is not known, as under noise.
        let stopBelow (tolerance: float) (run: Run<'q>) : Run<'q> =
            Guard.nonNegative (nameof tolerance) tolerance
            { run with Tolerance = tolerance }

        /// <summary>Stopping at the first measured step that is as told, the start among them, with the reason in words, as in "the functional is below
        /// 0.01". A later call takes the place of an earlier one.</summary>
        let stopWhen (reason: string) (isReached: Step<'q> -> bool) (run: Run<'q>) : Run<'q> =
            { run with
                StopWhen = Some(reason, isReached)
            }
