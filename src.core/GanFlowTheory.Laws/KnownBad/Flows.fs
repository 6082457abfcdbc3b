namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Known-bad compositions: flows that do not dissipate as they say.
[<RequireQualifiedAccess>]
module internal BadFlows =

    let private scenes = Scenes.any
    let private particles = StateKind.particles

    // The first variation of KL under the values of JSD.
    let private mismatched (scene: Scene) : Functional<GridDensity> =
        let named (f: FDivergence) =
            Registry.gridDivergences
            |> List.pick (fun (name, make) ->
                if name.StartsWith(f.Name + " ") then
                    Some(make scene)
                else
                    None)

        let jsd, kl = named FDivergence.jsd, named FDivergence.kl

        { jsd with
            Evaluate =
                fun q ->
                    {
                        Value = jsd.Value q
                        Variation = (kl.Evaluate q).Variation
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
