namespace GanFlowTheory.Laws

open GanFlowTheory.Core
open MathNet.Numerics.LinearAlgebra

/// The claim on the metric of the parametric kernelized flow: MN21-1.
[<RequireQualifiedAccess>]
module internal ParametricMetricClaims =

    let private symmetrised (g: float[,]) =
        let m = Matrix<float>.Build.DenseOfArray g
        0.5 * (m + m.Transpose())

    let private tensorPositive (kernel: Kernel) : Law =
        Law.forAll
            {
                Name = "tensor-positive"
                Statement =
                    "g is symmetric, its smallest eigenvalue is not negative, and lambda is at most the smallest eigenvalue "
                    + "of g + lambda I."
                Source = "MN21-1"
                Judge =
                    Judge.AtMost(
                        1e-13,
                        "sums of up to 36 pairs and an eigenvalue decomposition of order up to 21: 450 ulp of |g|"
                    )
            }
            kernel.Name
            ParametricScenes.any
            (fun scene ->
                let q = scene.State
                let parameters = scene.Generator.Parameters
                let g = Metric.kernelTensor kernel q parameters
                let size = ParametricSettings.tensorSize kernel scene q
                let matrix = symmetrised g

                let skew =
                    [|
                        for a in 0 .. parameters - 1 do
                            for b in 0 .. a - 1 -> abs (g[a, b] - g[b, a])
                    |]

                let lambda = scene.Lambda
                let shifted = matrix + lambda * Matrix<float>.Build.DenseIdentity parameters

                [
                    Equation.vector "|g_ab - g_ba| against 0" size skew (Array.zeroCreate skew.Length)
                    Equation.scalar "0 against the smallest eigenvalue of g" size 0.0 (SymmetricEigen.smallest matrix)
                    Equation.scalar
                        "lambda against the smallest eigenvalue of g + lambda I"
                        (size + lambda)
                        lambda
                        (SymmetricEigen.smallest shifted)
                ])

    let private sound (lambda: float) : Metric<ParameterState> =
        Metric.kernelized (Kernel.gaussian 1.0) lambda

    let private operatorBounded (name: string) (metric: float -> Metric<ParameterState>) : Law =
        Law.forAll
            {
                Name = "operator-bounded"
                Statement =
                    "0 <= <xi, K xi> <= |b|^2 / lambda for K = (g + lambda I)^(-1), b the pull-back of any potential xi."
                Source = "MN21-1"
                // The sums and Cholesky's backward error amount to another g, 450 ulp of its bound away and so far below
                // lambda >= 1e-8: b^T (g + e + lambda)^(-1) b <= |b|^2 / (lambda - |e|).
                Judge =
                    Judge.AtMost(
                        1e-13,
                        "450 ulp of |g|: sums of up to 36 pairs and a Cholesky solve of order up to 21; |g|/lambda is in the scale"
                    )
            }
            name
            ParametricScenes.any
            (fun scene ->
                let q = scene.State

                let xi =
                    Covector(
                        lazy (Scene.NumbersAt scene.First q.Nodes.Count),
                        lazy (Scene.VectorsAt scene.Second q.Nodes.Count q.Nodes.Dimension)
                    )

                let b = (q :> IState<ParameterState>).PullBack xi
                let lambda = scene.Lambda
                let paired = Metric.inner (metric lambda) q xi xi
                let bound = Vectors.inner b b / lambda

                let size =
                    bound
                    * (2.0 + ParametricSettings.tensorSize (Kernel.gaussian 1.0) scene q / lambda)

                [
                    Equation.scalar "0 against <xi, K xi>" size 0.0 paired
                    Equation.scalar "<xi, K xi> against |b|^2 / lambda" size paired bound
                ])

    let private equally (scene: ParametricScene) : IParametric = scene.State

    let private weighted (scene: ParametricScene) : IParametric = scene.Weighted

    let private tensorFeatures
        (name: string)
        (scenes: FsCheck.Arbitrary<ParametricScene>)
        (state: ParametricScene -> IParametric)
        (tensor: Kernel -> IParametric -> int -> float[,])
        (map: FeatureMap)
        : Law =
        Law.forAll
            {
                Name = "tensor-feature-space"
                Statement = "g = L* L with L = E_z d/dtheta Phi(G(z)) formed in feature space from Jacobians by hand."
                Source = "MN21-1"
                Judge =
                    Judge.Relative(
                        1e-12,
                        "sums of up to 36 pairs of samples and 8 features: below 4000 ulp of the bound on |g|"
                    )
            }
            $"{map.Name}{name}"
            scenes
            (fun scene ->
                let q = state scene
                let kernel = FeatureMap.kernel map
                let l = ParametricScenes.derivativeBy q.Weights map scene
                let direct = (l.Transpose() * l).ToArray()
                let flat (m: float[,]) = m |> Seq.cast<float> |> Seq.toArray

                [
                    Equation.vector
                        "g against L* L"
                        (ParametricSettings.tensorSizeBy q.Weights kernel scene q)
                        (flat (tensor kernel q scene.Generator.Parameters))
                        (flat direct)
                ])

    // Samples paired with themselves only: E_z J^T [d d' k(G, G)] J.
    let private samplesAlone (kernel: Kernel) (q: IParametric) (parameters: int) : float[,] =
        let n, d = q.Nodes.Count, q.Nodes.Dimension

        let columns =
            Array.init parameters (fun p ->
                let unit = Array.init parameters (fun s -> if s = p then 1.0 else 0.0)
                let moved = q.Push unit

                let turned =
                    Array.init n (fun i ->
                        let mixed = Kernel.mixedAt kernel (q.Nodes.Row i) (q.Nodes.Row i)
                        Array.init d (fun a -> Array.init d (fun b -> mixed[a, b] * moved[i, b]) |> Array.sum))

                q.Pull(Points.ofRows turned))

        Array2D.init parameters parameters (fun a b -> columns[b][a])

    let private tensor (kernel: Kernel) (q: IParametric) (parameters: int) : float[,] =
        Metric.kernelTensor kernel q parameters

    let private positivity: Claim =
        {
            Id = "MN21-1"
            Statement =
                "The pull-back of the MMD metric to parameters, g(theta) = L* L = E_{z,z'} J(z)^T [d d' k(G(z), G(z'))] "
                + "J(z'), is symmetric positive semidefinite, and g + lambda I >= lambda I."
            Hypotheses =
                [
                    "the kernel is positive semidefinite, with continuous mixed second derivatives everywhere"
                    "theta -> G_theta(z) is differentiable for every noise sample z"
                ]
            Source = "MN21"
            Page = "MN21-1.md"
            Property =
                [
                    for map in [ FeatureMap.monomials; FeatureMap.waves ] do
                        tensorFeatures "" ParametricScenes.any equally tensor map
                        tensorFeatures ", weighted noise" ParametricScenes.any weighted tensor map
                    for kernel in ParametricSettings.kernels do
                        tensorPositive kernel
                    operatorBounded "gaussian:1" sound
                ]
            Necessity =
                [
                    tensorPositive ParametricSettings.multiquadric
                    |> Law.fails "With a kernel that is not positive, sqrt(1+|x-y|^2), g has negative eigenvalues."
                    tensorFeatures "" ParametricScenes.slim equally samplesAlone FeatureMap.waves
                    |> Law.rejects "samples paired with themselves only"
                    tensorFeatures
                        ""
                        ParametricScenes.unshrunk
                        weighted
                        (fun kernel q parameters ->
                            let w = Array.create q.Nodes.Count (1.0 / float q.Nodes.Count)

                            tensor
                                kernel
                                { new IParametric with
                                    member _.Nodes = q.Nodes
                                    member _.Weights = w
                                    member _.Push rate = q.Push rate
                                    member _.Pull vectors = q.Pull vectors
                                    member _.Mobilities() = q.Mobilities()
                                }
                                parameters)
                        FeatureMap.waves
                    |> Law.rejects "equal weights of the samples for unequal ones in the sum over pairs"
                    // A wide kernel: g is small beside lambda.
                    operatorBounded "" (fun lambda -> Metric.kernelized (Kernel.gaussian 4.0) (lambda / 4.0))
                    |> Law.rejects "(g + lambda/4 I)^(-1)"
                    operatorBounded "" (fun lambda ->
                        Metric.create "bad" (fun q xi -> ((sound lambda).Apply q xi).Rate |> Array.map (fun v -> -v)))
                    |> Law.rejects "-(g + lambda I)^(-1)"
                ]
        }

    /// MN21-1.
    let all: Claim list = [ positivity ]
