namespace GanFlowTheory.Core.Tests

open System
open System.Threading
open Xunit
open GanFlowTheory.Core
open Testing
open FlowTesting

/// How runs end.
module FlowOutcomeTests =

    [<Fact>]
    let ``reached time, completed steps`` () =
        Assert.Equal(Outcome.ReachedTime 0.5, (Flow.until 0.5 descending).Outcome)
        Assert.Equal(Outcome.CompletedSteps 3, (Flow.steps 3 descending).Outcome)
        Assert.Equal(Outcome.CompletedSteps 0, (Flow.steps 0 descending).Outcome)
        Assert.Equal(Outcome.ReachedTime 0.0, (Flow.until 0.0 descending).Outcome)

        let both =
            { Horizon.atTime 0.35 with
                Steps = Some 2
            }

        Assert.Equal(Outcome.CompletedSteps 2, (Flow.observe both CancellationToken.None ignore descending).Outcome)
        Assert.Contains("until", argumentError (fun () -> Flow.until -1.0 descending))
        Assert.Contains("steps", argumentError (fun () -> Flow.steps -1 descending))

        Assert.Contains(
            "horizon",
            argumentError (fun () ->
                Flow.observe { Time = None; Steps = None } CancellationToken.None ignore descending)
        )

    [<Fact>]
    let ``a flow that starts at its target has converged`` () =
        let start = Particles.ofPoints target.Nodes
        let path = Flow.descend mmd |> Flow.from start |> Flow.until 1.0
        Assert.Equal(Outcome.Converged(0, 0.0), path.Outcome)
        Assert.Equal(1, path.Steps.Length)
        Assert.True((Array.head path.Steps).Diagnostics.KCorrelation.IsNone)

    [<Fact>]
    let ``A step out of the reach of the gradient is no convergence`` () =
        // The Gaussian kernel vanishes, gradient and all, beyond 40 bandwidths; a step of 1e6 goes there at once.
        let path =
            Flow.descend mmd
            |> Flow.steppedBy (Integrator.euler 1e6)
            |> Flow.from particles
            |> Flow.steps 5

        match path.Outcome with
        | Outcome.Stalled(1, reason) -> Assert.Contains("above its", reason)
        | other -> Assert.Fail($"{other}")

    [<Fact>]
    let ``a flow has converged where its dissipation falls to the tolerance`` () =
        let path =
            Flow.descend (potential "quadratic" (fun v -> 0.5 * v * v) id)
            |> Flow.from particles
            |> Flow.stopBelow 1e-6
            |> Flow.until 1e3

        match path.Outcome with
        | Outcome.Converged(step, dissipation) ->
            Assert.Equal(step, (Array.last path.Steps).Index)
            Assert.True(dissipation <= 1e-6)
            Assert.All(path.Steps[.. step - 1], (fun s -> Assert.True(s.Diagnostics.PredictedDissipation.Value > 1e-6)))
        | other -> failwith (Outcome.sentence other)

    [<Fact>]
    let ``a flow that is no longer finite has diverged, in every metric and by every fixed step`` () =
        let cubic: Functional<Particles> =
            potential "cubic" (fun v -> v * v * v / 3.0) (fun v -> v * v)

        let quartic: Functional<Particles> =
            potential "quartic" (fun v -> v * v * v * v / 4.0) (fun v -> v * v * v)

        let start =
            Particles.ofPoints (Points.ofRows [ [ 3.0; -2.0 ]; [ 1.0; 4.0 ]; [ -5.0; 0.1 ] ])

        let line = Particles.ofPoints (Points.ofValues [| 3.0; -2.0; 7.0 |])

        let onLine: Functional<Particles> =
            Functional.add cubic (Functional.energyDistance (Empirical.ofPoints (Points.ofValues [| 0.0; 1.0 |])))

        for integrator in
            [
                Integrator.euler 10.0
                Integrator.rungeKutta4 10.0
                Integrator.dormandPrinceFixed 10.0
            ] do
            for functional, start in
                [
                    cubic, start
                    quartic, start
                    Functional.add quartic mmd, start
                    onLine, line
                ] do
                for metric in [ Metric.wasserstein; Metric.stein (Kernel.gaussian 1.0); sobolev ] do
                    let path =
                        Flow.create functional metric
                        |> Flow.steppedBy integrator
                        |> Flow.from start
                        |> Flow.steps 200

                    match path.Outcome with
                    | Outcome.Diverged(step, _, value) ->
                        Assert.False(Double.IsFinite value)
                        Assert.Equal(step, (Array.last path.Steps).Index)
                        Assert.Contains($"step {step}", Outcome.sentence path.Outcome)
                    | other ->
                        failwith $"{functional.Name} in {metric.Name} by {integrator.Name}: {Outcome.sentence other}"

    [<Fact>]
    let ``descent against a flipped critic stalls, and says so once`` () =
        let seen = ResizeArray<int>()

        let path =
            Flow.descend mmd
            |> Flow.seenBy flipped
            |> Flow.steppedBy (Integrator.descent 1.0)
            |> Flow.from particles
            |> Flow.observe (Horizon.afterSteps 10) CancellationToken.None (fun step -> seen.Add step.Index)

        match path.Outcome with
        | Outcome.Stalled(0, reason) -> Assert.Contains("lowers the functional", reason)
        | other -> failwith (Outcome.sentence other)

        Assert.Equal(1, path.Steps.Length)
        Assert.Equal(1, path.States.Length)
        // Told once as it came, and once more with its outcome.
        Assert.Equal<int list>([ 0; 0 ], List.ofSeq seen)

    [<Fact>]
    let ``a token cancels after a complete step`` () =
        use source = new CancellationTokenSource()

        let path =
            descending
            |> Flow.observe (Horizon.afterSteps 100) source.Token (fun step ->
                if step.Index = 3 then
                    source.Cancel())

        // The token fell during step 3, so step 4 is the first that sees it.
        Assert.Equal(Outcome.Cancelled 4, path.Outcome)
        Assert.Equal(5, path.Steps.Length)
        Assert.Equal(Outcome.Cancelled 0, (Flow.observe (Horizon.afterSteps 9) source.Token ignore descending).Outcome)
