namespace GanFlowTheory.Core

open System

/// A component N(mean, covariance) with the lower Cholesky factor of its covariance.
[<NoComparison; NoEquality>]
type internal GaussianComponent =
    {
        Mean: float[]
        Covariance: float[,]
        Factor: float[,]
    }

/// <summary>
/// A mixture of Gaussians sum_j w_j N(m_j, C_j) on R^d, C_j symmetric positive definite; a Gaussian is the mixture of
/// one.
/// </summary>
/// <remarks>Immutable: arrays are copied in and out.</remarks>
[<Sealed>]
type GaussianMixture internal (weights: float[], components: GaussianComponent[]) =

    /// The number of components.
    member _.Count = components.Length

    /// Dimension d.
    member _.Dimension = components[0].Mean.Length

    /// The weights w_j, non-negative, summing to one.
    member _.Weights: float[] = Array.copy weights

    /// The means m_j, each of length d.
    member _.Means: float[][] = components |> Array.map (fun c -> Array.copy c.Mean)

    /// The covariances C_j, each d x d.
    member _.Covariances: float[,][] =
        components |> Array.map (fun c -> Array2D.copy c.Covariance)

    member internal _.Components = components

    /// The weights that are not zero, with their components.
    member internal _.Weighted =
        Array.zip weights components |> Array.filter (fun (w, _) -> w > 0.0)

    /// "mixture of M Gaussians in R^d".
    override this.ToString() =
        invariant $"mixture of {this.Count} Gaussians in R^{this.Dimension}"

/// Making, sampling and evaluating mixtures of Gaussians.
[<RequireQualifiedAccess>]
module GaussianMixture =

    /// The Gaussian N(mean, covariance); mean of length d, covariance d x d, symmetric up to rounding and positive
    /// definite.
    let gaussian (mean: float[]) (covariance: float[,]) : GaussianMixture =
        let d = mean.Length
        Guard.atLeast "mean.Length" 1 d
        mean |> Array.iteri (fun k v -> Guard.finite (invariant $"mean[{k}]") v)

        if Array2D.length1 covariance <> d || Array2D.length2 covariance <> d then
            let size = invariant $"{Array2D.length1 covariance} x {Array2D.length2 covariance}"
            Guard.fail (nameof covariance) (invariant $"covariance must be {d} x {d} like the mean, but is {size}.")

        covariance
        |> Array2D.iteri (fun a b v ->
            Guard.finite (invariant $"covariance[{a}, {b}]") v
            // |C_ab| <= sqrt(C_aa C_bb) sets the scale; covariances summed in another order differ by some ulp of it.
            let scale = sqrt (abs covariance[a, a]) * sqrt (abs covariance[b, b])

            if abs (v - covariance[b, a]) > 1e-12 * scale then
                Guard.fail
                    (nameof covariance)
                    (invariant
                        $"covariance must be symmetric, but [{a}, {b}] is {v} and [{b}, {a}] is {covariance[b, a]}."))

        let symmetric =
            Array2D.init d d (fun a b -> 0.5 * covariance[a, b] + 0.5 * covariance[b, a])

        GaussianMixture(
            [| 1.0 |],
            [|
                {
                    Mean = Array.copy mean
                    Covariance = symmetric
                    Factor = GaussianSum.factor (nameof covariance) symmetric
                }
            |]
        )

    /// The Gaussian N(mean, sd^2 I), sd > 0.
    let isotropic (mean: float[]) (sd: float) : GaussianMixture =
        Guard.positive (nameof sd) sd
        gaussian mean (Array2D.init mean.Length mean.Length (fun a b -> if a = b then sd * sd else 0.0))

    /// The standard Gaussian N(0, I) on R^d.
    let standard (dimension: int) : GaussianMixture =
        Guard.atLeast (nameof dimension) 1 dimension
        isotropic (Array.zeroCreate dimension) 1.0

    /// The mixture of the given mixtures (or single Gaussians) of equal dimension, with probability weights.
    let mixture (weights: float[]) (components: seq<GaussianMixture>) : GaussianMixture =
        let parts = Seq.toArray components

        if parts.Length = 0 then
            Guard.fail (nameof components) "components must not be empty."

        Guard.probabilities (nameof weights) parts.Length weights

        for part in parts do
            Guard.sameDimension (nameof components) parts[0].Dimension part.Dimension

        GaussianMixture(
            Array.concat (
                Array.map2 (fun w (part: GaussianMixture) -> Array.map (fun v -> w * v) part.Weights) weights parts
            ),
            parts |> Array.collect (fun part -> part.Components)
        )

    /// Dimension d.
    let dimension (mixture: GaussianMixture) : int = mixture.Dimension

    /// The mean sum_j w_j m_j, length d.
    let mean (mixture: GaussianMixture) : float[] =
        Array.init mixture.Dimension (fun k -> mixture.Weighted |> Array.sumBy (fun (w, c) -> w * c.Mean[k]))

    /// The covariance sum_j w_j (C_j + (m_j - m)(m_j - m)^T), m the mean, d x d.
    let covariance (mixture: GaussianMixture) : float[,] =
        let m = mean mixture

        Array2D.init mixture.Dimension mixture.Dimension (fun a b ->
            mixture.Weighted
            |> Array.sumBy (fun (w, c) -> w * (c.Covariance[a, b] + (c.Mean[a] - m[a]) * (c.Mean[b] - m[b]))))

    /// n independent draws, n x d.
    let sample (seed: Seed) (count: int) (mixture: GaussianMixture) : Points =
        Guard.atLeast (nameof count) 1 count
        let d = mixture.Dimension
        let parts = mixture.Weighted
        let bounds = parts |> Array.map fst |> Array.scan (+) 0.0
        let picks = Seed.uniforms count (Seed.split "component" seed)
        let noise = Seed.gaussian count d (Seed.split "noise" seed)
        let data = Array.zeroCreate (count * d)

        for i in 0 .. count - 1 do
            // The last component takes what the rounded sum of weights leaves.
            let mutable j = 0

            while j < parts.Length - 1 && picks[i] >= bounds[j + 1] do
                j <- j + 1

            let part = snd parts[j]

            for a in 0 .. d - 1 do
                let mutable value = part.Mean[a]

                for b in 0..a do
                    value <- value + part.Factor[a, b] * noise[i, b]

                data[a * count + i] <- value

        Points.wrap count d data

    let private densityBumps (mixture: GaussianMixture) : GaussianBump[] =
        let constant = 0.5 * float mixture.Dimension * log (2.0 * Math.PI)

        mixture.Weighted
        |> Array.map (fun (w, c) ->
            {
                Centre = c.Mean
                Factor = c.Factor
                LogHeight = log w - GaussianSum.halfLogDeterminant c.Factor - constant
            })

    /// The logarithm of the density at the points, length n; finite until |L^(-1)(x - m)|^2 overflows, -infinity
    /// beyond.
    let logDensity (points: Points) (mixture: GaussianMixture) : float[] =
        Guard.sameDimension (nameof points) mixture.Dimension points.Dimension
        let struct (values, _) = GaussianSum.logSum false (densityBumps mixture) points
        values

    /// The log-density, length n, and its gradient the score, n x d, in one pass.
    let logDensityAndScore (points: Points) (mixture: GaussianMixture) : float[] * Points =
        Guard.sameDimension (nameof points) mixture.Dimension points.Dimension
        let struct (values, scores) = GaussianSum.logSum true (densityBumps mixture) points
        values, scores

    /// The score grad log density at the points, n x d.
    let score (points: Points) (mixture: GaussianMixture) : Points = snd (logDensityAndScore points mixture)
