namespace GanFlowTheory.Core

open GanFlowTheory.Core.Extending

/// <summary>The sums of a kernel k over all pairs of two clouds, x of n points and y of m: the port by which one way of
/// computing them stands in for another. A kernel carries the sums that serve it.</summary>
/// <remarks>k is given by its terms, at least one; x and y have one dimension d, and there are m weights or vectors, one at
/// each y_j: <c>Pairwise</c> has checked that. A result must not depend on the number of threads. <c>EngineLaws.all</c>
/// tells whether sums are what they claim to be.</remarks>
[<ReferenceEquality>]
type KernelSums =
    {
        /// Name shown in messages.
        Name: string
        /// The engine whose programs compute the sums, for what is made of kernels besides them: sums over whole Gram
        /// matrices. None where no engine does.
        Engine: Engine option
        /// sum_j w_j k(x_i, y_j), length n.
        Apply: KernelTerm list -> Points -> Points -> float[] -> float[]
        /// sum_j k(x_i, y_j) v_j, n x d.
        ApplyVectors: KernelTerm list -> Points -> Points -> Points -> Points
        /// sum_j w_j grad_x k(x_i, y_j), n x d.
        Gradient: KernelTerm list -> Points -> Points -> float[] -> Points
        /// The first and the third in one pass.
        ApplyWithGradient: KernelTerm list -> Points -> Points -> float[] -> struct (float[] * Points)
        /// sum_j [d_a d'_b k(x_i, y_j)] v_j, n x d: a in x, b in y.
        MixedHessian: KernelTerm list -> Points -> Points -> Points -> Points
    }
