namespace GanFlowTheory.Laws

open FsCheck
open GanFlowTheory.Core

/// The laws of what a run reports of its steps, and of the steps that error control takes.
[<RequireQualifiedAccess>]
module internal FlowRecordLaws =

    // Not convex, not even, different in every coordinate; smooth with lengths of 1.
    let private landscape: Potential =
        Potential.ofPointwise
            (Array.mapi (fun k v -> sin (v + float k) + 0.25 * v * v) >> Array.sum)
            (Array.mapi (fun k v -> cos (v + float k) + 0.5 * v))

    let private flow: Flow<Particles> =
        Flow.descend (Functional.potential "landscape" landscape)

    /// The path of particles down a landscape, measured every so many steps.
    let runMeasured (every: int) (integrator: Integrator) (steps: int) (q: Particles) : Path<Particles> =
        flow
        |> Flow.steppedBy integrator
        |> Flow.from q
        |> Flow.measureEvery every
        |> Flow.steps steps

    /// The path of particles down a landscape.
    let run (integrator: Integrator) (steps: int) (q: Particles) : Path<Particles> = runMeasured 1 integrator steps q

    /// What a run reports of the dissipation identity is what its records give.
    let residual (name: string) (run: Particles -> Path<Particles>) : Law =
        Law.forAll
            {
                Name = "identity-residual"
                Statement =
                    "Observed rates and residuals of the dissipation identity are (F_k - F_(k-1))/tau and |rate + (D_(k-1) + "
                    + "D_k)/2| / |(D_(k-1) + D_k)/2| of the records, tau the time between them, with the trapezoidal rule over the "
                    + "whole run."
                Source = "MN21-3"
                Judge =
                    Judge.Relative(1e-13, "the same few operations in another order, relative to the terms that cancel")
            }
            name
            Scenes.any
            (fun scene ->
                let path = run (StateKind.ofCloud scene.Q StateKind.particles)
                let value (s: StepRecord) = s.Diagnostics.Functional.Value

                let dissipation (s: StepRecord) =
                    s.Diagnostics.PredictedDissipation.Value

                let steps =
                    Array.pairwise path.Steps
                    |> Array.filter (fun (_, b) -> b.Diagnostics.Elapsed > 0.0)

                [
                    for a, b in steps do
                        let tau = b.Diagnostics.Elapsed
                        let rate = (value b - value a) / tau
                        let mean = 0.5 * (dissipation a + dissipation b)
                        let size = (abs (value a) + abs (value b)) / tau

                        Equation.scalar
                            $"the observed rate of step {b.Index}"
                            size
                            (defaultArg b.Diagnostics.ObservedRate nan)
                            rate

                        if mean > 1e-12 * size then
                            Equation.scalar
                                $"the residual of step {b.Index}"
                                ((size + mean) / mean)
                                (defaultArg b.Diagnostics.IdentityResidual nan)
                                (abs (rate + mean) / mean)

                    let integral =
                        steps
                        |> Array.sumBy (fun (a, b) -> 0.5 * b.Diagnostics.Elapsed * (dissipation a + dissipation b))

                    if steps.Length > 0 && integral > 1e-12 then
                        let first, last = value path.Steps[0], value (Array.last path.Steps)

                        Equation.scalar
                            "the residual of the run"
                            ((abs first + abs last + integral) / integral)
                            (defaultArg (Path.identityResidual path) nan)
                            (abs (last - first + integral) / integral)
                ])

    let private start =
        Particles.ofPoints (Points.ofRows [ [ 1.5; -0.5 ]; [ 0.25; 2.0 ]; [ -1.0; 1.0 ] ])

    /// The residual of methods of order two and more is of second order in the step.
    let residualOrder (name: string) (run: Integrator -> int -> Particles -> Path<Particles>) : Law =
        Law.forEach
            {
                Name = "identity-residual-order"
                Statement =
                    "By methods of order two and more the residual of the dissipation identity shrinks like tau^2: halving the step "
                    + "divides it by 4."
                Source = "MN21-3"
                Judge =
                    Judge.Relative(
                        0.3,
                        "the next term of the error's expansion bends the slope by less than 0.3 at these steps; a one-sided rule is of order 1"
                    )
            }
            name
            [ Integrator.heun; Integrator.rungeKutta4; Integrator.dormandPrinceFixed ]
            (fun method ->
                let at halvings =
                    let steps = 16 <<< halvings
                    let path = run (method (1.0 / float steps)) steps start
                    log (defaultArg (Path.identityResidual path) nan)

                let values = List.init 3 at

                [
                    for a, b in List.pairwise values do
                        Equation.scalar $"the slope of {(method 0.1).Name}" 1.0 ((a - b) / log 2.0) 2.0
                ])

    /// The lengths of an error-controlled run's steps.
    let stepLengths (relative: float) (q: Particles) : float[] =
        (run (Integrator.dormandPrince 0.1 relative relative) 12 q).Steps
        |> Array.map _.Diagnostics.StepLength

    /// Copies of all particles change no step.
    let duplication (name: string) (lengths: float -> Particles -> float[]) : Law =
        Law.forAll
            {
                Name = "error-duplication"
                Statement =
                    "Error control measures the mean error: of every particle written several times a run takes the same steps as of "
                    + "each once."
                Source = ""
                Judge =
                    Judge.Relative(
                        1e-9,
                        "means over other numbers of terms, whose rounding passes through twelve steps"
                    )
            }
            name
            Scenes.any
            (fun scene ->
                let x = scene.Q.Points

                [
                    for tolerance in [ 1e-3; 1e-6 ] do
                        let once = lengths tolerance (Particles.ofPoints x)

                        for copies in [ 2; 5 ] do
                            let many =
                                List.replicate copies x |> List.reduce Points.append |> Particles.ofPoints

                            Equation.vector
                                $"step lengths of {copies} copies, tolerance {tolerance}"
                                1.0
                                (lengths tolerance many)
                                once
                ])
