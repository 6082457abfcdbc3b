namespace GanFlowTheory.Laws

open System
open System.IO
open System.Threading
open GanFlowTheory.Core

/// A training with a rate schedule that may stop and go on from a checkpoint.
module internal RateTraining =

    /// The end of a training whose score is the functional itself, closer where it fell by a tenth: coordinates, factor, failures
    /// and cuts. Where it stops, it goes on through a file, with its state changed on the way.
    let train (reload: RateState -> RateState) (schedule: RateSchedule) (stop: int option) : float[] =
        let target = Empirical.ofPoints (Seed.gaussian 12 2 (Seed.create 1))
        let functional = Functional.mmd (Kernel.gaussian 1.0) target

        let begun =
            Particles.ofPoints (Points.scale 2.0 (Seed.gaussian 8 2 (Seed.create 2)))

        let run (state: RateState) =
            Flow.descend functional
            |> Flow.steppedBy (Integrator.optimised (Optimiser.adam 0.5 |> Optimiser.scaled state.Factor))
            |> Flow.from begun

        let first =
            run RateSchedule.start
            |> Flow.trace (Horizon.afterSteps 0) CancellationToken.None
            |> Seq.last

        let throughFile (state: RateState) (step: Step<Particles>) =
            let path = Path.Combine(Path.GetTempPath(), $"ganflow-law-{Guid.NewGuid():N}.npz")

            try
                Checkpoint.saveRated schedule state path step
                let state = reload (Checkpoint.rateState schedule path)
                state, Checkpoint.resume path (run state)
            finally
                File.Delete path

        let rec go index (step: Step<Particles>) (state: RateState) (models: Map<int, float>) : float[] =
            if index = 24 then
                Array.append
                    (step.State :> IState<Particles>).Coordinates
                    [| state.Factor; float state.Failures; float state.Cuts |]
            else
                let state, models =
                    match RateSchedule.lookAt index schedule state with
                    | None -> state, models
                    | Some look ->
                        let models = Map.add look.Step (functional.Value step.State) models

                        let p =
                            look.Reference
                            |> Option.map (fun reference ->
                                if models[look.Step] < 0.9 * models[reference] then
                                    0.05
                                else
                                    0.5)

                        let decision = RateSchedule.decide p schedule state
                        decision.State, (models, decision.Dropped) ||> List.fold (fun kept step -> Map.remove step kept)

                let state, next =
                    if stop = Some index then
                        throughFile state step
                    else
                        state, run state |> Flow.resume (Flow.keep step)

                go
                    (index + 1)
                    (next
                     |> Flow.trace (Horizon.afterSteps (index + 1)) CancellationToken.None
                     |> Seq.last)
                    state
                    models

        go 0 first RateSchedule.start Map.empty
