namespace GanFlowTheory.Core

open MathNet.Numerics.LinearAlgebra

/// <summary>Eigenvalues and eigenvectors of real symmetric matrices: A = V diag(e) V^T.</summary>
/// <remarks>Symmetry is not checked: the caller forms both triangles alike.</remarks>
[<RequireQualifiedAccess>]
module internal SymmetricEigen =

    /// The eigenvalues, ascending, and the orthonormal eigenvectors in the columns of an n x n matrix.
    let decompose (a: Matrix<float>) : struct (float[] * Matrix<float>) =
        let evd = a.Evd Symmetricity.Symmetric
        struct (evd.EigenValues |> Seq.map _.Real |> Seq.toArray, evd.EigenVectors)

    /// The eigenvalues, ascending.
    let values (a: Matrix<float>) : float[] =
        let struct (values, _) = decompose a
        values

    /// The smallest eigenvalue.
    let smallest (a: Matrix<float>) : float = (values a)[0]
