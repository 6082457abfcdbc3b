namespace GanFlowTheory.Laws

open System
open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// Noise on the corners of a cube, whose mean is 0 and whose covariance is I, and a flow of affine generators on it.
type internal CornerScene =
    {
        /// The dimension of the noise.
        Noise: int
        /// The generator's parameters, its discriminator and epsilon.
        Gan: GanScene
    }

    /// All corners (+-1, .., +-1): one inner step of rate 1 is then the least-squares fit, as E J^T J = I.
    member this.State: ParameterState =
        let d = this.Noise

        let corners =
            Points.init (1 <<< d) d (fun i k -> if (i >>> k) &&& 1 = 0 then 1.0 else -1.0)

        let network = Network.affine d this.Gan.Dimension
        ParameterState.create network corners (Seed.normals (Network.parameterCount network) (this.Gan.Draw "corners"))

    /// The parts.
    override this.ToString() =
        $"an affine generator on the corners of a cube in R^{this.Noise}; {this.Gan}"

/// A generator b z on noise +-1 of given counts, its target N(0, s^2), and a time step.
type internal SignScene =
    {
        /// Pairs +-1 in the noise.
        Pairs: int
        /// Pairs whose order is exchanged before every fit, fewer than half.
        Exchanged: int
        /// b at the start, in sixteenths of s.
        Start: int
        /// s, in eighths.
        Target: int
        /// epsilon is 2^-Halvings s^2.
        Halvings: int
        Rounds: int
    }

    /// The correlation of the noise with itself in the other order.
    member this.Correlation = 1.0 - 2.0 * float this.Exchanged / float this.Pairs

    /// The parts.
    override this.ToString() =
        $"{this.Pairs} pairs, {this.Exchanged} of them exchanged; b = {this.Start}/16 s, s = {this.Target}/8, epsilon = \
          2^-{this.Halvings} s^2, {this.Rounds} rounds"

/// Laws of fits by persistent training along HZ23's own equation: parts of HZ23-7.
module internal PersistentFits =

    let private corners: Arbitrary<CornerScene> =
        let generate =
            gen {
                let! noise = Gen.choose (2, 3)
                let! gan = GanScenes.affine.Generator
                return { Noise = noise; Gan = gan }
            }

        let shrink scene =
            seq {
                for gan in GanScenes.affine.Shrinker scene.Gan do
                    yield { scene with Gan = gan }

                if scene.Noise > 2 then
                    yield { scene with Noise = 2 }
            }

        Arb.fromGenShrink (generate, shrink)

    // The step of Flow.persistently with rate 1 and so many inner steps.
    let private persistent (steps: int) (epsilon: float) (critic: Critic<ParameterState>) (q: ParameterState) =
        (Flow.createThrough "JSD" critic Metric.euclidean
         |> Flow.persistently steps epsilon
         |> Flow.steppedBy (Integrator.euler 1.0)
         |> Flow.from q
         |> Flow.steps 1)
            .Final

    // The library's critic of JSD through an estimate of log r, c = 1/2 log(1 - D) and a constant.
    let private seen
        (name: string)
        (logRatio: IMeasure -> IMeasure -> Potential)
        (p: IMeasure)
        : Critic<ParameterState> =
        let estimator: RatioEstimator =
            {
                Name = name
                Fit =
                    fun _ p q _ ->
                        {
                            Name = name
                            LogRatio = logRatio p q
                            HeldOutScore = None
                            HeldOut = []
                            Settings = RatioSettings.Known
                        }
            }

        Critic.ratio estimator FDivergence.jsd p

    let private totalVariance (p: IMeasure) =
        let c = Measure.covariance p
        Seq.sum (Seq.init (Array2D.length1 c) (fun k -> c[k, k]))

    /// The variance that one fit to the targets of the equation loses, the targets at a distance from G that may be given
    /// wrong.
    let fit (instance: string) (ahead: float) : Law =
        Law.forAll
            {
                Name = "persistent-fit-variance"
                Statement =
                    "Persistent training of an affine generator towards y = G - epsilon/2 grad log(1 - D)(G) ends at a law "
                    + "whose mean is that of y and whose total variance is smaller by the mean squared error."
                Source = "HZ23-7"
                Judge =
                    Judge.Relative(1e-11, "sums of at most eight terms, each to a few ulp of |G| + epsilon |grad c|")
            }
            instance
            corners
            (fun scene ->
                let q = scene.State
                let gan = scene.Gan

                let logit = Potential.ofNetwork gan.LogitNetwork gan.LogitParameters
                let c = Potential.ofDiscriminator logit

                let targets = Points.combine 1.0 q.Nodes (-ahead * gan.Epsilon) (c.Gradient q.Nodes)

                let fitted =
                    persistent gan.Steps gan.Epsilon (seen "D" (fun _ _ -> logit) (Empirical.ofPoints q.Nodes)) q

                let law = Empirical.ofPoints targets
                let gap = Points.combine 1.0 targets -1.0 fitted.Nodes

                let size =
                    1.0
                    + Array.max (Points.rowDots targets targets)
                    + Array.max (Points.rowDots q.Nodes q.Nodes)

                [
                    Equation.vector "means" size (Measure.mean fitted) (Measure.mean law)
                    Equation.scalar
                        "total variance lost against the mean squared error"
                        size
                        (totalVariance law - totalVariance fitted)
                        (Array.average (Points.rowDots gap gap))
                    Equation.scalar
                        "twice the library's loss against the mean squared error"
                        size
                        (2.0 * Regression.loss targets fitted)
                        (Array.average (Points.rowDots gap gap))
                ])

    let private signs: Arbitrary<SignScene> =
        let generate =
            gen {
                let! pairs = Gen.choose (1, 8)
                let! exchanged = Gen.choose (0, (pairs - 1) / 2)
                let! start = Gen.choose (1, 16)
                let! target = Gen.choose (1, 24)
                let! halvings = Gen.choose (0, 8)
                let! rounds = Gen.choose (1, 24)

                return
                    {
                        Pairs = pairs
                        Exchanged = exchanged
                        Start = start
                        Target = target
                        Halvings = halvings
                        Rounds = rounds
                    }
            }

        let shrink scene =
            seq {
                if scene.Rounds > 1 then
                    yield { scene with Rounds = scene.Rounds / 2 }

                if scene.Pairs > 1 then
                    yield { scene with Pairs = 1; Exchanged = 0 }
            }

        Arb.fromGenShrink (generate, shrink)

    // HZ23's discriminator of N(0, s^2) against N(0, b^2), b^2 the variance of the generator's law.
    let private gaussianCritic (s: float) : Critic<ParameterState> =
        let normal (p: IMeasure) =
            Density.gaussian [| 0.0 |] (Measure.covariance p)

        seen
            "gaussians"
            (fun p q -> (RatioFit.exact (normal p) (normal q)).LogRatio)
            (Empirical.ofPoints (Points.ofValues [| -s; s |]))

    // v(b) = 1/2 D(b) (1/b^2 - 1/s^2) b, D = rho_d/(rho_d + rho).
    let private velocity (s: float) (b: float) : float =
        let density sd = exp (-0.5 * b * b / (sd * sd)) / sd
        let d = density s / (density s + density b)
        0.5 * d * (1.0 / (b * b) - 1.0 / (s * s)) * b

    // The greatest v on (0, s]: D <= (b/s) e^(1/2).
    let private fastest (s: float) = 0.5 * exp 0.5 / s

    /// Fits of the equation's targets on noise in another order, after every step of it, and the equation alone.
    let collapse (instance: string) (correlation: SignScene -> float) (bound: float) : Law =
        Law.forAll
            {
                Name = "persistent-collapse"
                Statement =
                    "On noise +-1 with targets of HZ23's equation, D that of N(0, s^2) against N(0, b^2), persistent training "
                    + "follows b+ = b + epsilon v(b); on exchanged noise of correlation rho b+ = rho (b + epsilon v(b)), below "
                    + "rho^R b + epsilon rho/(1 - rho) e^(1/2)/(2 s) after R rounds, which vanishes with epsilon."
                Source = "HZ23-7"
                Judge = Judge.AtMost(1e-11, "at most 24 rounds of sums of 16 terms")
            }
            instance
            signs
            (fun scene ->
                let s = float scene.Target / 8.0
                let epsilon = s * s * Math.ScaleB(1.0, -scene.Halvings)
                let start = s * float scene.Start / 16.0
                let rho = correlation scene
                let n = 2 * scene.Pairs
                let noise = Points.init n 1 (fun i _ -> if i % 2 = 0 then 1.0 else -1.0)
                let network = Network.affine 1 1
                let critic = gaussianCritic s
                let generator b = ParameterState.create network noise b

                // The first pairs change places.
                let exchanged =
                    Points.init n 1 (fun i _ ->
                        if i < 2 * scene.Exchanged then
                            -noise[i, 0]
                        else
                            noise[i, 0])

                let alone (q: ParameterState) = persistent 1 epsilon critic q

                // The fit of the same targets on the exchanged noise: one step of rate 1 there.
                let shuffled (q: ParameterState) =
                    let y = (alone q).Nodes
                    let other = ParameterState.create network exchanged q.Parameters
                    let rate = (Metric.euclidean.Apply other (Regression.covector y other)).Rate
                    generator (Array.map2 (-) other.Parameters rate)

                let follow step =
                    Seq.init scene.Rounds ignore
                    |> Seq.fold (fun q () -> step q) (generator [| start; 0.0 |])

                let written rho =
                    Seq.init scene.Rounds ignore
                    |> Seq.fold (fun b () -> rho * (b + epsilon * velocity s b)) start

                let equal what (found: float) expected =
                    [
                        Equation.scalar what (s + start) found expected
                        Equation.scalar $"{what}, from above" (s + start) expected found
                    ]

                let b = (follow shuffled).Parameters[0]

                let geometric =
                    Seq.init scene.Rounds (fun k -> Math.Pow(rho, float (k + 1))) |> Seq.sum

                [
                    yield! equal "b by persistent training" (follow alone).Parameters[0] (written 1.0)
                    yield! equal "b after fits on exchanged noise" b (written rho)
                    Equation.scalar
                        "b against its bound"
                        (s + start)
                        b
                        (Math.Pow(rho, float scene.Rounds) * start
                         + bound * geometric * epsilon * fastest s)
                ])
