namespace GanFlowTheory.Core

open System

/// <summary>A kernel given by plain functions of two points: the slow path, with the meaning of the fast one.</summary>
type PlainKernel =
    {
        /// Name shown in reports.
        Name: string
        /// k(x, y).
        Value: float[] -> float[] -> float
        /// The gradient in the first argument, length d.
        Gradient: float[] -> float[] -> float[]
        /// The mixed second derivatives d_a d'_b k(x, y), d x d: a in the first argument, b in the second.
        Mixed: float[] -> float[] -> float[,]
    }

/// One summand of a kernel, with its non-negative factor.
type KernelTerm =
    /// scale * phi(|x-y|^2).
    | Radial of scale: float * profile: Profile
    /// scale * (phi(|x-y|^2) - phi(|x-z|^2) - phi(|y-z|^2) + phi(0)), z the base point (the origin by default): the
    /// positive semidefinite kernel of a conditionally positive semidefinite phi, such as -|x-y|/2.
    | Based of scale: float * profile: Profile * basePoint: float[] option
    /// scale * psi(&lt;x,y&gt;), where psi may depend on the dimension.
    | InnerProduct of scale: float * profile: (int -> Profile)
    /// scale * k(x,y) for plain functions.
    | Plain of scale: float * kernel: PlainKernel

/// <summary>A positive semidefinite kernel k(x, y) on R^d: a sum of scaled terms.</summary>
[<Sealed>]
type Kernel internal (name: string, terms: KernelTerm list) =

    /// The kernel expression that makes this kernel, or a user's name.
    member _.Name = name

    /// The summands.
    member _.Terms = terms

    /// The kernel expression.
    override _.ToString() = name
