namespace GanFlowTheory.Core

/// <summary>A probability density on R^d, known everywhere.</summary>
[<NoComparison; NoEquality>]
type Density =
    {
        /// Name shown in reports.
        Name: string
        /// Dimension d.
        Dimension: int
        /// log p at the points, length n, -infinity where p is 0.
        LogValue: Points -> float[]
        /// The score grad log p at the points, n x d.
        Score: Points -> Points
    }

/// <summary>A measure that knows its density: its nodes and weights are a quadrature for it.</summary>
type IDensity =
    inherit IMeasure

    /// The density.
    abstract Density: Density

/// Making densities.
[<RequireQualifiedAccess>]
module Density =

    /// A density on R^d from its logarithm and its score: length n, -infinity where it is 0, and n x d.
    let create (name: string) (dimension: int) (logValue: Points -> float[]) (score: Points -> Points) : Density =
        Guard.atLeast (nameof dimension) 1 dimension

        let inSpace (f: Points -> 'a) (x: Points) =
            Guard.sameDimension "points" dimension x.Dimension
            f x

        {
            Name = name
            Dimension = dimension
            LogValue = inSpace logValue
            Score = inSpace score
        }

    /// The density of a mixture of Gaussians, under a name.
    let ofMixture (name: string) (mixture: GaussianMixture) : Density =
        create name mixture.Dimension (fun x -> GaussianMixture.logDensity x mixture) (fun x ->
            GaussianMixture.score x mixture)

    /// The density of N(mean, covariance); mean of length d, covariance d x d, symmetric positive definite.
    let gaussian (mean: float[]) (covariance: float[,]) : Density =
        ofMixture "gaussian" (GaussianMixture.gaussian mean covariance)

    /// The density of a target; none where its log-density or its score is not known.
    let tryOfTarget (target: Target) : Density option =
        Option.map2 (create target.Name target.Dimension) target.LogDensity target.Score

    /// The density of a target; one whose log-density or score is not known is an argument error that says which.
    let ofTarget (target: Target) : Density =
        match tryOfTarget target with
        | Some density -> density
        | None ->
            let missing =
                match target.LogDensity, target.Score with
                | None, None -> "neither its log-density nor its score is known"
                | None, _ -> "its log-density is not known"
                | _ -> "it has no score"

            Guard.fail
                (nameof target)
                (invariant $"target must have a log-density and a score, but of '{target.Name}' {missing}.")

    /// The density in other units: that of z = (x - centre) / scale for x of the given density, with log-density
    /// log p(x) + sum_k log scale_k and score scale grad log p(x).
    let inUnits (units: Units) (p: Density) : Density =
        Guard.sameDimension (nameof units) p.Dimension units.Scale.Length
        let logVolume = Array.sumBy log units.Scale

        create
            p.Name
            p.Dimension
            (fun z -> p.LogValue(Units.back units z) |> Array.map (fun v -> v + logVolume))
            (fun z ->
                let score = p.Score(Units.back units z)
                Points.init z.Count z.Dimension (fun i k -> score[i, k] * units.Scale[k]))
