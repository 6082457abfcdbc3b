namespace GanFlowTheory.Laws

open FsCheck
open GanFlowTheory.Core
open GanFlowTheory.Core.Extending

/// A generator's step against any h of the logit is a regression step to targets along the flow: YZL23-6.
[<RequireQualifiedAccess>]
module internal GeneratorTargetClaims =

    // h' = r^2/g^3, g = 1 - l + l r, is s^2 (1 - s)/(l^2 (1 - l)) in s = l r/g, whose own slope is s (1 - s): h = s^2/(2 l^2 (1 - l)).
    let private leCam (l: float) (u: Tensor) : Tensor =
        let logS = Tensor.logSigmoid (u + log (l / (1.0 - l)))
        Tensor.exp (2.0 * logS) / (2.0 * l * l * (1.0 - l))

    /// h of the logit as a tensor, for differentiation through h o d o G: every loss that the library has a name for.
    let tensors: (string * (Tensor -> Tensor)) list =
        [
            "vanilla", Tensor.softplus
            "non-saturating", Tensor.logSigmoid
            "logit", id
            "mle", Tensor.exp
            "exp", (fun u -> Tensor.exp (1.5 * u))
            "arcsinh", (fun u -> Tensor.log (u + Tensor.sqrt (1.0 + Tensor.square u)))
            "shifted:2", (fun u -> Tensor.softplus (u + 2.0))
            "kl", id
            "forward-kl", Tensor.exp
            "chi2", (fun u -> Tensor.exp (2.0 * u))
            "hellinger", (fun u -> Tensor.exp (0.5 * u))
            "jsd", (fun u -> 0.5 * Tensor.softplus u)
            "jeffreys", (fun u -> u + Tensor.exp u)
            "alpha:-0.5", (fun u -> -2.0 * Tensor.exp (-0.5 * u))
            "lecam", leCam 0.5
            "lecam:0.25", leCam 0.25
            // -f(r), which falls where f rises.
            "f:kl", id
            "f:chi2", (fun u -> -(Tensor.square (Tensor.exp u - 1.0)))
        ]

    // The logit's weights, smaller so that e^(1.5 u) stays a few thousand.
    let private phi (scene: GanScene) : float[] =
        scene.LogitParameters |> Array.map ((*) 0.5)

    let private logit (scene: GanScene) : Potential =
        Potential.ofNetwork scene.LogitNetwork (phi scene)

    // -grad of -E h(d(G(z))) in theta, by differentiation through h o d o G with the parameters of d held.
    let private descent (h: Tensor -> Tensor) (scene: GanScene) (q: ParameterState) : float[] =
        let theta = Tensor.input "theta" [| q.Parameters.Length |]
        let phi = phi scene

        let objective =
            Tensor.ofPoints q.Noise
            |> q.Network.Apply theta
            |> scene.LogitNetwork.Apply(Tensor.constant [| phi.Length |] phi)
            |> h
            |> Tensor.mean

        let program =
            Engine.compile q.Network.Engine [ theta ] [ Differentiate.gradient objective theta ]

        program.Evaluate [| q.Parameters |] |> Array.head

    // theta after inner steps of rate tau towards G(z) - epsilon grad c(G(z)).
    let private after (steps: int) (epsilon: float) (tau: float) (c: Potential) (q: ParameterState) : ParameterState =
        let path =
            Flow.create (Functional.potential "c" c) Metric.euclidean
            |> Flow.persistently steps epsilon
            |> Flow.steppedBy (Integrator.euler tau)
            |> Flow.from q
            |> Flow.steps 1

        path.Final

    let private change (before: ParameterState) (after: ParameterState) =
        Array.map2 (-) after.Parameters before.Parameters

    // From where the step begins to where it ends: an inner step to targets of its own.
    let private regression (epsilon: float) (tau: float) (c: Potential) (q: ParameterState) =
        struct (q, after 1 epsilon tau c q)

    // The second inner step to the targets of the first, from where that came.
    let private stale (epsilon: float) (tau: float) (c: Potential) (q: ParameterState) =
        struct (after 1 epsilon tau c q, after 2 epsilon tau c q)

    let private rate (scene: GanScene) = float scene.Rate / 64.0

    // |J_i^T| (|x_i| + |y_i|), as x - y cancels, and theta, to which the step is added.
    let private size (tau: float) (scene: GanScene) (c: Potential) (q: ParameterState) : float =
        let d = q.Network.OutputSize

        let trace =
            (q :> IParametric).Mobilities()
            |> Array.map2 (fun w (m: float[]) -> w * Seq.sum (Seq.init d (fun a -> m[a * d + a]))) q.Weights
            |> Array.sum

        let gradient = c.Gradient q.Nodes
        let x = Points.rowDots q.Nodes q.Nodes
        let g = Points.rowDots gradient gradient
        let top = Array.map2 (fun x g -> sqrt x + scene.Epsilon * sqrt g) x g |> Array.max
        tau * sqrt trace * float q.Nodes.Count * top + Vectors.norm q.Parameters

    /// The step to targets along -grad c against the step of the loss whose h is given, all of which may be wrong.
    let private sameStepBy
        (regression: float -> float -> Potential -> ParameterState -> struct (ParameterState * ParameterState))
        (scenes: Arbitrary<GanScene>)
        (instance: string)
        (critic: Potential -> Potential)
        (descent: GanScene -> ParameterState -> float[])
        : Law =
        Law.forAll
            {
                Name = "generator-targets"
                Statement =
                    "One inner step of rate tau to the targets G(z) + epsilon h'(d) grad d changes theta by tau epsilon grad E "
                    + "h(d(G(z))), d held."
                Source = "YZL23-6"
                Judge =
                    Judge.Relative(
                        1e-12,
                        "three layers of at most eight terms, each to a few ulp of |J| (|x| + |y|), amplified by weights of order 1"
                    )
            }
            instance
            scenes
            (fun scene ->
                let tau = rate scene
                let c = critic (logit scene)
                let struct (q, moved) = regression scene.Epsilon tau c scene.State

                [
                    Equation.vector
                        "the regression step against the generator's"
                        (size tau scene c q)
                        (change q moved)
                        (descent scene q |> Array.map (fun v -> tau * scene.Epsilon * v))
                ])

    let private sameStep = sameStepBy regression

    let private ofLoss (name: string) (h: Tensor -> Tensor) : Law =
        sameStep GanScenes.any name (GeneratorLoss.potential (GeneratorLoss.parse name)) (descent h)

    let private ofImages (name: string) (h: Tensor -> Tensor) : Law =
        sameStep
            GanScenes.images
            $"{name}, generators of images"
            (GeneratorLoss.potential (GeneratorLoss.parse name))
            (descent h)

    // The library's own step of the GAN.
    let private byTheLibrary (name: string) : Law =
        let loss = GeneratorLoss.parse name

        sameStep GanScenes.any $"{name}, by the library's own loss" (GeneratorLoss.potential loss) (fun scene q ->
            let struct (_, gradient) =
                GanStep.lossWithGradient loss scene.LogitNetwork (phi scene) q

            gradient |> Array.map (fun g -> -g))

    /// The certificate of one inner step, for every loss.
    let private certificate (name: string) (h: Tensor -> Tensor) (steps: int) : Law =
        let loss = GeneratorLoss.parse name

        Law.forAll
            {
                Name = "generator-certificate"
                Statement = "The certificate of one inner step towards any h: angle 0, lengths equal."
                Source = "YZL23-6"
                Judge =
                    Judge.Relative(
                        1e-12,
                        "three layers of at most eight terms, each to a few ulp of |J| (|x| + |y|), amplified by weights of order 1"
                    )
            }
            (if steps = 1 then name else $"{name}, {steps} inner steps")
            GanScenes.any
            (fun scene ->
                let q, tau = scene.State, rate scene
                let persistence = Regression.persistence steps scene.Epsilon

                let report =
                    GanStep.certify loss persistence (Integrator.euler tau) scene.LogitNetwork (phi scene) q

                let c = GeneratorLoss.potential loss (logit scene)
                let gan = descent h scene q |> Array.map (fun v -> tau * scene.Epsilon * v)

                // The relative error of a step.
                let size = size tau scene c q / Vectors.norm gan

                if Vectors.norm gan = 0.0 then
                    [
                        Equation.condition "where the GAN does not move, there is no angle" report.Cosine.IsNone
                    ]
                else
                    [
                        Equation.vector "the GAN's step" (size * Vectors.norm gan) report.Gan gan
                        Equation.scalar "cosine of the angle" (1.0 + size) (defaultArg report.Cosine nan) 1.0
                        Equation.scalar "ratio of the lengths" size (defaultArg report.LengthRatio nan) 1.0
                    ])

    // -h'(d) as c: a potential whose gradient is -h''(d) grad d.
    let private slopeForValue (logit: Potential) : Potential =
        let sigmoid u = 1.0 / (1.0 + exp -u)
        Potential.compose (fun u -> -(sigmoid u)) (fun u -> -(sigmoid u) * sigmoid -u) logit

    let private drawn: Claim =
        {
            Id = "YZL23-6"
            Statement =
                "For every differentiable h and logit d, one gradient step of the generator on -E h(d(G(z))) at rate tau "
                + "epsilon, d held, is one gradient step at rate tau on the error 1/2 E |G(z) - y|^2 to the targets y = G(z) + "
                + "epsilon h'(d) grad d: the generator learns to draw the flow dx/dt = h'(d) grad d. HZ23-6 is h = softplus."
            Hypotheses =
                [
                    "h and d are differentiable, and d is held fixed during the step"
                    "the targets are held fixed while the error falls"
                    "both steps use the same noise"
                ]
            Source = "YZL23"
            Page = "YZL23-6.md"
            Property =
                [
                    for name, h in tensors do
                        ofLoss name h

                    ofImages "vanilla" Tensor.softplus
                    ofImages "non-saturating" Tensor.logSigmoid
                    ofImages "f:chi2" (fun u -> -(Tensor.square (Tensor.exp u - 1.0)))

                    for name in [ "vanilla"; "non-saturating"; "mle"; "f:chi2" ] do
                        byTheLibrary name

                    for name, h in tensors do
                        certificate name h 1
                ]
            Necessity =
                [
                    sameStep
                        GanScenes.any
                        "targets along another h"
                        (GeneratorLoss.potential GeneratorLoss.nonSaturating)
                        (descent Tensor.softplus)
                    |> Law.fails "The targets of the non-saturating loss are not those of the vanilla one."
                    sameStep GanScenes.any "targets on the wrong side" (Potential.scale 1.0) (descent id)
                    |> Law.fails "Targets G - epsilon h'(d) grad d give the opposite step."
                    sameStep GanScenes.any "h' for h" slopeForValue (descent Tensor.softplus)
                    |> Law.fails "Targets along h'' grad d in place of h' grad d give another step."
                    sameStep GanScenes.any "other noise" (GeneratorLoss.potential GeneratorLoss.mle) (fun scene q ->
                        descent Tensor.exp scene ((q :> IRenewable<ParameterState>).Renewed(scene.Draw "other noise")))
                    |> Law.fails "The steps on two draws of noise differ."
                    sameStep
                        GanScenes.any
                        "d not held"
                        (GeneratorLoss.potential GeneratorLoss.logit)
                        (descent (fun d -> d - Tensor.mean d))
                    |> Law.fails
                        "A logit centred on the generator's own points, d - E d(G(z)), has the slopes of d while it is held; moving along it leaves nothing of the step on -E d."
                    sameStepBy
                        stale
                        GanScenes.any
                        "stale targets"
                        (GeneratorLoss.potential GeneratorLoss.nonSaturating)
                        (descent Tensor.logSigmoid)
                    |> Law.fails "A step to the targets of an earlier generator is not the step of the loss."
                    certificate "mle" Tensor.exp 2
                    |> Law.fails "Two inner steps are longer than the step of the GAN, and turn away from it."
                ]
        }

    /// YZL23-6.
    let all: Claim list = [ drawn ]
