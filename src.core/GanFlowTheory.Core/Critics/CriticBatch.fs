namespace GanFlowTheory.Core

/// <summary>What a loss sees: a critic network h of k outputs on a batch of the target and one of the current law, as tensor
/// expressions.</summary>
[<NoComparison; NoEquality>]
type CriticBatch =
    {
        /// Points of the target, n x d.
        TargetPoints: Tensor
        /// Points of the current law, m x d.
        CurrentPoints: Tensor
        /// The weights of the points of the target, n, summing to 1.
        TargetWeights: Tensor
        /// The weights of the points of the current law, m, summing to 1.
        CurrentWeights: Tensor
        /// What the critic's layers give at the points of the target, each n x its width, h itself last, n x k.
        TargetLayers: Tensor list
        /// What the critic's layers give at the points of the current law, each m x its width, h itself last, m x k.
        CurrentLayers: Tensor list
        /// The critic at other points, r x d to r x k.
        At: Tensor -> Tensor
        /// <summary>Points t x + (1 - t) y on segments from points x of the target to points y of the current law, r x d, t
        /// uniform in [0, 1]; drawn by seeds of their own.</summary>
        Between: Lazy<Tensor>
    }

    /// h at the points of the target, n x k.
    member this.Target = List.last this.TargetLayers

    /// h at the points of the current law, m x k.
    member this.Current = List.last this.CurrentLayers
