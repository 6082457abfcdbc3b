namespace GanFlowTheory.Core

open System

/// <summary>Checkpoints: steps of a run as .npz files, from which a run of the same flow goes on. A run that was
/// stopped and resumed equals one that was not, bit for bit.</summary>
[<RequireQualifiedAccess>]
module Checkpoint =

    /// The arrays of a continuation: step (index, time, step length to try), coordinates, and what optimiser and critic
    /// remember.
    let internal toArrays (continuation: Continuation<'q>) : NamedArray list when 'q :> IState<'q> =
        [
            NamedArray.vector "step" [| float continuation.Index; continuation.Time; continuation.Tau |]
            NamedArray.vector "coordinates" continuation.State.Coordinates

            match continuation.Memory with
            | Some memory -> yield! OptimiserArrays.toArrays memory |> NamedArray.withPrefix "optimiser/"
            | None -> ()

            match continuation.Critic.Memory with
            | Some memory -> yield! memory.Arrays() |> NamedArray.withPrefix "critic/"
            | None -> ()
        ]

    /// <summary>Writes a step of a run as a .npz file, which appears whole or not at all.</summary>
    /// <exception cref="T:System.ArgumentException">The state has left the numbers.</exception>
    /// <exception cref="T:System.IO.IOException">The file cannot be written.</exception>
    let save (path: string) (step: Step<'q>) : unit when 'q :> IState<'q> =
        Npz.write path (toArrays step.Continuation)

    let internal ofArrays
        (path: string)
        (run: Run<'q>)
        (arrays: NamedArray list)
        : Continuation<'q> when 'q :> IState<'q> =
        let find name =
            match NamedArray.tryFind name arrays with
            | Some array -> array.Values
            | None -> DataFormat.fail path $"there is no array '{name}', which a checkpoint has."

        let wanted = run.Start.Coordinates.Length

        let checkLength (name: string) (values: float[]) =
            if values.Length <> wanted then
                DataFormat.fail
                    path
                    $"array '{name}' has {values.Length} entries, but the state of this flow has {wanted} coordinates."

        // What an argument error says of the arrays, it says of the file.
        let inFile (read: unit -> 'a) : 'a =
            try
                read ()
            with :? ArgumentException as e ->
                DataFormat.fail path (e.Message.Replace($" (Parameter '{e.ParamName}')", ""))

        match find "step" with
        | [| index; time; tau |] when index >= 0.0 && index <= 2147483647.0 && Math.Floor index = index && tau > 0.0 ->
            let coordinates = find "coordinates"
            checkLength "coordinates" coordinates
            let index = int index

            let memory =
                match NamedArray.under "optimiser/" arrays, run.Flow.Integrator.Control with
                | [], StepControl.Optimised optimiser when index > 0 ->
                    DataFormat.fail
                        path
                        $"the checkpoint has no memory of an optimiser, which {Optimiser.name optimiser} is."
                | [], _ -> None
                | remembered, StepControl.Optimised optimiser ->
                    match OptimiserArrays.ofArrays remembered with
                    | Error sentence -> DataFormat.fail path sentence
                    | Ok memory ->
                        inFile (fun () -> Optimiser.checkMemory optimiser wanted memory)
                        Some memory
                | _, _ ->
                    DataFormat.fail
                        path
                        $"the checkpoint has an optimiser's memory, but integrator {run.Flow.Integrator.Name} has none."

            let moved = run.Start.At coordinates

            {
                Index = index
                Time = time
                State =
                    match run.Flow.Renewal with
                    | Some renew when index > 0 -> renew (Renewal.seed index run.Seed) moved
                    | _ -> moved
                Critic =
                    match run.Flow.Critic.Memory, NamedArray.under "critic/" arrays with
                    | Some memory, (_ :: _ as remembered) -> inFile (fun () -> memory.Recall remembered)
                    | Some _, [] when index > 0 ->
                        DataFormat.fail
                            path
                            $"the checkpoint has no critic's memory, but critic {run.Flow.Critic.Name} has one."
                    | None, _ :: _ ->
                        DataFormat.fail
                            path
                            $"the checkpoint has a critic's memory, but critic {run.Flow.Critic.Name} has none."
                    | _, [] -> run.Flow.Critic
                Tau = tau
                Memory = memory
            }
        | _ ->
            DataFormat.fail
                path
                "array 'step' must have 3 entries: the whole number of the step, the time and a step length above 0."

    /// <summary>The run, going on from a file that Checkpoint.save wrote at a step of a run of the same flow; start and
    /// seed must be those of that run.</summary>
    /// <exception cref="T:GanFlowTheory.Core.DataFormatException">Not such a file, or of a state of another
    /// shape.</exception>
    /// <exception cref="T:System.IO.IOException">The file does not exist or cannot be read.</exception>
    let resume (path: string) (run: Run<'q>) : Run<'q> when 'q :> IState<'q> =
        Flow.resume (ofArrays path run (Npz.read path)) run
