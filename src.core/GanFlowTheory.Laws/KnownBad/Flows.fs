namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Known-bad compositions: flows that do not dissipate as they say.
[<RequireQualifiedAccess>]
module internal BadFlows =

    let private scenes = Scenes.any
    let private particles = StateKind.particles

    // The first variation of KL under the values of JSD, to the uniform density of each grid.
    let private mismatched (_: Scene) : Functional<GridDensity> =
        let on (f: FDivergence) (q: GridDensity) =
            let n = q.Grid.Count
            Functional.onGrid f (GridDensity.ofMasses (Array.create n (1.0 / float n)) q.Grid)

        {
            Name = "jsd with the variation of kl"
            Value = fun q -> (on FDivergence.jsd q).Value q
            FirstVariation = fun q -> (on FDivergence.kl q).FirstVariation q
            Evaluate =
                fun q ->
                    { (on FDivergence.kl q).Evaluate q with
                        Value = (on FDivergence.jsd q).Value q
                    }
        }

    let all: KnownBad list =
        [
            Flaw.bad
                "on a grid, the first variation of kl under jsd"
                (FlowLaws.dissipationOf Scenes.onLineOrPlane StateKind.gridDensities "" mismatched Metric.onGrid)
            Flaw.bad
                "a first variation without its factor 1/2"
                (FlowLaws.dissipation scenes particles "" BadFunctionals.doubled Metric.wasserstein)
            Flaw.bad
                "a first variation without its self-term"
                (FlowLaws.dissipation scenes particles "" BadFunctionals.withoutSelf Metric.wasserstein)
            Flaw.bad
                "growth rates that use halved values"
                (FlowLaws.dissipation scenes StateKind.weightedParticles "" BadFunctionals.halfValues Metric.fisherRao)
            Flaw.bad
                "a first variation without its factor 1/2, over a run"
                (FlowLaws.loop scenes particles "" BadFunctionals.doubled Metric.wasserstein)
            Flaw.bad "ascent" (FlowLaws.loop scenes particles "" BadFunctionals.mmd BadMetrics.upwards)
        ]
