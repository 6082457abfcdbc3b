namespace GanFlowTheory.Core.Tests

open GanFlowTheory.Core

/// Flows of a point along a field of its own, for tests of limits.
module LimitTesting =

    /// dz/dt = f(z) on R^d.
    let flow (f: float[] -> float[]) : Flow<Particles> =
        let rec critic: Critic<Particles> =
            {
                Name = "field"
                Estimate =
                    Some(fun _ _ _ ->
                        Potential.ofPointwise (fun _ -> 0.0) (fun z -> f z |> Array.map (fun v -> -v))
                        |> CriticReading.ofPotential critic)
                LogDensity = 0.0
                Memory = None
            }

        Flow.through "field" critic

    /// The runs from a start by an integrator, as a family of step lengths.
    let family (integrator: Integrator) (start: float[]) (f: float[] -> float[]) (tau: float) : Run<Particles> =
        flow f
        |> Flow.steppedBy (Integrator.withStep tau integrator)
        |> Flow.from (Particles.point start)

    /// The path to a time by an integrator.
    let path (integrator: Integrator) (start: float[]) (f: float[] -> float[]) (time: float) : Path<Particles> =
        flow f
        |> Flow.steppedBy integrator
        |> Flow.from (Particles.point start)
        |> Flow.until time

    /// (-y, x) plus c z: circles for c = 0, spirals outwards for c > 0.
    let spiral (c: float) (z: float[]) : float[] = [| c * z[0] - z[1]; z[0] + c * z[1] |]

    /// Van der Pol's x'' = mu (1 - x^2) x' - x.
    let vanDerPol (mu: float) (z: float[]) : float[] =
        [| z[1]; mu * (1.0 - z[0] * z[0]) * z[1] - z[0] |]
