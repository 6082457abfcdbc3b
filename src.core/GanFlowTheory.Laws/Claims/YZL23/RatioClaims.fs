namespace GanFlowTheory.Laws

open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// Two laws on the same atoms, none of which has mass 0 under either.
type private AtomPair =
    {
        /// Masses (p_i, q_i) in whole parts, each at least 1.
        Parts: (int * int) list
    }

    member this.Count = this.Parts.Length

    member this.P =
        let total = this.Parts |> List.sumBy fst |> float
        this.Parts |> List.map (fun (p, _) -> float p / total) |> Array.ofList

    member this.Q =
        let total = this.Parts |> List.sumBy snd |> float
        this.Parts |> List.map (fun (_, q) -> float q / total) |> Array.ofList

    override this.ToString() =
        let part (p, q) = $"{p} : {q}"

        String.concat ", " (List.map part this.Parts)
        |> sprintf "parts of p : q on the atoms %s"

/// A pair of losses of a score, as in the table of the page: E_p phi(d) + E_q psi(d).
[<NoComparison; NoEquality>]
type private ScoreLosses =
    {
        /// The name.
        Name: string
        /// phi.
        Phi: float -> float
        /// phi'.
        PhiSlope: float -> float
        /// psi.
        Psi: float -> float
        /// psi'.
        PsiSlope: float -> float
        /// The minimiser of r phi + psi, as a function of log r, by hand.
        Minimiser: float -> float
    }

/// Claims on density ratios: YZL23-4.
[<RequireQualifiedAccess>]
module internal RatioClaims =

    let private atoms =
        let part = Gen.choose (1, 20)

        let generator =
            gen {
                let! count = Gen.choose (1, 6)
                let! parts = Gen.listOfLength count (Gen.zip part part)
                return { Parts = parts }
            }

        let shrink (pair: AtomPair) =
            seq {
                for i in 0 .. pair.Count - 1 do
                    if pair.Count > 1 then
                        { Parts = List.removeAt i pair.Parts }

                for i in 0 .. pair.Count - 1 do
                    let p, q = pair.Parts[i]

                    for smaller in
                        [
                            if p > 1 then
                                1, q
                                p - 1, q
                            if q > 1 then
                                p, 1
                                p, q - 1
                        ] do
                        {
                            Parts = List.updateAt i smaller pair.Parts
                        }
            }

        Arb.fromGenShrink (generator, shrink)

    let private softplus (u: float) = max u 0.0 + log (1.0 + exp (-abs u))

    let private sigmoid (u: float) = 1.0 / (1.0 + exp -u)

    let private square (x: float) = x * x

    let private crossEntropy: ScoreLosses =
        {
            Name = "cross-entropy"
            Phi = fun d -> softplus -d
            PhiSlope = fun d -> -(sigmoid -d)
            Psi = softplus
            PsiSlope = sigmoid
            Minimiser = id
        }

    let private leastSquares: ScoreLosses =
        {
            Name = "least squares"
            Phi = fun d -> square (1.0 - d)
            PhiSlope = fun d -> -2.0 * (1.0 - d)
            Psi = fun d -> square (1.0 + d)
            PsiSlope = fun d -> 2.0 * (1.0 + d)
            Minimiser = fun u -> tanh (0.5 * u)
        }

    let private squaredHinge: ScoreLosses =
        { leastSquares with
            Name = "squared hinge"
            Phi = fun d -> square (max 0.0 (1.0 - d))
            PhiSlope = fun d -> -2.0 * max 0.0 (1.0 - d)
            Psi = fun d -> square (max 0.0 (1.0 + d))
            PsiSlope = fun d -> 2.0 * max 0.0 (1.0 + d)
        }

    let private exponential: ScoreLosses =
        {
            Name = "exponential"
            Phi = fun d -> exp -d
            PhiSlope = fun d -> -exp -d
            Psi = exp
            PsiSlope = exp
            Minimiser = fun u -> 0.5 * u
        }

    let private importance: ScoreLosses =
        {
            Name = "least-squares importance"
            Phi = fun d -> -d
            PhiSlope = fun _ -> -1.0
            Psi = fun d -> 0.5 * d * d
            PsiSlope = id
            Minimiser = exp
        }

    let private variational: ScoreLosses =
        {
            Name = "variational KL"
            Phi = fun d -> -d
            PhiSlope = fun _ -> -1.0
            Psi = fun d -> exp (d - 1.0)
            PsiSlope = fun d -> exp (d - 1.0)
            Minimiser = fun u -> u + 1.0
        }

    /// The subgradients at the corners are those of smallest norm.
    let private hinge: ScoreLosses =
        {
            Name = "hinge"
            Phi = fun d -> max 0.0 (1.0 - d)
            PhiSlope = fun d -> if d < 1.0 then -1.0 else 0.0
            Psi = fun d -> max 0.0 (1.0 + d)
            PsiSlope = fun d -> if d > -1.0 then 1.0 else 0.0
            Minimiser = fun u -> if abs u < 1e-12 then 0.0 else sign u |> float
        }

    let private optimalLogit (loss: ScoreLosses) : Law =
        Law.forAll
            {
                Name = "optimal-logit"
                Statement =
                    "The d that minimises E_p phi(d) + E_q psi(d) on finite laws satisfies r = -psi'(d)/phi'(d) at every "
                    + "atom: no value of the loss beside it is smaller, and its derivative there is 0."
                Source = "YZL23-4"
                Judge = Differences.judge
            }
            loss.Name
            atoms
            (fun pair ->
                let p, q = pair.P, pair.Q
                let d = Array.map2 (fun p q -> loss.Minimiser(log (p / q))) p q

                [
                    for i in 0 .. pair.Count - 1 do
                        let value e =
                            p[i] * loss.Phi(d[i] + e) + q[i] * loss.Psi(d[i] + e)

                        let r = p[i] / q[i]
                        // (1 + d)/(1 - d) and its like lose up to a factor 1 + r of an ulp.
                        Equation.scalar
                            "-psi'(d)/phi'(d) against r"
                            (r * (1.0 + r))
                            (-loss.PsiSlope d[i] / loss.PhiSlope d[i])
                            r

                        // Squares and exponentials, whose seventh derivatives are below 2^7 of their values: with
                        // length 1/2 and step 1/1024 the stencil has an error of 1e-16 of them, and rounding is 5e-12.
                        let slope = Differences.derivative (Differences.step 1.0) value
                        let size = abs (p[i] * loss.Phi d[i]) + abs (q[i] * loss.Psi d[i]) + 1e-3
                        Equation.scalar "derivative of the loss at d against 0" (16.0 * size) slope 0.0

                        for e in [ -4.0; -1.0; -0.1; -0.01; 0.01; 0.1; 1.0; 4.0 ] do
                            Equation.condition $"the loss at d + {e} is larger" (value e > value 0.0)
                ])

    // The rows of the table that the library has, in terms of u.
    let private library =
        [
            ClassificationLoss.crossEntropy, crossEntropy
            ClassificationLoss.leastSquares, leastSquares
            ClassificationLoss.exponential, exponential
            ClassificationLoss.importance, importance
            ClassificationLoss.variational, variational
        ]

    let private ofScores (loss: ClassificationLoss) (scores: ScoreLosses) : Law =
        Law.forAll
            {
                Name = "classification-scores"
                Statement =
                    "The library's losses of a log-ratio u are those of the score at which r = -psi'/phi' is e^u: real(u) = "
                    + "phi(d(u)), fake(u) = psi(d(u))."
                Source = "YZL23-4"
                Judge = Judge.Relative(1e-13, "a few ulp of exponents up to 80, and of 1 + |value|")
            }
            loss.Name
            (Generators.eighths (Gen.choose (-320, 320)))
            (fun u ->
                let d = scores.Minimiser u

                let at part =
                    (DiscriminatorLaws.lossAt part [| u |]) |> Array.head

                let real, fake = scores.Phi d, scores.Psi d

                [
                    Equation.scalar "real(u) against phi(d)" (1.0 + abs real) (at loss.Real) real
                    Equation.scalar "fake(u) against psi(d)" (1.0 + abs fake) (at loss.Fake) fake
                ])

    // psi = 1/2 (1 + d)^2 falls below d = -1, and phi = e^-d: -psi'/phi' = (1 + d) e^d falls for d < -2.
    let private bent: ScoreLosses =
        {
            Name = "e^-d and 1/2 (1 + d)^2"
            Phi = fun d -> exp -d
            PhiSlope = fun d -> -exp -d
            Psi = fun d -> 0.5 * square (1.0 + d)
            PsiSlope = fun d -> 1.0 + d
            Minimiser = id
        }

    let private ordered (instance: string) (admitted: ScoreLosses -> float -> bool) (losses: ScoreLosses list) : Law =
        Law.forAll
            {
                Name = "score-order"
                Statement =
                    "Where phi' < 0 and psi' >= 0, -psi'(d)/phi'(d) does not fall in d: scores order points as r does."
                Source = "YZL23-4"
                Judge = Judge.AtMost(1e-12, "rounding of two quotients")
            }
            instance
            (Arb.fromGenShrink (
                Gen.zip (Gen.choose (-32, 32)) (Gen.choose (1, 16)),
                Generators.shrinkEither Generators.shrinkInt Generators.shrinkInt
                >> Seq.filter (fun (_, j) -> j > 0)
            ))
            (fun (i, j) ->
                [
                    for loss in losses do
                        let a, b = float i / 8.0, float (i + j) / 8.0
                        let ratio d = -(loss.PsiSlope d) / loss.PhiSlope d

                        if loss.PhiSlope a < 0.0 && loss.PhiSlope b < 0.0 && admitted loss a then
                            Equation.scalar
                                $"{loss.Name}: -psi'/phi' at {Show.number a} against {Show.number b}"
                                (abs (ratio a) + abs (ratio b))
                                (ratio a)
                                (ratio b)
                ])

    // Kernels this narrow do not reach the next atom: e^(-1250) is 0.
    let private narrow = 0.02

    let private weakRidge = 1e-10

    let private onAtoms (name: string) (estimator: RatioEstimator) : Law =
        Law.forAll
            {
                Name = "ratio-on-atoms"
                Statement =
                    "An estimator whose functions are free on every atom returns log r there: u = log(p_i/q_i), for weights "
                    + "of any size."
                Source = "YZL23-4"
                // Atoms have 1/120 of the mass at least, so that the curvature p q/(p + q)/2 of the loss is above 1/480;
                // the ridge pulls with at most 1e-10 x 6, the solver stops at 1e-10, and least squares errs by 120 x 1e-10.
                Judge = Judge.Relative(1e-6, "ridge 1e-10 and solver 1e-10 over a curvature of 1/480")
            }
            name
            atoms
            (fun pair ->
                let points = Points.init pair.Count 1 (fun i _ -> float i)
                let p, q = Empirical.weighted pair.P points, Empirical.weighted pair.Q points
                let fit = estimator.Fit (Seed.create 0) p q None

                [
                    Equation.vector
                        "u against log r"
                        1.0
                        (fit.LogRatio.Value points)
                        (Array.map2 (fun p q -> log (p / q)) pair.P pair.Q)
                ])

    let private estimators =
        [
            "kernel densities", RatioEstimator.kernelDensity (BandwidthChoice.Given(narrow, narrow))
            "kernel logistic regression", RatioEstimator.kernelLogistic (KernelRatioOptions.fixedAt narrow weakRidge)
            "least-squares importance fitting",
            RatioEstimator.leastSquares (KernelRatioOptions.fixedAt narrow weakRidge)
        ]

    /// The log-ratio of another estimator, shifted or swapped.
    let private altered (change: Potential -> Potential) (estimator: RatioEstimator) : RatioEstimator =
        { estimator with
            Fit =
                fun seed p q before ->
                    let fit = estimator.Fit seed p q before

                    { fit with
                        LogRatio = change fit.LogRatio
                    }
        }

    let private optimal: Claim =
        {
            Id = "YZL23-4"
            Statement =
                "For differentiable convex losses phi, psi with a unique minimiser d* of E_p phi(d) + E_q psi(d), the ratio "
                + "is r = p/q = -psi'(d*)/phi'(d*); for the binary cross-entropy d* = log r."
            Hypotheses =
                [
                    "p and q have the same null sets"
                    "phi and psi are convex and differentiable, phi' < 0 and psi' >= 0 at d*, and r phi + psi has one minimiser"
                    "the class of d is not restricted, and each class has half of the mass"
                ]
            Source = "YZL23"
            Page = "YZL23-4.md"
            Property =
                [
                    for loss in
                        [
                            crossEntropy
                            leastSquares
                            squaredHinge
                            exponential
                            importance
                            variational
                        ] do
                        optimalLogit loss

                    for loss, scores in library do
                        ofScores loss scores

                    for loss in ClassificationLoss.all do
                        DiscriminatorLaws.stationary loss
                        DiscriminatorLaws.optimum loss

                    ordered
                        "the table"
                        (fun loss d -> loss.PsiSlope d >= 0.0)
                        [ crossEntropy; squaredHinge; exponential; importance; variational; bent ]

                    for name, estimator in estimators do
                        onAtoms name estimator
                ]
            Necessity =
                [
                    optimalLogit hinge
                    |> Law.fails "The hinge losses have corners: their minimiser shows the sign of log r only."
                    optimalLogit
                        { crossEntropy with
                            Name = "cross-entropy, p with four times the mass"
                            Phi = fun d -> 4.0 * crossEntropy.Phi d
                            Minimiser = fun u -> u + log 4.0
                        }
                    |> Law.fails "Classes of unequal mass shift the logit by the logarithm of their ratio."
                    optimalLogit
                        { crossEntropy with
                            Name = "cross-entropy with phi' and psi' exchanged"
                            PhiSlope = fun d -> -crossEntropy.PsiSlope d
                            PsiSlope = fun d -> -crossEntropy.PhiSlope d
                        }
                    |> Law.fails "The slopes the wrong way around give 1/r."
                    optimalLogit
                        { exponential with
                            Name = "exponential with the logit of the cross-entropy"
                            Minimiser = id
                        }
                    |> Law.fails "log r itself minimises the cross-entropy, not every loss."

                    ordered "psi' of any sign" (fun _ _ -> true) [ bent ]
                    |> Law.fails "Where psi' < 0 the ratio -psi'/phi' falls, and scores do not order points."
                    ofScores ClassificationLoss.leastSquares exponential
                    |> Law.rejects "the losses of another score"
                    DiscriminatorLaws.stationary (
                        ClassificationLoss.create "" ClassificationLoss.leastSquares.Real (fun u ->
                            Tensor.square (Tensor.tanh u + 1.0))
                    )
                    |> Law.rejects "a critic of least squares with d = tanh u on one side"
                    DiscriminatorLaws.optimum (
                        ClassificationLoss.create
                            ""
                            ClassificationLoss.crossEntropy.Fake
                            ClassificationLoss.crossEntropy.Real
                    )
                    |> Law.rejects "losses of p and q exchanged"

                    for name, estimator in estimators do
                        onAtoms
                            $"{name}, offset by a class prior"
                            (altered (Potential.add (Potential.ofPointwise (fun _ -> log 2.0) Array.copy)) estimator)
                        |> Law.fails "A class prior of 2 : 1 left in u is seen."

                    onAtoms
                        "kernel logistic regression, samples exchanged"
                        (altered (Potential.scale -1.0) (snd estimators[1]))
                    |> Law.fails "log q/p is not log p/q."
                    onAtoms
                        "kernel logistic regression, one kernel for all atoms"
                        (RatioEstimator.kernelLogistic (KernelRatioOptions.fixedAt 1e6 weakRidge))
                    |> Law.fails "A restricted class of functions does not reach log r."
                ]
        }

    /// YZL23-4.
    let all: Claim list = [ optimal ]
