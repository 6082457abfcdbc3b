using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;
using static GanFlowTheory.Tests.Bits;

namespace GanFlowTheory.Tests.Flows;

/// <summary>The convergence monitor and paths of parameters against the core's.</summary>
public class ConvergenceTests
{
    private static readonly Kernel K = Kernel.Gaussian(1.0);
    private static readonly Core.Kernel CoreK = Core.KernelModule.gaussian(1.0);
    private static readonly Core.IMeasure CoreTarget = Core.EmpiricalModule.ofPoints(CoreOf(Y));

    private static Core.ParameterState CoreState { get; } =
        Core.ParameterStateModule.initial(Core.NetworkExpressions.Network.parse("2-3-2:tanh"), 9, Core.SeedModule.create(4));

    private static ParameterState State { get; } = ParameterState.Initial(Network.Parse("2-3-2:tanh"), 9, 4);

    private static FlowRun<ParameterState> Run(double lambda = 0.1) =>
        Flow.Create(Functional.Mmd(K, Y), Metric.Kernelized(K, lambda)).From(State);

    private static Core.Path<Core.ParameterState> CorePath() => Core.FlowRuns.Flow.steps(6, Core.FlowStart.Flow.from(CoreState,
        Core.Flow.create(
            Core.MmdFunctional.Functional.mmd<Core.ParameterState>(CoreK, CoreTarget),
            Core.ParametricMetrics.Metric.kernelized<Core.ParameterState>(CoreK, 0.1))));

    private static void SamePoint(Core.ConvergencePoint expected, ConvergencePoint found)
    {
        Assert.Equal(expected.Step, found.Step);
        Same([expected.Time, expected.SquaredMmd], [found.Time, found.SquaredMmd]);
        Same(expected.Alpha, found.Alpha);
        Same(expected.SmallestEigenvalue, found.SmallestEigenvalue);
        Same(expected.PredictedDecay, found.PredictedDecay);
        Same(expected.ObservedDecay, found.ObservedDecay);
    }

    [Fact]
    public void The_monitor_is_the_core_s()
    {
        Same(Core.ConvergenceMonitor.smallestEigenvalue(CoreK, CoreState),
            ConvergenceMonitor.SmallestEigenvalue(K, State));
        Same(Core.ConvergenceMonitor.alpha(CoreK, 0.1, CoreTarget, CoreState),
            ConvergenceMonitor.Alpha(K, 0.1, Y, State));

        var path = CorePath();
        var expected = Core.ConvergenceMonitor.ofPath(CoreK, path);
        var found = ConvergenceMonitor.OfPath(K, Run().Run(Horizon.AfterSteps(6)));
        Assert.Equal(7, expected.Length);
        Assert.Equal(7, found.Count);
        var seen = new List<ConvergencePoint>();
        var observer = ConvergenceMonitor.Observer(K, seen.Add);

        foreach (var step in Run().Steps(Horizon.AfterSteps(6)))
        {
            observer(step);
        }

        Assert.Equal(7, seen.Count);

        foreach (var (e, f, s) in expected.Zip(found, seen))
        {
            SamePoint(e, f);
            SamePoint(e, s);
        }
    }

    [Fact]
    public void The_report_says_what_the_monitor_found()
    {
        var path = Run().Run(Horizon.AfterSteps(6));
        var report = RunReport.OfPath("decay", Run(), path);
        var monitored = report.WithConvergence(ConvergenceMonitor.OfPath(K, path));
        Assert.Equal(report.Facts.Count + 4, monitored.Facts.Count);
        Assert.Contains(monitored.Facts, fact => fact.Name == "smallest eigenvalue of g");
        Assert.Empty(report.Warnings);
    }

    [Fact]
    public void An_ill_conditioned_system_says_what_to_raise()
    {
        var path = Run(1e-15).TryRun(Horizon.AfterSteps(1));
        var solve = path.Steps[0].Diagnostics.Solve!;
        Assert.True(solve.Condition > 1e9, $"{solve.Condition}");
        Assert.Contains("raise lambda", solve.Warning);
        Assert.Contains("1E-15", solve.Warning);
        Assert.Contains(RunReport.OfPath("ill", Run(1e-15), path).Warnings, w => w.Contains("raise lambda"));
        Assert.Contains("raise lambda", path.SolveWarning);
        var good = Run().TryRun(Horizon.AfterSteps(1));
        Assert.Null(good.SolveWarning);
        Assert.Null(good.Steps[0].Diagnostics.Solve!.Warning);
    }

    [Fact]
    public void Paths_are_the_core_s()
    {
        var a = State.Parameters();
        var b = a.Select((v, i) => v + (0.1 * i)).ToArray();
        var c = a.Select(v => -v).ToArray();
        var core = Core.ParameterPathModule.through([a, b, c]);
        var path = ParameterPath.Through(a, b, c);
        Same(core.Times, path.Times);
        Same(c, path.Parameters[2]);
        Same([
                Core.ParameterPathModule.energy(CoreK, 0.3, CoreState, core),
                Core.ParameterPathModule.length(CoreK, 0.3, CoreState, core),
                Core.ParameterPathModule.chordEnergy(CoreK, 0.3, CoreState, core),
                Core.ParameterPathModule.energy(CoreK, 0.3, CoreState, Core.ParameterPathModule.refined(2, core)),
                Core.ParameterPathModule.energy(CoreK, 0.3, CoreState, Core.ParameterPathModule.reversed(core)),
                Core.ParameterPathModule.chordEnergy(
                    CoreK, 0.3, CoreState, Core.ParameterPathModule.relaxed(CoreK, 0.3, 2, CoreState, core)),
                Core.ParameterPathModule.squaredSpeed(CoreK, 0.3, CoreState, b),
                Core.ParameterPathModule.lowerBound(
                    CoreK, 0.3, CoreState, ((Core.IState<Core.ParameterState>)CoreState).At([.. b])),
            ],
            [
                path.Energy(K, 0.3, State),
                path.Length(K, 0.3, State),
                path.ChordEnergy(K, 0.3, State),
                path.Refined(2).Energy(K, 0.3, State),
                path.Reversed().Energy(K, 0.3, State),
                path.Relaxed(K, 0.3, 2, State).ChordEnergy(K, 0.3, State),
                ParameterPath.SquaredSpeed(K, 0.3, State, b),
                ParameterPath.LowerBound(K, 0.3, State, ParameterState.Create(State.Network, State.Noise, b)),
            ]);
        Assert.Equal(
            ParameterPath.Timed([0.0, 0.25, 1.0], [a, b, c]).Times,
            ParameterPath.Concatenate(0.25, ParameterPath.Straight(a, b), ParameterPath.Straight(b, c)).Times);
        Assert.Equal(7, ParameterPath.OfStates(Run().Run(Horizon.AfterSteps(6)).States).Times.Count);
    }

    [Fact]
    public void Arguments_are_checked()
    {
        Assert.Contains("times must increase", Assert.Throws<ArgumentException>(() =>
            ParameterPath.Timed([1.0, 0.0], [[1.0], [2.0]])).Message);
        Assert.Contains("share", Assert.Throws<ArgumentException>(() =>
            ParameterPath.Concatenate(1.0, ParameterPath.Straight([0], [1]), ParameterPath.Straight([1], [2]))).Message);
        Assert.Contains("begin where first ends", Assert.Throws<ArgumentException>(() =>
            ParameterPath.Concatenate(0.5, ParameterPath.Straight([0], [1]), ParameterPath.Straight([0], [2]))).Message);
        Assert.Contains("lambda", Assert.Throws<ArgumentException>(() =>
            ParameterPath.LowerBound(K, -1, State, State)).Message);
        Assert.Contains("the parameters of the path", Assert.Throws<ArgumentException>(() =>
            ParameterPath.Straight([0], [1]).Energy(K, 1, State)).Message);
        Assert.Contains("kernel", Assert.Throws<ArgumentException>(() =>
            ConvergenceMonitor.SmallestEigenvalue(Kernel.Laplace(1), State)).Message);
    }
}
