namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// The claim on explicit steps of the Wasserstein-2 flow of 1/2 MMD^2: MMD-W2.
[<RequireQualifiedAccess>]
module internal WassersteinStepClaims =

    // |Hess psi| for k = psi(x - y), which is also the Lipschitz constant of the gradient.
    let private lipschitz (kernel: Kernel) : float =
        match Kernel.gradientLipschitz kernel with
        | Some l -> l
        | None -> invalidOp $"{kernel.Name} has no known Lipschitz constant."

    // C with F(q+) <= F(q) - tau (1 - C tau / 2) E_q |grad xi|^2, from L.

    let private general (l: float) = 3.0 * l

    let private translationInvariant (l: float) = 2.0 * l

    // L_+ = 2 e^(-3/2) L: the second derivative of exp(-r^2/2) along r is largest at r^2 = 3.
    let private gaussian (l: float) = (1.0 + 2.0 * exp -1.5) * l

    let private head: LawHead =
        {
            Name = "euler-descent"
            Statement =
                "Explicit Euler steps of length tau lower 1/2 MMD^2 by at least tau (1 - C tau / 2) E_q |grad xi|^2: C = 3 L for "
                + "an L-Lipschitz gradient, C = L + L_+ for k = psi(x - y)."
            Source = "MMD-W2"
            // F is three sums of terms w_i w_j k <= k(0); each is off by a few ulp for the kernel value, d + 2 for the
            // squared distance and n for the sum.
            Judge = Judge.AtMost(1.0, "rounding of the kernel sums only: 4 (n + m + d + 16) ulp of k(0)")
        }

    // Every step of an Euler run against the bound of the proof.
    let private falls (kernel: Kernel) (tau: float) (bound: float) (steps: int) (scene: Scene) : Equation list =
        let p, cloud = scene.P.Measure :> IMeasure, scene.Q
        let f: Functional<Particles> = Functional.mmd kernel p

        let path =
            Flow.descend f
            |> Flow.steppedBy (Integrator.euler tau)
            |> Flow.from (Particles.weighted cloud.Weights cloud.Points)
            |> Flow.steps steps

        let top = Kernel.value kernel (cloud.Points.Row 0) (cloud.Points.Row 0)

        let slack =
            4.0
            * float (cloud.Count + scene.P.Count + cloud.Dimension + 16)
            * Rounding.ulp
            * top

        [
            for before, after in Array.pairwise path.Steps do
                let now, next = before.Diagnostics, after.Diagnostics
                let fall = tau * (1.0 - 0.5 * bound * tau) * now.PredictedDissipation.Value

                Equation.scalar
                    $"F after step {after.Index} against F before less the bound"
                    slack
                    next.Functional.Value
                    (now.Functional.Value - max 0.0 fall)
        ]

    // Steps of tau = factor 2/C.
    let private euler (constant: float -> float) (factor: float) (kernel: Kernel) : Law =
        let l = lipschitz kernel
        let bound = constant l
        let tau = factor * 2.0 / bound

        Law.forAll
            head
            $"{kernel.Name}, C = {bound / l:G5} L, at {factor} of 2/C"
            Scenes.any
            (falls kernel tau bound 12)

    // In units of 1e-4: x = .8797, .8794, -.9611 and y = 1.1349.
    let private close: Scene =
        let cloud (tenThousandths: int list) : Cloud =
            {
                Grid = [| for v in tenThousandths -> [| v |] |]
                Spread = 8e-4
                Mass = Array.create tenThousandths.Length 1
            }

        {
            P = cloud [ 11349 ]
            Q = cloud [ 8797; 8794; -9611 ]
            First = [| 1 |]
            Second = [| 1 |]
        }

    // One step of tau L, where no fall is promised but none may be a rise.
    let private single (tau: float) : Law =
        let kernel = Kernel.gaussian 1.0

        Law.forEach
            { head with
                Statement = "A step of the Gaussian kernel's flow does not raise 1/2 MMD^2."
            }
            $"gaussian:1, tau = {tau}/L, three particles"
            [ close ]
            (falls kernel tau (gaussian 1.0) 1)

    let private kernels =
        [
            Kernel.gaussian 1.0
            Kernel.gaussian 0.25
            Kernel.inverseMultiquadric 1.0 0.5
            Kernel.rqCode
            Kernel.matern32 1.0
            Kernel.matern52 1.0
        ]

    let private wasserstein: Claim =
        {
            Id = "MMD-W2"
            Statement =
                "For the Wasserstein-2 flow of 1/2 MMD^2 by explicit Euler with a kernel whose gradient is "
                + "L-Lipschitz, tau <= 2/(3L) gives monotone descent: F(q+) <= F(q) - tau (1 - 3 L tau / 2) E_q "
                + "|grad xi|^2. For k = psi(x - y), |Hess psi| <= L with largest eigenvalue L_+, F(q+) <= F(q) - tau (1 - (L + "
                + "L_+) tau / 2) E_q |grad xi|^2: descent for tau <= 1/L, and for the Gaussian kernel, L = 1/s^2, up to 1.38/L."
            Hypotheses =
                [
                    "|grad_1 k(x,y) - grad_1 k(x',y')| <= L (|x-x'| + |y-y'|)"
                    "0 < tau <= 2/(3L); or k = psi(x - y) and 0 < tau <= 2/(L + L_+)"
                ]
            Source = "Arbel et al. 2019; the bound for k = psi(x - y) is ours"
            Page = "MMD-W2.md"
            Property =
                [
                    for kernel in kernels do
                        euler general 1.0 kernel
                        euler translationInvariant 1.0 kernel

                    euler general 0.5 (Kernel.gaussian 1.0)
                    euler gaussian 1.0 (Kernel.gaussian 1.0)
                    euler gaussian 0.5 (Kernel.gaussian 0.25)
                    single 1.38
                ]
            Necessity =
                [
                    euler general 6.0 (Kernel.gaussian 1.0)
                    |> Law.fails "A step of 4/L, six times the first bound, raises 1/2 MMD^2 somewhere."
                    single 1.9
                    |> Law.fails
                        "A step of 1.9/L raises 1/2 MMD^2 for x = .8797, .8794, -.9611 and y = 1.1349: below 2/L, the bound \
                         of one particle."
                    euler (fun l -> 0.5 * l) 0.125 (Kernel.gaussian 1.0)
                    |> Law.rejects "F(q+) <= F(q) - tau (1 - L tau / 4) E_q |grad xi|^2"
                ]
        }

    /// MMD-W2.
    let all: Claim list = [ wasserstein ]
