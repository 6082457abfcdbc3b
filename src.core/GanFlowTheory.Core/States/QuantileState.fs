namespace GanFlowTheory.Core

open System
open MathNet.Numerics

/// <summary>
/// A distribution on R by its quantiles Q(u_i) at u_i = (i - 1/2)/n, i = 1 .. n, non-decreasing, with weights 1/n. The
/// coordinates are the quantiles, and the Wasserstein-2 metric is flat in them: W2^2 = 1/n sum_i (Q_i - P_i)^2.
/// </summary>
/// <remarks>
/// Two readings, both exact where they are used. As a measure (potentials, interactions, W2) it is n equal atoms. For
/// its entropy it is the density whose quantile function is linear between the quantiles and goes on with the same
/// slope to u = 0 and u = 1: constant 1/(n (Q_{i+1} - Q_i)) between neighbours, zero outside. That density jumps at the
/// nodes and has no score there, so there is no IDensity here; QuantileFunctional gives the entropy and KL with their
/// exact gradients instead.
/// </remarks>
[<Sealed>]
type QuantileState internal (quantiles: float[]) =

    let nodes = Points.wrap quantiles.Length 1 quantiles
    let weights = Empirical.uniformWeights quantiles.Length

    /// The number of quantiles n.
    member _.Count = quantiles.Length

    /// The quantiles, length n, non-decreasing unless a step has crossed them.
    member _.Quantiles: float[] = Array.copy quantiles

    /// The nodes, n x 1.
    member _.Nodes = nodes

    /// The weights 1/n, length n.
    member _.Weights = weights

    interface IMeasure with
        member _.Nodes = nodes
        member _.Weights = weights

    interface IState<QuantileState> with
        member _.Coordinates = quantiles
        member _.At coordinates = QuantileState coordinates

        member _.PullBack(c: Covector) =
            (Points.scaleRows weights c.Gradient).Data

    interface ITransport with
        member _.OfVelocity(velocity: Points) = velocity.Data
        member _.Projected(velocity: Points) = velocity
        member _.OfNoise = None

    interface IFlat with
        member _.Masses = Some weights
        member _.Nearest coordinates = Array.sort coordinates
        member _.Interchangeable = false

    /// "n quantiles".
    override _.ToString() =
        invariant $"{quantiles.Length} quantiles"

/// Quantile states.
[<RequireQualifiedAccess>]
module QuantileState =

    /// The levels u_i = (i - 1/2)/n, length n.
    let levels (count: int) : float[] =
        Guard.atLeast (nameof count) 1 count
        Array.init count (fun i -> (float i + 0.5) / float count)

    /// The state with these quantiles, non-decreasing; equal ones are an atom.
    let ofValues (quantiles: float[]) : QuantileState =
        Guard.atLeast "quantiles.Length" 1 quantiles.Length

        quantiles
        |> Array.iteri (fun i v -> Guard.finite (invariant $"quantiles[{i}]") v)

        for i in 1 .. quantiles.Length - 1 do
            if quantiles[i] < quantiles[i - 1] then
                Guard.fail
                    (nameof quantiles)
                    (invariant
                        $"quantiles must not decrease, but quantiles[{i}] is {quantiles[i]} after {quantiles[i - 1]}.")

        QuantileState(Array.copy quantiles)

    /// n quantiles of a quantile function Q: (0, 1) -> R.
    let ofFunction (count: int) (quantile: float -> float) : QuantileState =
        levels count |> Array.map quantile |> ofValues

    let private ofComponent (p: GaussianComponent) (u: float) =
        p.Mean[0] + p.Factor[0, 0] * Distributions.Normal.InvCDF(0.0, 1.0, u)

    /// n quantiles of a mixture of Gaussians on R, to rounding of its distribution function.
    let ofMixture (count: int) (mixture: GaussianMixture) : QuantileState =
        Guard.sameDimension (nameof mixture) 1 mixture.Dimension

        let cumulative x =
            mixture.Weighted
            |> Array.sumBy (fun (w, p) -> w * Distributions.Normal.CDF(p.Mean[0], p.Factor[0, 0], x))

        // The quantile lies between the least and the largest of the components': bisection
        // down to neighbouring floats.
        let quantile u =
            let ends = mixture.Weighted |> Array.map (fun (_, p) -> ofComponent p u)
            let mutable low, high = Array.min ends, Array.max ends
            let mutable middle = 0.5 * low + 0.5 * high

            while low < middle && middle < high do
                if cumulative middle < u then
                    low <- middle
                else
                    high <- middle

                middle <- 0.5 * low + 0.5 * high

            middle

        let values = levels count |> Array.map quantile

        // Rounding may swap neighbours that are equal up to rounding.
        Array.sortInPlace values
        ofValues values

    /// <summary>The mean of the quantile function of a measure on R over each interval ((i - 1)/n, i/n), length n: the
    /// quantiles of n equal atoms nearest to it in W2. For n equal atoms they are these atoms, sorted.</summary>
    let internal cellMeans (count: int) (measure: IMeasure) : float[] * float =
        Guard.sameDimension (nameof measure) 1 measure.Nodes.Dimension

        let atoms =
            Array.init measure.Nodes.Count (fun j -> measure.Nodes[j, 0], measure.Weights[j])
            |> Array.filter (fun (_, w) -> w > 0.0)
            |> Array.sortBy fst

        let equal =
            atoms.Length = count
            && atoms |> Array.forall (fun (_, w) -> w = 1.0 / float count)

        if equal then
            Array.map fst atoms, 0.0
        else
            let means = Array.zeroCreate count
            // The mean of (P(u) - mean over the cell)^2: what no n equal atoms can undo.
            let mutable rest = 0.0
            let mutable j = 0
            let mutable left = snd atoms[0]

            for i in 0 .. count - 1 do
                let pieces = ResizeArray<struct (float * float)>()
                let mutable room = 1.0 / float count

                while room > 0.0 do
                    // The last atom takes what the rounded sum of weights leaves.
                    let mass = if j = atoms.Length - 1 then room else min room left
                    pieces.Add(struct (fst atoms[j], mass))
                    room <- room - mass
                    left <- left - mass

                    if left <= 0.0 && j < atoms.Length - 1 then
                        j <- j + 1
                        left <- snd atoms[j]

                let mutable first, total = 0.0, 0.0

                for struct (y, mass) in pieces do
                    first <- first + mass * y
                    total <- total + mass

                means[i] <- first / total

                for struct (y, mass) in pieces do
                    rest <- rest + mass * (y - means[i]) * (y - means[i])

            means, rest

    /// n quantiles of a measure on R: the means of its quantile function over ((i - 1)/n, i/n), which are the n equal
    /// atoms nearest to it in W2.
    let ofMeasure (count: int) (measure: IMeasure) : QuantileState =
        Guard.atLeast (nameof count) 1 count
        let means, _ = cellMeans count measure
        // Means of neighbouring cells of one atom may differ by rounding.
        Array.sortInPlace means
        ofValues means
