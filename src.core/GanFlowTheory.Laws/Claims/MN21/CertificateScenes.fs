namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// <summary>A kernel with bounds on its feature map, for certificates (MN21-8).</summary>
[<NoComparison; NoEquality>]
type internal BoundedKernel =
    {
        Name: string
        Kernel: Kernel
        /// The bounds in dimension d.
        Features: int -> FeatureBounds
    }

/// Kernels, regularisations and fine runs for certificates.
[<RequireQualifiedAccess>]
module internal CertificateScenes =

    /// A kernel whose bounds the library knows.
    let known (kernel: Kernel) : BoundedKernel =
        {
            Name = kernel.Name
            Kernel = kernel
            Features = fun d -> FeatureBounds.ofKernel kernel d |> Option.get
        }

    /// cos(x_k) and sin(x_k) for each coordinate: 2d features of which first and second derivatives have length |v| and
    /// (sum v_k^4)^(1/2) at most.
    let circles: BoundedKernel =
        let map: FeatureMap =
            {
                Name = "circles"
                Value = fun x -> Array.append (Array.map cos x) (Array.map sin x)
                Jacobian =
                    fun x ->
                        Array.init x.Length (fun a ->
                            Array.init (2 * x.Length) (fun j ->
                                if j = a then -(sin x[a])
                                elif j = x.Length + a then cos x[a]
                                else 0.0))
            }

        {
            Name = map.Name
            Kernel = FeatureMap.kernel map
            Features =
                fun d ->
                    {
                        First = 1.0
                        Second = 1.0
                        Dimension = Some(2 * d)
                    }
        }

    /// Regularisations at which an explicit method follows the flow in a few hundred steps: the rate of parameters changes
    /// like K |delta|/lambda.
    let lambdaOf (scene: ParametricScene) : float =
        let at = List.findIndex ((=) scene.Lambda) ParametricScenes.lambdas
        [ 0.5; 1.0; 2.0; 5.0; 10.0; 20.0; 50.0; 100.0 ][at]

    /// The bounds of the scene's affine generator with the kernel.
    let boundsOf (bounded: BoundedKernel) (q: ParameterState) : EmbeddingBounds =
        EmbeddingBounds.linear (bounded.Features q.Nodes.Dimension) q

    /// The tolerance of a fine run's steps, relative and absolute.
    let fine = 1e-10

    /// The flow by Dormand and Prince with that tolerance until the time.
    let path
        (kernel: Kernel)
        (lambda: float)
        (tolerance: float)
        (time: float)
        (p: IMeasure)
        (q: ParameterState)
        : Path<ParameterState> =
        let f: Functional<ParameterState> = Functional.mmd kernel p
        let metric: Metric<ParameterState> = Metric.kernelized kernel lambda

        Flow.create f metric
        |> Flow.steppedBy (Integrator.dormandPrince 0.01 tolerance tolerance)
        |> Flow.from q
        |> Flow.until time

    /// What an error of the length 1 in each step so far does to MMD^2 and to what is left of it, over what the bound makes
    /// of that: |delta| moves by sqrt(Slope), the ridge residual by sqrt(Slope) + K |theta'| besides, |theta'| at most |delta|/(2
    /// sqrt lambda), and both squares by twice |delta| times that; the bound passes the one on undiminished and the other over
    /// kappa.
    let sensitivity (lambda: float) (bounds: EmbeddingBounds) (certificate: ConvergenceCertificate) : float =
        let size = sqrt certificate.SquaredMmd

        2.0
        * size
        * (sqrt bounds.Slope + bounds.Curvature * size / (2.0 * sqrt lambda))
        * (1.0 + 1.0 / certificate.Pace)

    /// The length of an error of one step in units of the tolerance: its root mean square over coordinates is below 1 + |theta|.
    let stepError (path: Path<ParameterState>) : float =
        let top =
            path.States
            |> Array.map (fun (_, q) -> Vectors.largest q.Parameters)
            |> Array.max

        sqrt (float path.Final.Parameters.Length) * (1.0 + top)
