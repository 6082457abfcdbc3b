using System;
using System.Linq;
using GanFlowTheory.Tests.Flows;
using Xunit;
using static GanFlowTheory.Tests.Bits;

namespace GanFlowTheory.Tests.Metrics;

/// <summary>Generator parameters, their metrics and critics against the core's.</summary>
public class ParametricTests
{
    private const string Expression = "2-5-2:tanh";

    private static readonly Kernel K = Kernel.Gaussian(1.0);
    private static readonly Core.Kernel CoreK = Core.KernelModule.gaussian(1.0);
    private static readonly Core.IMeasure CoreTarget = Core.EmpiricalModule.ofPoints(CoreOf(Y));

    private static Core.ParameterState CoreState { get; } =
        Core.ParameterStateModule.initial(Core.NetworkExpressions.Network.parse(Expression), 9, Core.SeedModule.create(4));

    private static ParameterState State { get; } = ParameterState.Initial(Network.Parse(Expression), 9, 4);

    private static double[] Rate => Seed.Create(5).Normals(State.Parameters().Length);

    [Fact]
    public void States_are_the_core_s()
    {
        Same(CoreState.Parameters, State.Parameters());
        Same(CoreState.Parameters, State.Coordinates());
        Same(CoreState.Noise, State.Noise);
        Same(CoreState.Nodes, State.Nodes);
        Same(CoreState.Weights, State.Weights);
        Assert.Equal(CoreState.Network.Name, State.Network.Name);
        Core.IParametric core = CoreState;
        Same(core.Push(Rate), State.Push(Rate));
        Same(core.Pull(CoreOf(X)), State.Pull(X));
        Assert.Equal(core.Mobilities(), State.Mobilities());
        Same(((Core.IRenewable<Core.ParameterState>)CoreState).Renewed(Core.SeedModule.create(6)).Nodes,
            State.Renewed(6).Nodes);
        Same(State.Nodes.ToArray2D(),
            ParameterState.Create(State.Network, State.Noise, State.Parameters()).Nodes.ToArray2D());
    }

    [Fact]
    public void Arguments_are_checked()
    {
        Assert.Throws<ArgumentNullException>(() => ParameterState.Create(null!, State.Noise, State.Parameters()));
        Assert.Contains("theta", Assert.Throws<ArgumentException>(() =>
            ParameterState.Create(State.Network, State.Noise, [1.0])).Message);
        Assert.Contains("rate", Assert.Throws<ArgumentException>(() => State.Push([1.0])).Message);
        Assert.Contains("lambda", Assert.Throws<ArgumentException>(() => Metric.Kernelized(K, 0)).Message);
        Assert.Contains("lambda", Assert.Throws<ArgumentException>(() => Metric.Natural(-1)).Message);
    }

    private static readonly SolverOptions Iterative = new(LinearSolver.ConjugateGradients, 1e-10, 300);
    private static readonly Core.SolverOptions CoreIterative = new(Core.LinearSolver.ConjugateGradients, 1e-10, 300);

    private static readonly (Metric<ParameterState> Mine, Core.Metric<Core.ParameterState> Core)[] Metrics =
    [
        (Metric.Euclidean.On<ParameterState>(), Core.ParametricMetrics.Metric.euclidean<Core.ParameterState>()),
        (Metric.Kernelized(K, 0.1), Core.ParametricMetrics.Metric.kernelized<Core.ParameterState>(CoreK, 0.1)),
        (Metric.Kernelized(K, 0.1, Iterative),
            Core.ParametricMetrics.Metric.kernelizedWith<Core.ParameterState>(CoreIterative, CoreK, 0.1)),
        (Metric.Natural(0.1), Core.ParametricMetrics.Metric.natural<Core.ParameterState>(0.1)),
        (Metric.Natural(0.1, Iterative), Core.ParametricMetrics.Metric.naturalWith<Core.ParameterState>(CoreIterative, 0.1)),
    ];

    [Fact]
    public void Flows_in_every_metric_are_the_core_s()
    {
        foreach (var (mine, core) in Metrics)
        {
            FlowParityTests.Same(
                Core.FlowRuns.Flow.until(0.55, Core.FlowStart.Flow.from(CoreState,
                    Core.Flow.create(Core.MmdFunctional.Functional.mmd<Core.ParameterState>(CoreK, CoreTarget), core))),
                Flow.Create(Functional.Mmd(K, Y), mine).From(State).TryRun(0.55));
        }
    }

    [Fact]
    public void The_tensor_is_the_core_s()
    {
        var count = State.Parameters().Length;
        Same(Core.ParametricMetrics.Metric.kernelTensor(CoreK, CoreState, count), Metric.KernelTensor(K, State));
        Same(Core.ParametricMetrics.Metric.applyKernelTensor(CoreK, CoreState, Rate), Metric.ApplyKernelTensor(K, State, Rate));
    }

    [Theory]
    [InlineData(Gramian.MeanGradient)]
    [InlineData(Gramian.SampleGradients)]
    [InlineData(Gramian.SpatialGradients)]
    public void Kernelized_critics_are_the_core_s(Gramian gramian)
    {
        var coreGramian = gramian switch
        {
            Gramian.MeanGradient => Core.Gramian.MeanGradient,
            Gramian.SampleGradients => Core.Gramian.SampleGradients,
            _ => Core.Gramian.SpatialGradients,
        };
        var expected = Core.KernelizedWitnessModule.at(
            Core.SolverOptionsModule.standard, coreGramian, CoreK, 0.1, CoreTarget, CoreState);
        var found = KernelizedWitness.At(gramian, K, 0.1, Y, State);
        Same(expected.Critic, found.Critic, X);
        Same(expected.Step, found.Step);
        Same([expected.SquaredMmd, expected.Inner, expected.Rate, expected.Solve.Residual],
            [found.SquaredMmd, found.Inner, found.Rate, found.Solve.Residual]);
        Assert.Equal(expected.Solve.Method, found.Solve.Method);

        FlowParityTests.Same(
            Core.FlowRuns.Flow.steps(5, Core.FlowStart.Flow.from(CoreState, Core.Flow.seenBy(
                Core.KernelizedCritics.Critic.kernelized<Core.ParameterState>(coreGramian, CoreK, 0.1, CoreTarget),
                Core.Flow.create(
                    Core.MmdFunctional.Functional.mmd<Core.ParameterState>(CoreK, CoreTarget),
                    Core.ParametricMetrics.Metric.euclidean<Core.ParameterState>())))),
            Flow.Create(Functional.Mmd(K, Y), Metric.Euclidean).SeenBy(Critic.Kernelized(gramian, K, 0.1, Y))
                .From(State).Run(Horizon.AfterSteps(5)));
    }

    [Fact]
    public void A_kernelized_critic_refuses_other_states()
    {
        var run = Flow.Descend(Functional.Mmd(K, Y)).SeenBy(Critic.Kernelized(Gramian.MeanGradient, K, 0.1, Y)).From(X);
        Assert.Contains("parameters of a generator",
            Assert.Throws<ArgumentException>(() => run.Run(Horizon.AfterSteps(1))).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Critic.Kernelized((Gramian)7, K, 0.1, Y));
    }

    [Fact]
    public void Fresh_noise_is_the_core_s()
    {
        var core = Core.FlowRuns.Flow.steps(6, Core.FlowStart.Flow.withSeed(Core.SeedModule.create(8), Core.FlowStart.Flow.from(CoreState,
            Core.Flow.withFreshNoise(Core.Flow.steppedBy(
                Core.IntegratorModule.optimised(Core.OptimiserModule.adam(0.05)),
                Core.Flow.create(
                    Core.MmdFunctional.Functional.mmd<Core.ParameterState>(CoreK, CoreTarget),
                    Core.ParametricMetrics.Metric.euclidean<Core.ParameterState>()))))));
        var mine = Flow.Create(Functional.Mmd(K, Y), Metric.Euclidean.On<ParameterState>())
            .SteppedBy(Optimiser.Adam(0.05)).WithFreshNoise().From(State).WithSeed(8).Run(Horizon.AfterSteps(6));
        FlowParityTests.Same(core, mine);
        Assert.NotEqual(mine.States[0].State.Noise.ToRows(), mine.States[1].State.Noise.ToRows());
        Assert.All(mine.Steps, step => Assert.Null(step.Diagnostics.ObservedRate));
    }
}
