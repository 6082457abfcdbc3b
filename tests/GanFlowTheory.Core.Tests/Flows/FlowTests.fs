namespace GanFlowTheory.Core.Tests

open System
open System.Threading
open Xunit
open GanFlowTheory.Core
open Testing

/// The loop, its diagnostics and its outcomes.
module FlowTests =

    let private target: IMeasure =
        Empirical.ofPoints (
            Points.combine 1.0 (Seed.gaussian 8 2 (Seed.create 1)) 1.0 (Points.init 8 2 (fun _ _ -> 0.8))
        )

    let private nodes = Seed.gaussian 6 2 (Seed.create 2)
    let private particles = Particles.ofPoints nodes
    let private uneven = [| 0.1; 0.3; 0.05; 0.25; 0.2; 0.1 |]
    let private weighted = WeightedParticles.weighted uneven nodes

    let private mmd<'q when 'q :> IMeasure> : Functional<'q> =
        Mmd.functional (Kernel.gaussian 1.0) target

    let private potential (name: string) value slope : Functional<'q> when 'q :> IMeasure =
        Energies.potential name (Potential.ofPointwise (Array.sumBy value) (Array.map slope))

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

    let private sobolev<'q when 'q :> IMeasure and 'q :> ITransport> : Metric<'q> =
        SobolevKernelized.create (Kernel.gaussian 1.0) 0.5

    let private moving<'q when 'q :> IMeasure and 'q :> ITransport> : Metric<'q> list =
        [
            Transport.wasserstein
            Transport.mobility "1+x^2" (fun (q: 'q) -> Array.init q.Nodes.Count (fun i -> 1.0 + q.Nodes[i, 0] ** 2.0))
            Transport.stein (Kernel.gaussian 1.0)
            sobolev
            Metric.add (Metric.scale 2.0 Transport.wasserstein) sobolev
        ]

    [<Fact>]
    let ``the energy dissipation identity holds in every metric`` () =
        for metric in moving do
            dissipates (Flow.create mmd metric) particles

        for metric in moving do
            dissipates (Flow.create mmd metric) (Particles.weighted uneven nodes)

        for metric in moving do
            dissipates (Flow.create mmd metric) weighted

        for metric in [ Reaction.fisherRao; Reaction.wassersteinFisherRao 0.5 2.0 ] do
            dissipates (Flow.create mmd metric) weighted

    [<Fact>]
    let ``the energy dissipation identity holds for sums of functionals`` () =
        let functional: Functional<Particles> =
            Functional.add
                (Functional.scale 0.5 (Energies.interaction (Kernel.gaussian 1.0)))
                (Functional.add mmd (potential "quadratic" (fun v -> 0.5 * v * v) id))

        for metric in moving do
            dissipates (Flow.create functional metric) particles

    [<Fact>]
    let ``the energy dissipation identity holds seen by a critic of another functional`` () =
        let critic: Critic<Particles> =
            Critic.create "other" (fun _ _ q ->
                (Mmd.functional (Kernel.gaussian 2.0) target: Functional<_>).FirstVariation q)

        for metric in moving do
            dissipates (Flow.create mmd metric |> Flow.withCritic critic) particles

    let private descending = Flow.descend mmd |> Flow.from particles

    [<Fact>]
    let ``reached time, completed steps`` () =
        Assert.Equal(ReachedTime 0.5, (Flow.until 0.5 descending).Outcome)
        Assert.Equal(CompletedSteps 3, (Flow.steps 3 descending).Outcome)
        Assert.Equal(CompletedSteps 0, (Flow.steps 0 descending).Outcome)
        Assert.Equal(ReachedTime 0.0, (Flow.until 0.0 descending).Outcome)

        let both =
            { Horizon.time 0.35 with
                Steps = Some 2
            }

        Assert.Equal(CompletedSteps 2, (Flow.observe both CancellationToken.None ignore descending).Outcome)
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
        Assert.Equal(Converged(0, 0.0), path.Outcome)
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
        | Stalled(1, reason) -> Assert.Contains("above its", reason)
        | other -> Assert.Fail($"{other}")

    [<Fact>]
    let ``a flow has converged where its dissipation falls to the tolerance`` () =
        let path =
            Flow.descend (potential "quadratic" (fun v -> 0.5 * v * v) id)
            |> Flow.from particles
            |> Flow.stopBelow 1e-6
            |> Flow.until 1e3

        match path.Outcome with
        | Converged(step, dissipation) ->
            Assert.Equal(step, (Array.last path.Steps).Index)
            Assert.True(dissipation <= 1e-6)
            Assert.All(path.Steps[.. step - 1], (fun s -> Assert.True(s.Diagnostics.PredictedDissipation.Value > 1e-6)))
        | other -> failwith (Outcome.sentence other)

    [<Fact>]
    let ``a flow that leaves the numbers has diverged, in every metric and by every fixed step`` () =
        let cubic: Functional<Particles> =
            potential "cubic" (fun v -> v * v * v / 3.0) (fun v -> v * v)

        let quartic: Functional<Particles> =
            potential "quartic" (fun v -> v * v * v * v / 4.0) (fun v -> v * v * v)

        let start =
            Particles.ofPoints (Points.ofRows [ [ 3.0; -2.0 ]; [ 1.0; 4.0 ]; [ -5.0; 0.1 ] ])

        let line = Particles.ofPoints (Points.ofValues [| 3.0; -2.0; 7.0 |])

        let onLine: Functional<Particles> =
            Functional.add cubic (EnergyDistance.functional (Empirical.ofPoints (Points.ofValues [| 0.0; 1.0 |])))

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
                for metric in [ Transport.wasserstein; Transport.stein (Kernel.gaussian 1.0); sobolev ] do
                    let path =
                        Flow.create functional metric
                        |> Flow.steppedBy integrator
                        |> Flow.from start
                        |> Flow.steps 200

                    match path.Outcome with
                    | Diverged(step, _, value) ->
                        Assert.False(Double.IsFinite value)
                        Assert.Equal(step, (Array.last path.Steps).Index)
                        Assert.Contains($"step {step}", Outcome.sentence path.Outcome)
                    | other ->
                        failwith $"{functional.Name} in {metric.Name} by {integrator.Name}: {Outcome.sentence other}"

    let private flipped: Critic<Particles> =
        Critic.create "flipped" (fun f _ q -> Potential.scale -1.0 (f.FirstVariation q))

    [<Fact>]
    let ``descent against a flipped critic stalls, and says so once`` () =
        let seen = ResizeArray<int>()

        let path =
            Flow.descend mmd
            |> Flow.withCritic flipped
            |> Flow.steppedBy (Integrator.descent 1.0)
            |> Flow.from particles
            |> Flow.observe (Horizon.steps 10) CancellationToken.None (fun step -> seen.Add step.Index)

        match path.Outcome with
        | Stalled(0, reason) -> Assert.Contains("lowers the functional", reason)
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
            |> Flow.observe (Horizon.steps 100) source.Token (fun step ->
                if step.Index = 3 then
                    source.Cancel())

        // The token fell during step 3, so step 4 is the first that sees it.
        Assert.Equal(Cancelled 4, path.Outcome)
        Assert.Equal(5, path.Steps.Length)
        Assert.Equal(Cancelled 0, (Flow.observe (Horizon.steps 9) source.Token ignore descending).Outcome)

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
            descending |> Flow.observe (Horizon.steps 7) CancellationToken.None seen.Add

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
        let before = Parallelism.threadCount ()
        // More points than a block of any tiling is likely to hold.
        let start = Particles.ofPoints (Seed.gaussian 300 2 (Seed.create 5))

        let run threads =
            Parallelism.setThreadCount threads

            [ Transport.wasserstein; Transport.stein (Kernel.gaussian 1.0); sobolev ]
            |> List.map (fun metric ->
                Flow.create (Mmd.functional Kernel.rqPaper target) metric
                |> Flow.withNoise 0.1
                |> Flow.from start
                |> Flow.steps 2
                |> bits)

        try
            Assert.Equal<float[] list>(run 1, run 2)
        finally
            Parallelism.setThreadCount before

    [<Fact>]
    let ``a mobility that is no metric is refused`` () =
        let path () =
            Flow.create mmd (Transport.mobility "negative" (fun (q: Particles) -> Array.create q.Nodes.Count -1.0))
            |> Flow.from particles
            |> Flow.steps 1

        Assert.Contains("mobility[0] must be non-negative", argumentError path)

    let private correlations critic metric =
        Flow.create mmd metric
        |> Flow.withCritic critic
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

                        {
                            Potential = (Option.get f).FirstVariation q
                            Next = counting (count + 1) log
                            HeldOutScore = None
                            PlugIn = None
                        })
                LogDensity = 0.0
                Memory = None
            }

        let log = ResizeArray<int>()

        Flow.descend mmd
        |> Flow.withCritic (counting 0 log)
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
