namespace GanFlowTheory.Core

/// <summary>A distribution seen as a quadrature: nodes x_i in R^d with probability weights w_i. Every functional of
/// this library integrates against it.</summary>
type IMeasure =

    /// The nodes, n x d.
    abstract Nodes: Points

    /// The weights, length n, non-negative, summing to one. Read only.
    abstract Weights: float[]

/// <summary>Laws that stand side by side, each on a space of its own.</summary>
type IProduct =

    /// The laws in their order, none of them a product.
    abstract Parts: IMeasure[]

/// <summary>An empirical distribution: sum_i w_i delta_{x_i}.</summary>
[<Sealed>]
type Empirical internal (nodes: Points, weights: float[]) =

    /// The nodes, n x d.
    member _.Nodes = nodes

    /// The weights, length n.
    member _.Weights = weights

    /// The number of nodes and their dimension.
    override _.ToString() =
        invariant $"the law of {nodes.Count} points of R^{nodes.Dimension}"

    interface IMeasure with
        member _.Nodes = nodes
        member _.Weights = weights

/// Empirical distributions.
[<RequireQualifiedAccess>]
module Empirical =

    let internal uniformWeights (count: int) : float[] = Array.create count (1.0 / float count)

    /// Equal weights 1/n on the points.
    let ofPoints (points: Points) : Empirical =
        Points.checkFinite (nameof points) points
        Empirical(points, uniformWeights points.Count)

    /// The points with probability weights (non-negative, summing to one).
    let weighted (weights: float[]) (points: Points) : Empirical =
        Points.checkFinite (nameof points) points
        Guard.probabilities (nameof weights) points.Count weights
        Empirical(points, Array.copy weights)

/// Parts and moments of measures.
[<RequireQualifiedAccess>]
module Measure =

    /// The laws that a product is made of; the measure itself where it is none.
    let parts (measure: IMeasure) : IMeasure[] =
        match box measure with
        | :? IProduct as product -> product.Parts
        | _ -> [| measure |]

    /// The mean sum_i w_i x_i, length d.
    let mean (measure: IMeasure) : float[] =
        Array.init measure.Nodes.Dimension (fun k ->
            let mutable total = 0.0

            for i in 0 .. measure.Nodes.Count - 1 do
                total <- total + measure.Weights[i] * measure.Nodes[i, k]

            total)

    /// The covariance under the weights, d x d.
    let covariance (measure: IMeasure) : float[,] =
        let m = mean measure
        let x = measure.Nodes

        Array2D.init x.Dimension x.Dimension (fun a b ->
            let mutable total = 0.0

            for i in 0 .. x.Count - 1 do
                total <- total + measure.Weights[i] * (x[i, a] - m[a]) * (x[i, b] - m[b])

            total)
