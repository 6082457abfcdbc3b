namespace GanFlowTheory.Core

open GanFlowTheory.Core.Extending

/// What a sum over all pairs adds up over the points y_j.
[<NoComparison; NoEquality>]
type internal Summand =
    /// w_j k_ij.
    | Values of weights: float[]
    /// w_j times the gradient of k_ij in x_i.
    | Gradients of weights: float[]
    /// Both of these.
    | ValuesAndGradients of weights: float[]
    /// k_ij v_j.
    | Vectors of vectors: Points
    /// [d_a d'_b k_ij] v_j.
    | MixedHessian of vectors: Points

/// The profiles of one kind that a sum runs over, with their factors.
[<NoComparison; NoEquality>]
type internal Profiles =
    /// Of s = |x - y|^2.
    | OfSquaredDistance of (struct (float * Profile))[]
    /// Of t = &lt;x, y>.
    | OfInnerProduct of (struct (float * Profile))[]
