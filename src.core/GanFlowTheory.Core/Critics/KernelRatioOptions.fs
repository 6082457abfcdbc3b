namespace GanFlowTheory.Core

/// <summary>What a ratio in the span of Gaussian kernels is fitted with.</summary>
type KernelRatioOptions =
    {
        /// The most landmarks that kernels are centred at, at least 1.
        Landmarks: int
        /// Parts of the samples that are held out in turn, at least 2; fewer where a sample has fewer points, and none
        /// held out where one has a single point.
        Folds: int
        /// The bandwidth, > 0, in the units of the points; None for the one that cross-validation chooses.
        Bandwidth: float option
        /// The ridge penalty, > 0; None for the one that cross-validation chooses.
        Ridge: float option
    }

/// Options of ratios in the span of kernels.
[<RequireQualifiedAccess>]
module KernelRatioOptions =

    /// At most 100 landmarks, five folds, bandwidth and ridge by cross-validation.
    let standard: KernelRatioOptions =
        {
            Landmarks = 100
            Folds = 5
            Bandwidth = None
            Ridge = None
        }

    /// The standard options at this bandwidth and this ridge, both > 0.
    let fixedAt (bandwidth: float) (ridge: float) : KernelRatioOptions =
        { standard with
            Bandwidth = Some bandwidth
            Ridge = Some ridge
        }

    /// Bandwidths to compare, in root mean square distances of the pooled points from their mean.
    let private multiples = [ 4.0; 2.0; 1.0; 0.5; 0.25; 0.125 ]

    let internal check (options: KernelRatioOptions) =
        Guard.atLeast "landmarks" 1 options.Landmarks
        Guard.atLeast "folds" 2 options.Folds
        options.Bandwidth |> Option.iter (Guard.positive "bandwidth")
        options.Ridge |> Option.iter (Guard.positive "ridge")

    /// What the options say in a name.
    let internal suffix (options: KernelRatioOptions) =
        match options.Bandwidth, options.Ridge with
        | None, None -> ""
        | bandwidth, ridge ->
            let show = Option.map string >> Option.defaultValue "cv"
            (invariant $":{show bandwidth},{show ridge}")

    /// The fold of each of n points.
    let internal folds (count: int) (n: int) (seed: Seed) : int[] =
        let fold = Array.zeroCreate n
        Seed.permutation n seed |> Array.iteri (fun p i -> fold[i] <- p % count)
        fold

    /// The points of a fold, by number.
    let internal held (out: int) (fold: int[]) : int[] =
        [|
            for i in 0 .. fold.Length - 1 do
                if fold[i] = out then
                    i
        |]

    /// The weights of the points that are kept, scaled to sum to one; the others have weight 0.
    let internal without (out: int) (fold: int[]) (weights: float[]) : float[] =
        let kept = weights |> Array.mapi (fun i w -> if fold[i] = out then 0.0 else w)
        let total = Array.sum kept
        Array.map (fun w -> w / total) kept

    /// Candidates: those given, or the multiples of a unit, only those within a ratio of what was chosen before where
    /// there are such.
    let private candidates (given: float option) (grid: float list) (before: float option) (ratio: float) =
        match given, before with
        | Some value, _ -> [ value ]
        | None, None -> grid
        | None, Some before ->
            match grid |> List.filter (fun v -> v <= ratio * before && before <= ratio * v) with
            | [] -> grid
            | near -> near

    /// The bandwidths and the ridges to compare: those given, or multiples of the unit and the grid of ridges, in both
    /// only one step of the grid to each side of what the fit before chose.
    let internal search (options: KernelRatioOptions) (unit: float) (ridges: float list) (before: RatioFit option) =
        let earlier =
            match before with
            | Some {
                       Settings = RatioSettings.RegularisedKernel(bandwidth, ridge)
                   } -> Some struct (bandwidth, ridge)
            | _ -> None

        let bandwidths =
            candidates
                options.Bandwidth
                (multiples |> List.map (fun a -> a * unit))
                (earlier |> Option.map (fun (struct (b, _)) -> b))
                (2.0 * sqrt 2.0)

        let ridges =
            candidates options.Ridge ridges (earlier |> Option.map (fun (struct (_, r)) -> r)) (10.0 * sqrt 10.0)

        struct (Array.ofList bandwidths, ridges)
