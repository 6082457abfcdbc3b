namespace GanFlowTheory.Core

open GanFlowTheory.Core.Extending

/// A kernel at two points, and its Gram matrix: what every fast sum is compared with.
[<AutoOpen>]
module KernelValues =

    /// Kernels.
    [<RequireQualifiedAccess>]
    module Kernel =

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
