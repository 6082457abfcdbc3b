namespace GanFlowTheory.Core.Tests

open GanFlowTheory.Core

/// Small flows of 1/2 MMD^2 for the tests of the loop.
module FlowTesting =

    let target: IMeasure =
        Empirical.ofPoints (
            Points.combine 1.0 (Seed.gaussian 8 2 (Seed.create 1)) 1.0 (Points.init 8 2 (fun _ _ -> 0.8))
        )

    let nodes = Seed.gaussian 6 2 (Seed.create 2)
    let particles = Particles.ofPoints nodes
    let uneven = [| 0.1; 0.3; 0.05; 0.25; 0.2; 0.1 |]
    let weighted = WeightedParticles.weighted uneven nodes

    let mmd<'q when 'q :> IMeasure> : Functional<'q> =
        Functional.mmd (Kernel.gaussian 1.0) target

    let potential (name: string) value slope : Functional<'q> when 'q :> IMeasure =
        Functional.potential name (Potential.ofPointwise (Array.sumBy value) (Array.map slope))

    let sobolev<'q when 'q :> IMeasure and 'q :> ITransport> : Metric<'q> =
        Metric.sobolevKernelized (Kernel.gaussian 1.0) 0.5

    let moving<'q when 'q :> IMeasure and 'q :> ITransport> : Metric<'q> list =
        [
            Metric.wasserstein
            Metric.mobility "1+x^2" (fun (q: 'q) -> Array.init q.Nodes.Count (fun i -> 1.0 + q.Nodes[i, 0] ** 2.0))
            Metric.stein (Kernel.gaussian 1.0)
            sobolev
            Metric.add (Metric.scale 2.0 Metric.wasserstein) sobolev
        ]

    let descending = Flow.descend mmd |> Flow.from particles

    /// The first variation with the wrong sign.
    let flipped: Critic<Particles> =
        Critic.create "flipped" (fun f _ q -> Potential.scale -1.0 (f.FirstVariation q))
