namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// The claim on steps of the parametric kernelized flow: MN21-5.
[<RequireQualifiedAccess>]
module internal ParametricStepClaims =

    let private curvature = DiscreteDecay.curvature

    let private rounding = DiscreteDecay.rounding

    let private explicitStep (name: string) (factor: float) (s: float) (lambda: float) : Law =
        let kernel = Kernel.gaussian s

        Law.forAll
            {
                Name = name
                Statement =
                    "An explicit step tau <= 1/M of an affine generator, M = E(|z|^2 + 1) (1 + sqrt 6)/(s^2 lambda), lowers 1/2 "
                    + "MMD^2 by at least tau (1 - M tau/2) <b, (g + lambda I)^(-1) b>."
                Source = "MN21-5"
                Judge = Judge.AtMost(1.0, "rounding of the kernel sums only: 4 (n + m + d + 16) ulp of k(0)")
            }
            $"gaussian:{s}, lambda = {lambda}, {factor} of the bound"
            ParametricScenes.affineOnly
            (fun scene ->
                let m = curvature s lambda scene
                let tau = factor / m
                let f: Functional<ParameterState> = Functional.mmd kernel scene.Target
                let metric: Metric<ParameterState> = Metric.kernelized kernel lambda

                let path =
                    Flow.create f metric
                    |> Flow.steppedBy (Integrator.euler tau)
                    |> Flow.from scene.State
                    |> Flow.steps 6

                [
                    for before, after in Array.pairwise path.Steps do
                        let now, next = before.Diagnostics, after.Diagnostics
                        let fall = tau * (1.0 - 0.5 * m * tau) * now.PredictedDissipation.Value

                        Equation.scalar
                            $"F after step {after.Index} against F before less the bound"
                            (rounding scene)
                            next.Functional.Value
                            (now.Functional.Value - max 0.0 fall)
                ])

    let private falling (name: string) (integrator: Integrator) (fraction: float) (kernel: Kernel) : Law =
        Law.forAll
            {
                Name = name
                Statement =
                    "Every step lowers 1/2 MMD^2 by at least the fraction of tau <b, (g + lambda I)^(-1) b>, and there is such a "
                    + "step unless the dissipation is rounding."
                Source = "MN21-5"
                Judge = Judge.AtMost(1.0, "rounding of the kernel sums only: 4 (n + m + d + 16) ulp of k(0)")
            }
            $"{integrator.Name}, fraction {fraction}, {kernel.Name}"
            ParametricScenes.any
            (fun scene ->
                let f: Functional<ParameterState> = Functional.mmd kernel scene.Target
                let metric: Metric<ParameterState> = Metric.kernelized kernel 0.01

                let top = Kernel.value kernel (scene.P.Points.Row 0) (scene.P.Points.Row 0)

                let path =
                    Flow.create f metric
                    |> Flow.steppedBy integrator
                    |> Flow.from scene.State
                    |> Flow.steps 6

                [
                    for before, after in Array.pairwise path.Steps do
                        let now, next = before.Diagnostics, after.Diagnostics

                        Equation.scalar
                            $"F after step {after.Index} against the promise"
                            (top * rounding scene)
                            next.Functional.Value
                            (now.Functional.Value
                             - fraction * next.StepLength * max 0.0 now.PredictedDissipation.Value)

                    match path.Outcome with
                    | Outcome.Stalled _ ->
                        // Steps below 1/M fall by half of tau s; they are refused only where that is rounding of F,
                        // 1e-14 k(0), hence s below 1e-14 M k(0) with M below 1e6 here. No slack beyond that.
                        Equation.scalar
                            "the dissipation where no step is left"
                            0.0
                            (Array.last path.Steps).Diagnostics.PredictedDissipation.Value
                            (1e-8 * top)
                    | _ -> ()
                ])

    let private armijo (tau: float) (fraction: float) =
        { Integrator.descent tau with
            Control = StepControl.Descent(tau, fraction)
        }

    let private discrete: Claim =
        {
            Id = "MN21-5"
            Statement =
                "If the second derivative of F = 1/2 MMD^2 along the step is at most M lambda, an explicit step tau <= 1/M lowers F by "
                + "at least tau (1 - M tau/2) s, s = <b, (g + lambda I)^(-1) b>: F_k <= prod_(j < k) (1 - 2 tau (1 - M tau/2) alpha_j) "
                + "F_0, at most (1 - a tau)^k F_0 where alpha_j >= a. Backtracking from tau_0 lowers F by c tau s, with tau >= "
                + "min(tau_0, (1 - c)/M)."
            Hypotheses =
                [
                    "lambda > 0"
                    "the kernel is positive semidefinite"
                    "F''[v, v] <= M lambda |v|^2 along the step's line: on [0, tau] for an explicit step, on [0, 2 (1 - c)/M] for backtracking"
                    "0 < tau <= 1/M, or backtracking with a fraction c < 1"
                ]
            Source = "MN21"
            Page = "MN21-5.md"
            Property =
                [
                    explicitStep "parametric-euler" 1.0 1.0 0.5
                    explicitStep "parametric-euler" 0.5 0.5 0.1
                    DiscreteDecay.one (Kernel.gaussian 1.0)
                    DiscreteDecay.decay 1.0 1.0 0.5
                    DiscreteDecay.decay 0.5 1.0 0.01
                    DiscreteDecay.training 1.0
                    DiscreteDecay.length "" (Integrator.descent 8.0) 8.0 1e-4 (curvature 1.0)
                    DiscreteDecay.length "" (armijo 8.0 0.5) 8.0 0.5 (curvature 1.0)
                    falling "parametric-backtracking" (Integrator.descent 8.0) 1e-4 (Kernel.gaussian 1.0)
                    falling "parametric-backtracking" (armijo 8.0 0.5) 0.5 Kernel.rqCode
                ]
            Necessity =
                [
                    explicitStep "parametric-euler" 64.0 1.0 0.5
                    |> Law.fails "A step of 64/M raises 1/2 MMD^2 somewhere."
                    DiscreteDecay.one ParametricSettings.negated
                    |> Law.fails
                        "With -exp(-|x-y|^2/2), which is not positive semidefinite, s is small beside lambda |u|^2, and the step \
                         lowers F by less."
                    DiscreteDecay.decay 64.0 1.0 0.5
                    |> Law.fails "Steps of 64/M do not decay like (1 - a tau)^k."
                    DiscreteDecay.length
                        ", M at the start alone"
                        (armijo 8.0 0.5)
                        8.0
                        0.5
                        DiscreteDecay.curvatureAtStart
                    |> Law.fails
                        "Where M bounds the curvature at the start only, accepted steps are shorter than (1 - c)/M."
                    DiscreteDecay.decay 0.5 2.0 0.5 |> Law.rejects "twice alpha"
                    DiscreteDecay.training 2.0 |> Law.rejects "twice alpha along a training"
                    DiscreteDecay.length "" (armijo (pown 2.0 -9) 0.5) 8.0 0.5 (curvature 1.0)
                    |> Law.rejects "steps that begin at 1/512 in place of tau_0 = 8"
                    falling "parametric-backtracking" (Integrator.euler 8.0) 1e-4 (Kernel.gaussian 1.0)
                    |> Law.fails "Without backtracking the same steps raise 1/2 MMD^2 somewhere."
                ]
        }

    /// MN21-5.
    let all: Claim list = [ discrete ]
