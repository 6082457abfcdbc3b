namespace GanFlowTheory.Laws

open FsCheck.FSharp
open MathNet.Numerics.LinearAlgebra
open GanFlowTheory.Core

/// The claim on convergence told before training: MN21-8.
[<RequireQualifiedAccess>]
module internal CertificateClaims =

    let private fine = CertificateScenes.fine

    // A certificate's promise of MMD^2 at a time.
    type private Promise = ConvergenceCertificate -> float -> float

    let private standing: Promise =
        fun certificate t -> ConvergenceCertificate.bound t certificate

    let private boundHead: LawHead =
        {
            Name = "certificate-bound"
            Statement =
                "MMD^2(t) <= (1 - alpha/kappa (1 - exp(-2 kappa t))) MMD^2(0) and MMD^2(t) <= exp(-2 a t) MMD^2(0) along the parametric "
                + "kernelized flow, with kappa and a from the start's Gramian and the bounds of the embedding."
            Source = "MN21-8"
            // The argument of the bound is an invariant that each step's error moves by its sensitivity at most: errors add up
            // and do not grow.
            Judge =
                Judge.AtMost(
                    fine,
                    "Dormand-Prince steps of tolerance 1e-10: the number of steps times what an error of one does to the bound"
                )
        }

    // Every point of a fine run against the promise.
    let private against
        (promise: Promise)
        (lambda: float)
        (bounds: EmbeddingBounds)
        (certificate: ConvergenceCertificate)
        (path: Path<ParameterState>)
        : Equation list =
        let error =
            CertificateScenes.stepError path
            * CertificateScenes.sensitivity lambda bounds certificate
        // The kernel sums round at the scale of their terms.
        let rounding = 1e-3

        [
            for step in path.Steps do
                Equation.scalar
                    $"MMD^2 at {Show.number step.Time} against the bound"
                    (rounding + float step.Index * error)
                    (2.0 * step.Diagnostics.Functional.Value)
                    (promise certificate step.Time)
        ]

    // One scene's flow against the promise of the certificate for changed bounds.
    let private kept
        (change: ParametricScene -> EmbeddingBounds -> EmbeddingBounds)
        (promise: Promise)
        (kernel: BoundedKernel)
        (scene: ParametricScene)
        : Equation list =
        let q, lambda = scene.State, CertificateScenes.lambdaOf scene
        let bounds = CertificateScenes.boundsOf kernel q

        let certificate =
            ConvergenceCertificate.at kernel.Kernel lambda (change scene bounds) scene.Target q

        if certificate.Alpha.IsNone then
            []
        else
            // Times on the scale of alpha, where a slow flow is judged too.
            let time = 4.0 * (1.0 + lambda / max 1.0 bounds.Slope)

            CertificateScenes.path kernel.Kernel lambda fine time scene.Target q
            |> against promise lambda bounds certificate

    let private bounded (name: string) (promise: Promise) (kernel: BoundedKernel) : Law =
        Law.forAll
            boundHead
            $"{kernel.Name}{name}"
            ParametricScenes.affineOnly
            (kept (fun _ bounds -> bounds) promise kernel)

    // On a fixed list, where one case in ten is a find.
    let private changed
        (name: string)
        (change: ParametricScene -> EmbeddingBounds -> EmbeddingBounds)
        (kernel: BoundedKernel)
        : Law =
        Law.forEach boundHead $"{kernel.Name}{name}" (ParametricScenes.fixedList 200) (kept change standing kernel)

    // L(a)* L(b) by hand, P x P, with equal weights.
    let private crossed (kernel: Kernel) (generator: SmallGenerator) (noise: Points) (a: float[]) (b: float[]) =
        let rows = Points.toRows noise
        let n = float rows.Length

        let at theta =
            rows
            |> Array.map (fun z ->
                SmallGenerator.value generator theta z,
                Matrix<float>.Build.DenseOfRowArrays(SmallGenerator.jacobian generator theta z))

        let total = Matrix<float>.Build.Dense(generator.Parameters, generator.Parameters)

        for x, left in at a do
            for y, right in at b do
                let mixed = Matrix<float>.Build.DenseOfArray(Kernel.mixedAt kernel x y)
                total.Add(left.TransposeThisAndMultiply(mixed * right) / (n * n), total)

        total

    let private largest (m: Matrix<float>) : float =
        SymmetricEigen.values (0.5 * (m + m.Transpose())) |> Array.last

    let private constants (name: string) (change: EmbeddingBounds -> EmbeddingBounds) (kernel: BoundedKernel) : Law =
        Law.forAll
            {
                Name = "embedding-bounds"
                Statement =
                    "|L(theta)|^2 <= Slope and |L(theta) - L(theta')| <= Curvature |theta - theta'| for affine generators, and the "
                    + "generator's Gramian is at most Slope."
                Source = "MN21-8"
                Judge =
                    Judge.AtMost(
                        1e-12,
                        "sums of up to 36 pairs and eigenvalues of order up to 12: some 1000 ulp of Slope and of its sums"
                    )
            }
            $"{kernel.Name}{name}"
            ParametricScenes.affineOnly
            (fun scene ->
                let bounds = change (CertificateScenes.boundsOf kernel scene.State)
                let g = crossed kernel.Kernel scene.Generator scene.Noise.Points

                let move pattern =
                    Array.map2 (+) scene.Theta (scene.Direction pattern)

                let a, b = move scene.First, move scene.Second
                let distance = Array.map2 (-) a b |> Vectors.norm
                let aa, bb, ab = g a a, g b b, g a b
                let difference = aa + bb - ab - ab.Transpose()
                let top = 1.0 + ParametricSettings.tensorSize kernel.Kernel scene scene.State

                [
                    Equation.scalar "|L|^2 against Slope" top (largest aa) bounds.Slope
                    Equation.scalar
                        "|L - L'|^2 against (Curvature |theta - theta'|)^2"
                        (4.0 * top)
                        (largest difference)
                        (pown (bounds.Curvature * distance) 2)
                ])

    let private shares (share: ConvergenceCertificate -> float option) (kernel: BoundedKernel) : Law =
        Law.forAll
            {
                Name = "certificate-share"
                Statement =
                    "m/(m + lambda) c^2 <= alpha <= Slope/(Slope + lambda) c^2, c^2 = |Pi delta|^2/|delta|^2 and m the smallest "
                    + "eigenvalue of g on the range, as the certificate reports them."
                Source = "MN21-8"
                Judge =
                    Judge.AtMost(
                        1e-6,
                        "b = L* delta to 1e-15, squared and divided by eigenvalues down to 1e-10 of the largest and by MMD^2 of 1e-14"
                    )
            }
            kernel.Name
            ParametricScenes.affineOnly
            (fun scene ->
                let q, lambda = scene.State, CertificateScenes.lambdaOf scene
                let bounds = CertificateScenes.boundsOf kernel q

                let certificate =
                    ConvergenceCertificate.at kernel.Kernel lambda bounds scene.Target q

                match certificate.Alpha, share certificate, certificate.SmallestEigenvalue with
                | Some alpha, Some share, Some m ->
                    [
                        Equation.scalar "below" 1.0 (m / (m + lambda) * share) alpha
                        Equation.scalar "above" 1.0 alpha (bounds.Slope / (bounds.Slope + lambda) * share)
                    ]
                | _ -> [])

    // Noise on four points, and theta with |w| from 1/2 to 1: the Gramian spans the features there.
    let private spanning (scene: ParametricScene) : ParametricScene =
        let inputs, outputs = scene.Generator.Inputs, scene.Generator.Outputs

        let noise: Cloud =
            {
                Grid =
                    Array.init 4 (fun i -> Array.init inputs (fun j -> if j = 0 then 8 * i - 12 else 8 * (i % 2) - 4))
                Spread = 1.0
                Mass = Array.create 4 1
            }

        { scene with
            Noise = noise
            Eighths =
                scene.Eighths
                |> Array.mapi (fun p v ->
                    if p < inputs * outputs then
                        (if v < 0 then -1 else 1) * (4 + abs v / 2)
                    else
                        v)
        }

    let private forever
        (name: string)
        (change: EmbeddingBounds -> EmbeddingBounds)
        (scenes: FsCheck.Arbitrary<ParametricScene>)
        (push: float)
        : Law =
        let kernel = CertificateScenes.circles
        let tolerance = 1e-11

        Law.forAll
            {
                Name = "certificate-forever"
                Statement =
                    "Where m0 - 2 K |delta| > 0 with m0 the smallest eigenvalue of D on the features, Until is infinite and |delta(t)| <= "
                    + "exp(-a t) |delta(0)| with a = m/(m + lambda), m = m0 - 2 K |delta|, until |delta| is below exp(-3) of the start."
                Source = "MN21-8"
                Judge =
                    Judge.AtMost(
                        tolerance,
                        "Dormand-Prince steps of tolerance 1e-11: each moves |delta| by sqrt(Slope) times its error; sums of at most 16 pairs"
                    )
            }
            $"{kernel.Name}{name}, p within {push} of the parameters"
            scenes
            (fun scene ->
                let scene = spanning scene
                let q, lambda = scene.State, CertificateScenes.lambdaOf scene

                let p =
                    Array.map2 (fun t v -> t + push * v) scene.Theta (scene.Direction scene.First)
                    |> (q :> IState<ParameterState>).At
                    |> fun there -> Empirical.ofPoints there.Nodes

                let bounds = change (CertificateScenes.boundsOf kernel q)
                let certificate = ConvergenceCertificate.at kernel.Kernel lambda bounds p q

                if certificate.Alpha.IsNone || certificate.Until < infinity then
                    []
                else
                    let rate = certificate.LeastRate
                    let path = CertificateScenes.path kernel.Kernel lambda tolerance (3.0 / rate) p q
                    let start = sqrt certificate.SquaredMmd
                    let error = CertificateScenes.stepError path * sqrt bounds.Slope

                    [
                        Equation.condition "nothing stands in the way" certificate.Obstacle.IsNone

                        for step in path.Steps do
                            // MMD^2 rounds to some 1e-15, which its root shows over |delta|.
                            let now = sqrt (max 0.0 (2.0 * step.Diagnostics.Functional.Value))
                            let promised = exp (-rate * step.Time) * start

                            Equation.scalar
                                $"|delta| at {Show.number step.Time} against its bound"
                                (float step.Index * error + 0.01 / promised)
                                now
                                promised
                    ])

    let private oracle (name: string) (dimension: int option) (lambdaOf: float -> float) (promise: Promise) : Law =
        Law.forEach
            {
                Name = "certificate-oracle"
                Statement =
                    "For the inner product in the plane and translations along x_1, delta = (3, h): kappa = 1/(1 + lambda), alpha = 9/(9 + "
                    + "h^2) kappa, and the bound h^2 + 9 exp(-2 kappa t) is attained."
                Source = "MN21-8"
                Judge = Judge.Relative(1e-12, "sums of single pairs, one Cholesky solve of order 1 and one exponential")
            }
            $"dot kernel, z + theta e_1{name}"
            [ 0.0, 0.1; 2.0, 1.0; 1.0, 10.0 ]
            (fun (h, lambda) ->
                let q =
                    ParameterState.create SmallGenerator.sideways (Points.ofRows [ [ 0.0; 0.0 ] ]) [| 0.0 |]

                let p = Empirical.ofPoints (Points.ofRows [ [ 3.0; h ] ])

                let bounds =
                    { CertificateScenes.boundsOf (CertificateScenes.known Kernel.dot) q with
                        Dimension = dimension
                    }

                let certificate = ConvergenceCertificate.at Kernel.dot (lambdaOf lambda) bounds p q
                let kappa = 1.0 / (1.0 + lambda)

                [
                    for t in [ 0.0; 0.5; 4.0; 50.0 ] do
                        Equation.scalar
                            $"the bound at {t}"
                            (9.0 + h * h)
                            (promise certificate t)
                            (h * h + 9.0 * exp (-2.0 * kappa * t))
                ])

    // G(z) = theta z from 0, symmetric noise and target: L* delta = 0. The plane's second coordinate out of reach.
    let private stalls: Start list =
        [
            {
                Network = SmallGenerator.dilation
                Theta = 0.0
                Noise = Points.ofValues [| -1.0; 1.0 |]
                Target = Points.ofValues [| -1.0; 1.0 |]
            }
            {
                Network = SmallGenerator.sideways
                Theta = 0.0
                Noise = Points.ofRows [ [ 0.0; 0.0 ] ]
                Target = Points.ofRows [ [ 0.0; 2.0 ] ]
            }
        ]

    let private stalled (name: string) (dimension: int option) (promise: Promise) : Law =
        Law.forEach
            {
                Name = "certificate-obstacle"
                Statement =
                    "Where L* delta = 0 the certificate has alpha = 0, promises no rate, says what stands in the way, and its bound is "
                    + "MMD^2(0), which the flow keeps."
                Source = "MN21-8"
                Judge = Judge.Relative(1e-12, "MMD^2 of at most 4 pairs")
            }
            $"gaussian:1{name}"
            stalls
            (fun start ->
                let kernel = CertificateScenes.known (Kernel.gaussian 1.0)
                let q = ParameterState.create start.Network start.Noise [| start.Theta |]
                let p = Empirical.ofPoints start.Target

                let bounds =
                    { CertificateScenes.boundsOf kernel q with
                        Dimension = dimension
                        // A bound of no curvature, which an optimistic certificate takes.
                        Curvature =
                            if dimension.IsSome then
                                0.0
                            else
                                (CertificateScenes.boundsOf kernel q).Curvature
                    }

                let certificate = ConvergenceCertificate.at kernel.Kernel 0.5 bounds p q
                let path = CertificateScenes.path kernel.Kernel 0.5 fine 10.0 p q

                [
                    Equation.scalar
                        "the bound at 10 against MMD^2"
                        1.0
                        (promise certificate 10.0)
                        (Mmd.squared kernel.Kernel p path.Final)
                    Equation.scalar "alpha" 1.0 (certificate.Alpha |> Option.defaultValue nan) 0.0

                    if dimension.IsNone then
                        Equation.scalar "until" 1.0 certificate.Until 0.0
                        Equation.condition "it says what stands in the way" certificate.Obstacle.IsSome
                ])

    let private radius (times: float) : Law =
        let kernel = CertificateScenes.known (Kernel.gaussian 1.0)

        Law.forAll
            {
                Name = "certificate-radius"
                Statement = "|theta(t) - theta(0)| <= Radius up to the time Valid, which is finite where Radius is."
                Source = "MN21-8"
                Judge = Judge.AtMost(fine, "Dormand-Prince steps of tolerance 1e-10, whose errors the flow may enlarge")
            }
            $"{kernel.Name}, {times} of the time"
            ParametricScenes.affineOnly
            (fun scene ->
                let q, lambda = scene.State, CertificateScenes.lambdaOf scene

                let bounds =
                    { CertificateScenes.boundsOf kernel q with
                        Radius = 0.0625
                    }

                let certificate =
                    ConvergenceCertificate.at kernel.Kernel lambda bounds scene.Target q

                if certificate.Alpha.IsNone then
                    []
                else
                    let time = times * certificate.Valid
                    let path = CertificateScenes.path kernel.Kernel lambda fine time scene.Target q

                    // In a sixteenth of a unit the rate changes by K |delta|/lambda of the way at most: an error by exp of
                    // its share in the time.
                    let growth =
                        exp (min 10.0 ((bounds.Slope + bounds.Curvature * 2.0) / lambda * time))

                    [
                        for time, state in path.States do
                            Equation.scalar
                                $"the way at {Show.number time}"
                                (CertificateScenes.stepError path * float path.Steps.Length * growth)
                                (Array.map2 (-) state.Parameters scene.Theta |> Vectors.norm)
                                bounds.Radius
                    ])

    let private flat (bounds: EmbeddingBounds) : EmbeddingBounds = { bounds with Curvature = 0.0 }

    // What an embedding that is affine in the parameters has, with the Gramian of the start.
    let private frozen (scene: ParametricScene) (_: EmbeddingBounds) : EmbeddingBounds =
        let theta = scene.Theta

        {
            Slope = largest (crossed (Kernel.gaussian 1.0) scene.Generator scene.Noise.Points theta theta)
            Curvature = 0.0
            Radius = infinity
            Dimension = None
        }

    let private quartered (bounds: EmbeddingBounds) : EmbeddingBounds =
        { bounds with
            Curvature = 0.25 * bounds.Curvature
        }

    // alpha of the start for ever.
    let private steady: Promise =
        fun certificate t ->
            certificate.SquaredMmd
            * exp (-2.0 * (certificate.Alpha |> Option.defaultValue 0.0) * t)

    let private gaussian = CertificateScenes.known (Kernel.gaussian 1.0)

    let private multiquadric =
        CertificateScenes.known (Kernel.inverseMultiquadric 1.0 0.5)

    let private unshrunk = Arb.fromGen ParametricScenes.affineOnly.Generator

    let private certificate: Claim =
        {
            Id = "MN21-8"
            Statement =
                "Let |d^2 mu[v, v]| <= K |v|^2 and |g| <= Gamma along the parametric kernelized flow, alpha the rate at the start, "
                + "delta the difference there, and kappa = (Gamma + K e)/(Gamma + lambda) where K e <= lambda, e = |delta| (1 - "
                + "alpha)^(1/2), else the largest root of kappa = K |delta|/lambda (1 - alpha/kappa)^(1/2). Then MMD^2(t) <= (1 - "
                + "alpha/kappa (1 - exp(-2 kappa t))) MMD^2(0) for all t. If D >= m0 on a space that holds delta and the range of L, and "
                + "m = m0 - 2 K |delta| > 0, then MMD^2(t) <= exp(-2 m/(m + lambda) t) MMD^2(0) for all t."
            Hypotheses =
                [
                    "lambda > 0"
                    "the kernel is positive semidefinite, and its embedding of the generator has a continuous second derivative"
                    "|d^2 mu[v, v]| <= K |v|^2 and |g| <= Gamma on a ball around the start that the flow does not leave"
                    "MMD^2 > 0 at the start"
                    "for the convergence to 0: delta and the range of L lie in one space of n dimensions, on which the start's D is at least m0"
                ]
            Source = "MN21"
            Page = "MN21-8.md"
            Property =
                [
                    bounded "" standing gaussian
                    bounded "" standing multiquadric
                    constants "" id gaussian
                    constants "" id multiquadric
                    constants "" id CertificateScenes.circles
                    shares _.Share gaussian
                    forever "" id ParametricScenes.affineOnly 0.015625
                    oracle "" None id standing
                    stalled "" None standing
                    radius 1.0
                ]
            Necessity =
                [
                    bounded ", alpha for ever" steady gaussian
                    |> Law.fails
                        "alpha of the start does not last: exp(-2 alpha t) with the alpha of the start is exceeded."
                    changed ", the start's Gramian for ever" frozen gaussian
                    |> Law.fails
                        "The bound for K = 0 and the Gramian of the start, as if it did not drift, is exceeded somewhere."
                    stalled ", one dimension claimed" (Some 1) standing
                    |> Law.fails
                        "Where delta lies in the null space of L*, a certificate that ignores the projection promises a decay, and the \
                         flow stands still."
                    constants ", a quarter of Curvature" quartered gaussian
                    |> Law.rejects "a quarter of the curvature"
                    shares (fun c -> c.Share |> Option.map (fun _ -> 1.0)) gaussian
                    |> Law.rejects "|delta|^2 in place of |Pi delta|^2"
                    oracle ", lambda/2" None (fun lambda -> 0.5 * lambda) standing
                    |> Law.rejects "the certificate for lambda/2"
                    oracle ", one dimension claimed" (Some 1) id standing
                    |> Law.rejects "a certificate that ignores the coordinate out of reach"
                    forever ", K = 0" flat unshrunk 0.5
                    |> Law.rejects "m0 for ever, without the drift"
                    radius 8.0 |> Law.rejects "eight times the time"
                ]
        }

    /// MN21-8.
    let all: Claim list = [ certificate ]
