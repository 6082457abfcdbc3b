namespace GanFlowTheory.Core.Tests

open System
open Xunit
open GanFlowTheory.Core
open Testing

/// Solves checked by residuals that the tests compute themselves, with plain loops.
module LinearSystemTests =

    let private norm (x: float[]) = sqrt (Array.sumBy (fun v -> v * v) x)

    let private times (a: float[,]) (x: float[]) =
        Array.init x.Length (fun i -> Seq.sum (seq { for j in 0 .. x.Length - 1 -> a[i, j] * x[j] }))

    let private frobenius (a: float[,]) =
        a |> Seq.cast<float> |> Seq.sumBy (fun v -> v * v) |> sqrt

    /// B B^T + I: all eigenvalues are at least 1, so the condition number is at most the Frobenius norm.
    let private definite (n: int) (seed: int) : float[,] =
        let b = Seed.create seed |> Seed.normals (n * n)

        Array2D.init n n (fun i j ->
            (if i = j then 1.0 else 0.0)
            + Seq.sum (seq { for k in 0 .. n - 1 -> b[i * n + k] * b[j * n + k] }))

    let private epsilon = Math.BitIncrement 1.0 - 1.0

    // Sizes on both sides of a vector of eight, of its unrolling and of the row block.
    [<Theory>]
    [<InlineData(1)>]
    [<InlineData(2)>]
    [<InlineData(7)>]
    [<InlineData(8)>]
    [<InlineData(16)>]
    [<InlineData(17)>]
    [<InlineData(33)>]
    [<InlineData(40)>]
    [<InlineData(101)>]
    let ``Cholesky is backward stable and reports its residual`` (n: int) =
        let a = definite n n
        let b = Seed.create (1000 + n) |> Seed.normals n
        let solution = LinearSystem.cholesky a b
        let r = norm (Array.map2 (-) (times a solution.Solution) b)
        // Higham, Theorem 10.4: |A x - b| <= 8 n (n + 1) u |A| |x|, u = epsilon / 2.
        let bound =
            4.0 * float (n * (n + 1)) * epsilon * frobenius a * norm solution.Solution

        Assert.True(r <= bound, $"residual {r:R} over {bound:R}")
        Assert.Equal(1, solution.Iterations)
        Assert.True solution.Failure.IsNone
        // Both residuals carry the rounding of the product A x.
        Assert.True(abs (solution.Residual - r / norm b) <= bound / norm b)

    [<Fact>]
    let ``Cholesky leaves its matrix alone`` () =
        let a = definite 20 3
        let copy = Array2D.copy a
        LinearSystem.cholesky a (Array.create 20 1.0) |> ignore
        Assert.Equal<float[,]>(copy, a)

    [<Fact>]
    let ``Cholesky names the pivot of an indefinite matrix`` () =
        let message =
            argumentError (fun () -> LinearSystem.cholesky (array2D [ [ 1.0; 2.0 ]; [ 2.0; 1.0 ] ]) [| 1.0; 1.0 |])

        Assert.Contains("positive definite, but its pivot 2 is -3", message)

    [<Fact>]
    let ``bad shapes and values are named`` () =
        Assert.Contains(
            "2 x 2",
            argumentError (fun () -> LinearSystem.cholesky (Array2D.zeroCreate 3 2) [| 1.0; 1.0 |])
        )

        Assert.Contains("b[1]", argumentError (fun () -> LinearSystem.cholesky (definite 2 0) [| 1.0; nan |]))
        Assert.Contains("b[0]", argumentError (fun () -> LinearSystem.conjugateGradients id [| infinity |] 1e-10 10))
        Assert.Contains("tolerance", argumentError (fun () -> LinearSystem.conjugateGradients id [| 1.0 |] 0.0 10))
        Assert.Contains("maxIterations", argumentError (fun () -> LinearSystem.conjugateGradients id [| 1.0 |] 0.1 0))

    [<Fact>]
    let ``conjugate gradients agree with Cholesky`` () =
        for n in [ 1; 2; 5; 30; 60 ] do
            let a = definite n (50 + n)
            let b = Seed.create n |> Seed.normals n
            let exact = (LinearSystem.cholesky a b).Solution
            let tolerance = 1e-12
            let found = LinearSystem.conjugateGradients (times a) b tolerance (20 * n)
            Assert.True(found.Failure.IsNone, string found.Failure)
            Assert.True(found.Residual <= tolerance)
            let r = norm (Array.map2 (-) (times a found.Solution) b) / norm b
            Assert.True(abs (r - found.Residual) <= 1e-14 * float n * frobenius a)
            // |x - x*| <= |A^-1| |r| <= |b| times the residuals of the two solves, as A >= I.
            let bound =
                (tolerance + 8.0 * float (n * n) * epsilon * frobenius a * norm exact / norm b)
                * norm b

            Assert.True(norm (Array.map2 (-) found.Solution exact) <= bound)

    [<Fact>]
    let ``conjugate gradients end after as many iterations as there are distinct eigenvalues`` () =
        let eigenvalues = Array.init 30 (fun i -> [| 1.0; 3.0; 10.0 |][i % 3])
        let b = Seed.create 5 |> Seed.normals 30

        let found = LinearSystem.conjugateGradients (Array.map2 (*) eigenvalues) b 1e-13 100

        Assert.Equal(3, found.Iterations)

    [<Fact>]
    let ``a right-hand side of zero needs no iteration`` () =
        let found =
            LinearSystem.conjugateGradients (fun _ -> failwith "not asked") [| 0.0; 0.0 |] 1e-10 10

        Assert.Equal<float[]>([| 0.0; 0.0 |], found.Solution)
        Assert.Equal(0, found.Iterations)
        Assert.Equal(0.0, found.Residual)
        Assert.True found.Failure.IsNone

    [<Fact>]
    let ``an indefinite operator ends as a sentence with a finite solution`` () =
        let found =
            LinearSystem.conjugateGradients (Array.map2 (*) [| 1.0; -1.0 |]) [| 1.0; 1.0 |] 1e-10 10

        Assert.Contains("not positive definite", found.Failure.Value)
        Assert.All(found.Solution, (fun v -> Assert.True(Double.IsFinite v)))
        Assert.Equal(1.0, found.Residual)

    [<Fact>]
    let ``the iteration limit is reported with the residual that was reached`` () =
        let a = definite 40 9
        let b = Seed.create 9 |> Seed.normals 40
        let found = LinearSystem.conjugateGradients (times a) b 1e-12 3
        Assert.Equal(3, found.Iterations)
        Assert.Contains("3 iterations", found.Failure.Value)
        Assert.True(found.Residual > 1e-12)
        close 1e-12 (norm (Array.map2 (-) (times a found.Solution) b) / norm b) found.Residual

    [<Fact>]
    let ``a tolerance below rounding ends at what rounding allows`` () =
        let a = definite 40 11
        let b = Seed.create 11 |> Seed.normals 40
        let found = LinearSystem.conjugateGradients (times a) b 1e-300 100000
        Assert.Contains("rounding", found.Failure.Value)
        // The attainable residual of the method is of the order of epsilon |A| |x| / |b|; n more for the sums.
        Assert.True(
            found.Residual
            <= 10.0 * 40.0 * epsilon * frobenius a * norm found.Solution / norm b
        )

    [<Fact>]
    let ``conjugate gradients do not overflow, and give the same bits again`` () =
        let b = [| 1e200; -3e200; 5e199 |]
        let apply = Array.map2 (*) [| 1.0; 2.0; 4.0 |]
        let found = LinearSystem.conjugateGradients apply b 1e-14 100
        Assert.True found.Failure.IsNone
        Array.iter2 (close 1e-13) [| 1.0; -1.5; 0.125 |] (Array.map (fun v -> v / 1e200) found.Solution)
        Assert.Equal<float[]>(found.Solution, (LinearSystem.conjugateGradients apply b 1e-14 100).Solution)
