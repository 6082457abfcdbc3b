namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Claims on the gradients of losses with a fixed critic: BSAG18-2 and BSAG18-11.
[<RequireQualifiedAccess>]
module internal GradientClaims =

    let private gradients (losses: CriticLoss list) : Law =
        Law.forAll
            {
                Name = "gradient-unbiased"
                Statement =
                    "With a fixed critic the mean over all samples of the generator's gradient is the gradient of the loss of the laws."
                Source = "BSAG18-2"
                Judge =
                    Judge.Relative(
                        1e-11,
                        "sums over at most 81 samples of products of two small networks' derivatives, relative to the largest gradient of a sample"
                    )
            }
            (losses |> List.map _.Name |> String.concat "; ")
            (FixedCriticScene.scenes FixedCriticScene.activations)
            (fun scene ->
                let psi = FixedCriticScene.psi scene

                [
                    for loss in losses do
                        let mean, size = FixedCriticScene.meanGradient loss scene psi

                        Equation.vector
                            $"mean gradient of {loss.Name}"
                            size
                            mean[.. psi.Length - 1]
                            (FixedCriticScene.lawGradient loss scene psi)
                ])

    // max(0, theta + x) with one parameter, a network of the library.
    let private ramp =
        Network.create "max(0, theta + x)" 1 1 [ Parameter.constant "theta" [| 1 |] 0.0 ] (fun parameter x ->
            Activation.apply Activation.Relu (x + parameter "theta"))

    let private rampGradient: float -> float -> float =
        let theta, x = Tensor.input "theta" [| 1 |], Tensor.input "x" [| 1; 1 |]

        let program =
            Engine.compile
                Engine.standard
                [ theta; x ]
                [ Differentiate.gradient (Tensor.sum (ramp.Apply theta x)) theta ]

        fun at point ->
            let found = program.Evaluate [| [| at |]; [| point |] |]
            found[0][0]

    let private underDensity (gradient: float -> float -> float) : Law =
        Law.forEach
            {
                Name = "gradient-under-density"
                Statement =
                    "For X uniform on [-1, 1] the mean of the gradient of max(0, theta + X) is d/dtheta E max(0, theta + X) = (1 + theta)/2 "
                    + "for |theta| <= 1, though every theta has an X at its kink."
                Source = "BSAG18-2"
                Judge = Judge.Relative(1e-15, "two pieces, each a constant times its length")
            }
            "relu"
            [ for k in -7 .. 7 -> float k / 8.0 ]
            (fun theta ->
                // The gradient is constant between the ends and the kink: the midpoint of each piece says it all.
                let piece a b =
                    0.5 * (b - a) * gradient theta (0.5 * (a + b))

                [
                    Equation.scalar
                        $"mean gradient at theta = {Show.number theta}"
                        1.0
                        (piece -1.0 -theta + piece -theta 1.0)
                        (0.5 * (1.0 + theta))
                ])

    let private underAtoms (thetas: float list) : Law =
        Law.forEach
            {
                Name = "gradient-under-atoms"
                Statement =
                    "For X = -1 or 1, each with probability 1/2, the mean of the gradient of max(0, theta + X) is the derivative of E max(0, "
                    + "theta + X) from the left and from the right, unless theta is -1 or 1."
                Source = "BSAG18-2"
                Judge = Judge.Exact
            }
            "relu"
            thetas
            (fun theta ->
                let mean theta =
                    0.5 * max 0.0 (theta - 1.0) + 0.5 * max 0.0 (theta + 1.0)

                // Piecewise linear, in numbers of few digits: the quotients are exact.
                let h = 1.0 / 1024.0
                let seen = 0.5 * rampGradient theta -1.0 + 0.5 * rampGradient theta 1.0
                let at = Show.number theta

                [
                    Equation.scalar
                        $"mean gradient at theta = {at} from the left"
                        0.0
                        seen
                        ((mean theta - mean (theta - h)) / h)
                    Equation.scalar
                        $"mean gradient at theta = {at} from the right"
                        0.0
                        seen
                        ((mean (theta + h) - mean theta) / h)
                ])

    /// BSAG18-2.
    let unbiased: Claim =
        {
            Id = "BSAG18-2"
            Statement =
                "With a fixed critic the sample gradients of the MMD GAN and of the WGAN are unbiased: for Lebesgue-almost all parameters "
                + "of piecewise analytic Lipschitz networks, and kernels of at most quadratic growth, E grad MMD_U^2 = grad MMD^2 and E grad "
                + "(E^ f(Y) - E^ f(G(Z))) = grad (E f(Y) - E f(G(Z)))."
            Hypotheses =
                [
                    "the critic is fixed: it does not depend on the samples"
                    "networks of Lipschitz layers with analytic pieces; second moments of noise and data are finite (first moments for the WGAN)"
                    "the parameters lie outside a set of measure zero, at which inputs of positive probability lie on kinks"
                ]
            Source = "BSAG18"
            Page = "BSAG18-2.md"
            Property =
                [
                    gradients (FixedCriticScene.wgan :: FixedCriticScene.unbiased)
                    underDensity rampGradient
                    underAtoms [ -2.0; -0.5; 0.0; 0.25; 0.75; 3.0 ]
                ]
            Necessity =
                [
                    underAtoms [ 1.0 ]
                    |> Law.fails
                        "With an atom on the kink the derivatives from the two sides, 1/2 and 1, differ, and a gradient can be neither both."
                    gradients FixedCriticScene.biased |> Law.rejects "the V-statistic"
                    underDensity (fun _ _ -> 1.0)
                    |> Law.rejects "a gradient that lets negative arguments through"
                ]
        }

    // r(t) = r(0) + t (r(1) - r(0)).
    let private along (first: float[]) (last: float[]) (t: float) : float[] =
        Array.map2 (fun a b -> a + t * (b - a)) first last

    // From one draw of the parameters a quarter of the way to another.
    let private ends (scene: FixedCriticScene) =
        let first = FixedCriticScene.psi scene

        let other = FixedCriticScene.psi { scene with Seed = scene.Seed + 20000 }

        first, along first other 0.25

    // The bias at parameters, and the size of the largest gradient or value of a sample.
    let private biases (loss: CriticLoss) (scene: FixedCriticScene) : float[] -> float * float =
        let mean = FixedCriticScene.meanGradient loss scene

        fun psi ->
            let seen, size = mean psi

            seen[psi.Length]
            - (FixedCriticScene.ofLaws loss scene (Array.map Dual.constant psi)).V,
            size

    let private smooth =
        FixedCriticScene.scenes [ Activation.Tanh; Activation.Softplus ]

    let private alongPath (losses: CriticLoss list) : Law =
        Law.forAll
            {
                Name = "bias-along-path"
                Statement =
                    "Along a path r of parameters, bias(r(1)) - bias(r(0)) = int_0^1 <E grad of the estimator - grad of the loss, r'(t)> dt."
                Source = "BSAG18-11"
                Judge =
                    Judge.Relative(
                        1e-8,
                        "Gauss-Legendre on 4 panels of 6 points, of tanh and softplus units along paths about a unit long; relative to the largest gradient of a sample times the length of the path"
                    )
            }
            (losses |> List.map _.Name |> String.concat "; ")
            smooth
            (fun scene ->
                let first, last = ends scene
                let direction = Array.map2 (-) last first

                [
                    for loss in losses do
                        let bias, mean = biases loss scene, FixedCriticScene.meanGradient loss scene
                        let before, _ = bias first
                        let after, size = bias last

                        let integral =
                            GaussLegendre.panels 4 6 0.0 1.0
                            |> Array.sumBy (fun struct (t, w) ->
                                let at = along first last t
                                let seen, _ = mean at
                                let truth = FixedCriticScene.lawGradient loss scene at

                                w * Vectors.inner (Array.map2 (-) seen[.. truth.Length - 1] truth) direction)

                        Equation.scalar
                            $"change of the bias of {loss.Name}"
                            (size * (1.0 + Vectors.norm direction))
                            (after - before)
                            integral
                ])

    let private constantBias (losses: CriticLoss list) : Law =
        Law.forAll
            {
                Name = "bias-constant"
                Statement =
                    "An estimator of the loss with unbiased gradients has the same bias at both ends of a path of parameters and between."
                Source = "BSAG18-11"
                Judge =
                    Judge.Relative(
                        1e-11,
                        "sums over at most 81 samples, relative to the largest gradient or value of a sample"
                    )
            }
            (losses |> List.map _.Name |> String.concat "; ")
            smooth
            (fun scene ->
                let first, last = ends scene

                [
                    for loss in losses do
                        let bias = biases loss scene
                        let start, _ = bias first

                        for t in [ 0.25; 0.5; 1.0 ] do
                            let here, size = bias (along first last t)
                            Equation.scalar $"bias of {loss.Name} at {Show.number t} of the path" size here start
                ])

    // D^(t) = 1 where t > U, U uniform on [0, 1], for D = 0: differentiable at every t unless U = t, with derivative 0. What
    // the law says of draws and their gradients is read at the middle of [0, t) and of (t, 1], where they are constant in U.
    let private jumps: Law =
        let draw (u: float) t = if t > u then 1.0 else 0.0
        let h = 1.0 / 64.0

        let mean t f =
            t * f (0.5 * t) + (1.0 - t) * f (0.5 * (1.0 + t))

        Law.forEach
            {
                Name = "bias-of-smooth-paths"
                Statement =
                    "An estimator whose gradient is 0 at every t for almost every draw has the same mean at every t."
                Source = "BSAG18-11"
                Judge = Judge.Exact
            }
            "1 where t > U"
            [ 0.25; 0.5; 0.75 ]
            (fun t ->
                let slope u =
                    (draw u (t + h) - draw u (t - h)) / (2.0 * h)

                [
                    Equation.scalar $"mean gradient at {Show.number t}" 0.0 (mean t slope) 0.0
                    Equation.scalar
                        $"mean at {Show.number t} against that at 0"
                        0.0
                        (mean t (fun u -> draw u t))
                        (mean 0.0 (fun u -> draw u 0.0))
                ])

    /// BSAG18-11.
    let constant: Claim =
        {
            Id = "BSAG18-11"
            Statement =
                "If an estimator's gradients are unbiased along a path of parameters, its bias is constant along the path; so an estimator "
                + "whose bias is not constant has biased gradients."
            Hypotheses =
                [
                    "the path is smooth, and each draw of the estimator is absolutely continuous along it, with a gradient that is integrable over draws and path"
                    "the gradients are unbiased at almost every place of the path"
                ]
            Source = "BSAG18"
            Page = "BSAG18-11.md"
            Property =
                [
                    alongPath
                        [
                            FixedCriticScene.unbiased.Head
                            FixedCriticScene.biasedInData[2]
                            FixedCriticScene.biased.Head
                        ]
                    constantBias (
                        FixedCriticScene.wgan :: FixedCriticScene.unbiased
                        @ FixedCriticScene.biasedInData
                    )
                ]
            Necessity =
                [
                    constantBias FixedCriticScene.biased
                    |> Law.fails "The V-statistic's gradients are biased, and its bias is not constant."
                    alongPath
                        [
                            { FixedCriticScene.unbiased.Head with
                                OfSamples =
                                    fun x y ->
                                        Tensor.detach (FixedCriticScene.biased.Head.OfSamples x y)
                                        + FixedCriticScene.unbiased.Head.OfSamples x y
                                        - Tensor.detach (FixedCriticScene.unbiased.Head.OfSamples x y)
                            }
                        ]
                    |> Law.rejects "the value of one estimator with the gradient of another"
                    jumps
                    |> Law.fails
                        "Draws that jump have gradient 0 almost surely at every place, and a bias that grows along the path."
                ]
        }
