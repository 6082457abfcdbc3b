namespace GanFlowTheory.Laws

open FsCheck
open GanFlowTheory.Core

/// The generator step of a GAN is a regression step of the ODE: HZ23-6.
[<RequireQualifiedAccess>]
module internal GanStepClaims =

    let private critic (scene: GanScene) : Potential =
        Potential.ofDiscriminator (Potential.ofNetwork scene.LogitNetwork scene.LogitParameters)

    // tr E J^T J, which bounds the largest eigenvalue of E J^T J.
    let private trace (q: ParameterState) : float =
        let d = q.Network.OutputSize

        (q :> IParametric).Mobilities()
        |> Array.map2 (fun w (m: float[]) -> w * Seq.sum (Seq.init d (fun a -> m[a * d + a]))) q.Weights
        |> Array.sum

    let private change (q: ParameterState) (moved: ParameterState) =
        Array.map2 (-) moved.Parameters q.Parameters

    // The change of the parameters over one step of the flow along c, trained persistently.
    let private persistent (steps: int) (epsilon: float) (tau: float) (c: Potential) (q: ParameterState) : float[] =
        let path =
            Flow.create (Functional.potential "c" c) Metric.euclidean
            |> Flow.persistently steps epsilon
            |> Flow.steppedBy (Integrator.euler tau)
            |> Flow.from q
            |> Flow.steps 1

        change q path.Final

    // -epsilon/2 times the gradient of E log(1 - D(G(z))), by differentiation through D o G.
    let private descent (scene: GanScene) (q: ParameterState) : float[] =
        let struct (_, gradient) =
            GanStep.lossWithGradient GeneratorLoss.vanilla scene.LogitNetwork scene.LogitParameters q

        gradient |> Array.map (fun g -> -0.5 * scene.Epsilon * g)

    // The sizes of what is summed in one regression step of rate tau: |J_i^T| (|x_i| + |y_i|), as x - y cancels, and
    // theta, to which the step is added.
    let private size (tau: float) (scene: GanScene) (q: ParameterState) : float =
        let gradient = (critic scene).Gradient q.Nodes
        let x = Points.rowDots q.Nodes q.Nodes
        let g = Points.rowDots gradient gradient
        let reach = sqrt (trace q) * float q.Nodes.Count
        let top = Array.map2 (fun x g -> sqrt x + scene.Epsilon * sqrt g) x g |> Array.max
        tau * reach * top + Vectors.norm q.Parameters

    let private rounding =
        Judge.Relative(
            1e-12,
            "three layers of at most eight terms, each to a few ulp of |J| (|x| + |y|), amplified by weights of order 1"
        )

    let private rate (scene: GanScene) = float scene.Rate / 64.0

    /// The regression step through a critic against the GAN's, both of which may be given wrong.
    let private sameStep
        (scenes: Arbitrary<GanScene>)
        (instance: string)
        (critic: GanScene -> Potential)
        (descent: GanScene -> ParameterState -> float[])
        : Law =
        Law.forAll
            {
                Name = "gan-step"
                Statement =
                    "One inner step of rate tau to the targets G(z) - epsilon/2 grad log(1 - D)(G(z)) changes theta by "
                    + "-(tau epsilon/2) grad E log(1 - D(G(z)))."
                Source = "HZ23-6"
                Judge = rounding
            }
            instance
            scenes
            (fun scene ->
                let q = scene.State
                let tau = rate scene

                [
                    Equation.vector
                        "regression step against the step of the GAN"
                        (size tau scene q)
                        (persistent 1 scene.Epsilon tau (critic scene) q)
                        (descent scene q |> Array.map (fun v -> tau * v))
                ])

    // Relative to the slopes themselves, which fall like D where D is near 0.
    let private slope (instance: string) (critic: GanScene -> Potential) : Law =
        Law.forAll
            {
                Name = "gan-slope"
                Statement =
                    "-(epsilon/2) grad E log(1 - D(G(z))) is -epsilon E J^T grad c(G(z)), c = 1/2 log(1 - D), however near D is to "
                    + "0 or 1, and grad c is -1/2 D grad d with the logit d."
                Source = "HZ23-6"
                Judge =
                    Judge.Relative(
                        1e-11,
                        "three layers of at most eight terms; an ulp of a logit of 700 is a relative 1e-13 of D, and a few are lost"
                    )
            }
            instance
            GanScenes.saturated
            (fun scene ->
                let q = scene.State
                let gradient = (critic scene).Gradient q.Nodes
                let logit = Potential.ofNetwork scene.LogitNetwork scene.LogitParameters
                let d, slopes = logit.Value q.Nodes, logit.Gradient q.Nodes
                // D = e^d/(1 + e^d) for d < 0, and 1/(1 + e^-d) otherwise: neither overflows.
                let sigmoid u =
                    if u < 0.0 then
                        exp u / (1.0 + exp u)
                    else
                        1.0 / (1.0 + exp -u)

                let expected = Points.scaleRows (Array.map (fun u -> -0.5 * sigmoid u) d) slopes

                let largest =
                    Array.map2 (fun u g -> sigmoid u * sqrt g) d (Points.rowDots slopes slopes)
                    |> Array.max

                [
                    Equation.vector "grad c against -1/2 D grad d" largest gradient.Data expected.Data
                    Equation.vector
                        "the step of the GAN against -epsilon E J^T grad c"
                        (scene.Epsilon * (1.0 + sqrt (trace q)) * float q.Nodes.Count * largest)
                        (descent scene q)
                        ((q :> IParametric).Pull gradient |> Array.map (fun g -> -scene.Epsilon * g))
                ])

    let private certificate (instance: string) (steps: int) : Law =
        Law.forAll
            {
                Name = "gan-step-certificate"
                Statement = "The certificate of one inner step: angle 0, lengths equal."
                Source = "HZ23-6"
                Judge = rounding
            }
            instance
            GanScenes.any
            (fun scene ->
                let q = scene.State
                let tau = rate scene

                let report =
                    GanStep.certify
                        (GeneratorLoss.ofDivergence FDivergence.jsd)
                        (Regression.persistence steps scene.Epsilon)
                        (Integrator.euler tau)
                        scene.LogitNetwork
                        scene.LogitParameters
                        q

                // The relative error of a step.
                let size = size tau scene q / Vectors.norm report.Gan

                [
                    Equation.scalar "cosine of the angle" (1.0 + size) (defaultArg report.Cosine nan) 1.0
                    Equation.scalar "ratio of the lengths" size (defaultArg report.LengthRatio nan) 1.0
                ])

    let private geometric (instance: string) (terms: int -> int) : Law =
        Law.forAll
            {
                Name = "persistent-steps"
                Statement =
                    "For G affine in theta, K inner steps change theta by tau sum_(j<K) (I - tau H)^j b, H = E J^T J, b = "
                    + "-(epsilon/2) grad E log(1 - D(G(z)))."
                Source = "HZ23-6"
                Judge = rounding
            }
            instance
            GanScenes.affine
            (fun scene ->
                let q = scene.State
                let tau = rate scene / trace q
                let b = descent scene q
                let chart = q :> IParametric

                let next (sum: float[]) =
                    Array.map3 (fun b s h -> b + s - tau * h) b sum (chart.Pull(chart.Push sum))

                let sum = Seq.init (terms scene.Steps - 1) ignore |> Seq.fold (fun s () -> next s) b

                [
                    Equation.vector
                        "persistent step against the geometric sum"
                        (float scene.Steps * size tau scene q)
                        (persistent scene.Steps scene.Epsilon tau (critic scene) q)
                        (sum |> Array.map (fun v -> tau * v))
                ])

    /// Bounds on the certificate for rates of at most so many units 1/tr H; what the inner steps change may be given
    /// wrong.
    let private bounds (instance: string) (units: float) (wrong: float[] -> float[]) : Law =
        Law.forAll
            {
                Name = "persistent-angle"
                Statement =
                    "For G affine in theta and tau <= 1/lambda_max(H), K inner steps are between 1 and K times as long as the "
                    + "GAN's step, with cosine at least 2 sqrt K / (K + 1)."
                Source = "HZ23-6"
                Judge = Judge.AtMost(1e-12, "rounding of a step, relative to its length")
            }
            instance
            GanScenes.affine
            (fun scene ->
                let q = scene.State
                let tau = units * rate scene / trace q
                let k = float scene.Steps
                let gan = descent scene q |> Array.map (fun v -> tau * v)

                let report =
                    GanStep.compare gan (wrong (persistent scene.Steps scene.Epsilon tau (critic scene) q))

                let size = k * size tau scene q / Vectors.norm gan

                match report.Cosine, report.LengthRatio with
                | Some cosine, Some ratio ->
                    [
                        Equation.scalar "1 against the ratio of the lengths" size 1.0 ratio
                        Equation.scalar "the ratio of the lengths against K" size ratio k
                        Equation.scalar "2 sqrt K / (K + 1) against the cosine" size (2.0 * sqrt k / (k + 1.0)) cosine
                    ]
                | _ ->
                    [
                        Equation.condition "where the GAN moves, so do the inner steps" (Vectors.norm gan = 0.0)
                    ])

    // The gradient of 1/2 E |G - y(G)|^2 with targets that move along: of 1/2 E |epsilon grad c(G)|^2.
    let private movingTargets (scene: GanScene) (q: ParameterState) : float[] =
        let theta = Tensor.input "theta" [| q.Parameters.Length |]
        let x = q.Network.Apply theta (Tensor.ofPoints q.Noise)
        let phi = scene.LogitParameters

        let c =
            -0.5
            * Tensor.sum (Tensor.softplus (scene.LogitNetwork.Apply (Tensor.constant [| phi.Length |] phi) x))

        let loss =
            0.5 * scene.Epsilon * scene.Epsilon / float q.Nodes.Count
            * Tensor.sum (Tensor.square (Differentiate.gradient c x))

        let program =
            Engine.compile q.Network.Engine [ theta ] [ Differentiate.gradient loss theta ]

        (program.Evaluate [| q.Parameters |])[0] |> Array.map (fun v -> -v)

    // The first weight matrix of the step as if it had been stored the other way round.
    let private transposed (scene: GanScene) (q: ParameterState) : float[] =
        let step = descent scene q
        let rows, columns = q.Network.Views[0].Shape[0], q.Network.Views[0].Shape[1]

        step
        |> Array.mapi (fun p v ->
            if p < rows * columns then
                step[(p % rows) * columns + p / rows]
            else
                v)

    let private otherNoise (scene: GanScene) (q: ParameterState) : float[] =
        descent scene ((q :> IRenewable<ParameterState>).Renewed(scene.Draw "other noise"))

    let private sameAsOde: Claim =
        {
            Id = "HZ23-6"
            Statement =
                "One gradient step of the generator on the vanilla loss E log(1 - D(G(z))) at rate tau epsilon/2, "
                + "against any fixed D, is one gradient step at rate tau on the error 1/2 E |G(z) - y|^2 to the targets "
                + "y = G(z) - epsilon/2 grad log(1 - D)(G(z)). K steps on the same targets change theta by tau "
                + "sum_(j<K) (I - tau H)^j b for G affine in theta, H = E J^T J; by any integrator they are K of its steps "
                + "on dtheta/dt = -grad 1/2 E |G - y|^2."
            Hypotheses =
                [
                    "D is differentiable and held fixed during the step"
                    "the targets are held fixed while the error falls"
                    "both steps use the same noise"
                    "for the bounds on angle and length, G is affine in theta and tau <= 1/lambda_max(H)"
                ]
            Source = "HZ23"
            Page = "HZ23-6.md"
            Property =
                [
                    sameStep GanScenes.any "any D" critic descent
                    sameStep GanScenes.saturated "saturated D" critic descent
                    slope "saturated D" critic
                    certificate "one inner step" 1
                    geometric "affine generators" id
                    bounds "tau <= 1/tr H" 1.0 id
                    PersistentLaws.integrated "every kind of step" id PersistentLaws.honest
                    PersistentLaws.order "affine generators" id
                ]
            Necessity =
                [
                    sameStep GanScenes.any "targets without the factor 1/2" (critic >> Potential.scale 2.0) descent
                    |> Law.fails "Targets G - epsilon grad log(1 - D) give a step twice as long."
                    sameStep GanScenes.any "targets on the wrong side" (critic >> Potential.scale -1.0) descent
                    |> Law.fails "Targets G + epsilon/2 grad log(1 - D) give the opposite step."
                    slope "log of a D that is rounded to 0 or 1" (fun scene ->
                        let logit = Potential.ofNetwork scene.LogitNetwork scene.LogitParameters

                        logit
                        |> Potential.compose (fun u -> 0.5 * log (1.0 - 1.0 / (1.0 + exp -u) + 1e-12)) (fun u ->
                            -0.5 / (1.0 + exp -u) * (1.0 - 1.0 / (1.0 + exp -u))
                            / (1.0 - 1.0 / (1.0 + exp -u) + 1e-12)))
                    |> Law.rejects "log(1 - D + 1e-12), as many programs have it"
                    sameStep GanScenes.square "a transposed Jacobian" critic transposed
                    |> Law.fails "A step with a transposed Jacobian is another one."
                    sameStep GanScenes.any "targets that move along" critic movingTargets
                    |> Law.fails "Differentiating the targets too gives another step."
                    sameStep GanScenes.any "other noise" critic otherNoise
                    |> Law.fails "The steps on two draws of noise differ."
                    certificate "two inner steps" 2
                    |> Law.fails "Two inner steps are longer than the step of the GAN, and turn away from it."
                    geometric "a term too many" (fun steps -> steps + 1)
                    |> Law.fails "The law rejects a known-bad instance: K + 1 terms for K steps."
                    bounds "rates up to 64/tr H" 64.0 id
                    |> Law.fails "At large rates the inner steps overshoot, and the bounds fail."
                    bounds "no step" 1.0 (Array.map (fun _ -> 0.0))
                    |> Law.fails "The law rejects a known-bad instance: inner steps that stand still."
                    PersistentLaws.integrated "targets taken anew" id PersistentLaws.chased
                    |> Law.fails "With targets that are taken anew before every inner step it is another equation."
                    PersistentLaws.integrated "stale slopes" PersistentLaws.staleSlopes PersistentLaws.honest
                    |> Law.rejects "the slope of the start in every stage of an inner step"
                    PersistentLaws.order "stale slopes" PersistentLaws.staleSlopes
                    |> Law.rejects "the slope of the start in every stage of an inner step"
                ]
        }

    /// HZ23-6.
    let all: Claim list = [ sameAsOde ]
