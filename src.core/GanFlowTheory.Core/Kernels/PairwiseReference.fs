namespace GanFlowTheory.Core

/// <summary>Kernels at two points, and their sums by plain scalar loops whatever sums the kernel carries: the definition
/// that all others must agree with.</summary>
[<RequireQualifiedAccess>]
module PairwiseReference =

    /// k(x, y).
    let value (k: Kernel) (x: float[]) (y: float[]) : float =
        Guard.sameDimension (nameof y) x.Length y.Length
        KernelTerm.sumOfValues k.Terms x y

    /// The gradient of k(x, y) in x, length d.
    let gradientAt (k: Kernel) (x: float[]) (y: float[]) : float[] =
        Guard.sameDimension (nameof y) x.Length y.Length
        KernelTerm.sumOfGradients k.Terms x y

    /// The mixed second derivatives d_a d'_b k(x, y), d x d: a in x, b in y.
    let mixedAt (k: Kernel) (x: float[]) (y: float[]) : float[,] =
        Guard.sameDimension (nameof y) x.Length y.Length
        KernelTerm.sumOfMixed k.Terms x y

    /// The Gram matrix k(x_i, y_j), n x m.
    let gram (k: Kernel) (x: Points) (y: Points) : float[,] =
        let xs, ys = Points.toRows x, Points.toRows y
        Array2D.init x.Count y.Count (fun i j -> value k xs[i] ys[j])

    let private plainly (k: Kernel) = Kernel.on KernelSums.reference k

    /// sum_j w_j k(x_i, y_j), length n.
    let apply (k: Kernel) (x: Points) (y: Points) (w: float[]) : float[] = Pairwise.apply (plainly k) x y w

    /// sum_j k(x_i, y_j) v_j, n x d.
    let applyVectors (k: Kernel) (x: Points) (y: Points) (v: Points) : Points = Pairwise.applyVectors (plainly k) x y v

    /// sum_j w_j grad_x k(x_i, y_j), n x d.
    let gradient (k: Kernel) (x: Points) (y: Points) (w: float[]) : Points = Pairwise.gradient (plainly k) x y w

    /// sum_j [d_a d'_b k(x_i, y_j)] v_j, n x d.
    let mixedHessian (k: Kernel) (x: Points) (y: Points) (v: Points) : Points = Pairwise.mixedHessian (plainly k) x y v
