namespace GanFlowTheory.Laws

open FsCheck
open GanFlowTheory.Core
open GanFlowTheory.Core.Extending

/// A generator's step against any h of the logit is a regression step to targets along the flow: YZL23-6.
[<RequireQualifiedAccess>]
module internal GeneratorTargetClaims =

    /// h of the logit as a tensor, for differentiation through h o d o G.
    let private tensors: (string * (Tensor -> Tensor)) list =
        [
            "vanilla", Tensor.softplus
            "non-saturating", Tensor.logSigmoid
            "logit", id
            "mle", Tensor.exp
            "exp", (fun u -> Tensor.exp (1.5 * u))
            "arcsinh", (fun u -> Tensor.log (u + Tensor.sqrt (1.0 + Tensor.square u)))
            "shifted:2", (fun u -> Tensor.softplus (u + 2.0))
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

    // The change of theta over one inner step of rate tau towards G(z) - epsilon grad c(G(z)).
    let private regression (epsilon: float) (tau: float) (c: Potential) (q: ParameterState) : float[] =
        let path =
            Flow.create (Functional.potential "c" c) Metric.euclidean
            |> Flow.persistently 1 epsilon
            |> Flow.steppedBy (Integrator.euler tau)
            |> Flow.from q
            |> Flow.steps 1

        Array.map2 (-) path.Final.Parameters q.Parameters

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

    /// The step to targets along -grad c against the step of the loss whose h is given, both of which may be wrong.
    let private sameStep
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
                let q = scene.State
                let tau = rate scene
                let c = critic (logit scene)

                [
                    Equation.vector
                        "the regression step against the generator's"
                        (size tau scene c q)
                        (regression scene.Epsilon tau c q)
                        (descent scene q |> Array.map (fun v -> tau * scene.Epsilon * v))
                ])

    let private ofLoss (name: string) (h: Tensor -> Tensor) : Law =
        sameStep GanScenes.any name (GeneratorLoss.potential (GeneratorLoss.parse name)) (descent h)

    // The library's own step of the vanilla GAN, HZ23-6, at h = softplus and half of the distance.
    let private vanilla: Law =
        sameStep
            GanScenes.any
            "vanilla, by the GAN's own loss"
            (GeneratorLoss.potential GeneratorLoss.vanilla)
            (fun scene q ->
                let struct (_, gradient) = GanStep.lossWithGradient scene.LogitNetwork (phi scene) q

                gradient |> Array.map (fun g -> -g))

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

                    vanilla
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
                ]
        }

    /// YZL23-6.
    let all: Claim list = [ drawn ]
