namespace GanFlowTheory.Core.Tests

open Xunit
open GanFlowTheory.Core
open GanFlowTheory.Core.Tests.ReportTesting
open RatioTesting

/// Pages of flows along a critic alone.
module CriticReportTests =

    let private target = sample (normal "target of flows" 150 1 0.0 1.0)

    let private start () =
        Particles.ofPoints (normal "start of flows" 150 1 2.0 1.0)

    let private kde: RatioEstimator =
        RatioEstimator.kernelDensity BandwidthChoice.Separate

    [<Fact>]
    let ``the report of a flow along a critic alone shows the estimate and the score, and no identity`` () =
        let run =
            Flow.through "kl" (Critic.ratio kde FDivergence.kl target)
            |> Flow.steppedBy (Integrator.euler 0.05)
            |> Flow.from (start ())

        let report = RunReport.ofPath "KL on particles" run (Flow.steps 30 run)
        let page, parsed = checkedPage report
        Assert.Contains("estimated functional", page)
        Assert.Contains("Held-out score", page)
        Assert.DoesNotContain("The dissipation identity", page)
        valuesAt "functional-wide" parsed |> ignore
        valuesAt "held-out-wide" parsed |> ignore
        valuesAt "expected-wide" parsed |> ignore

        // A flow with a functional shows both.
        let mmd: Functional<Particles> = Functional.mmd (Kernel.gaussian 1.0) target

        let run =
            Flow.descend mmd
            |> Flow.seenBy (Critic.ratio kde FDivergence.kl target)
            |> Flow.from (start ())

        let page, parsed =
            checkedPage (RunReport.ofPath "MMD along KL's critic" run (Flow.steps 3 run))

        Assert.Contains("The dissipation identity", page)
        Assert.DoesNotContain("estimated functional", page)
        valuesAt "held-out-wide" parsed |> ignore

    [<Fact>]
    let ``the report of a Langevin diffusion has no dissipation and no number that is none`` () =
        let run =
            Flow.through "kl" (Critic.score (Density.gaussian [| 0.0 |] (array2D [ [ 1.0 ] ])))
            |> Flow.steppedBy (Integrator.euler 0.01)
            |> Flow.from (Particles.ofPoints (Seed.gaussian 10 1 (Seed.create 1908)))

        let report = RunReport.ofPath "Langevin" run (Flow.steps 5 run)
        let page, _ = checkedPage report
        Assert.DoesNotContain("NaN", page)
        Assert.DoesNotContain("estimated functional", page)
        Assert.DoesNotContain("dissipation over flow time", page)
