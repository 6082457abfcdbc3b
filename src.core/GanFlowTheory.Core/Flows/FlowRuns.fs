namespace GanFlowTheory.Core

open System
open System.Threading

/// Running flows.
[<AutoOpen>]
module FlowRuns =

    /// Running flows.
    [<RequireQualifiedAccess>]
    module Flow =

        let private copied (q: 'q) : 'q :> IState<'q> = q.At(Array.copy q.Coordinates)

        /// <summary>The state and all else that a run needs to go on from the step, for good: arrays that the loop gives to
        /// later steps are copied. To be asked for while the step is the last.</summary>
        let keep (step: Step<'q>) : Continuation<'q> when 'q :> IState<'q> =
            let continuation =
                { step.Continuation with
                    State = copied step.State
                    Memory =
                        step.Continuation.Memory
                        |> Option.map (fun memory ->
                            { memory with
                                Arrays = Array.map Array.copy memory.Arrays
                            })
                }

            match continuation.Critic.Memory with
            | Some memory ->
                let copies =
                    memory.Arrays()
                    |> List.map (fun array ->
                        { array with
                            Values = Array.copy array.Values
                        })

                { continuation with
                    Critic = memory.Recall copies
                }
            | None -> continuation

        /// <summary>The steps of a run as they come, lazily: the one loop of the library. The last step, and only it,
        /// carries an outcome. A step that cannot continue is given again with its outcome when its attempt to move
        /// fails.</summary>
        let trace (horizon: Horizon) (token: CancellationToken) (run: Run<'q>) : seq<Step<'q>> when 'q :> IState<'q> =
            Loop.trace horizon token run

        /// <summary>Folds the steps of a run into a path, telling each to the observer as it comes. The path has the
        /// measurements of the measured steps, and the states that the run stores.</summary>
        let observe
            (horizon: Horizon)
            (token: CancellationToken)
            (observer: Step<'q> -> unit)
            (run: Run<'q>)
            : Path<'q> when 'q :> IState<'q> =
            let records = ResizeArray<StepRecord>()
            let states = ResizeArray<float * 'q>()
            let mutable last = Unchecked.defaultof<Step<'q>>
            let mutable seen = -1
            let mutable recorded = -1

            for step in trace horizon token run do
                observer step

                // A stalled step comes twice, the second time with its outcome, and measured.
                if step.Measured && step.Index > recorded then
                    recorded <- step.Index
                    records.Add step.Record

                if step.Index > seen && step.Index % run.KeepEvery = 0 then
                    states.Add((step.Time, (if run.Reuse then copied step.State else step.State)))

                seen <- step.Index
                last <- step

            if last.Index % run.KeepEvery <> 0 then
                states.Add((last.Time, last.State))

            {
                Outcome = last.Outcome.Value
                Final = last.State
                Steps = records.ToArray()
                States = states.ToArray()
            }

        /// Runs to the given time.
        let until (time: float) (run: Run<'q>) : Path<'q> when 'q :> IState<'q> =
            observe (Horizon.atTime time) CancellationToken.None ignore run

        /// Runs the given number of steps.
        let steps (count: int) (run: Run<'q>) : Path<'q> when 'q :> IState<'q> =
            observe (Horizon.afterSteps count) CancellationToken.None ignore run
