using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Xunit;
using static GanFlowTheory.Tests.Bits;

namespace GanFlowTheory.Tests.Flows;

public class FlowRunTests
{
    private static Flow<ITransport> Descent =>
        Flow.Descend(Functional.Mmd(Kernel.Gaussian(1.0), Y)).SteppedBy(Integrator.Heun(0.1));

    // Uphill on -|x|^4: reaches infinity in finite time.
    private static Flow<ITransport> Diverging => Flow.Descend(Functional.Potential("hill", Potential.OfPointwise(
            x => -Math.Pow(x.Sum(v => v * v), 2), x => x.Select(v => -4 * x.Sum(u => u * u) * v).ToArray())))
        .SteppedBy(Integrator.Euler(0.5));

    // A first variation of the wrong sign: no step lowers the functional.
    private static Flow<ITransport> Stalling => Flow.Descend(Functional.Create(
            "wrong", q => q.Mean()[0], _ => Potential.OfPointwise(x => -x[0], x => [-1.0, 0.0])))
        .SteppedBy(Integrator.Descent(0.1));

    private sealed class Recorder : IProgress<FlowProgress>
    {
        public List<FlowProgress> Reports { get; } = [];

        public Action<FlowProgress>? Then { get; init; }

        public void Report(FlowProgress value)
        {
            Reports.Add(value);
            Then?.Invoke(value);
        }
    }

    private static Flow<ITransport> Euler =>
        Flow.Descend(Functional.Mmd(Kernel.Gaussian(1), Y)).InMetric(Metric.Wasserstein).SteppedBy(Integrator.Euler(0.1));

    [Fact]
    public void A_run_stops_where_it_is_told_with_the_reason()
    {
        var path = Euler.From(X).StopWhen("time 0.25 is over", step => step.Time > 0.25).Run(2.0);
        var stopped = Assert.IsType<Outcome.Stopped>(path.Outcome);
        Assert.True(path.Outcome.Succeeded);
        Assert.Equal((3, "time 0.25 is over"), (stopped.Step, stopped.Reason));
        Assert.Equal("Stopped at step 3: time 0.25 is over.", path.Outcome.ToString());
        Assert.Equal("stopped", path.Outcome.Word);
        Assert.IsType<Outcome.ReachedTime>(Euler.From(X).StopWhen("never", _ => false).Run(0.2).Outcome);
        Assert.Equal(
            "isReached", Assert.Throws<ArgumentNullException>(() => Euler.From(X).StopWhen("none", null!)).ParamName);
    }

    [Fact]
    public void What_is_printed_says_what_it_is()
    {
        var run = Euler.From(Particles.OfPoints(X)).WithSeed(3);
        var path = run.Run(0.2);
        Assert.Equal($"{Euler}, from {X.Count} particles in R^{X.Dimension}, seed {Seed.Create(3)}", run.ToString());
        Assert.Equal("Reached time 0.2. 2 steps, 3 states stored.", path.ToString());
        Assert.StartsWith("step 1, time 0.1, functional ", path.Steps[1].ToString());
        Assert.Equal($"the law of {X.Count} points of R^{X.Dimension}", Empirical.OfPoints(X).ToString());
        Assert.Equal(
            "4 samples of generator 2-2", ParameterState.Initial(Network.Parse("2-2"), 4, Seed.Create(0)).ToString());
        Assert.Equal(
            ("until time 2", "5 steps", "until time 2 or 5 steps"),
            (Horizon.AtTime(2).ToString(), Horizon.AfterSteps(5).ToString(), Horizon.First(2, 5).ToString()));
    }

    [Theory]
    [InlineData(-1.0, "time")]
    [InlineData(double.NaN, "time")]
    public void A_horizon_is_checked_where_it_is_made(double time, string name)
    {
        Assert.Equal(name, Assert.Throws<ArgumentException>(() => Horizon.AtTime(time)).ParamName);
        Assert.Equal(name, Assert.Throws<ArgumentException>(() => { Horizon horizon = time; _ = horizon; }).ParamName);
        Assert.Equal(name, Assert.Throws<ArgumentException>(() => Horizon.First(time, 3)).ParamName);
        Assert.Equal("steps", Assert.Throws<ArgumentException>(() => Horizon.AfterSteps(-2)).ParamName);
    }

    [Fact]
    public async Task Asynchronous_steps_are_the_steps_and_are_computed_elsewhere()
    {
        var threads = new HashSet<int>();
        var mmd = Functional.Mmd(Kernel.Gaussian(1.0), Y);
        var watched = Functional.Create("watched", q =>
        {
            lock (threads)
            {
                threads.Add(Environment.CurrentManagedThreadId);
            }

            return mmd.Value(q);
        }, mmd.FirstVariation);
        var run = Flow.Descend(watched).SteppedBy(Integrator.Heun(0.1)).From(X);
        var expected = run.Steps(1.0).ToArray();
        threads.Clear();
        var found = new List<FlowStep<Particles>>();
        var done = new TaskCompletionSource();
        var caller = -1;

        // A thread of its own as the caller, so that no pool thread can be mistaken for it.
        var thread = new Thread(() =>
        {
            caller = Environment.CurrentManagedThreadId;
            var steps = run.StepsAsync(1.0).GetAsyncEnumerator();
            while (steps.MoveNextAsync().AsTask().GetAwaiter().GetResult())
            {
                found.Add(steps.Current);
            }

            done.SetResult();
        });
        thread.Start();
        await done.Task;
        Assert.DoesNotContain(caller, threads);
        Assert.NotEmpty(threads);
        Assert.Equal(expected.Length, found.Count);
        Assert.Equal("Reached time 1.", found[^1].Outcome?.Sentence);
        Assert.All(found.SkipLast(1), step => Assert.Null(step.Outcome));

        foreach (var (a, b) in expected.Zip(found))
        {
            Same(a.State.Nodes.ToArray2D(), b.State.Nodes.ToArray2D());
        }
    }

    [Fact]
    public async Task An_abandoned_enumeration_computes_nothing_more()
    {
        var evaluations = 0;
        var counting = Functional.Create("counting", _ => Interlocked.Increment(ref evaluations), _ => Potential.Zero);

        await foreach (var step in Flow.Descend(counting).From(X).StopBelow(0).StepsAsync(Horizon
            .AfterSteps(1_000_000)))
        {
            break;
        }

        // One look at the start; the flow of the zero potential also converges there, so nothing else could have come.
        Assert.Equal(1, Volatile.Read(ref evaluations));
        var endless = Descent.From(X).StepsAsync(Horizon.AfterSteps(1_000_000));
        var seen = 0;

        await foreach (var step in endless)
        {
            if (++seen == 3)
            {
                break;
            }
        }

        Assert.Equal(3, seen);
    }

    [Fact]
    public async Task Abandoning_leaves_no_step_under_way()
    {
        var evaluations = 0;
        var mmd = Functional.Mmd(Kernel.Gaussian(1.0), Y);
        var counting = Functional.Create(
            "counting", q => { Interlocked.Increment(ref evaluations); return mmd.Value(q); }, mmd.FirstVariation);

        await foreach (var step in Flow.Descend(counting).From(X).StepsAsync(Horizon.AfterSteps(1_000_000)))
        {
            if (step.Index == 2)
            {
                break;
            }
        }

        // Euler evaluates once per step: the start and two steps, and no fourth was begun before it was asked for.
        Assert.Equal(3, Volatile.Read(ref evaluations));
    }

    [Fact]
    public async Task Cancelling_ends_the_asynchronous_steps()
    {
        using var source = new CancellationTokenSource();
        var seen = new List<int>();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var step in Descent.From(X).StepsAsync(Horizon.AfterSteps(1_000_000))
                .WithCancellation(source.Token))
            {
                seen.Add(step.Index);
                if (step.Index == 4)
                {
                    source.Cancel();
                }
            }
        });
        Assert.Equal([0, 1, 2, 3, 4], seen);
    }

    [Fact]
    public async Task Cancelling_a_run_throws_and_a_tried_run_says_so()
    {
        using var source = new CancellationTokenSource();
        var progress = new Recorder { Then = p => { if (p.Step.Index == 3) { source.Cancel(); } } };
        var error = Assert.ThrowsAny<OperationCanceledException>(
            () => Descent.From(X).Run(Horizon.AfterSteps(1_000_000), progress, source.Token));
        Assert.Equal(source.Token, error.CancellationToken);
        var path = Descent.From(X).TryRun(10.0, cancellationToken: source.Token);
        var outcome = Assert.IsType<Outcome.Cancelled>(path.Outcome);
        Assert.Equal((0, false, "cancelled"), (outcome.Step, outcome.Succeeded, outcome.Word));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Descent.From(X).RunAsync(10.0, cancellationToken: source.Token));
        Assert.IsType<Outcome.Cancelled>((await Descent.From(X).TryRunAsync(10.0,
            cancellationToken: source.Token)).Outcome);
    }

    [Fact]
    public void A_failed_run_throws_with_its_outcome_and_a_tried_run_returns_the_path()
    {
        var diverged = Diverging.From(X).TryRun(100.0);
        var outcome = Assert.IsType<Outcome.Diverged>(diverged.Outcome);
        Assert.False(double.IsFinite(outcome.Value));
        Assert.False(outcome.Succeeded);
        var error = Assert.Throws<FlowFailedException>(() => Diverging.From(X).Run(100.0));
        Assert.Equal((outcome.Sentence, outcome.Sentence), (error.Message, error.Outcome.Sentence));
        var stalled = Assert.IsType<Outcome.Stalled>(Stalling.From(X).TryRun(1.0).Outcome);
        Assert.Equal("stalled", stalled.Word);
        Assert.NotEmpty(stalled.Reason);
        Assert.IsType<Outcome.Stalled>(Assert.Throws<FlowFailedException>(() => Stalling.From(X).Run(1.0)).Outcome);
    }

    [Fact]
    public void Every_good_ending_is_told_apart()
    {
        Assert.Equal(0.25, Assert.IsType<Outcome.ReachedTime>(Descent.From(X).Run(0.25).Outcome).Time);
        Assert.Equal(3,
            Assert.IsType<Outcome.CompletedSteps>(Descent.From(X).Run(Horizon.AfterSteps(3)).Outcome).Steps);
        Assert.Equal(2,
            Assert.IsType<Outcome.CompletedSteps>(Descent.From(X).Run(Horizon.First(1.0, 2)).Outcome).Steps);
        var converged = Assert.IsType<Outcome.Converged>(Descent.From(Y).Run(1.0).Outcome);
        // Started at its target, the flow has nothing to dissipate.
        Assert.Equal((0, 0.0), (converged.Step, converged.Dissipation));
    }

    [Fact]
    public async Task Progress_comes_at_every_step_rises_and_ends_at_one()
    {
        var told = new Recorder();
        var path = Descent.From(X).Run(2.0, told);
        var alike = new Recorder();

        await foreach (var step in Descent.From(X).StepsAsync(2.0, alike))
        {
        }

        foreach (var reports in new[] { told.Reports, alike.Reports })
        {
            Assert.Equal(Enumerable.Range(0, path.Steps.Count), reports.Select(p => p.Step.Index));
            Same(path.Steps.Select(s => s.Time), reports.Select(p => p.Step.Time));
            Same(path.Steps.Select(s => s.Diagnostics.Functional!.Value), reports.Select(p => p.Step.Diagnostics.Functional!.Value));
            Assert.All(reports.Zip(reports.Skip(1)), p => Assert.True(p.First.FractionDone <= p.Second.FractionDone));
            Assert.Equal((0.0, 1.0), (reports[0].FractionDone, reports[^1].FractionDone));
            Assert.Null(reports[0].TimeLeft);
            Assert.All(reports.Skip(1), p => Assert.True(p.TimeLeft >= TimeSpan.Zero));
            Assert.Equal(TimeSpan.Zero, reports[^1].TimeLeft);
        }
    }

    [Fact]
    public void Bad_arguments_surface_as_argument_errors()
    {
        Assert.Throws<ArgumentException>(() => Descent.From(X).Run(-1.0));
        Assert.Throws<ArgumentException>(() => Descent.From(X).Run(default));
        Assert.Throws<ArgumentException>(() => Descent.From(X).KeepEvery(0));
        Assert.Throws<ArgumentException>(() => Descent.From(X).StopBelow(-1));
        Assert.Throws<ArgumentException>(() => Descent.WithNoise(-1));
        Assert.Throws<ArgumentException>(() => Descent.From(Points.OfValues(1, 2)).Run(1.0));
        Assert.Throws<ArgumentException>(() =>
            Descent.InMetric(Metric.Mobility("bad", q => q.Weights.Select(_ => -1.0).ToArray())).From(X).Run(1.0));
        Assert.Throws<ArgumentNullException>(() => Flow.Descend(null!));
    }
}
