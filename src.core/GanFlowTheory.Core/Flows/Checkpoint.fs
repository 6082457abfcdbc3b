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

    // The letters of Processor.arithmetic: where they differ, so may the last bits of what goes on from here.
    let private processor: NamedArray =
        NamedArray.vector "processor" (Processor.arithmetic |> Seq.map float |> Seq.toArray)

    // The SHA-256 of the text, as the eight words of 32 bits that it has.
    let private digest (settings: string) : NamedArray =
        let hash =
            Security.Cryptography.SHA256.HashData(ReadOnlySpan(Text.Encoding.UTF8.GetBytes settings))

        NamedArray.vector
            "settings"
            (Array.init 8 (fun at ->
                float (Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(ReadOnlySpan(hash, 4 * at, 4)))))

    /// <summary>Writes a step of a run as a .npz file, which appears whole or not at all, with a digest of the settings
    /// that the run belongs to: any text that tells them from others.</summary>
    /// <exception cref="T:System.ArgumentException">The state is no longer finite.</exception>
    /// <exception cref="T:System.IO.IOException">The file cannot be written.</exception>
    let saveFor (settings: string) (path: string) (step: Step<'q>) : unit when 'q :> IState<'q> =
        Npz.write path (digest settings :: processor :: toArrays step.Continuation)

    /// The same with more arrays.
    let internal saveWith
        (more: NamedArray list)
        (settings: string)
        (path: string)
        (step: Step<'q>)
        : unit when 'q :> IState<'q> =
        Npz.write path (more @ digest settings :: processor :: toArrays step.Continuation)

    /// <summary>Writes a step of a run as a .npz file, which appears whole or not at all.</summary>
    /// <exception cref="T:System.ArgumentException">The state is no longer finite.</exception>
    /// <exception cref="T:System.IO.IOException">The file cannot be written.</exception>
    let save (path: string) (step: Step<'q>) : unit when 'q :> IState<'q> =
        Npz.write path (processor :: toArrays step.Continuation)

    /// <summary>Writes a step of a run as a .npz file, which appears whole or not at all, with where a rate schedule stands
    /// there. The models that the state keeps are for the caller to keep.</summary>
    /// <exception cref="T:System.ArgumentException">The state is no longer finite.</exception>
    /// <exception cref="T:System.IO.IOException">The file cannot be written.</exception>
    let saveRated
        (schedule: RateSchedule)
        (state: RateState)
        (path: string)
        (step: Step<'q>)
        : unit when 'q :> IState<'q> =
        Npz.write path (RateArrays.toArrays schedule state @ processor :: toArrays step.Continuation)

    /// <summary>Where the rate schedule stood at a step: what Checkpoint.saveRated wrote with the same schedule. The step is
    /// resumed as any other, with an optimiser scaled by the state's factor.</summary>
    /// <exception cref="T:GanFlowTheory.Core.DataFormatException">Not such a file, or of another schedule.</exception>
    /// <exception cref="T:System.IO.IOException">The file does not exist or cannot be read.</exception>
    let rateState (schedule: RateSchedule) (path: string) : RateState =
        match RateArrays.ofArrays schedule (Npz.read path) with
        | Ok state -> state
        | Error sentence -> DataFormat.fail path sentence

    let internal ofArrays
        (path: string)
        (run: Run<'q>)
        (arrays: NamedArray list)
        : Continuation<'q> when 'q :> IState<'q> =
        let find name =
            match NamedArray.tryFind name arrays with
            | Some array -> array.Values
            | None -> DataFormat.fail path (invariant $"there is no array '{name}', which a checkpoint has.")

        let wanted = run.Start.Coordinates.Length

        let checkLength (name: string) (values: float[]) =
            if values.Length <> wanted then
                DataFormat.fail
                    path
                    (invariant
                        $"array '{name}' has {values.Length} entries, but the state of this flow has {wanted} coordinates.")

        // What an argument error says of the arrays, it says of the file.
        let inFile (read: unit -> 'a) : 'a =
            try
                read ()
            with :? ArgumentException as e ->
                DataFormat.fail path (e.Message.Replace(invariant $" (Parameter '{e.ParamName}')", ""))

        match find "step" with
        | [| index; time; tau |] when index >= 0.0 && index <= 2147483647.0 && Math.Floor index = index && tau > 0.0 ->
            let coordinates = find "coordinates"
            checkLength "coordinates" coordinates
            let index = int index

            // The rule that remembers, and how many arrays.
            let remembers =
                match run.Flow.Scheme, run.Flow.Integrator.Control with
                | Some scheme, _ -> scheme.Remembers
                | None, StepControl.Optimised optimiser ->
                    Some(struct (Optimiser.ruleName optimiser, Optimiser.kept optimiser))
                | None, _ -> None

            let memory =
                match NamedArray.under "optimiser/" arrays, remembers with
                | [], Some _ when index > 0 ->
                    DataFormat.fail
                        path
                        (invariant $"the checkpoint has no memory of an optimiser, which {run.Flow.Stepper} is.")
                | [], _ -> None
                | remembered, Some(struct (rule, kept)) ->
                    match OptimiserArrays.ofArrays remembered with
                    | Error sentence -> DataFormat.fail path sentence
                    | Ok memory ->
                        inFile (fun () -> Optimiser.checkMemoryOf rule kept wanted memory)
                        Some memory
                | _, None ->
                    DataFormat.fail
                        path
                        (invariant
                            $"the checkpoint has an optimiser's memory, but integrator {run.Flow.Stepper} has none.")

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
                            (invariant
                                $"the checkpoint has no critic's memory, but critic {run.Flow.Critic.Name} has one.")
                    | None, _ :: _ ->
                        DataFormat.fail
                            path
                            (invariant
                                $"the checkpoint has a critic's memory, but critic {run.Flow.Critic.Name} has none.")
                    | _, [] -> run.Flow.Critic
                Tau = tau
                Memory = memory
            }
        | _ ->
            DataFormat.fail
                path
                "array 'step' must have 3 entries: the whole number of the step, the time and a step length above 0."

    let private checkSettings (settings: string) (path: string) (arrays: NamedArray list) : unit =
        match NamedArray.tryFind "settings" arrays with
        | None -> DataFormat.fail path "the checkpoint does not say of which settings it is."
        | Some found when found.Values <> (digest settings).Values ->
            DataFormat.fail path "the checkpoint is of other settings, or of another target, than those given."
        | Some _ -> ()

    /// <summary>The coordinates of the state at a checkpoint of the given settings, such as a generator's parameters: a file
    /// that Checkpoint.saveFor wrote with the same text.</summary>
    /// <exception cref="T:GanFlowTheory.Core.DataFormatException">Not such a file, or of other settings.</exception>
    /// <exception cref="T:System.IO.IOException">The file does not exist or cannot be read.</exception>
    let coordinatesFor (settings: string) (path: string) : float[] =
        let arrays = Npz.read path
        checkSettings settings path arrays

        match NamedArray.tryFind "coordinates" arrays with
        | Some found -> found.Values
        | None -> DataFormat.fail path "there is no array 'coordinates', which a checkpoint has."

    /// <summary>Going on from a checkpoint, a file that Checkpoint.save wrote at a step of a run of the same flow;
    /// start and seed must be those of that run.</summary>
    /// <exception cref="T:GanFlowTheory.Core.DataFormatException">Not such a file, or of a state of another
    /// shape.</exception>
    /// <exception cref="T:System.IO.IOException">The file does not exist or cannot be read.</exception>
    let resume (path: string) (run: Run<'q>) : Run<'q> when 'q :> IState<'q> =
        Flow.resume (ofArrays path run (Npz.read path)) run

    /// <summary>Going on from a checkpoint of the given settings, a file that Checkpoint.saveFor wrote with the same
    /// text.</summary>
    /// <exception cref="T:GanFlowTheory.Core.DataFormatException">Not such a file, of other settings, or of a state of
    /// another shape.</exception>
    /// <exception cref="T:System.IO.IOException">The file does not exist or cannot be read.</exception>
    let resumeFor (settings: string) (path: string) (run: Run<'q>) : Run<'q> when 'q :> IState<'q> =
        let arrays = Npz.read path
        let continuation = ofArrays path run arrays
        checkSettings settings path arrays
        Flow.resume continuation run

    /// <summary>The arithmetic of the processor that a checkpoint was written on, where it says so and it is not that of this
    /// one, Processor.arithmetic: what goes on from there may differ in its last bits from what would have gone on
    /// there.</summary>
    /// <exception cref="T:GanFlowTheory.Core.DataFormatException">Not a .npz file.</exception>
    /// <exception cref="T:System.IO.IOException">The file does not exist or cannot be read.</exception>
    let otherProcessor (path: string) : string option =
        NamedArray.tryFind "processor" (Npz.read path)
        |> Option.map (fun found -> found.Values |> Array.map char |> String)
        |> Option.filter (fun there -> there <> Processor.arithmetic)
