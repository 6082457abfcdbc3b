namespace GanFlowTheory.Core

open System.Threading

/// <summary>Where a rated run stands beside its step: what its schedule remembers, and the models that it compares
/// with.</summary>
[<NoComparison>]
type RatedProgress =
    {
        /// Where the schedule stands.
        State: RateState
        /// The coordinates of the models that the state keeps, by their steps, oldest first.
        Models: (int * float[]) list
    }

/// <summary>A run whose rates a schedule drives (BSAG18-8).</summary>
[<NoComparison; NoEquality>]
type RatedRun<'q> =
    {
        /// The schedule.
        Schedule: RateSchedule
        /// The run with its rates, those of all players, times a factor in (0, 1]: the same in all else.
        RunOf: float -> Run<'q>
        /// <summary>The p-value of the test of a step, whose state comes first, against an earlier one: small where the first is
        /// closer to the data; None where there is no test.</summary>
        Compare: int -> 'q -> 'q -> float option
        /// Where it goes on, where it does not begin.
        Progress: RatedProgress option
    }

/// Rated runs as arrays, so that they can go on later.
module internal RatedArrays =

    let private prefix = "rate/model/"

    /// The arrays of the schedule, its state and its models.
    let toArrays (schedule: RateSchedule) (progress: RatedProgress) : NamedArray list =
        RateArrays.toArrays schedule progress.State
        @ [
            for step, coordinates in progress.Models -> NamedArray.vector (invariant $"{prefix}{step}") coordinates
        ]

    /// What the arrays hold, or what is wrong with them in a sentence.
    let ofArrays (schedule: RateSchedule) (arrays: NamedArray list) : Result<RatedProgress, string> =
        RateArrays.ofArrays schedule arrays
        |> Result.bind (fun state ->
            let models =
                state.Kept
                |> List.map (fun step ->
                    NamedArray.tryFind (invariant $"{prefix}{step}") arrays
                    |> Option.map (fun array -> step, array.Values))

            if List.forall Option.isSome models then
                Ok
                    {
                        State = state
                        Models = List.choose id models
                    }
            else
                Error "the checkpoint lacks a model that its rate schedule compares with.")

/// Rated runs in files.
[<AutoOpen>]
module RatedCheckpoints =

    /// Checkpoints.
    [<RequireQualifiedAccess>]
    module Checkpoint =

        /// <summary>Writes a step of a rated run as a .npz file, which appears whole or not at all, with a digest of the settings
        /// that the run belongs to, where its schedule stands and the models that it compares with.</summary>
        /// <exception cref="T:System.ArgumentException">The state is no longer finite.</exception>
        /// <exception cref="T:System.IO.IOException">The file cannot be written.</exception>
        let saveProgress
            (settings: string)
            (schedule: RateSchedule)
            (progress: RatedProgress)
            (path: string)
            (step: Step<'q>)
            : unit when 'q :> IState<'q> =
            Checkpoint.saveWith (RatedArrays.toArrays schedule progress) settings path step

        /// <summary>Where a rated run stood at a step: what Checkpoint.saveProgress wrote with the same schedule.</summary>
        /// <exception cref="T:GanFlowTheory.Core.DataFormatException">Not such a file, or of another schedule.</exception>
        /// <exception cref="T:System.IO.IOException">The file does not exist or cannot be read.</exception>
        let progress (schedule: RateSchedule) (path: string) : RatedProgress =
            match RatedArrays.ofArrays schedule (Npz.read path) with
            | Ok progress -> progress
            | Error sentence -> DataFormat.fail path sentence

/// Running with rates that a schedule drives.
[<AutoOpen>]
module RatedRuns =

    /// Running flows.
    [<RequireQualifiedAccess>]
    module Flow =

        /// <summary>A run whose rates a schedule drives: at the steps where it looks, the state of now is tested against an
        /// earlier one, and the rates go on times the factor that comes of it (BSAG18-8). A run that is resumed, at the step of
        /// its continuation, goes on with the progress of that step.</summary>
        let rated
            (schedule: RateSchedule)
            (runOf: float -> Run<'q>)
            (compare: int -> 'q -> 'q -> float option)
            : RatedRun<'q> =
            {
                Schedule = schedule
                RunOf = runOf
                Compare = compare
                Progress = None
            }

        /// The rated run that goes on with the progress: RunOf then gives runs that are resumed.
        let ratedFrom (progress: RatedProgress) (run: RatedRun<'q>) : RatedRun<'q> =
            { run with Progress = Some progress }

        // What was seen through a critic of other rates goes on through one of these.
        let private recalled (run: Run<'q>) (at: Continuation<'q>) : Continuation<'q> =
            match run.Flow.Critic.Memory, at.Critic.Memory with
            | Some own, Some remembered ->
                match remembered.Arrays() with
                | [] -> at
                | arrays -> { at with Critic = own.Recall arrays }
            | _ -> at

        let private joined (first: Path<'q> option) (second: Path<'q>) : Path<'q> =
            match first with
            | None -> second
            | Some first ->
                let last = first.Steps[first.Steps.Length - 1].Index
                let lastTime, _ = first.States[first.States.Length - 1]

                {
                    Outcome = second.Outcome
                    Final = second.Final
                    Steps = Array.append first.Steps (second.Steps |> Array.filter (fun record -> record.Index > last))
                    States =
                        Array.append first.States (second.States |> Array.filter (fun (time, _) -> time > lastTime))
                }

        /// <summary>Runs so many steps in all, at least those taken, telling each step with the progress of the last look before
        /// it to an observer, and each decision to another. Steps at looks are stored and measured.</summary>
        let observeRated
            (steps: int)
            (token: CancellationToken)
            (observer: RatedProgress -> Step<'q> -> unit)
            (decided: RateDecision -> unit)
            (rated: RatedRun<'q>)
            : Path<'q> when 'q :> IState<'q> =
            let schedule = rated.Schedule

            let rec go (path: Path<'q> option) (progress: RatedProgress) (from: Continuation<'q> option) : Path<'q> =
                let plain = rated.RunOf progress.State.Factor

                let run =
                    match from with
                    | Some continuation -> Flow.resume (recalled plain continuation) plain
                    | None -> plain

                let look = RateSchedule.next schedule progress.State
                let until = min steps look.Step
                let mutable last: Continuation<'q> option = None

                let part =
                    run
                    |> Flow.observe (Horizon.afterSteps until) token (fun step ->
                        // A look ends a part of the run, and the next part begins with the same step.
                        let isLook =
                            step.Index = look.Step
                            && step.Index < steps
                            && (match step.Outcome with
                                | Some(Outcome.CompletedSteps _) -> true
                                | _ -> false)

                        if isLook then
                            last <- Some(Flow.keep step)
                        else
                            observer progress step)

                match last with
                | None -> joined path part
                | Some at ->
                    let model (step: int) =
                        progress.Models
                        |> List.pick (fun (known, coordinates) ->
                            if known = step then
                                Some(at.State.At(Array.copy coordinates))
                            else
                                None)

                    let p =
                        look.Reference
                        |> Option.bind (fun reference -> rated.Compare look.Step at.State (model reference))

                    let decision = RateSchedule.decide p schedule progress.State
                    decided decision

                    let models =
                        progress.Models @ [ look.Step, Array.copy at.State.Coordinates ]
                        |> List.filter (fun (step, _) -> List.contains step decision.State.Kept)

                    go
                        (Some(joined path part))
                        {
                            State = decision.State
                            Models = models
                        }
                        (Some at)

            let progress =
                rated.Progress
                |> Option.defaultValue
                    {
                        State = RateSchedule.start
                        Models = []
                    }

            go None progress None
