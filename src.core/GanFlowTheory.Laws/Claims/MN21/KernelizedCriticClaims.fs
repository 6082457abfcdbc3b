namespace GanFlowTheory.Laws

open GanFlowTheory.Core
open MathNet.Numerics.LinearAlgebra

/// The claim on the regularised critic and the generator's step against it: MN21-2.
[<RequireQualifiedAccess>]
module internal KernelizedCriticClaims =

    let private negate (a: float[]) = Array.map (fun v -> -v) a

    /// What is solved directly in feature space, and the sizes of rounding.
    [<NoComparison; NoEquality>]
    type private Solved =
        {
            Delta: Vector<float>
            L: Matrix<float>
            D: Matrix<float>
            F: Vector<float>
            // Rounding of an average of features, in the critic's coordinates, and of the solves.
            Size: float
            // The largest feature or derivative of one at the nodes of p and q.
            Features: float
            // |L| at most.
            Pulling: float
        }

    let private solved (weights: float[]) (map: FeatureMap) (gramian: Gramian) (scene: ParametricScene) : Solved =
        let lambda = scene.Lambda
        let delta = ParametricScenes.deltaBy weights map scene
        let l = ParametricScenes.derivativeBy weights map scene
        let d = ParametricScenes.gramianBy weights map gramian scene
        let f = FeatureMap.solve d lambda delta

        let features =
            Points.append scene.Target.Nodes scene.State.Nodes
            |> Points.toRows
            |> Array.map (fun r -> Vectors.largest (Array.append (map.Value r) (Array.concat (map.Jacobian r))))
            |> Array.max

        let root = sqrt (float delta.Count)
        let pulling = 1.0 + features * root * scene.Speed
        // Entries of g err by an ulp of what may cancel in L.
        let condition = 1.0 + (d.FrobeniusNorm() + pulling * pulling) / lambda

        {
            Delta = delta
            L = l
            D = d
            F = f
            // delta errs by an ulp of the features, hence f by as much over lambda; a solve by kernel trick with a
            // residual of some ulp loses condition^(3/2): L (g + lambda)^(-1) r / lambda with |r| as |g| |rate|.
            Size = features * root / lambda + condition * sqrt condition * f.L2Norm()
            Features = features * root
            Pulling = pulling
        }

    let private witness gramian (times: float) kernel (scene: ParametricScene) q =
        ParametricSettings.witness gramian kernel (times * scene.Lambda) scene q

    let private solving =
        "900 ulp, n^2 for the n <= 30 unknowns of a Cholesky solve; condition numbers are in the scale"

    let private equally (scene: ParametricScene) : IParametric = scene.State

    let private weighted (scene: ParametricScene) : IParametric = scene.Weighted

    // The critic by kernel trick that is judged, with its Gramian and lambda.
    let private criticInFeatures
        (trick: Kernel -> ParametricScene -> IParametric -> KernelizedWitness)
        (name: string)
        (state: ParametricScene -> IParametric)
        (gramian: Gramian)
        (map: FeatureMap)
        : Law =
        Law.forAll
            {
                Name = "critic-feature-space"
                Statement =
                    "The kernel trick equals (D + lambda) f = delta solved in feature space: critic, L* f, MMD^2, <delta, f> "
                    + "and d/dt MMD^2 = -2 <L* delta, L* f>."
                Source = "MN21-2"
                Judge = Judge.Relative(2e-13, solving)
            }
            $"{map.Name}, Gramian {ParametricSettings.gramianName gramian}{name}"
            ParametricScenes.any
            (fun scene ->
                let lambda = scene.Lambda
                let q = state scene
                let w = trick (FeatureMap.kernel map) scene q
                let s = solved q.Weights map gramian scene
                let lt = s.L.Transpose()

                let values (x: Points) =
                    Points.toRows x
                    |> Array.map (fun r -> Vectors.inner (s.F.ToArray()) (map.Value r))

                let size = s.Size * s.Features

                [
                    Equation.vector "critic at p" size (w.Critic.Value scene.Target.Nodes) (values scene.Target.Nodes)
                    Equation.vector "critic at q" size (w.Critic.Value q.Nodes) (values q.Nodes)
                    Equation.vector
                        "gradient of the critic at q"
                        size
                        (w.Critic.Gradient q.Nodes).Data
                        (FeatureMap.gradient map s.F q.Nodes).Data
                    Equation.vector "L* f" (s.Size * s.Pulling) w.Step (lt * s.F |> _.ToArray())
                    Equation.scalar "MMD^2" (s.Features * s.Features) w.SquaredMmd (s.Delta * s.Delta)
                    Equation.scalar "<delta, f>" (s.Features * (s.Size + s.Features / lambda)) w.Inner (s.Delta * s.F)
                    Equation.scalar
                        "rate"
                        (s.Pulling * s.Pulling * s.Features * s.Size)
                        w.Rate
                        (-2.0 * ((lt * s.Delta) * (lt * s.F)))
                ])

    // The penalty of f = c . Phi as it is defined, from gradients of f and Jacobians by hand.
    let private penalty
        (gramian: Gramian)
        (map: FeatureMap)
        (scene: ParametricScene)
        (nodes: Points)
        (c: Vector<float>)
        : float =
        let gradient = FeatureMap.gradient map c nodes

        let pulled =
            scene.Jacobians
            |> Array.mapi (fun i rows ->
                Array.init scene.Generator.Parameters (fun p ->
                    rows |> Array.mapi (fun a row -> row[p] * gradient[i, a]) |> Array.sum))

        match gramian with
        | Gramian.MeanGradient ->
            let mean =
                pulled
                |> Array.reduce (Array.map2 (+))
                |> Array.map (fun v -> v / float pulled.Length)

            Vectors.inner mean mean
        | Gramian.SampleGradients -> pulled |> Array.averageBy (fun v -> Vectors.inner v v)
        | Gramian.SpatialGradients -> Points.rowDots gradient gradient |> Array.average

    let private criticMaximises (name: string) (times: float) (gramian: Gramian) (map: FeatureMap) : Law =
        Law.forAll
            {
                Name = "critic-maximises"
                Statement =
                    "E_p f - E_q f - 1/2 (lambda |f|^2 + <f, D f>), with <f, D f> from its definition by gradients of f, is "
                    + "<delta, f>/2 at the critic, and 1/2 (lambda |e|^2 + <e, D e>) less at f + e."
                Source = "MN21-2"
                Judge = Judge.Relative(2e-13, solving)
            }
            $"{map.Name}, Gramian {ParametricSettings.gramianName gramian}{name}"
            ParametricScenes.any
            (fun scene ->
                let lambda = scene.Lambda
                let q = scene.State
                let w = ParametricSettings.witness gramian (FeatureMap.kernel map) lambda scene q
                let s = solved q.Weights map gramian scene

                let regularised c =
                    lambda * (c * c) + times * penalty gramian map scene q.Nodes c

                let objective (c: Vector<float>) = s.Delta * c - 0.5 * regularised c

                let e = Vector<float>.Build.Dense(s.F.Count, (fun p -> Scene.Entry scene.First p 1))

                let bound (c: Vector<float>) =
                    (s.Size + s.Features / lambda) * s.Features
                    + (lambda + s.Pulling * s.Pulling) * (c * c)

                [
                    Equation.scalar
                        "the value at the critic against <delta, f>/2"
                        (bound s.F)
                        (objective s.F)
                        (0.5 * w.Inner)
                    Equation.scalar
                        "the loss of a perturbation"
                        (bound (s.F + e) + s.Pulling * s.Pulling * s.Size)
                        (0.5 * w.Inner - objective (s.F + e))
                        (0.5 * regularised e)
                ])

    let private generatorStep (scenes: FsCheck.Arbitrary<ParametricScene>) (gramian: Gramian) (kernel: Kernel) : Law =
        Law.forAll
            {
                Name = "generator-step"
                Statement =
                    "The generator's gradient step L* f against the critic is (g + lambda I)^(-1) L* delta: the step of the "
                    + "parametric kernelized metric, and the Euclidean one seen by the critic."
                Source = "MN21-2"
                Judge =
                    Judge.Relative(1e-12, "a Cholesky solve of order up to 21; the condition number is in the scale")
            }
            $"{kernel.Name}, Gramian {ParametricSettings.gramianName gramian}"
            scenes
            (fun scene ->
                let lambda = scene.Lambda
                let q = scene.State
                let w = ParametricSettings.witness gramian kernel lambda scene q
                let f: Functional<ParameterState> = Functional.mmd kernel scene.Target
                let xi = (f.Evaluate q).Variation
                let metric: Metric<ParameterState> = Metric.kernelized kernel lambda

                let critic: Critic<ParameterState> =
                    Critic.kernelized gramian kernel lambda scene.Target

                let seen =
                    Potential.at q.Nodes (critic.Estimate.Value (Some f) (Seed.create 0) q).Potential

                let condition = 1.0 + ParametricSettings.tensorSize kernel scene q / lambda
                let pulled = Vectors.norm ((q :> IState<ParameterState>).PullBack xi)
                // L* delta is a sum of gradients of kernels, each of size k(0) at unit length.
                let size =
                    condition
                    * condition
                    * (pulled + scene.Speed * Kernel.value kernel (q.Nodes.Row 0) (q.Nodes.Row 0))
                    / lambda

                [
                    Equation.vector "L* f against -K xi" size w.Step (negate (metric.Apply q xi).Rate)
                    Equation.vector
                        "L* f against the Euclidean step seen by the critic"
                        size
                        w.Step
                        (negate ((q :> IState<ParameterState>).PullBack seen))
                ])

    // The residual of the rate, whatever the condition number.
    let private stepResidual (times: float) (map: FeatureMap) : Law =
        Law.forAll
            {
                Name = "step-residual"
                Statement = "(L* L + lambda) u = L* delta for the rate u of the kernelized metric, L and delta by hand."
                Source = "MN21-2"
                Judge =
                    Judge.Relative(
                        2e-13,
                        "900 ulp of |g| |u|: sums of up to 36 pairs and a Cholesky solve of order up to 21"
                    )
            }
            map.Name
            ParametricScenes.any
            (fun scene ->
                let q = scene.State
                let kernel = FeatureMap.kernel map
                let f: Functional<ParameterState> = Functional.mmd kernel scene.Target
                let metric: Metric<ParameterState> = Metric.kernelized kernel scene.Lambda

                let u =
                    (metric.Apply q (f.Evaluate q).Variation).Rate
                    |> negate
                    |> Vector<float>.Build.DenseOfArray

                let s = solved q.Weights map Gramian.MeanGradient scene
                let lt = s.L.Transpose()

                [
                    Equation.vector
                        "(L* L + lambda) u against L* delta"
                        ((ParametricSettings.tensorSize kernel scene q
                          + s.Pulling * s.Pulling
                          + scene.Lambda)
                         * u.L2Norm()
                         + s.Features * s.Pulling)
                        ((lt * (s.L * u) + times * scene.Lambda * u).ToArray())
                        ((lt * s.Delta).ToArray())
                ])

    // The critic delta/lambda times a number, with L* of it as the step: the gradient of the discrepancy as it is.
    let private unregularised (times: float -> float) : ParametricCriticEquation.Witness =
        fun gramian kernel lambda scene q ->
            let delta =
                Potential.add (Mmd.embedding kernel scene.Target) (Potential.scale -1.0 (Mmd.embedding kernel q))

            let critic = Potential.scale (times lambda) delta
            let w = ParametricSettings.witness gramian kernel lambda scene q

            { w with
                Critic = critic
                Step = q.Pull(critic.Gradient q.Nodes)
                Inner = times lambda * w.SquaredMmd
            }

    let private minMax: Claim =
        {
            Id = "MN21-2"
            Statement =
                "The regularised critic, the maximiser of E_p f - E_q f - 1/2 (lambda |f|^2 + <f, D f>), is f = (D + "
                + "lambda)^(-1) delta; for D = L L*, that is <f, D f> = |grad_theta E_q f|^2, the generator's gradient "
                + "step L* f against it is (g + lambda I)^(-1) L* delta, with L* delta = -1/2 grad_theta MMD^2."
            Hypotheses =
                [
                    "lambda > 0"
                    "the kernel is positive semidefinite"
                    "the kernel has continuous mixed second derivatives everywhere"
                    "for the step: the Gramian is (i), D = L L*"
                ]
            Source = "MN21"
            Page = "MN21-2.md"
            Property =
                [
                    for gramian in ParametricSettings.gramians do
                        for map in [ FeatureMap.monomials; FeatureMap.waves ] do
                            criticInFeatures (witness gramian 1.0) "" equally gramian map

                        criticInFeatures (witness gramian 1.0) ", weighted noise" weighted gramian FeatureMap.waves

                    for gramian in ParametricSettings.gramians do
                        criticMaximises "" 1.0 gramian FeatureMap.waves

                    for gramian in ParametricSettings.gramians do
                        for kernel in [ Kernel.gaussian 1.0; Kernel.rqCode ] do
                            ParametricCriticEquation.law ParametricSettings.witness gramian kernel

                    ParametricCriticEquation.worth (Kernel.gaussian 1.0)
                    stepResidual 1.0 FeatureMap.waves

                    for kernel in ParametricSettings.kernels do
                        generatorStep ParametricScenes.any Gramian.MeanGradient kernel

                    PulledGradient.law 1.0 "gaussian:1"
                ]
            Necessity =
                [
                    generatorStep ParametricScenes.slim Gramian.SampleGradients (Kernel.gaussian 1.0)
                    |> Law.fails "Against the critic of Gramian (ii) the generator's step is another."
                    generatorStep ParametricScenes.slim Gramian.SpatialGradients (Kernel.gaussian 1.0)
                    |> Law.fails "Against the critic of Gramian (iii) the generator's step is another."
                    criticInFeatures (witness Gramian.MeanGradient 2.0) "" equally Gramian.MeanGradient FeatureMap.waves
                    |> Law.rejects "the critic for 2 lambda"
                    criticInFeatures
                        (witness Gramian.SampleGradients 1.0)
                        ""
                        equally
                        Gramian.MeanGradient
                        FeatureMap.waves
                    |> Law.rejects "the critic of Gramian (ii) for that of (i)"
                    criticMaximises "" 2.0 Gramian.MeanGradient FeatureMap.waves
                    |> Law.rejects "the penalty without its factor 1/2"
                    PulledGradient.law -1.0 "" |> Law.rejects "a sign flip"
                    stepResidual 2.0 FeatureMap.waves |> Law.rejects "the step for 2 lambda"

                    for gramian in ParametricSettings.gramians do
                        ParametricCriticEquation.law
                            (unregularised (fun lambda -> 1.0 / lambda))
                            gramian
                            (Kernel.gaussian 1.0)
                        |> Law.rejects $"delta / lambda for the critic of {ParametricSettings.gramianName gramian}"

                        ParametricCriticEquation.law (unregularised (fun _ -> 7.0)) gramian (Kernel.gaussian 1.0)
                        |> Law.rejects $"7 delta for the critic of {ParametricSettings.gramianName gramian}"

                    ParametricCriticEquation.law
                        (fun _ -> ParametricSettings.witness Gramian.SampleGradients)
                        Gramian.MeanGradient
                        (Kernel.gaussian 1.0)
                    |> Law.rejects "the critic of (ii) for that of (i), from its values"
                    ParametricCriticEquation.worth ParametricSettings.multiquadric
                    |> Law.fails
                        "With sqrt(1 + |x-y|^2), which is not positive semidefinite, the game is worth less than the critic 0 gets."
                ]
        }

    /// MN21-2.
    let all: Claim list = [ minMax ]
