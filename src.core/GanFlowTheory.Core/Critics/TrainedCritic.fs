namespace GanFlowTheory.Core

open System

/// <summary>A critic network between inner steps: its parameters and what its optimiser remembers.</summary>
/// <remarks>A run that reuses arrays gives those of earlier steps to later ones; reading what it has given away
/// throws.</remarks>
[<Sealed>]
type TrainedCritic internal (parameters: float[], memory: OptimiserMemory, steps: int, store: ArrayStore option) =

    let mutable released = false

    let held value =
        if released then
            raise (
                InvalidOperationException
                    "The critic of this step has been trained further; keep a step, with Flow.keep or a \
                     checkpoint, while it is the last."
            )

        value

    /// theta, length P.
    member _.Parameters: float[] = held parameters

    /// What the optimiser remembers.
    member _.Memory: OptimiserMemory = held memory

    /// The inner steps taken so far.
    member _.Steps = steps

    /// Nobody asks for the arrays any more.
    member internal _.Release() =
        match store with
        | Some store when not released ->
            released <- true
            store.GiveBack parameters
            memory.Arrays |> Array.iter store.GiveBack
        | _ -> ()

/// Critic networks as arrays, so that a run can go on later.
[<RequireQualifiedAccess>]
module internal TrainedCritic =

    let private memoryPrefix = "optimiser/"

    /// The steps, the parameters and what the optimiser remembers.
    let toArrays (critic: TrainedCritic) : NamedArray list =
        [
            NamedArray.vector "steps" [| float critic.Steps |]
            NamedArray.vector "parameters" critic.Parameters
            yield! OptimiserArrays.toArrays critic.Memory |> NamedArray.withPrefix memoryPrefix
        ]

    /// The critic of the arrays; None where they are of something else.
    let ofArrays (arrays: NamedArray list) : TrainedCritic option =
        let find name =
            NamedArray.tryFind name arrays |> Option.map _.Values

        match find "steps", find "parameters" with
        | Some [| steps |], Some parameters ->
            match OptimiserArrays.ofArrays (NamedArray.under memoryPrefix arrays) with
            | Ok memory -> Some(TrainedCritic(parameters, memory, int steps, None))
            | Error sentence -> Guard.fail (nameof arrays) sentence
        | _ -> None
