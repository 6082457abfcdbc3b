namespace GanFlowTheory.Core

open System

/// <summary>A discriminator between inner steps: its parameters and what its optimiser remembers.</summary>
/// <remarks>A run that reuses arrays gives those of earlier steps to later ones; reading what it has given away
/// throws.</remarks>
[<Sealed>]
type TrainedDiscriminator internal (parameters: float[], memory: OptimiserMemory, steps: int, store: ArrayStore option)
    =

    let mutable released = false

    let held value =
        if released then
            raise (
                InvalidOperationException
                    "The discriminator of this step has been trained further; keep a step, with Flow.keep or a \
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

/// <summary>What a density ratio was fitted with, and what its estimator remembers for the next fit.</summary>
[<RequireQualifiedAccess; NoComparison>]
type RatioSettings =
    /// Nothing was chosen: densities are known, or fitted by their moments.
    | Known
    /// The bandwidths of the two kernel densities, > 0, in the units of the points.
    | DensityBandwidths of target: float * current: float
    /// The bandwidth of the Gaussian kernel, > 0, in the units of the points, and the ridge penalty, > 0.
    | RegularisedKernel of bandwidth: float * ridge: float
    /// A network trained to tell the two laws apart.
    | Trained of TrainedDiscriminator
    /// What an estimator of your own remembers, under its own names: checkpoints keep it, and it comes back as it was.
    | Remembered of arrays: NamedArray list

/// Settings as arrays, so that a run can go on later.
[<RequireQualifiedAccess>]
module internal RatioSettings =

    let private memoryPrefix = "optimiser/"
    let private rememberedPrefix = "remembered/"

    /// The settings as arrays, at least one.
    let toArrays (settings: RatioSettings) : NamedArray list =
        match settings with
        | RatioSettings.Known -> [ NamedArray.vector "known" [| 1.0 |] ]
        | RatioSettings.DensityBandwidths(target, current) ->
            [ NamedArray.vector "density-bandwidths" [| target; current |] ]
        | RatioSettings.RegularisedKernel(bandwidth, ridge) ->
            [ NamedArray.vector "regularised-kernel" [| bandwidth; ridge |] ]
        | RatioSettings.Trained discriminator ->
            [
                NamedArray.vector "steps" [| float discriminator.Steps |]
                NamedArray.vector "parameters" discriminator.Parameters
                yield!
                    OptimiserArrays.toArrays discriminator.Memory
                    |> NamedArray.withPrefix memoryPrefix
            ]

        // The mark tells an estimator that remembers nothing yet from a run that has not begun.
        | RatioSettings.Remembered arrays ->
            NamedArray.vector "remembered" [| 1.0 |]
            :: NamedArray.withPrefix rememberedPrefix arrays

    /// The settings of the arrays; None where there are none.
    let ofArrays (arrays: NamedArray list) : RatioSettings option =
        let find name =
            NamedArray.tryFind name arrays |> Option.map _.Values

        match find "density-bandwidths", find "regularised-kernel", find "steps", find "parameters" with
        | Some [| target; current |], _, _, _ -> Some(RatioSettings.DensityBandwidths(target, current))
        | _, Some [| bandwidth; ridge |], _, _ -> Some(RatioSettings.RegularisedKernel(bandwidth, ridge))
        | _, _, Some [| steps |], Some parameters ->
            match OptimiserArrays.ofArrays (NamedArray.under memoryPrefix arrays) with
            | Ok memory -> Some(RatioSettings.Trained(TrainedDiscriminator(parameters, memory, int steps, None)))
            | Error sentence -> Guard.fail (nameof arrays) sentence
        | _ when arrays.IsEmpty -> None
        | _ when (find "known").IsSome -> Some RatioSettings.Known
        | _ when (find "remembered").IsSome -> Some(RatioSettings.Remembered(NamedArray.under rememberedPrefix arrays))
        | _ ->
            let names = arrays |> List.map _.Name |> String.concat ", "
            Guard.fail (nameof arrays) (invariant $"arrays must be those of a density ratio, but are {names}.")
