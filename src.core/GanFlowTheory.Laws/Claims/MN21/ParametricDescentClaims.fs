namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// The claim on the rate of MMD^2 along the parametric kernelized flow: MN21-3.
[<RequireQualifiedAccess>]
module internal ParametricDescentClaims =

    let private lambda = ParametricSettings.lambda

    let private rate (factor: float) (kernel: Kernel) : Law =
        Law.forAll
            {
                Name = "parametric-rate"
                Statement =
                    "Along theta' = (g + lambda I)^(-1) L* delta, d/dt MMD^2 = -2 <delta, D (D + lambda)^(-1) delta> "
                    + "= -2 (MMD^2 - lambda <delta, f>) <= 0."
                Source = "MN21-3"
                Judge = Differences.judge
            }
            kernel.Name
            ParametricScenes.any
            (fun scene ->
                let q = scene.State
                let w = ParametricSettings.witness Gramian.MeanGradient kernel lambda scene q
                let top = Kernel.value kernel (q.Nodes.Row 0) (q.Nodes.Row 0)

                let struct (length, observed) = ParametricSettings.slopeAlong kernel scene w.Step

                let predicted = factor * (w.SquaredMmd - lambda * w.Inner)

                [
                    Equation.scalar
                        "d/dt MMD^2 against -2 (MMD^2 - lambda <delta, f>)"
                        (8.0 * top * (1.0 + scene.Speed))
                        observed
                        (predicted / length)
                    Equation.scalar "rate" (1e-4 * 8.0 * top) w.Rate predicted
                    Equation.condition "the rate is not positive" (w.Rate <= 1e-14 * top)
                ])

    // The library's step against L* delta from feature space.
    let private descentEquations (gramian: Gramian) (map: FeatureMap) (scene: ParametricScene) =
        let l = ParametricScenes.derivative map scene
        let delta = ParametricScenes.delta map scene
        let pulled = (l.Transpose() * delta).ToArray()

        let w =
            ParametricSettings.witness gramian (FeatureMap.kernel map) 1e-2 scene scene.State

        [
            Equation.scalar
                "0 against <L* delta, L* f>"
                (Vectors.norm pulled * Vectors.norm w.Step
                 + l.FrobeniusNorm() * delta.L2Norm() * Vectors.norm w.Step)
                0.0
                (Vectors.inner pulled w.Step)
        ]

    let private descentName = "parametric-descent"

    let private descentStatement =
        "<L* delta, L* f> >= 0 for the critic f = (D + lambda)^(-1) delta: its step lowers MMD^2."

    let private descentJudge =
        Judge.AtMost(1e-9, "a Cholesky solve of order up to 30, condition number below 1e6")

    let private descent (gramian: Gramian) (map: FeatureMap) : Law =
        Law.forAll
            {
                Name = descentName
                Statement = descentStatement
                Source = "MN21-3"
                Judge = descentJudge
            }
            $"{map.Name}, Gramian {ParametricSettings.gramianName gramian}"
            ParametricScenes.any
            (descentEquations gramian map)

    // One scene in thirty is a find for (iii).
    let private fixedScenes = ParametricScenes.fixedList 150

    let private search (gramian: Gramian) (map: FeatureMap) : Law =
        Law.forEach
            {
                Name = descentName
                Statement = descentStatement
                Source = "MN21-3"
                Judge = descentJudge
            }
            $"{map.Name}, Gramian {ParametricSettings.gramianName gramian}"
            fixedScenes
            (descentEquations gramian map)

    // G(z) = theta z at theta = 1/2 with the Gaussian kernel and lambda = 1/100: noise and target.
    let private dilated: (float list * float list) list =
        [ [ 0.0; 1.0; 6.0 ], [ 1.0; 2.0 ]; [ 0.0; 3.0; 6.0 ], [ -1.0 ] ]

    let private descentWithGaussian (gramian: Gramian) : Law =
        Law.forEach
            {
                Name = descentName
                Statement = "d/dt MMD^2 <= 0 along the generator's step against the critic."
                Source = "MN21-3"
                Judge = Judge.AtMost(1e-12, "a system of order at most 3, condition number below 1e3")
            }
            $"gaussian:1, theta z, Gramian {ParametricSettings.gramianName gramian}"
            dilated
            (fun (noise, target) ->
                let points values = Points.ofValues (List.toArray values)

                let q = ParameterState.create SmallGenerator.dilation (points noise) [| 0.5 |]
                let p = Empirical.ofPoints (points target)

                let w =
                    KernelizedWitness.at SolverOptions.standard gramian (Kernel.gaussian 1.0) 1e-2 p q

                [ Equation.scalar "rate against 0" 1.0 w.Rate 0.0 ])

    // G(z) = z + theta with noise {0}, p = {1}, lambda = 1/2: without the library's solver, which wants a positive
    // matrix, (g + lambda) u = L* delta as it stands.
    let private descentOfOne (kernel: Kernel) : Law =
        Law.forEach
            {
                Name = descentName
                Statement = "<L* delta, u> >= 0 for (g + lambda I) u = L* delta."
                Source = "MN21-3"
                Judge = Judge.AtMost(1e-12, "one number divided by another")
            }
            $"{kernel.Name}, z + theta, one sample"
            [ "noise {0}, p = {1}, lambda = 1/2, theta = 0" ]
            (fun _ ->
                let q =
                    ParameterState.create (SmallGenerator.translation 1) (Points.ofValues [| 0.0 |]) [| 0.0 |]

                let p = Empirical.ofPoints (Points.ofValues [| 1.0 |])
                let f: Functional<ParameterState> = Functional.mmd kernel p
                let pulled = -((q :> IState<ParameterState>).PullBack (f.Evaluate q).Variation)[0]
                let step = pulled / ((Metric.kernelTensor kernel q 1)[0, 0] + 0.5)
                [ Equation.scalar "0 against <L* delta, u>" 1.0 0.0 (pulled * step) ])

    // G(z) = z + theta, noise {0, 2}, p on {-2, 2}, Phi(x) = (x, x^2), lambda = 1, at theta = 0.
    let private translated (gramian: Gramian) : KernelizedWitness =
        let q =
            ParameterState.create (SmallGenerator.translation 1) (Points.ofValues [| 0.0; 2.0 |]) [| 0.0 |]

        let p = Empirical.ofPoints (Points.ofValues [| -2.0; 2.0 |])

        KernelizedWitness.at SolverOptions.standard gramian (FeatureMap.kernel FeatureMap.monomials) 1.0 p q

    let private oracle (translated: Gramian -> KernelizedWitness) : Law =
        Law.forEach
            {
                Name = "parametric-rate-oracle"
                Statement =
                    "At theta = 0 with lambda = 1, delta = (-1, 2), L* delta = 3: the step is 1/2 and d/dt MMD^2 = -3 for Gramian "
                    + "(i); for (ii) and (iii) the step is -1/14 and d/dt MMD^2 = 3/7."
                Source = "MN21-3"
                Judge = Judge.Relative(1e-12, "a 2 x 2 system of condition number below 100")
            }
            "z + theta, noise {0, 2}, p on {-2, 2}, Phi(x) = (x, x^2)"
            (List.map2
                (fun gramian values -> gramian, values)
                ParametricSettings.gramians
                [ 0.5, -3.0; -1.0 / 14.0, 3.0 / 7.0; -1.0 / 14.0, 3.0 / 7.0 ])
            (fun (gramian, (step, rate)) ->
                let w = translated gramian

                [
                    Equation.scalar "step" 1.0 w.Step[0] step
                    Equation.scalar "d/dt MMD^2" 3.0 w.Rate rate
                    Equation.scalar "MMD^2" 5.0 w.SquaredMmd 5.0
                ])

    let private descending: Claim =
        {
            Id = "MN21-3"
            Statement =
                "Along the parametric kernelized flow, whose critic has the Gramian (i) D = L L*, d/dt MMD^2 = -2 "
                + "<delta, D (D + lambda)^(-1) delta> = -2 (MMD^2 - lambda <delta, f>) <= 0."
            Hypotheses =
                [
                    "lambda > 0"
                    "the kernel is positive semidefinite"
                    "the kernel has continuous mixed second derivatives everywhere"
                    "the Gramian is (i), D = L L*, at the current parameters"
                ]
            Source = "MN21"
            Page = "MN21-3.md"
            Property =
                [
                    for kernel in ParametricSettings.kernels do
                        rate -2.0 kernel

                    descent Gramian.MeanGradient FeatureMap.monomials
                    descent Gramian.MeanGradient FeatureMap.waves
                    descentWithGaussian Gramian.MeanGradient
                    descentOfOne (Kernel.gaussian 1.0)
                    oracle translated
                ]
            Necessity =
                [
                    descentOfOne ParametricSettings.multiquadric
                    |> Law.fails
                        "With sqrt(1 + |x-y|^2), which is not positive semidefinite, g + lambda = -1/2 and d/dt MMD^2 = 2."
                    rate -1.0 (Kernel.gaussian 1.0) |> Law.rejects "a lost factor 2"
                    oracle (fun _ -> translated Gramian.MeanGradient)
                    |> Law.rejects "Gramian (i) for all three"

                    for gramian in [ Gramian.SampleGradients; Gramian.SpatialGradients ] do
                        search gramian FeatureMap.monomials
                        |> Law.fails
                            $"With the Gramian {ParametricSettings.gramianName gramian} the critic's step can drive MMD^2 up."

                        descentWithGaussian gramian
                        |> Law.fails
                            $"With the Gramian {ParametricSettings.gramianName gramian} MMD^2 can rise for the Gaussian kernel too."
                ]
        }

    /// MN21-3.
    let all: Claim list = [ descending ]
