namespace GanFlowTheory.Core

/// <summary>How a law covers the modes of a mixture of Gaussians, and how much of it is near any.</summary>
[<NoComparison>]
type ModeCoverage =
    {
        /// The share of the law's mass within three standard deviations of each mode, each point counted for the mode
        /// that it is nearest to; length K.
        Shares: float[]
        /// The modes that are covered: those with a share above 2 %, or above half of the mode's own weight where that is
        /// less.
        Covered: int
        /// The quality: the share of the mass within three standard deviations of some mode, in [0, 1]. Of the mixture
        /// itself at least the share of a Gaussian within three standard deviations, 0.9973 on the line and 1 - e^(-9/2)
        /// = 0.9889 in the plane.
        Quality: float
    }

/// Measuring coverage.
[<RequireQualifiedAccess>]
module ModeCoverage =

    /// The radius of a mode, in standard deviations.
    [<Literal>]
    let Radius = 3.0

    /// The share above which a mode is covered.
    [<Literal>]
    let Share = 0.02

    // |A^(-1)(x - m)|, A the lower factor of the covariance: the distance in standard deviations.
    let private distance (mode: GaussianComponent) (x: Points) (i: int) : float =
        let d = mode.Mean.Length
        let z = Array.zeroCreate d

        for a in 0 .. d - 1 do
            let mutable value = x[i, a] - mode.Mean[a]

            for b in 0 .. a - 1 do
                value <- value - mode.Factor[a, b] * z[b]

            z[a] <- value / mode.Factor[a, a]

        Vectors.norm z

    /// The mode that a point is nearest to, and its distance in standard deviations.
    let internal nearest (mixture: GaussianMixture) : Points -> int -> struct (int * float) =
        let modes = mixture.Weighted

        fun x i ->
            let mutable best, least = 0, infinity

            for k in 0 .. modes.Length - 1 do
                let d = distance (snd modes[k]) x i

                if d < least then
                    best <- k
                    least <- d

            struct (best, least)

    /// <summary>The coverage of the modes of a mixture by a law on the same space. A node without mass counts for
    /// nothing.</summary>
    let measure (mixture: GaussianMixture) (q: IMeasure) : ModeCoverage =
        let x, w = q.Nodes, q.Weights
        Guard.sameDimension "q" mixture.Dimension x.Dimension
        let modes = mixture.Weighted
        let nearest = nearest mixture
        let shares: float[] = Array.zeroCreate modes.Length

        for i in 0 .. x.Count - 1 do
            if w[i] > 0.0 then
                let struct (mode, distance) = nearest x i

                if distance <= Radius then
                    shares[mode] <- shares[mode] + w[i]

        {
            Shares = shares
            Covered =
                Array.map2 (fun share (weight, _) -> share > min Share (0.5 * weight)) shares modes
                |> Array.filter id
                |> Array.length
            Quality = Array.sum shares
        }

    /// One sentence, such as 5 of 8 modes are covered, and 71.5 % of the mass is near one.
    let sentence (coverage: ModeCoverage) : string =
        let percent = System.FormattableString.Invariant $"{100.0 * coverage.Quality:F1}"

        (invariant
            $"{coverage.Covered} of {coverage.Shares.Length} modes are covered, and {percent} %% of the mass is near one.")
