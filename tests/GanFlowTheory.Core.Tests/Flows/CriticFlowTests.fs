namespace GanFlowTheory.Core.Tests

open System
open System.Threading
open Xunit
open GanFlowTheory.Core
open Testing
open RatioTesting

/// Flows along a critic alone: the functional has no value on particles.
module CriticFlowTests =

    let private target = sample (normal "target of flows" 150 1 0.0 1.0)

    let private start () =
        Particles.ofPoints (normal "start of flows" 150 1 2.0 1.0)

    let private kde: RatioEstimator =
        RatioEstimator.kernelDensity BandwidthChoice.Separate

    let private through (divergence: FDivergence) (estimator: RatioEstimator) : Flow<Particles> =
        Flow.through divergence.Name (Critic.ratio estimator divergence target)
        |> Flow.steppedBy (Integrator.euler 0.05)

    let private moved =
        lazy (through FDivergence.kl kde |> Flow.from (start ()) |> Flow.steps 30)

    [<Fact>]
    let ``KL seen through kernel densities brings samples to their target`` () =
        let path = moved.Value
        Assert.Equal(Outcome.CompletedSteps 30, path.Outcome)
        let first, last = path.Steps[0].Diagnostics, path.Steps[30].Diagnostics
        // KL(N(2, 1) || N(0, 1)) = 2, a standard deviation of 2 per point: 0.5 are three standard errors of the mean
        // over 150 points, and smoothing by a bandwidth of 0.3 takes a tenth away. At the end 2 e^(-3) = 0.1, with the
        // mean difference of two samples of 150 (0.12, squared and halved: 0.01) and the estimate's own bias beside it.
        Assert.InRange(first.PlugIn.Value, 1.3, 2.6)
        Assert.InRange(last.PlugIn.Value, -0.1, 0.35)
        // The mean goes like 2 e^(-1.5) = 0.45 to that of the target's points, in a flow whose scores are smoothed by a
        // tenth; each sample's mean is off by 0.08, so that three standard errors of the difference are 0.35.
        let difference = (Measure.mean path.Final)[0] - (Measure.mean target)[0]
        Assert.InRange(difference, 0.1, 0.8)

        // Telling them apart becomes harder, up to log 2 at chance; 0.03 is three standard errors of a log-loss near it
        // over 300 points, each within about 0.2 of log 2.
        Assert.InRange(last.HeldOutScore.Value, first.HeldOutScore.Value + 0.1, log 2.0 + 0.03)

    [<Fact>]
    let ``what only the functional knows is unknown, and what the critic knows is told`` () =
        let path = moved.Value
        Assert.True (Path.identityResidual path).IsNone

        for step in path.Steps do
            let d = step.Diagnostics
            Assert.True(d.Functional.IsNone && d.PredictedDissipation.IsNone && d.KCorrelation.IsNone)
            Assert.True(d.ObservedRate.IsNone && d.IdentityResidual.IsNone)
            Assert.True(d.CriticDissipation.Value > 0.0)
            Assert.True(d.PlugIn.IsSome && d.HeldOutScore.IsSome)

        // <c, K c> is the mean square of the first step's velocity.
        let v =
            Points.combine 20.0 (snd path.States[1]).Nodes -20.0 (snd path.States[0]).Nodes

        let square = Array.averageBy (fun e -> e * e) (data v)
        // Velocities of size 2 are differences of positions of size 4, times 20: about 1e-13 of rounding.
        close 1e-12 square path.Steps[0].Diagnostics.CriticDissipation.Value

    [<Fact>]
    let ``the critic's dissipation is the dissipation where the critic is exact`` () =
        let mmd: Functional<Particles> = Functional.mmd (Kernel.gaussian 1.0) target
        let path = Flow.descend mmd |> Flow.from (start ()) |> Flow.steps 3

        for step in path.Steps do
            Assert.Equal(step.Diagnostics.PredictedDissipation, step.Diagnostics.CriticDissipation)
            Assert.True(step.Diagnostics.PlugIn.IsNone && step.Diagnostics.HeldOutScore.IsNone)

        // Through a critic three times the first variation it is three times <xi, K c>.
        let tripled =
            Critic.create "tripled" (fun f _ q -> Potential.scale 3.0 (f.FirstVariation q))

        let d =
            (Flow.descend mmd |> Flow.seenBy tripled |> Flow.from (start ()) |> Flow.steps 0).Steps[0].Diagnostics

        close 1e-12 (3.0 * d.PredictedDissipation.Value) d.CriticDissipation.Value

    [<Fact>]
    let ``along the same critic the functional changes nothing but what is measured`` () =
        let mmd: Functional<Particles> = Functional.mmd (Kernel.gaussian 1.0) target
        let critic: Critic<Particles> = Critic.ratio kde FDivergence.kl target

        let known =
            Flow.descend mmd
            |> Flow.seenBy critic
            |> Flow.steppedBy (Integrator.heun 0.05)
            |> Flow.from (start ())
            |> Flow.steps 3

        let unknown =
            Flow.through "kl" critic
            |> Flow.steppedBy (Integrator.heun 0.05)
            |> Flow.from (start ())
            |> Flow.steps 3

        Assert.Equal<int64[]>(bits (data known.Final.Nodes), bits (data unknown.Final.Nodes))
        Assert.True known.Steps[3].Diagnostics.KCorrelation.IsSome

        Assert.Equal<float option list>(
            [ for s in known.Steps -> s.Diagnostics.PlugIn ],
            [ for s in unknown.Steps -> s.Diagnostics.PlugIn ]
        )

    [<Fact>]
    let ``the exact critic is refused`` () =
        let sentence =
            "kl has no first variation on these states; give a critic that estimates it."

        Assert.StartsWith(sentence, argumentError (fun () -> Flow.through "kl" Critic.exact<Particles>))
        let flow = through FDivergence.kl kde
        Assert.StartsWith(sentence, argumentError (fun () -> Flow.seenBy Critic.exact flow))

        // Also where the record was changed by hand.
        let bare = { flow with Critic = Critic.exact }
        Assert.StartsWith(sentence, argumentError (fun () -> bare |> Flow.from (start ()) |> Flow.steps 1))

    [<Fact>]
    let ``descent is refused`` () =
        let flow = through FDivergence.kl kde |> Flow.steppedBy (Integrator.descent 0.5)

        let sentence = argumentError (fun () -> Flow.from (start ()) flow)
        Assert.StartsWith("kl has no value on these states, which integrator descent:0.5 needs;", sentence)

        let run =
            { (through FDivergence.kl kde |> Flow.from (start ())) with
                Flow = flow
            }

        let steps () =
            Flow.trace (Horizon.afterSteps 1) CancellationToken.None run

        Assert.Equal(sentence, argumentError steps)

    [<Fact>]
    let ``a critic that asks the functional says that there is none`` () =
        let asking: Critic<Particles> =
            Critic.create "asking" (fun f _ q -> f.FirstVariation q)

        let run () =
            Flow.through "kl" asking |> Flow.from (start ()) |> Flow.steps 1

        Assert.StartsWith("critic asking asks the functional, but this flow moves without one.", argumentError run)

    [<Fact>]
    let ``each fit is handed to the next`` () =
        let given = ResizeArray<float option>()
        let mutable count = 0.0

        let counting: RatioEstimator =
            {
                Name = "counting"
                Fit =
                    fun seed p q before ->
                        given.Add(before |> Option.bind _.HeldOutScore)
                        count <- count + 1.0

                        { kde.Fit seed p q None with
                            HeldOutScore = Some count
                        }
            }

        let path = through FDivergence.jsd counting |> Flow.from (start ()) |> Flow.steps 3

        Assert.Equal<float option list>([ None; Some 1.0; Some 2.0; Some 3.0 ], List.ofSeq given)

        Assert.Equal<float option list>(
            [ Some 1.0; Some 2.0; Some 3.0; Some 4.0 ],
            [ for s in path.Steps -> s.Diagnostics.HeldOutScore ]
        )

    [<Fact>]
    let ``a flow that is no longer finite ends as diverged`` () =
        let runs =
            [
                kde, Metric.wasserstein, Integrator.heun
                kde, Metric.stein (Kernel.gaussian 1.0), Integrator.euler
                RatioEstimator.kernelLogistic small, Metric.wasserstein, Integrator.euler
                RatioEstimator.leastSquares small, Metric.wasserstein, Integrator.euler
            ]

        for estimator, metric, integrator in runs do
            // From where bandwidths, squares or the coordinates themselves overflow.
            for tau in [ 1e45; 1e100; 1e154; 1e308 ] do
                let path =
                    through FDivergence.kl estimator
                    |> Flow.inMetric metric
                    |> Flow.steppedBy (integrator tau)
                    |> Flow.from (Particles.ofPoints (normal "few" 20 1 2.0 1.0))
                    |> Flow.steps 3

                match path.Outcome with
                | Outcome.Diverged(_, quantity, value) ->
                    // These critics remember their fits: the one that lost its numbers is named.
                    Assert.Matches("the dissipation|a coordinate of the particles|of critic '", quantity)
                    Assert.False(Double.IsFinite value)
                // Where all kernels vanish nothing moves any more.
                | Outcome.Converged(_, dissipation) -> Assert.Equal(0.0, dissipation)
                | Outcome.CompletedSteps 3 ->
                    Assert.All(data path.Final.Nodes, (fun x -> Assert.True(Double.IsFinite x)))
                | other -> Assert.Fail(Outcome.sentence other)

    [<Fact>]
    let ``a flow without a functional converges by its critic's dissipation`` () =
        // c = x^2/2 on particles: <c, K c> = E x^2, which falls by (1 - tau)^2 a step.
        let quadratic = Potential.ofPointwise (fun x -> 0.5 * x[0] * x[0]) id

        let rec critic: Critic<Particles> =
            {
                Name = "quadratic"
                Estimate =
                    Some(fun _ _ _ ->
                        {
                            Potential = quadratic
                            Next = critic
                            HeldOutScore = Some nan
                            PlugIn = Some infinity
                            Seen = None
                        })
                LogDensity = 0.0
                Memory = None
            }

        let path =
            Flow.through "rest" critic
            |> Flow.from (start ())
            |> Flow.stopBelow 1e-3
            |> Flow.steps 1000

        match path.Outcome with
        | Outcome.Converged(step, dissipation) ->
            Assert.InRange(dissipation, 1e-3 * 0.81, 1e-3)
            Assert.True(path.Steps[step - 1].Diagnostics.CriticDissipation.Value > 1e-3)
        | other -> Assert.Fail(Outcome.sentence other)

        // What is no number is not told.
        Assert.All(path.Steps, fun s -> Assert.True(s.Diagnostics.HeldOutScore.IsNone && s.Diagnostics.PlugIn.IsNone))

    [<Fact>]
    let ``weights move along a critic, too`` () =
        // Fisher-Rao on KL: log-weights grow with log r, so that the weighted mean moves from 2 towards 0 and the
        // estimate falls; nodes stay.
        let q = WeightedParticles.weighted (Array.create 150 (1.0 / 150.0)) (start ()).Nodes

        let path =
            Flow.through "kl" (Critic.ratio kde FDivergence.kl target)
            |> Flow.inMetric Metric.fisherRao
            |> Flow.steppedBy (Integrator.euler 0.1)
            |> Flow.from q
            |> Flow.steps 5

        Assert.Equal<int64[]>(bits q.Nodes.Data, bits path.Final.Nodes.Data)

        for before, after in Array.pairwise path.Steps do
            Assert.True(after.Diagnostics.PlugIn.Value < before.Diagnostics.PlugIn.Value)
