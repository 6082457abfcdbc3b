namespace GanFlowTheory.Laws

open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// A named kernel as its page documents it: how it is made from a parameter, and its formula, written once more.
[<NoComparison; NoEquality>]
type internal NamedKernel =
    {
        /// The name shown with the law.
        Name: string
        /// The kernel, from a unit of length and a parameter > 0.
        Make: float -> float -> Kernel
        /// k(x, y), from the same unit and parameter.
        Formula: float -> float -> float[] -> float[] -> float
    }

/// A named radial kernel phi(|x-y|/length), by the derivatives of phi that its page implies.
[<NoComparison; NoEquality>]
type internal RadialKernel =
    {
        /// The name shown with the law.
        Name: string
        /// The kernel, from a unit of length and a parameter > 0.
        Make: float -> float -> Kernel
        /// Its length, from the same.
        Length: float -> float -> float
        /// phi'(rho)/rho, from the parameter and rho >= 0; infinite at a cusp.
        Slope: float -> float -> float
        /// phi''(rho), from the same.
        Bend: float -> float -> float
    }

/// Two clouds and a parameter of a kernel.
[<NoComparison; NoEquality>]
type internal KernelCase =
    {
        /// Points x and y.
        Scene: Scene
        /// The parameter is 2 to this power.
        Power: int
    }

    /// The parameter, 2^Power.
    member this.Parameter: float = pown 2.0 this.Power

    /// The clouds and the parameter.
    override this.ToString() =
        $"{this.Scene}, parameter 2^{this.Power}"

/// The law that a named kernel is what its page says.
[<RequireQualifiedAccess>]
module internal KernelFormulaLaws =

    let private casesOf (scenes: Arbitrary<Scene>) : Arbitrary<KernelCase> =
        let generate =
            gen {
                let! scene = scenes.Generator
                let! power = Gen.frequency [ 3, Gen.choose (-3, 3); 1, Gen.choose (-20, 20) ]
                return { Scene = scene; Power = power }
            }

        let shrink (case: KernelCase) =
            seq {
                for power in Generators.shrinkInt case.Power do
                    yield { case with Power = power }

                for scene in scenes.Shrinker case.Scene do
                    yield { case with Scene = scene }
            }

        Arb.fromGenShrink (generate, shrink)

    let private formulaOn (scenes: Arbitrary<Scene>) (named: NamedKernel) : Law =
        Law.forAll
            {
                Name = "kernel-formula"
                Statement = "A named kernel is its documented formula, written once more in the law."
                Source = "BSAG18-5"
                // Squared distances and inner products of d <= 17 coordinates are off by (d + 2) ulp, a power of them by
                // the exponent of a polynomial (at most 4) as much; t e^-t and its like stay below 1.
                Judge =
                    Judge.Relative(
                        1e-13,
                        "at most 450 ulp of the largest diagonal entry: 17 coordinates, powers up to 4"
                    )
            }
            named.Name
            (casesOf scenes)
            (fun case ->
                let scene, p = case.Scene, case.Parameter
                let unit = scene.P.Spread
                let kernel, formula = named.Make unit p, named.Formula unit p

                PairEquations.at (Points.toRows scene.P.Points) (Points.toRows scene.Q.Points) (fun pair x y ->
                    [
                        Equation.scalar
                            $"k(x, y) against the formula at {pair}"
                            (max (abs (formula x x)) (abs (formula y y)))
                            (Kernel.value kernel x y)
                            (formula x y)
                    ]))

    /// A named kernel has the values of its formula, in any dimension.
    let formula (named: NamedKernel) : Law = formulaOn Scenes.ofAnySpread named

    /// The same in R^d.
    let formulaIn (d: int) (named: NamedKernel) : Law = formulaOn (Scenes.inDimension d) named

    /// Gradients and mixed derivatives of a radial kernel by formula: with rho = |x-y|/length and e along x - y,
    /// grad = phi' e/length and d d' = -(phi'' e e^T + phi'/rho (I - e e^T))/length^2.
    let derivatives (radial: RadialKernel) : Law =
        Law.forAll
            {
                Name = "kernel-derivative-formula"
                Statement =
                    "Gradients and mixed derivatives of a radial kernel phi(|x-y|/s) are phi' e/s and -(phi'' e e^T + phi'/rho (I - e "
                    + "e^T))/s^2, e along x - y, at every length s."
                Source = "MN21-7"
                Judge =
                    Judge.Relative(
                        1e-12,
                        "a few tens of ulp of the largest derivative, d + 2 for the distance and the exponent, at most 20, for a power"
                    )
            }
            radial.Name
            (casesOf Scenes.ofAnySpread)
            (fun case ->
                let scene, p = case.Scene, case.Parameter
                let kernel = radial.Make scene.P.Spread p
                let s = radial.Length scene.P.Spread p
                let top = radial.Slope p 0.0
                let size = if System.Double.IsFinite top then 1.0 + abs top else 1.0

                PairEquations.at (Points.toRows scene.P.Points) (Points.toRows scene.Q.Points) (fun pair x y ->
                    let e = Array.map2 (fun a b -> (a - b) / s) x y
                    let rho = Vectors.norm e
                    let slope = if rho = 0.0 then 0.0 else radial.Slope p rho

                    [
                        Equation.vector
                            $"gradient at {pair}, length {s}"
                            (size / s)
                            (Kernel.gradientAt kernel x y)
                            (e |> Array.map (fun v -> slope * v / s))

                        if Kernel.hasMixedDerivatives kernel then
                            let slope, bend = radial.Slope p rho, radial.Bend p rho
                            // (phi'' - phi'/rho) e e^T, e of length 1; nothing at x = y.
                            let along a b =
                                if rho = 0.0 then
                                    0.0
                                else
                                    (bend - slope) * e[a] / rho * e[b] / rho

                            Equation.matrix
                                $"mixed derivatives at {pair}, length {s}"
                                (size / (s * s))
                                (Kernel.mixedAt kernel x y)
                                (Array2D.init x.Length x.Length (fun a b ->
                                    -((if a = b then slope else 0.0) + along a b) / (s * s)))
                    ]))

    // int exp(-t s/2) Gamma(t; a, rate a) dt with t = e^u by the trapezoidal rule, normalised by its own value at s = 0.
    // The integrand is analytic for |Im u| < pi/2: the error is of the order of exp(-2 pi/h) cos(1)^(-a), 1e-18 at h =
    // 0.1 and a <= 8; what the ends leave out is below e^-40.
    let private gammaMixture (a: float) (squared: float) : float =
        let h = 0.1
        let first = int (-40.0 / (a * h)) - 1
        let last = int (log (100.0 / a + 10.0) / h) + 10
        let mutable mixture, total = 0.0, 0.0

        for i in first..last do
            let u = h * float i
            let weight = exp (a * (u - exp u + 1.0))
            total <- total + weight
            mixture <- mixture + weight * exp (-0.5 * squared * exp u)

        mixture / total

    let private squaredDistance (x: float[]) (y: float[]) =
        Array.fold2 (fun t a b -> t + (a - b) * (a - b)) 0.0 x y

    /// The rational quadratic of parameter a is the mixture of Gaussians exp(-t |x-y|^2/2) over t ~ Gamma(a, rate a).
    let mixture (make: float -> Kernel) (name: string) : Law =
        Law.forAll
            {
                Name = "kernel-mixture"
                Statement =
                    "The rational quadratic of a is the mixture int exp(-t |x-y|^2/2) Gamma(t; shape a, rate a) dt of "
                    + "Gaussians."
                Source = "BSAG18-5"
                Judge =
                    Judge.Relative(
                        1e-11,
                        "at most 4000 positive terms of the trapezoidal rule, each accurate to 10 ulp; the rule itself to 1e-17"
                    )
            }
            name
            Scenes.any
            (fun scene ->
                let few (cloud: Cloud) =
                    Points.toRows cloud.Points |> Array.truncate 3

                PairEquations.at (few scene.P) (few scene.Q) (fun pair x y ->
                    [
                        for a in [ 0.125; 0.5; 1.0; 2.0; 8.0 ] do
                            Equation.scalar
                                $"k(x, y) against the mixture at a = {a}, {pair}"
                                1.0
                                (Kernel.value (make a) x y)
                                (gammaMixture a (squaredDistance x y))
                    ]))

    /// The median heuristic by sorting all distances.
    let median (name: string) (bandwidth: Points -> float) : Law =
        Law.forAll
            {
                Name = "bandwidth-median"
                Statement =
                    "The median heuristic is the median of the distances of all pairs i < j, the mean of the two in the middle where their "
                    + "number is even."
                Source = ""
                Judge = Judge.Relative(1e-14, "square roots of sums of squares, a few ulp")
            }
            name
            Scenes.ofAnySpread
            (fun scene ->
                let x = scene.Q.Points
                let rows = Points.toRows x

                let distances =
                    [|
                        for i in 0 .. rows.Length - 1 do
                            for j in 0 .. i - 1 do
                                let e = Array.map2 (-) rows[i] rows[j]
                                let unit = Vectors.largest e

                                if unit > 0.0 then
                                    unit * Vectors.norm (Array.map (fun v -> v / unit) e)
                                else
                                    0.0
                    |]
                    |> Array.sort

                let n = distances.Length

                let expected =
                    if n = 0 then
                        0.0
                    else
                        0.5 * distances[(n - 1) / 2] + 0.5 * distances[n / 2]

                // Points of which more than half of the pairs coincide are refused.
                if expected = 0.0 then
                    []
                else
                    [ Equation.scalar "the median" expected (bandwidth x) expected ])
