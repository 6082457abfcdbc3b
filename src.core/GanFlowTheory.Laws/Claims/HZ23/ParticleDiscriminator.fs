namespace GanFlowTheory.Laws

open GanFlowTheory.Core
open ParticleGrids

/// HZ23's equation with D taken from the particles themselves: a part of HZ23-3.
module internal ParticleDiscriminator =

    /// The mobility of the flow of KL at the particles, from the target, the start and the particles as they are:
    /// -1/2 grad log(1 - D) = 1/2 D grad log(rho_d/rho) is that flow with the mobility D/2.
    type Mobility = Density -> QuantileState -> QuantileState -> float[]

    // rho at the particles: the mass 2/n between the neighbours, 1/n at the ends, over their distance.
    let private densities (q: QuantileState) : float[] =
        let x, n = q.Quantiles, q.Count

        Array.init n (fun i ->
            let low, high = max 0 (i - 1), min (n - 1) (i + 1)
            float (high - low) / (float n * (x[high] - x[low])))

    let private discriminator (target: Density) (q: QuantileState) : float[] =
        Array.map2 (fun logP rho -> 1.0 / (1.0 + rho / exp logP)) (target.LogValue q.Nodes) (densities q)

    /// D/2 of the particles.
    let own: Mobility =
        fun target _ q -> discriminator target q |> Array.map (fun d -> 0.5 * d)

    /// D/2 of the start, for all times.
    let ofStart: Mobility = fun target start _ -> own target start start

    /// The non-saturating field, 1/2 grad log D.
    let nonSaturating: Mobility =
        fun target _ q -> discriminator target q |> Array.map (fun d -> 0.5 * (1.0 - d))

    /// Particles at quantiles, moved by what they know of themselves, against the quantiles of the solution on the finest
    /// grid.
    let quantiles (name: string) (scenes: Solved list) (mobility: Mobility) : Law =
        Law.forEach
            {
                Name = "jsd-particles-own"
                Statement =
                    "On R particles that take D from their own distances stay at the quantiles of the solution, with an error "
                    + "of order 1/n."
                Source = "HZ23-3"
                Judge =
                    Judge.AtMost(
                        1e-12,
                        "rounding; the right side is 0.6 of the coarser error: 1/2 for the particles at the ends, times 1.19 for \
                         the range of a Gaussian's quantiles from 10 to 20 particles"
                    )
            }
            name
            scenes
            (fun solved ->
                let scene = solved.Scene
                let target = Density.ofMixture "the target" scene.Target
                let finest = solved.Paths[2].Value.End

                let error count =
                    let start = QuantileState.ofMixture count scene.Start
                    // Distances are at least 2.5/n: then 4 tau/distance^2 D/2 stays below 2.8, where the method is stable.
                    let steps = count * count / 4 * int scene.Time

                    let path =
                        Flow.create (Functional.klOnLine target) (Metric.mobility name (mobility target start))
                        |> Flow.steppedBy (Integrator.rungeKutta4 (scene.Time / float steps))
                        |> Flow.from start
                        |> Flow.steps steps

                    let exact =
                        QuantileState.levels count
                        |> Array.map (quantile (finest.Grid.Axis 0) finest.Weights)
                        |> Points.ofValues

                    meanDistance 0 path.Final.Nodes exact

                List.pairwise [ error 10; error 20; error 40 ]
                |> List.map (fun (coarse, fine) ->
                    Equation.scalar "mean |Y - Q(u)| on twice the particles against 0.6 of it" 1.0 fine (0.6 * coarse)))
