namespace GanFlowTheory.Core

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
    | Trained of TrainedCritic
    /// What an estimator of your own remembers, under its own names: checkpoints keep it, and it comes back as it was.
    | Remembered of arrays: NamedArray list

/// Settings as arrays, so that a run can go on later.
[<RequireQualifiedAccess>]
module internal RatioSettings =

    let private rememberedPrefix = "remembered/"

    /// The settings as arrays, at least one.
    let toArrays (settings: RatioSettings) : NamedArray list =
        match settings with
        | RatioSettings.Known -> [ NamedArray.vector "known" [| 1.0 |] ]
        | RatioSettings.DensityBandwidths(target, current) ->
            [ NamedArray.vector "density-bandwidths" [| target; current |] ]
        | RatioSettings.RegularisedKernel(bandwidth, ridge) ->
            [ NamedArray.vector "regularised-kernel" [| bandwidth; ridge |] ]
        | RatioSettings.Trained discriminator -> TrainedCritic.toArrays discriminator

        // The mark tells an estimator that remembers nothing yet from a run that has not begun.
        | RatioSettings.Remembered arrays ->
            NamedArray.vector "remembered" [| 1.0 |]
            :: NamedArray.withPrefix rememberedPrefix arrays

    /// The settings of the arrays; None where there are none.
    let ofArrays (arrays: NamedArray list) : RatioSettings option =
        let find name =
            NamedArray.tryFind name arrays |> Option.map _.Values

        match find "density-bandwidths", find "regularised-kernel", TrainedCritic.ofArrays arrays with
        | Some [| target; current |], _, _ -> Some(RatioSettings.DensityBandwidths(target, current))
        | _, Some [| bandwidth; ridge |], _ -> Some(RatioSettings.RegularisedKernel(bandwidth, ridge))
        | _, _, Some trained -> Some(RatioSettings.Trained trained)
        | _ when arrays.IsEmpty -> None
        | _ when (find "known").IsSome -> Some RatioSettings.Known
        | _ when (find "remembered").IsSome -> Some(RatioSettings.Remembered(NamedArray.under rememberedPrefix arrays))
        | _ ->
            let names = arrays |> List.map _.Name |> String.concat ", "
            Guard.fail (nameof arrays) (invariant $"arrays must be those of a density ratio, but are {names}.")
