namespace GanFlowTheory.Core.Tests

open MathNet.Numerics.LinearAlgebra
open Xunit
open GanFlowTheory.Core
open Testing

module SymmetricEigenTests =

    let private random (n: int) : Matrix<float> =
        let a =
            Matrix<float>.Build.Dense(n, n, Seed.normals (n * n) (Seed.split (string n) (Seed.create 5)))

        a + a.Transpose()

    [<Fact>]
    let ``eigenvalues and eigenvectors give the matrix back, ascending`` () =
        for n in [ 1; 2; 3; 8; 40 ] do
            let a = random n
            let struct (values, vectors) = SymmetricEigen.decompose a
            let size = a.FrobeniusNorm()
            Assert.Equal<float[]>(Array.sort values, values)

            let back =
                vectors * Matrix<float>.Build.DenseOfDiagonalArray values * vectors.Transpose()

            Assert.True((back - a).FrobeniusNorm() <= 1e-14 * float n * size)

            Assert.True(
                (vectors.Transpose() * vectors - Matrix<float>.Build.DenseIdentity n).FrobeniusNorm()
                <= 1e-14 * float n
            )

            Assert.Equal<float[]>(values, SymmetricEigen.values a)
            Assert.Equal(values[0], SymmetricEigen.smallest a)

    [<Fact>]
    let ``a matrix of two rows has the eigenvalues of the formula`` () =
        // [2 1; 1 2]: 1 and 3, twice the angle of the diagonal.
        let a = Matrix<float>.Build.DenseOfArray(array2D [ [ 2.0; 1.0 ]; [ 1.0; 2.0 ] ])
        close 1e-15 1.0 (SymmetricEigen.smallest a)
        close 3e-15 3.0 (Array.last (SymmetricEigen.values a))
