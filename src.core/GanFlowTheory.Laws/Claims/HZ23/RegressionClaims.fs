namespace GanFlowTheory.Laws

open System
open GanFlowTheory.Core

/// What regression does to a law, and what it does not see of it: HZ23-7.
[<RequireQualifiedAccess>]
module internal RegressionClaims =

    let private mean (values: float[]) = Array.average values

    let private pairing (instance: string) (order: Scene -> int -> int[]) : Law =
        Law.forAll
            {
                Name = "same-law-far"
                Statement =
                    "With targets y_i = x_pi(i), pi a permutation, the laws are equal (MMD = 0, all moments equal), but the mean "
                    + "squared error is 2 (Var x - Cov(x, y)), in total over coordinates."
                Source = "HZ23-7"
                Judge = Judge.Relative(1e-12, "the same sums in another order, at most 144 terms of a few ulp")
            }
            instance
            Scenes.any
            (fun scene ->
                let x = scene.Q.Points
                let y = Points.select (order scene x.Count) x
                let p, q = Empirical.ofPoints x, Empirical.ofPoints y
                let m = Points.mean x
                let size = LeastSquaresFits.squares x

                let correlated = Array.average (Points.rowDots x y) - Vectors.squaredNorm m

                [
                    Equation.scalar "MMD^2 for the gaussian kernel" 1.0 (Mmd.squared (Kernel.gaussian 1.0) p q) 0.0
                    Equation.scalar "energy distance" (sqrt size) (Mmd.squared Kernel.distance p q) 0.0
                    Equation.scalar
                        "the mean squared error against 2 (Var x - Cov(x, y))"
                        size
                        (2.0 * Regression.loss y p)
                        (2.0 * (LeastSquaresFits.totalVariance p - correlated))
                ])

    let private permutation (scene: Scene) (n: int) : int[] =
        [| 0 .. n - 1 |]
        |> Array.sortBy (fun i -> scene.First[i % scene.First.Length], -i)

    // The largest error that equal laws allow.
    let private mirrored (mirror: float -> float) : Law =
        Law.forAll
            {
                Name = "mirrored-pairing"
                Statement =
                    "Targets -z for symmetric noise z have the law of z, and the mean squared error 4 E z^2, the largest that two "
                    + "variables of that law allow."
                Source = "HZ23-7"
                Judge = Judge.Relative(1e-14, "a sum of at most 12 terms")
            }
            "symmetric noise"
            LeastSquaresFits.refits
            (fun scene ->
                let z = scene.Noise
                let x = Points.ofValues z
                let y = Points.ofValues (Array.map mirror z)
                let target = Empirical.ofPoints x
                let f = Functional.wassersteinOnLine target

                [
                    Equation.scalar
                        "1/2 W2^2 between the laws"
                        1.0
                        (f.Value(QuantileState.ofMeasure z.Length (Empirical.ofPoints y)))
                        0.0
                    Equation.scalar
                        "mean squared error against 4 E z^2"
                        (4.0 * mean (Array.map (fun v -> v * v) z))
                        (2.0 * Regression.loss y target)
                        (4.0 * mean (Array.map (fun v -> v * v) z))
                ])

    // G(z) = e + s z against y = s z: both Gaussian, apart by e.
    let private shifted (e: float) (s: float) (d: int) : GaussianState * GaussianState =
        let rule = GaussHermite.symmetric d
        let factor = Array2D.init d d (fun a b -> if a = b then s else 0.0)
        let place = Array.init d (fun k -> if k = 0 then e else 0.0)
        GaussianState.onRule rule (Array.zeroCreate d) factor, GaussianState.onRule rule place factor

    let private covarianceOf (s: float) (d: int) =
        Array2D.init d d (fun a b -> if a = b then s * s else 0.0)

    let private halvings = [ for j in 0..20 -> j ]

    let private closeButFar (deviation: float -> float) : Law =
        Law.forEach
            {
                Name = "close-far-in-kl"
                Statement =
                    "For y ~ N(0, s^2 I) and G = y + e, s = |e|^2, the mean squared error is |e|^2 and KL = 1/(2 |e|^2), in either "
                    + "order: as one tends to 0 the other grows without bound."
                Source = "HZ23-7"
                Judge =
                    Judge.Relative(
                        1e-12,
                        "a few operations on numbers known to an ulp; means of size s are moved by e = 2^j s, j <= 20"
                    )
            }
            "narrow Gaussians"
            (List.allPairs [ 1; 2; 3 ] halvings)
            (fun (d, j) ->
                let e = Math.Pow(2.0, -float j)
                let s = deviation e
                let y, q = shifted e s d
                let p = GaussianMixture.gaussian (Array.zeroCreate d) (covarianceOf s d)
                let far = 0.5 / (e * e)

                [
                    Equation.scalar "mean squared error" (e * e) (2.0 * Regression.loss y.Nodes q) (e * e)
                    Equation.scalar "KL(q||p)" (far + 1.0) (GaussianDivergence.kl p q) far
                    Equation.scalar "KL(p||q)" (far + 1.0) (GaussianDivergence.forwardKl p q) far
                ])

    let private disjoint (moved: int) : Law =
        Law.forEach
            {
                Name = "close-disjoint"
                Statement =
                    "Laws on every second cell of a grid and the same moved by one cell of length h have the mean squared error "
                    + "h^2, JSD = log 2, its largest value, and KL infinite."
                Source = "HZ23-7"
                Judge = Judge.Relative(1e-12, "sums of at most 64 equal terms")
            }
            "neighbouring cells"
            [ for cells in [ 2; 4; 16; 64 ] -> cells ]
            (fun cells ->
                let grid = Grid.line 0.0 1.0 cells

                let share parity =
                    Array.init cells (fun i -> if i % 2 = parity then 2.0 / float cells else 0.0)

                let p, q =
                    GridDensity.ofMasses (share 0) grid, GridDensity.ofMasses (share moved) grid

                let held (m: GridDensity) =
                    Points.select
                        [|
                            for i in 0 .. cells - 1 do
                                if m.Weights[i] > 0.0 then
                                    i
                        |]
                        grid.Centres

                let h = 1.0 / float cells

                [
                    Equation.scalar
                        "mean squared error"
                        (h * h * float cells)
                        (2.0 * Regression.loss (held p) (Empirical.ofPoints (held q)))
                        (h * h)
                    Equation.scalar "JSD" 1.0 (GridDivergence.value FDivergence.jsd p q) (log 2.0)
                    Equation.condition
                        "KL is infinite"
                        (Double.IsPositiveInfinity(GridDivergence.value FDivergence.kl p q))
                ])

    let private bounded: Law =
        Law.forEach
            {
                Name = "kl-bounded-by-error"
                Statement = "KL is at most a million times the mean squared error."
                Source = "HZ23-7"
                Judge = Judge.AtMost(1e-9, "rounding")
            }
            "narrow Gaussians"
            halvings
            (fun j ->
                let e = Math.Pow(2.0, -float j)
                let y, q = shifted e (e * e) 1
                let p = GaussianMixture.gaussian [| 0.0 |] (covarianceOf (e * e) 1)
                let kl = GaussianDivergence.kl p q
                [ Equation.scalar "KL against 1e6 MSE" kl kl (2e6 * Regression.loss y.Nodes q) ])

    let private fitting: Claim =
        {
            Id = "HZ23-7"
            Statement =
                "Fitting a generator to the targets of the ODE by least squares alone can fail: (a) the fit loses exactly "
                + "its mean squared error in total variance; refitted on noise of correlation rho < 1 after every step of "
                + "length tau, the W2 flow of 1/2 W2^2 ends at |rho| tau s/(1 - |rho| (1 - tau)) < s, which is 0.9 s at rho = "
                + "0.9 and tau = 1 and tends to 0 with tau, and HZ23's own equation within epsilon rho/(1 - rho) e^(1/2)/(2 s) "
                + "of 0, although each alone tends to s; (b) the error can be far from 0 while the laws are equal; (c) it can "
                + "be as small as one likes while KL is as large as one likes."
            Hypotheses =
                [
                    "for (a), the class of generators is a linear space that holds the constants"
                    "for (a), the fit minimises the mean squared error over the class"
                    "for (a) again and again, the noise is symmetric, and fitted in another order than that of the targets"
                    "for (b), the targets are a permutation of the points"
                ]
            Source = "HZ23"
            Page = "HZ23-7.md"
            Property =
                [
                    LeastSquaresFits.fit "affine generators" LeastSquaresFits.affineFit
                    LeastSquaresFits.refit "permuted noise" _.Permutation
                    PersistentFits.fit "affine generators on corners of a cube" 1.0
                    PersistentFits.collapse "exchanged noise" _.Correlation 1.0
                    pairing "permuted pairing" permutation
                    mirrored (fun v -> -v)
                    closeButFar (fun e -> e * e)
                    disjoint 1
                ]
            Necessity =
                [
                    LeastSquaresFits.fit "linear generators, without constants" LeastSquaresFits.linearFit
                    |> Law.fails "Without the constants the mean is not kept."
                    LeastSquaresFits.fit "three quarters of the slope" LeastSquaresFits.shrunken
                    |> Law.fails "A generator that is not the best of its class loses another amount."
                    LeastSquaresFits.alwaysLoses (fun (z, _) -> Points.scale 2.0 z)
                    |> Law.fails
                        "Targets that the class attains lose nothing: the collapse is not of regression as such."
                    LeastSquaresFits.refit "the noise in its own order" (fun scene ->
                        Array.init (2 * scene.Half.Length) id)
                    |> Law.fails "On noise in its own order nothing is lost at a fit."
                    PersistentFits.collapse "noise in its own order" (fun _ -> 1.0) 1.0
                    |> Law.fails "Exchanged noise loses what the equation's own order keeps."
                    PersistentFits.collapse "half of the bound" _.Correlation 0.25
                    |> Law.rejects "a quarter of the bound"
                    PersistentFits.fit "targets twice as far" 2.0
                    |> Law.rejects "targets G - epsilon grad log(1 - D)"
                    pairing "targets that repeat one point" (fun _ n -> Array.create n 0)
                    |> Law.fails "Targets that are not a permutation have another law."
                    bounded |> Law.fails "No multiple of the mean squared error bounds KL."
                    mirrored id |> Law.rejects "targets that equal the noise"
                    closeButFar id |> Law.rejects "Gaussians as wide as they are apart: s = |e|"
                    disjoint 0 |> Law.rejects "laws on the same cells"
                ]
        }

    /// HZ23-7.
    let all: Claim list = [ fitting ]
