namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Known-bad compositions: flows that do not dissipate as they say.
[<RequireQualifiedAccess>]
module internal BadFlows =

    let private scenes = Scenes.any
    let private particles = StateKind.particles

    let all: KnownBad list =
        [
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
