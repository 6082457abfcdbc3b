namespace GanFlowTheory.Core.Tests

open System
open System.Threading
open Xunit
open GanFlowTheory.Core
open Testing
open FlowTesting

/// The loop and its diagnostics.
module FlowTests =

    /// Halving the step divides the residual of the dissipation identity by four: the trapezoidal rule has order two,
    /// RK4 does not show beside it, and a wrong factor or sign in a metric would leave a residual of order one.
    let private dissipates (flow: Flow<'q>) (start: 'q) =
        let residual tau =
            flow
            |> Flow.steppedBy (Integrator.rungeKutta4 tau)
            |> Flow.from start
            |> Flow.until 0.4
            |> Path.identityResidual
            |> Option.get

        let coarse, fine = residual 0.02, residual 0.01
        // tau^2 / 12 times the second logarithmic derivative of the dissipation. The fastest case here, mobility
        // 1 + x^2 with |x| < 2.5 in a potential of curvature one, decays at rates below 2 (1 + 2.5^2) = 15:
        // at most 0.0075.
        Assert.True(coarse < 0.01, $"{Flow.describe flow}: residual {coarse}")
        Assert.True(fine < 0.3 * coarse, $"{Flow.describe flow}: residual {coarse} at 0.02, {fine} at 0.01")

    [<Fact>]
    let ``the energy dissipation identity holds in every metric`` () =
        for metric in moving do
            dissipates (Flow.create mmd metric) particles

        for metric in moving do
            dissipates (Flow.create mmd metric) (Particles.weighted uneven nodes)

        for metric in moving do
            dissipates (Flow.create mmd metric) weighted

        for metric in [ Metric.fisherRao; Metric.wassersteinFisherRao 0.5 2.0 ] do
            dissipates (Flow.create mmd metric) weighted

    [<Fact>]
    let ``the energy dissipation identity holds for sums of functionals`` () =
        let functional: Functional<Particles> =
            Functional.add
                (Functional.scale 0.5 (Functional.interaction (Kernel.gaussian 1.0)))
                (Functional.add mmd (potential "quadratic" (fun v -> 0.5 * v * v) id))

        for metric in moving do
            dissipates (Flow.create functional metric) particles

    [<Fact>]
    let ``the energy dissipation identity holds seen by a critic of another functional`` () =
        let critic: Critic<Particles> =
            Critic.create "other" (fun _ _ q ->
                (Functional.mmd (Kernel.gaussian 2.0) target: Functional<_>).FirstVariation q)

        for metric in moving do
            dissipates (Flow.create mmd metric |> Flow.seenBy critic) particles

    [<Fact>]
    let ``stored states are thinned, first and last kept`` () =
        let times keep count =
            let path = descending |> Flow.keepEvery keep |> Flow.steps count
            Assert.Equal(count + 1, path.Steps.Length)
            Assert.Same(path.Final, snd (Array.last path.States))

            path.States
            |> Array.map (fun (time, _) -> int (round (10.0 * time)))
            |> List.ofArray

        Assert.Equal<int list>([ 0; 3; 6; 7 ], times 3 7)
        Assert.Equal<int list>([ 0; 3; 6 ], times 3 6)
        Assert.Equal<int list>([ 0; 2 ], times 100 2)
        Assert.Equal<int list>([ 0 ], times 5 0)
        Assert.Contains("steps", argumentError (fun () -> Flow.keepEvery 0 descending))

    [<Fact>]
    let ``the observer sees every step once and in order, as the path stores it`` () =
        let seen = ResizeArray<Step<Particles>>()

        let path =
            descending
            |> Flow.observe (Horizon.afterSteps 7) CancellationToken.None seen.Add

        Assert.Equal<int list>([ 0..7 ], seen |> Seq.map _.Index |> List.ofSeq)
        Assert.All(Seq.take 7 seen, (fun s -> Assert.True s.Outcome.IsNone))
        Assert.Equal(Some path.Outcome, seen[7].Outcome)
        Assert.Equal<float[]>(path.Steps |> Array.map _.Time, seen |> Seq.map _.Time |> Array.ofSeq)
        Array.iteri (fun i (_, q) -> Assert.Same(q, seen[i].State)) path.States

    [<Fact>]
    let ``diagnostics say what happened between two steps`` () =
        let path = descending |> Flow.steps 3
        Assert.True path.Steps[0].Diagnostics.ObservedRate.IsNone
        Assert.True path.Steps[0].Diagnostics.IdentityResidual.IsNone
        Assert.Equal(0.0, path.Steps[0].Diagnostics.StepLength)

        for before, after in Array.pairwise path.Steps do
            let b, a = before.Diagnostics, after.Diagnostics
            let rate = (a.Functional.Value - b.Functional.Value) / a.StepLength
            let mean = 0.5 * (a.PredictedDissipation.Value + b.PredictedDissipation.Value)
            Assert.Equal(0.1, a.StepLength)
            close 1e-14 rate a.ObservedRate.Value
            close 1e-14 (abs (rate + mean) / mean) a.IdentityResidual.Value

        let solved = Flow.create mmd sobolev |> Flow.from particles |> Flow.steps 1
        Assert.Equal("cholesky", solved.Steps[1].Diagnostics.Solve.Value.Method)

    let private bits (path: Path<Particles>) = path.Final.Nodes.Data

    let private noisy = Flow.descend mmd |> Flow.withNoise 0.3

    [<Fact>]
    let ``a seed fixes every bit of a run with noise, and another seed changes it`` () =
        let run seed =
            noisy
            |> Flow.steppedBy (Integrator.heun 0.1)
            |> Flow.from particles
            |> Flow.withSeed (Seed.create seed)
            |> Flow.steps 5
            |> bits

        Assert.Equal<float[]>(run 7, run 7)
        Assert.NotEqual<float[]>(run 7, run 8)

    [<Fact>]
    let ``noise of level zero is no noise, and fresh noise comes at every step`` () =
        let quiet =
            Flow.descend mmd
            |> Flow.withNoise 0.0
            |> Flow.from particles
            |> Flow.steps 5
            |> bits
        // The same sums in another order.
        Array.iter2 (close 1e-14) (bits (Flow.steps 5 descending)) quiet
        // With the linear potential -x^2/2 the noise moves the particles by tau beta u itself.
        let moves =
            Flow.descend (potential "hill" (fun v -> -0.5 * v * v) (fun v -> -v))
            |> Flow.withNoiseSchedule "second step only" (fun step -> if step = 1 then 1.0 else 0.0)
            |> Flow.steppedBy (Integrator.euler 1.0)
            |> Flow.from particles
            |> Flow.steps 2

        let middle, last = snd moves.States[1], snd moves.States[2]
        Array.iter2 (fun x y -> Assert.Equal(2.0 * x, y)) particles.Nodes.Data middle.Nodes.Data
        let kick = Array.map2 (fun x y -> y - 2.0 * x) middle.Nodes.Data last.Nodes.Data
        let u = Seed.gaussian 6 2 (Seed.create 0 |> Seed.splitAt 1 |> Seed.split "noise")
        Array.iter2 (close 1e-14) u.Data kick

    [<Fact>]
    let ``the number of threads never shows in the bits`` () =
        // More points than a block of any tiling is likely to hold.
        let start = Particles.ofPoints (Seed.gaussian 300 2 (Seed.create 5))

        let run () =
            [ Metric.wasserstein; Metric.stein (Kernel.gaussian 1.0); sobolev ]
            |> List.map (fun metric ->
                Flow.create (Functional.mmd Kernel.rqPaper target) metric
                |> Flow.withNoise 0.1
                |> Flow.from start
                |> Flow.steps 2
                |> bits)

        Assert.Equal<float[] list>(Parallelism.withThreadCount 1 run, Parallelism.withThreadCount 2 run)

    [<Fact>]
    let ``a mobility that is no metric is refused`` () =
        let path () =
            Flow.create mmd (Metric.mobility "negative" (fun (q: Particles) -> Array.create q.Nodes.Count -1.0))
            |> Flow.from particles
            |> Flow.steps 1

        Assert.Contains("mobility[0] must be non-negative", argumentError path)

    let private correlations critic metric =
        Flow.create mmd metric
        |> Flow.seenBy critic
        |> Flow.steppedBy (Integrator.euler 0.01)
        |> Flow.from particles
        |> Flow.steps 5

    [<Fact>]
    let ``the critic's K-correlation is 1 for the exact and a rescaled critic, -1 for a flipped one, which ascends``
        ()
        =
        let rescaled: Critic<Particles> =
            Critic.create "tripled" (fun f _ q -> Potential.scale 3.0 (f.FirstVariation q))

        for metric in moving do
            for step in (correlations Critic.exact metric).Steps do
                Assert.Equal(Some 1.0, step.Diagnostics.KCorrelation)

            // Quotients of equal sums; the linear solve of one metric is good to 1e-12.
            for step in (correlations rescaled metric).Steps do
                close 1e-11 1.0 step.Diagnostics.KCorrelation.Value

            let wrong = correlations flipped metric

            for step in wrong.Steps do
                close 1e-11 -1.0 step.Diagnostics.KCorrelation.Value
                Assert.True(step.Diagnostics.PredictedDissipation.Value < 0.0)

            for before, after in Array.pairwise wrong.Steps do
                Assert.True(after.Diagnostics.Functional.Value > before.Diagnostics.Functional.Value)

    [<Fact>]
    let ``a critic hands itself on from step to step`` () =
        let rec counting (count: int) (log: ResizeArray<int>) : Critic<Particles> =
            {
                Name = "counting"
                Estimate =
                    Some(fun f _ q ->
                        log.Add count
                        CriticReading.ofPotential (counting (count + 1) log) ((Option.get f).FirstVariation q))
                LogDensity = 0.0
                Memory = None
            }

        let log = ResizeArray<int>()

        Flow.descend mmd
        |> Flow.seenBy (counting 0 log)
        |> Flow.from particles
        |> Flow.steps 3
        |> ignore

        Assert.Equal<int list>([ 0; 1; 2; 3 ], List.ofSeq log)

    [<Fact>]
    let ``a flow describes itself`` () =
        Assert.Equal(
            "1/2 MMD^2[gaussian:1] seen by critic exact in metric wasserstein, stepped by euler:0.1, noise 0.3",
            Flow.describe noisy
        )
