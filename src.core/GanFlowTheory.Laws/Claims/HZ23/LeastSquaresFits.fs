namespace GanFlowTheory.Laws

open System
open FsCheck
open FsCheck.FSharp
open MathNet.Numerics.LinearAlgebra.Double
open GanFlowTheory.Core

/// Noise on a symmetric part of the line, a permutation of it, and an affine generator z -> b z trained towards s z.
type internal RefitScene =
    {
        /// The positive noise values, in eighths; the noise has both signs of each.
        Half: int[]
        /// What sorts into the permutation.
        Keys: int[]
        /// b at the start, in eighths.
        Start: int
        /// s, in eighths.
        Target: int
        /// The step tau of the ODE, in 64ths.
        Step: int
        Rounds: int
    }

    member this.Noise: float[] =
        Array.append this.Half (this.Half |> Array.map (fun v -> -v))
        |> Array.map (fun v -> float v / 8.0)
        |> Array.sort

    member this.Permutation: int[] =
        let n = 2 * this.Half.Length
        [| 0 .. n - 1 |] |> Array.sortBy (fun i -> this.Keys[i % this.Keys.Length], i)

    override this.ToString() =
        let order = String.Join(" ", this.Permutation)

        $"noise {Show.numbers this.Noise} in the order {order}, b = {float this.Start / 8.0}, \
          s = {float this.Target / 8.0}, tau = {float this.Step / 64.0}, {this.Rounds} rounds"

/// Laws of least-squares fits of generators, one and repeated.
module internal LeastSquaresFits =

    /// An affine generator and its targets: as many noise points as target points.
    let private pairs (scene: Scene) : Points * Points =
        let n = min scene.P.Count scene.Q.Count
        let take (p: Points) = Points.select [| 0 .. n - 1 |] p
        take scene.P.Points, take scene.Q.Points

    let private upToThree: Arbitrary<Scene> =
        let scenes = [ 1; 2; 3 ] |> List.map Scenes.inDimension
        Arb.fromGenShrink (Gen.oneof [ for s in scenes -> s.Generator ], (fun scene -> scenes.Head.Shrinker scene))

    // Least squares on the columns of A, of smallest norm: coordinates are multiples of spread/8 up to 2 spread, so
    // that singular values are either of that order or rounding.
    let private leastSquares (a: DenseMatrix) (y: Points) : DenseMatrix =
        let svd = a.Svd true
        let top = svd.S.Maximum()

        let inverse =
            DenseMatrix.Create(
                a.ColumnCount,
                a.RowCount,
                fun i j ->
                    if i = j && svd.S[i] > 1e-9 * top then
                        1.0 / svd.S[i]
                    else
                        0.0
            )

        let y = DenseMatrix.OfArray(Points.toArray2D y)
        DenseMatrix.OfMatrix(svd.VT.TransposeThisAndMultiply inverse * svd.U.TransposeThisAndMultiply y)

    // G(z) = b + z W: theta is W by rows, then b.
    let private state (z: Points) (weight: float[,]) (bias: float[]) : ParameterState =
        let network = Network.affine z.Dimension bias.Length

        let rows =
            Array.init weight.Length (fun p -> weight[p / bias.Length, p % bias.Length])

        ParameterState.create network z (Array.append rows bias)

    /// The fit over all affine generators.
    let affineFit (z: Points, y: Points) : ParameterState =
        let centre = Points.mean z
        let middle = Points.mean y

        let centred =
            DenseMatrix.Create(z.Count, z.Dimension, fun i k -> z[i, k] - centre[k])

        let slope = leastSquares centred y
        let shift = slope.TransposeThisAndMultiply(DenseVector.OfArray centre)
        state z (slope.ToArray()) (Array.init middle.Length (fun k -> middle[k] - shift[k]))

    /// The fit over the linear generators, without a constant.
    let linearFit (z: Points, y: Points) : ParameterState =
        let rows = DenseMatrix.OfArray(Points.toArray2D z)
        state z ((leastSquares rows y).ToArray()) (Array.zeroCreate y.Dimension)

    /// A fit whose slope is three quarters of the best one's.
    let shrunken (z: Points, y: Points) : ParameterState =
        let q = affineFit (z, y)
        let d, k = y.Dimension, z.Dimension
        let theta = q.Parameters
        let centre = Points.mean z
        let slope = Array2D.init k d (fun a b -> 0.75 * theta[a * d + b])

        let bias =
            Array.init d (fun b ->
                theta[k * d + b]
                + Seq.sum (Seq.init k (fun a -> 0.25 * centre[a] * theta[a * d + b])))

        state z slope bias

    let private uniform (y: Points) = Empirical.ofPoints y

    let totalVariance (p: IMeasure) =
        let c = Measure.covariance p
        Seq.sum (Seq.init (Array2D.length1 c) (fun k -> c[k, k]))

    let squares (y: Points) = Array.average (Points.rowDots y y)

    // E|z|^2 in units of its own spread, as the slope divides by the spread of z.
    let private scale (z: Points, y: Points) = 1.0 + squares y

    let fit (instance: string) (fit: Points * Points -> ParameterState) : Law =
        Law.forAll
            {
                Name = "least-squares-variance"
                Statement =
                    "A least-squares fit G of targets y keeps their mean, has an error that no direction of the parameters "
                    + "lowers, and Cov y = Cov G + Cov(y - G): the total variance lost is the mean squared error."
                Source = "HZ23-7"
                Judge = Judge.Relative(1e-11, "singular values apart by at most 1e3, squared, times 100 ulp")
            }
            instance
            upToThree
            (fun scene ->
                let z, y = pairs scene
                let q = fit (z, y)
                let targets = uniform y
                let size = scale (z, y)
                let gap = Points.combine 1.0 y -1.0 q.Nodes

                let own, other, left =
                    Measure.covariance q, Measure.covariance targets, Measure.covariance (uniform gap)

                let pulled = (q :> IState<ParameterState>).PullBack(Regression.covector y q)

                [
                    Equation.vector "means" size (Measure.mean q) (Measure.mean targets)
                    Equation.vector
                        "the direction of the regression, at the fit"
                        (size * (1.0 + squares z))
                        pulled
                        (Array.zeroCreate pulled.Length)
                    Equation.vector
                        "Cov y against Cov G + Cov(y - G)"
                        size
                        (Seq.cast<float> other |> Seq.toArray)
                        (Seq.map2 (+) (Seq.cast<float> own) (Seq.cast<float> left) |> Seq.toArray)
                    Equation.scalar
                        "total variance lost against the mean squared error"
                        size
                        (totalVariance targets - totalVariance q)
                        (2.0 * Regression.loss y q)
                ])

    // Whatever the targets are, some variance is lost: false where the class attains them.
    let alwaysLoses (targets: Points * Points -> Points) : Law =
        Law.forAll
            {
                Name = "variance-is-lost"
                Statement = "A least-squares fit loses variance."
                Source = "HZ23-7"
                Judge = Judge.AtMost(1e-6, "far above the rounding of variances of order spread^2")
            }
            "targets in the class"
            upToThree
            (fun scene ->
                let z, y = pairs scene
                let targets = targets (z, y)
                let size = scale (z, targets)
                let lost = totalVariance (uniform targets) - totalVariance (affineFit (z, targets))

                [
                    Equation.scalar "1e-3 of the size against the variance lost" size (1e-3 * size) lost
                ])

    let refits: Arbitrary<RefitScene> =
        let generator =
            gen {
                let! half = Generators.count |> Gen.map (min 6)
                let! values = Gen.arrayOfLength half (Gen.choose (1, 16))
                let! keys = Gen.arrayOfLength 13 (Gen.choose (0, 12))
                let! start = Gen.choose (1, 24)
                let! target = Gen.choose (1, 24)
                let! step = Gen.choose (0, 64)
                let! rounds = Gen.choose (1, 12)

                return
                    {
                        Half = values
                        Keys = keys
                        Start = start
                        Target = target
                        Step = step
                        Rounds = rounds
                    }
            }

        let shrink (scene: RefitScene) =
            seq {
                if scene.Half.Length > 1 then
                    yield
                        { scene with
                            Half = Array.removeAt 0 scene.Half
                        }

                if scene.Rounds > 1 then
                    yield { scene with Rounds = scene.Rounds - 1 }
            }

        Arb.fromGenShrink (generator, shrink)

    // One explicit step of the W2 flow of 1/2 W2^2 to the law of s z, each particle staying itself.
    let private towards (target: float[]) (tau: float) (x: float[]) : float[] =
        if tau = 0.0 then
            x
        else
            let order = Array.init x.Length id |> Array.sortBy (fun i -> x[i])
            let start = QuantileState.ofValues (order |> Array.map (fun i -> x[i]))

            let path =
                Flow.descend (Functional.wassersteinOnLine (Empirical.ofPoints (Points.ofValues target)))
                |> Flow.steppedBy (Integrator.euler tau)
                |> Flow.from start
                |> Flow.steps 1

            let moved = Array.zeroCreate x.Length
            order |> Array.iteri (fun rank i -> moved[i] <- path.Final.Quantiles[rank])
            moved

    // b with the least sum of (y_i - b z_i)^2; the noise has mean 0.
    let private slope (z: float[]) (y: float[]) =
        Vectors.inner z y / Vectors.squaredNorm z

    let refit (instance: string) (order: RefitScene -> int[]) : Law =
        Law.forAll
            {
                Name = "repeated-fitting"
                Statement =
                    "Targets moved by the ODE towards the law of s z and fitted by b z on permuted noise of correlation rho: |b| "
                    + "tends to |rho| tau s / (1 - |rho| (1 - tau)), geometrically with |rho| (1 - tau), while the ODE alone tends "
                    + "to s with 1 - tau."
                Source = "HZ23-7"
                Judge = Judge.Relative(1e-12, "at most 12 rounds of sums of 12 terms")
            }
            instance
            refits
            (fun scene ->
                let z = scene.Noise

                let s, start, tau =
                    float scene.Target / 8.0, float scene.Start / 8.0, float scene.Step / 64.0

                let goal = z |> Array.map (fun v -> s * v)
                let permuted = order scene |> Array.map (fun i -> z[i])
                let scaled b = z |> Array.map (fun v -> b * v)

                let fitted =
                    Seq.init scene.Rounds ignore
                    |> Seq.fold (fun b () -> slope permuted (towards goal tau (scaled b))) start

                let alone =
                    Seq.init scene.Rounds ignore
                    |> Seq.fold (fun x () -> towards goal tau x) (scaled start)

                let rho = abs (slope z (scene.Permutation |> Array.map (fun i -> z[i])))
                let factor = rho * (1.0 - tau)
                let power a = Math.Pow(a, float scene.Rounds)

                // Where nothing is lost and nothing moves, any b is a fixed point.
                let limit =
                    if factor < 1.0 then
                        rho * tau * s / (1.0 - factor)
                    else
                        start

                let predicted = limit + power factor * (start - limit)
                let size = s + start

                [
                    Equation.scalar "|b| after the rounds" size (abs fitted) predicted
                    Equation.scalar "the ODE alone" size (slope z alone) (s + power (1.0 - tau) * (start - s))
                ])
