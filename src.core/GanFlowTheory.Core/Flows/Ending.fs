namespace GanFlowTheory.Core

open System
open System.Threading
open GanFlowTheory.Core.Extending

/// <summary>What a run has measured since it began, as far as its end is judged by it.</summary>
[<NoComparison; NoEquality>]
type internal Ledger =
    {
        /// The number of the step where the run began.
        Index: int
        /// What was measured there.
        Began: Diagnostics
        /// The time integral of the predicted dissipation by the trapezoidal rule over the measured steps.
        Predicted: float
        /// That of its absolute value.
        Size: float
        /// Whether the functional and its dissipation were known at every measured step, on the same samples.
        Compared: bool
    }

/// Ledgers.
module internal Ledger =

    /// That of a run at its first step.
    let start (index: int) (began: Diagnostics) : Ledger =
        {
            Index = index
            Began = began
            Predicted = 0.0
            Size = 0.0
            Compared = began.Functional.IsSome && began.PredictedDissipation.IsSome
        }

    /// With one more measured step.
    let add (before: Diagnostics) (here: Diagnostics) (ledger: Ledger) : Ledger =
        match before.PredictedDissipation, here.PredictedDissipation, here.ObservedRate with
        | Some a, Some b, Some _ ->
            let mean = 0.5 * (a + b) * here.Elapsed

            { ledger with
                Predicted = ledger.Predicted + mean
                Size = ledger.Size + abs mean
            }
        | _ -> { ledger with Compared = false }

/// <summary>The one place where the end of a run is judged, by what was reached and not by what was asked for.</summary>
module internal Ending =

    let private largest (values: float[]) =
        let mutable top = 0.0

        for value in values do
            top <- max top (abs value)

        top

    /// <summary>Whether the velocity nearby is as small as here. At a rest point forces balance, and a shift by a
    /// thousandth brings out the curvature; where the gradient has underflowed or a critic is flat, it stays as it
    /// is.</summary>
    let private isFlatNearby (direction: Direction<'q>) (q: 'q) : bool when 'q :> IState<'q> =
        let x = q.Coordinates
        let reach = largest x

        let shifts = Seed.normals x.Length (Seed.split "nearby" (Seed.create 0))

        let moved =
            Array.map2 (fun v shift -> v + 1e-3 * shift * (if reach > 0.0 then reach else 1.0)) x shifts

        try
            let there = largest (direction.Field moved)
            // Curvature makes far more of it: an exponential tail changes by a small factor over the shift.
            there <= 1e3 * largest direction.Velocity
        with :? ArgumentException ->
            // A chart that has no such point cannot be asked.
            false

    // Of a state's nodes about their mean, the root mean square over all coordinates; scaled, so that no square overflows.
    let private spreadOf (q: IMeasure) : float =
        let x, w = q.Nodes, q.Weights
        let unit = largest x.Data

        if not (unit > 0.0 && Double.IsFinite unit) then
            0.0
        else
            let mean = Measure.mean q
            let mutable total = 0.0

            for k in 0 .. x.Dimension - 1 do
                for i in 0 .. x.Count - 1 do
                    let e = (x[i, k] - mean[k]) / unit
                    total <- total + w[i] * e * e

            unit * sqrt total

    /// The part of the spread of the target, or of the start, below which particles have merged.
    let private merged = 1e-3

    // A functional whose least value is at a point has its particles merged by right. What shows a collapse is a witness:
    // the particles apart again, as they were at the start, about where they are now, with half of F or less, in one of
    // five sizes. Charts cannot be moved to a witness: there the target says that it is no point.
    let private hasBetterCloud (run: Run<'q>) (step: Step<'q>) : bool when 'q :> IState<'q> =
        match run.Flow.Functional, step.Diagnostics.Functional with
        | Some functional, Some value when abs value > 1e-14 ->
            let start, here = run.Start.Nodes, step.State.Nodes

            if step.State.Coordinates.Length <> here.Data.Length || start.Count <> here.Count then
                run.Towards.IsSome
            else
                let from, at = Measure.mean run.Start, Measure.mean step.State

                [ 1.0; 0.25; 4.0; 0.0625; 16.0 ]
                |> List.exists (fun size ->
                    let cloud =
                        start.Data
                        |> Array.mapi (fun p v ->
                            let k = p / start.Count
                            at[k] + size * (v - from[k]))

                    let there = functional.Value(step.State.At cloud)
                    there <= value - 0.5 * abs value)
        | Some _, _ -> false
        | None, _ -> run.Towards.IsSome

    // A law's own: the nodes of a product are those of several, in rows as long as the longest.
    let private collapsedLaw (target: IMeasure option) (start: IMeasure) (here: IMeasure) : string option =
        let first, now = spreadOf start, spreadOf here

        let wanted, whose =
            match target with
            | Some target -> spreadOf target, "the target's"
            | None -> first, "that at the start"

        if now < first && now < merged * wanted then
            Some(
                invariant
                    $"the particles have merged: their spread is {now:G3}, below a thousandth of {whose}, {wanted:G3}"
            )
        else
            None

    /// <summary>Why the particles of a law have collapsed, where they have: two or more that were apart at the start have
    /// come within a thousandth of the spread that they should have, and are none the nearer to the goal for it. Nothing
    /// tells so where neither a functional nor a target is known.</summary>
    let private collapsed (run: Run<'q>) (step: Step<'q>) : string option when 'q :> IState<'q> =
        if run.Flow.Functional.IsNone && run.Towards.IsNone then
            None
        else
            let isJudged (law: IMeasure) =
                law.Nodes.Count > 1
                && run.Towards
                   |> Option.forall (fun target -> target.Nodes.Dimension = law.Nodes.Dimension)

            Array.zip (Measure.parts run.Start) (Measure.parts step.State)
            |> Array.filter (fun (_, here) -> isJudged here)
            |> Array.tryPick (fun (start, here) -> collapsedLaw run.Towards start here)
            |> Option.filter (fun _ -> hasBetterCloud run step)

    // Only gradient flows of a functional, on the samples that they began with, must go down.
    let private descends (run: Run<'q>) (ledger: Ledger) : bool =
        run.Flow.Critic.Estimate.IsNone
        && run.Flow.Noise.IsNone
        && run.Flow.Renewal.IsNone
        && run.Flow.Persistence.IsNone
        && ledger.Began.Functional.IsSome
        && ledger.Began.PredictedDissipation.IsSome

    let private flatCritic (run: Run<'q>) (direction: Direction<'q>) (q: 'q) : bool when 'q :> IState<'q> =
        run.Flow.Critic.Memory.IsSome
        && Array.forall (fun v -> v = 0.0) direction.Velocity
        && isFlatNearby direction q

    // F within rounding of 0 is the least that a distance can be. Elsewhere the gradient has vanished where it is
    // nothing against F over the size of the state, F has not fallen, and nearby it is no larger.
    let private vanished
        (ledger: Ledger)
        (direction: Direction<'q>)
        (step: Step<'q>)
        : float option when 'q :> IState<'q> =
        match ledger.Began.Functional, step.Diagnostics.Functional, step.Diagnostics.PredictedDissipation with
        // On a grid no gradient is too far off to be felt: a density at rest above 0, such as one on parts of the target
        // that no face joins, is where its flow goes.
        | Some began, Some value, Some dissipation when abs value > 1e-14 && not (box step.State :? GridDensity) ->
            let size = largest step.State.Nodes.Data
            let size = if size > 0.0 then size else 1.0
            let isSmall = sqrt (abs dissipation) * size <= 1e-9 * abs value
            let stood = dissipation = 0.0 || began - value <= 1e-9 * abs began

            if isSmall && stood && isFlatNearby direction step.State then
                Some value
            else
                None
        | _ -> None

    // What F rises by where its dissipation says that it must fall, or misses the dissipation by more than half, was
    // not the flow: 1e-14 and 1e-12 are what rounding makes of a functional of size 1, or of its own size. A step as long
    // as a fixed one may be judged by the trapezoidal rule; those that are chosen, and the optimisers', may not.
    let private overstepped (run: Run<'q>) (ledger: Ledger) (step: Step<'q>) : string option =
        match ledger.Began.Functional, step.Diagnostics.Functional with
        | Some began, Some value when ledger.Compared && step.Index > ledger.Index ->
            let rounding = 1e-14 + 1e-12 * (abs began + abs value)
            let missed = abs (value - began + ledger.Predicted)

            let isFixed =
                match run.Flow.Integrator.Control with
                | _ when run.Flow.Scheme.IsSome -> false
                | StepControl.Fixed _ -> true
                | StepControl.ErrorControlled _
                | StepControl.Descent _
                | StepControl.Optimised _
                | StepControl.Implicit _ -> false

            if ledger.Predicted > 0.0 && value - began > rounding then
                Some(
                    invariant
                        $"the steps are too long: the functional rose from {began} to {value}, where the flow lowers it; \
                          take shorter ones"
                )
            elif isFixed && missed > rounding && missed > 0.5 * ledger.Size then
                Some(
                    invariant
                        $"the steps are too long: {missed / ledger.Size:P0} of the dissipation is not seen in the \
                          functional; take shorter ones"
                )
            else
                None
        | _ -> None

    let private reached (run: Run<'q>) (horizon: Horizon) (step: Step<'q>) : Outcome option =
        let d = step.Diagnostics

        if horizon.Time |> Option.exists (fun time -> step.Time >= time) then
            Some(Outcome.ReachedTime step.Time)
        elif horizon.Steps |> Option.exists (fun steps -> step.Index >= steps) then
            Some(Outcome.CompletedSteps step.Index)
        else
            d.PredictedDissipation
            |> Option.orElse d.CriticDissipation
            |> Option.filter (fun value -> abs value <= run.Tolerance)
            |> Option.map (fun value -> Outcome.Converged(step.Index, value))
            |> Option.orElseWith (fun () ->
                match run.StopWhen with
                | Some(reason, isReached) when isReached step -> Some(Outcome.Stopped(step.Index, reason))
                | _ -> None)

    let private judged
        (run: Run<'q>)
        (ledger: Ledger)
        (direction: Direction<'q>)
        (step: Step<'q>)
        (goal: Outcome)
        : Outcome when 'q :> IState<'q> =
        let moved = step.Index > ledger.Index

        let hasConverged =
            match goal with
            | Outcome.Converged _ -> true
            | _ -> false

        if not moved && not hasConverged then
            // Nothing was asked for.
            goal
        elif not (descends run ledger) then
            match collapsed run step with
            | Some reason when moved -> Outcome.Collapsed(step.Index, reason)
            | _ -> goal
        else
            match ledger.Began.Functional, step.Diagnostics.Functional, goal with
            | Some began, Some value, Outcome.Converged(_, 0.0) when value > began ->
                Outcome.Stalled(
                    step.Index,
                    invariant
                        $"the gradient has vanished where the functional is {value}, above its {began} at the start; a \
                      smaller step stays within its reach"
                )
            | _ ->
                match vanished ledger direction step, overstepped run ledger step with
                | Some value, _ ->
                    Outcome.Stalled(
                        step.Index,
                        invariant
                            $"the gradient has vanished where the functional is {value}, there and nearby, so that nothing \
                          moves; a wider kernel, or a start nearer to the target, is within its reach"
                    )
                | None, Some reason -> Outcome.Overstepped(step.Index, reason)
                | None, None ->
                    match collapsed run step with
                    | Some reason when moved -> Outcome.Collapsed(step.Index, reason)
                    | _ -> goal

    /// <summary>Whether a run may end where it has come and is measured there: at its horizon, when cancelled, and where a
    /// coordinate is no longer finite.</summary>
    let mayEnd (horizon: Horizon) (token: CancellationToken) (at: Continuation<'q>) : bool when 'q :> IState<'q> =
        (match horizon.Steps with
         | Some steps -> at.Index >= steps
         | None -> false)
        || (match horizon.Time with
            | Some time -> at.Time >= time
            | None -> false)
        || token.IsCancellationRequested
        || not (Vectors.allFinite at.State.Coordinates)

    /// <summary>How a run ends at a measured step, if it ends there.</summary>
    let at
        (run: Run<'q>)
        (horizon: Horizon)
        (token: CancellationToken)
        (ledger: Ledger)
        (direction: Direction<'q>)
        (step: Step<'q>)
        : Outcome option when 'q :> IState<'q> =
        match LostNumber.find run direction step with
        | Some(quantity, value) -> Some(Outcome.Diverged(step.Index, quantity, value))
        | None ->
            match reached run horizon step with
            | Some(Outcome.CompletedSteps _ | Outcome.ReachedTime _ as goal) when step.Index = ledger.Index -> Some goal
            | _ when flatCritic run direction step.State ->
                Some(
                    Outcome.Stalled(
                        step.Index,
                        invariant
                            $"critic {run.Flow.Critic.Name} is flat at every node and nearby, and says nothing of where the \
                          target lies; a smaller step of its training, or another network, keeps its slopes"
                    )
                )
            | Some goal -> Some(judged run ledger direction step goal)
            | None when token.IsCancellationRequested -> Some(Outcome.Cancelled step.Index)
            | None -> None
