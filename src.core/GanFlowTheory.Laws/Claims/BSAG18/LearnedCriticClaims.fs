namespace GanFlowTheory.Laws

open System
open MathNet.Numerics
open GanFlowTheory.Core

/// The claim on learned critics: BSAG18-3.
[<RequireQualifiedAccess>]
module internal LearnedCriticClaims =

    let private goals = [ CriticFamily.ipm; CriticFamily.mmd ]

    let private slack =
        Judge.AtMost(
            1e-12,
            "sums over at most 6561 pairs of samples of values below 4, with probabilities that sum to 1"
        )

    // The mean of the favoured critic's value on samples that did not choose it, over all samples of both kinds; or on those
    // that chose it.
    let private heldOut (reuse: bool) (pairs: (float * float[])[]) : float =
        pairs
        |> Array.sumBy (fun (probability, values) ->
            let j = CriticFamily.favoured values

            if reuse then
                probability * values[j]
            else
                pairs |> Array.sumBy (fun (other, held) -> probability * other * held[j]))

    let private below (reuse: bool) : Law =
        Law.forAll
            {
                Name = "learned-critic-below"
                Statement =
                    "Over all samples, E M^_j^ on held-out samples is at most max_j M_j, for the critic j^ that is best on training samples; it "
                    + "falls short by the mean of max_j M_j - M_j^, so strictly unless the choice is almost surely perfect."
                Source = "BSAG18-3"
                Judge = slack
            }
            "finite families of critics"
            CriticFamily.any
            (fun family ->
                [
                    for goal in goals do
                        let pairs, truth = CriticFamily.enumerate goal family
                        let mean, best = heldOut reuse pairs, Array.max truth

                        // By the paper's suboptimality of the choice.
                        let short =
                            pairs
                            |> Array.sumBy (fun (p, values) -> p * (best - truth[CriticFamily.favoured values]))

                        let wrong =
                            pairs
                            |> Array.sumBy (fun (p, values) ->
                                if truth[CriticFamily.favoured values] < best - 1e-6 then
                                    p
                                else
                                    0.0)

                        let size = 4.0
                        Equation.scalar $"E M^_j^ of {goal.Name} against max M" size mean best
                        Equation.scalar $"what it falls short by, {goal.Name}" size (best - mean) short
                        Equation.scalar $"the suboptimality against it, {goal.Name}" size short (best - mean)

                        Equation.scalar
                            $"a wrong choice costs something, {goal.Name}"
                            size
                            (1e-6 * wrong)
                            (best - mean)
                ])

    let private above (choose: float[] -> float) : Law =
        Law.forAll
            {
                Name = "training-value-above"
                Statement = "Over all samples, E max_j M^_j on the training samples is at least max_j M_j (Jensen)."
                Source = "BSAG18-3"
                Judge = slack
            }
            "finite families of critics"
            CriticFamily.any
            (fun family ->
                [
                    for goal in goals do
                        let pairs, truth = CriticFamily.enumerate goal family

                        Equation.scalar
                            $"max M of {goal.Name} against E max M^"
                            4.0
                            (Array.max truth)
                            (pairs |> Array.sumBy (fun (p, values) -> p * choose values))
                ])

    // The critics t and -t on psi + Z and Z', Z and Z' = -1 or 1: the loss is |psi|. The gradient of the held-out value is the
    // slope of the chosen critic, by tensors.
    let private gradient (psi: float) : float * float * float =
        let generator = SmallGenerator.translation 1

        let parameter, z, slope =
            Tensor.input "psi" [| 1 |], Tensor.input "z" [| 1; 1 |], Tensor.input "slope" [| 1 |]

        let y = Tensor.input "y" [| 1; 1 |]

        let program =
            let value = Tensor.sum (slope * (generator.Apply parameter z - y))
            Engine.compile Engine.standard [ parameter; z; y; slope ] [ Differentiate.gradient value parameter ]

        let signs = [ -1.0; 1.0 ]
        let mutable mean, right = 0.0, 0.0

        for z1 in signs do
            for y1 in signs do
                // Ties take the critic t.
                let chosen = if psi + z1 - y1 >= 0.0 then 1.0 else -1.0
                right <- right + (if chosen = float (sign psi) then 0.25 else 0.0)

                for z2 in signs do
                    for y2 in signs do
                        let seen = program.Evaluate [| [| psi |]; [| z2 |]; [| y2 |]; [| chosen |] |]
                        mean <- mean + seen[0][0] / 16.0

        mean, right, float (sign psi)

    let private places = [ -1.5; -0.5; 0.25; 0.5; 1.75 ]

    let private learnedGradient (measured: float * float * float -> float) : Law =
        Law.forEach
            {
                Name = "learned-critic-gradient"
                Statement =
                    "With the critic t or -t chosen by one training pair, the mean of the generator's gradient over all samples is the "
                    + "gradient of |psi| times P(right) - P(wrong)."
                Source = "BSAG18-3"
                Judge = Judge.Exact
            }
            "psi + Z against Z'"
            places
            (fun psi ->
                let mean, right, truth = gradient psi

                [
                    Equation.scalar
                        $"mean gradient at psi = {Show.number psi}"
                        0.0
                        mean
                        (measured (mean, right, truth))
                ])

    // erf by its series at 0, apart from the library's.
    let private erfSeries (x: float) =
        let mutable term, total = x, x

        for k in 1..30 do
            term <- -term * x * x / float k
            total <- total + term / float (2 * k + 1)

        2.0 / sqrt Math.PI * total

    let private gaussian (heldOut: float) : Law =
        Law.forEach
            {
                Name = "learned-critic-gaussian"
                Statement =
                    "For X ~ N(1, 1) and Y ~ N(0, 1), with the critic t or -t chosen by one training pair, the mean of the held-out distance "
                    + "is erf(1/2) where W1 = 1, and that of the training distance |X - Y| is erf(1/2) + 2/sqrt(pi) e^(-1/4)."
                Source = "BSAG18-3"
                Judge = Judge.Relative(1e-13, "Gauss-Hermite with 80 points of entire functions")
            }
            "W1"
            [ "N(1, 1) against N(0, 1)" ]
            (fun _ ->
                let rule = GaussHermite.tensor 80 1

                let mean f =
                    Array.fold2
                        (fun t w y -> t + w * f y)
                        0.0
                        rule.Weights
                        (Points.toRows rule.Nodes |> Array.map Array.head)

                // Given Y = y: P(X > y) - P(X < y), and E |X - y|.
                let sign y =
                    SpecialFunctions.Erf((1.0 - y) / sqrt 2.0)

                let distance y =
                    (1.0 - y) * sign y
                    + sqrt (2.0 / Math.PI) * Math.Exp(-0.5 * (1.0 - y) * (1.0 - y))

                let normal m : GaussianMixture = GaussianMixture.isotropic [| m |] 1.0

                [
                    Equation.scalar "held-out" 1.0 (mean sign) heldOut
                    Equation.scalar
                        "training"
                        2.0
                        (mean distance)
                        (erfSeries 0.5 + 2.0 / sqrt Math.PI * Math.Exp -0.25)
                    Equation.scalar
                        "W between the two laws, which are translates"
                        1.0
                        (WassersteinDistance.betweenGaussians (normal 1.0) (GaussianState.isotropic [| 0.0 |] 1.0))
                        1.0
                ])

    /// BSAG18-3.
    let claim: Claim =
        {
            Id = "BSAG18-3"
            Statement =
                "A learned critic is biased: with the critic j^ chosen by training samples, E M^_j^ on held-out samples is at most max_j M_j, "
                + "strictly unless the choice is almost surely perfect; on the training samples E max_j M^_j is at least max_j M_j; and "
                + "the generator's gradients are biased."
            Hypotheses =
                [
                    "training samples and held-out samples are independent"
                    "for each fixed critic the estimator M^_j is unbiased"
                ]
            Source = "BSAG18"
            Page = "BSAG18-3.md"
            Property =
                [
                    below false
                    above Array.max
                    learnedGradient (fun (_, right, truth) -> (2.0 * right - 1.0) * truth)
                    gaussian (erfSeries 0.5)
                ]
            Necessity =
                [
                    below true
                    |> Law.fails
                        "On the samples that chose the critic the value may lie above max M: they must be held out."
                    above Array.average
                    |> Law.rejects "the mean over the critics in place of the best"
                    learnedGradient (fun (_, _, truth) -> truth)
                    |> Law.fails "The mean gradient is not that of the supremum over critics: it is biased."
                    gaussian 1.0 |> Law.rejects "a held-out mean of W1 itself"
                ]
        }
