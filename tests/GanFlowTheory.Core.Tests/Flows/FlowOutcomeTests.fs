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
        Assert.Contains("time", argumentError (fun () -> Flow.until -1.0 descending))
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
    let ``a run stops at the first measured step that is as told`` () =
        let run =
            Flow.descend (potential "quadratic" (fun v -> 0.5 * v * v) id)
            |> Flow.steppedBy (Integrator.euler 0.1)
            |> Flow.from particles
            |> Flow.stopWhen "it is low" (fun step -> step.Diagnostics.Functional.Value < 0.1)

        let path = Flow.until 100.0 run

        match path.Outcome with
        | Outcome.Stopped(step, "it is low") ->
            let below = path.Steps |> Array.map (fun s -> s.Diagnostics.Functional.Value < 0.1)
            Assert.Equal(step, Array.findIndex id below)
            Assert.Equal(step, (Array.last path.Steps).Index)
        | other -> failwith (Outcome.sentence other)

        // Only where it is measured: the first multiple of 7 from there on.
        match (run |> Flow.measureEvery 7 |> Flow.until 100.0).Outcome with
        | Outcome.Stopped(step, _) -> Assert.Equal(0, step % 7)
        | other -> failwith (Outcome.sentence other)

        // At the start already.
        match (run |> Flow.stopWhen "now" (fun _ -> true) |> Flow.until 1.0).Outcome with
        | Outcome.Stopped(0, "now") -> ()
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

    // One particle at 100, a target at 0, 1 and 3.
    let private far: Particles = Particles.ofPoints (Points.ofValues [| 100.0 |])
    let private three = Empirical.ofPoints (Points.ofValues [| 0.0; 1.0; 3.0 |])

    let private stalls (reason: string) (path: Path<Particles>) =
        Assert.False(Outcome.succeeded path.Outcome)

        match path.Outcome with
        | Outcome.Stalled(_, found) -> Assert.Contains(reason, found)
        | other -> Assert.Fail(Outcome.sentence other)

    [<Fact>]
    let ``a gradient that has vanished far from the target is no convergence`` () =
        for kernel in [ Kernel.gaussian 1.0; Kernel.laplace 0.01; Kernel.matern52 0.01 ] do
            let run = Flow.descend (Functional.mmd kernel three) |> Flow.from far
            stalls "vanished" (Flow.steps 5 run)
            stalls "vanished" (Flow.until 5.0 run)

        // Where it is not quite 0: e^(-50) of a slope, at a distance of ten bandwidths.
        let near = Particles.ofPoints (Points.ofValues [| 4.1 |])

        Flow.descend (Functional.mmd (Kernel.gaussian 0.1) three)
        |> Flow.steppedBy (Integrator.euler 0.1)
        |> Flow.from near
        |> Flow.steps 200
        |> stalls "vanished"

    [<Fact>]
    let ``a rest point where forces balance has converged, and a short run is a short run`` () =
        // Half way between two points of the target nothing pulls, though F is far above 0.
        let pair = Empirical.ofPoints (Points.ofValues [| -1.0; 1.0 |])
        let mmd: Functional<Particles> = Functional.mmd (Kernel.gaussian 2.0) pair

        let path =
            Flow.descend mmd
            |> Flow.from (Particles.ofPoints (Points.ofValues [| 0.0 |]))
            |> Flow.steps 5

        Assert.True((Array.last path.Steps).Diagnostics.Functional.Value > 1e-3)
        Assert.True(Outcome.succeeded path.Outcome, Outcome.sentence path.Outcome)
        let start = Particles.ofPoints (Points.ofValues [| 0.7 |])
        let path = Flow.descend mmd |> Flow.from start |> Flow.until 1e-12
        Assert.Equal(Outcome.ReachedTime 1e-12, path.Outcome)

    [<Fact>]
    let ``steps that are too long are no success`` () =
        let quadratic: Functional<Particles> =
            potential "quadratic" (fun v -> 0.5 * v * v) id

        let by integrator =
            (Flow.descend quadratic
             |> Flow.steppedBy integrator
             |> Flow.from particles
             |> Flow.steps 20)
                .Outcome

        // x+ = (1 - tau) x: beyond tau = 2 it grows; at 1.9 it falls, but swings from side to side.
        for tau, shows in [ 2.1, "rose"; 1.9, "not seen" ] do
            match by (Integrator.euler tau) with
            | Outcome.Overstepped(20, reason) ->
                Assert.Contains(shows, reason)
                Assert.Equal("overstepped", Outcome.word (by (Integrator.euler tau)))
            | other -> Assert.Fail(Outcome.sentence other)

        for integrator in
            [
                Integrator.euler 0.1
                Integrator.euler 0.5
                Integrator.rungeKutta4 0.5
                Integrator.descent 64.0
                Integrator.dormandPrince 0.1 1e-6 1e-6
            ] do
            Assert.True(Outcome.succeeded (by integrator), Outcome.sentence (by integrator))

    [<Fact>]
    let ``a critic that is flat says nothing of the target, and a memory that overflows is a divergence`` () =
        let through (slope: float) (memory: float) : Critic<Particles> =
            let rec critic =
                {
                    Name = "learned"
                    Estimate =
                        Some(fun _ _ _ ->
                            CriticReading.ofPotential
                                critic
                                (Potential.ofPointwise (fun x -> slope * x[0]) (Array.map (fun _ -> slope))))
                    LogDensity = 0.0
                    Memory =
                        Some
                            {
                                Arrays = fun () -> [ NamedArray.vector "weights" [| memory |] ]
                                Recall = fun _ -> critic
                                Release = ignore
                            }
                }

            critic

        let run critic =
            (Flow.through "kl" critic
             |> Flow.steppedBy (Integrator.euler 0.1)
             |> Flow.from particles
             |> Flow.steps 3)
                .Outcome

        match run (through 0.0 1.0) with
        | Outcome.Stalled(0, reason) -> Assert.Contains("flat", reason)
        | other -> Assert.Fail(Outcome.sentence other)

        Assert.Equal(Outcome.CompletedSteps 3, run (through 1.0 1.0))

        match run (through 1.0 infinity) with
        | Outcome.Diverged(0, quantity, value) ->
            Assert.Contains("learned", quantity)
            Assert.Equal(infinity, value)
        | other -> Assert.Fail(Outcome.sentence other)
