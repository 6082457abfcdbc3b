using System;
using System.Linq;
using Microsoft.FSharp.Core;
using Xunit;
using static GanFlowTheory.Tests.Bits;

namespace GanFlowTheory.Tests.Flows;

/// <summary>Minimising movements against the core's, on each kind of state.</summary>
public class MinimisingMovementTests
{
    private static void Same<Q, T>(Core.Movement<Q> theirs, Movement<T> ours) where Q : Core.IState<Q> where T : State
    {
        Bits.Same(theirs.State.Coordinates, ours.State.Coordinates());
        Bits.Same(
            [theirs.Functional, theirs.SquaredDistance, theirs.Residual],
            [ours.Functional, ours.SquaredDistance, ours.Residual]);
        Assert.Equal(theirs.Iterations, ours.Iterations);
        Bits.Same((FSharpOption<double>?)theirs.PairingGap.Value, ours.PairingGap);
    }

    private static Core.Metric<Q> CoreWasserstein<Q>() where Q : Core.ITransport =>
        Core.TransportMetrics.Metric.wasserstein<Q>();

    private static readonly Core.IMeasure CoreTarget = Core.EmpiricalModule.ofPoints(CoreOf(Y));

    [Theory]
    [InlineData(0.1)]
    [InlineData(20)]
    [InlineData(5000)]
    public void On_particles(double tau)
    {
        var ours = MinimisingMovement.Step(
            tau, Functional.Mmd(Kernel.Gaussian(0.7), Y), Metric.Wasserstein, Particles.OfPoints(X));
        Same(
            Core.MinimisingMovement.step(
                tau,
                Core.MmdFunctional.Functional.mmd<Core.Particles>(Core.KernelModule.gaussian(0.7), CoreTarget),
                CoreWasserstein<Core.Particles>(),
                Core.ParticlesModule.ofPoints(CoreOf(X))),
            ours);
        Assert.True(ours.PairingGap >= 0);
    }

    // On such long steps particles pass each other: pairing each with itself is not the cheapest, as sorting tells. Which
    // minimiser of several is found depends on the last bits, and so on the processor.
    [Fact]
    public void Particles_that_pass_each_other_leave_a_pairing_gap()
    {
        var start = QuantileState.OfMixture(40, GaussianMixture.Isotropic([-1], 1.2)).Nodes;

        double Gap(double tau)
        {
            var moved = MinimisingMovement.Step(
                tau, Functional.Mmd(Kernel.Gaussian(0.3), Y.Columns(0)), Metric.Wasserstein, Particles.OfPoints(start));
            var (from, to) = (start.Coordinate(0).ToArray(), moved.State.Nodes.Coordinate(0).ToArray());
            var least = from.Order().Zip(to.Order(), (a, b) => (a - b) * (a - b)).Average();
            Assert.Equal(moved.SquaredDistance - least, moved.PairingGap!.Value, 1e-12);
            return moved.PairingGap.Value;
        }

        Assert.True(new[] { 10.0, 50, 100, 300, 1000 }.Max(Gap) > 0.01);
    }

    [Fact]
    public void On_points_a_quadratic_has_the_proximal_point_in_closed_form()
    {
        var quadratic = Functional.Potential(
            "3/2 |z|^2", Potential.OfPointwise(z => 1.5 * z.Sum(v => v * v), z => [.. z.Select(v => 3 * v)]));
        var moved = MinimisingMovement.Step(0.5, quadratic, Metric.Wasserstein, Particles.Point(5, -1));
        Assert.Equal(2, moved.State.Coordinates()[0], 1e-14);
        Assert.Equal(-0.4, moved.State.Coordinates()[1], 1e-14);
    }

    [Fact]
    public void On_Gaussians()
    {
        var normal = Density.OfMixture("normal", GaussianMixture.Standard(1));
        Same(
            Core.MinimisingMovement.step(
                0.4,
                Core.DivergenceFunctional.Functional.divergence<Core.GaussianState>(
                    Core.FDivergenceModule.kl,
                    Core.DensityModule.ofMixture("normal", Core.GaussianMixtureModule.standard(1))),
                CoreWasserstein<Core.GaussianState>(),
                Core.GaussianStateModule.isotropic([3], 0.5)),
            MinimisingMovement.Step(
                0.4, Functional.Divergence(FDivergence.Kl, normal), Metric.Wasserstein, GaussianState.Isotropic([3], 0.5)));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1e4)]
    public void On_quantiles_which_may_cross_on_the_way(double tau)
    {
        var ours = MinimisingMovement.Step(
            tau,
            Functional.Mmd(Kernel.Gaussian(0.3), Y.Columns(0)),
            Metric.Wasserstein,
            QuantileState.OfMixture(40, GaussianMixture.Isotropic([-1], 1.2)));
        Same(
            Core.MinimisingMovement.step(
                tau,
                Core.MmdFunctional.Functional.mmd<Core.QuantileState>(
                    Core.KernelModule.gaussian(0.3), Core.EmpiricalModule.ofPoints(CoreOf(Y.Columns(0)))),
                CoreWasserstein<Core.QuantileState>(),
                Core.QuantileStateModule.ofMixture(40, Core.GaussianMixtureModule.isotropic([-1], 1.2))),
            ours);
        Assert.Equal(ours.State.Quantiles.Order(), ours.State.Quantiles);
    }

    [Fact]
    public void A_flow_by_minimising_movements_is_the_core_s() => FlowParityTests.Same(
        Core.FlowRuns.Flow.steps(4, Core.FlowStart.Flow.from(
            Core.ParticlesModule.ofPoints(CoreOf(X)),
            Core.MinimisingMovements.Flow.byMinimisingMovements(5, Core.Flow.descend(
                Core.MmdFunctional.Functional.mmd<Core.Particles>(Core.KernelModule.gaussian(1), CoreTarget))))),
        Flow.Descend(Functional.Mmd(Kernel.Gaussian(1), Y)).ByMinimisingMovements(5).From(X)
            .Run(Horizon.AfterSteps(4)));

    private static string Refusal(Action act) => Assert.Throws<ArgumentException>(act).Message;

    [Fact]
    public void Metrics_without_a_distance_and_functionals_without_a_minimiser_are_refused()
    {
        var mmd = Functional.Mmd(Kernel.Gaussian(1), Y);
        var own = Metric.CreateTransport("mine", (_, c) => c.Gradient);
        Assert.Contains("is not Euclidean", Refusal(() =>
            MinimisingMovement.Step(1, mmd, own, Particles.OfPoints(X))));
        Assert.Contains("is not Euclidean", Refusal(() =>
            MinimisingMovement.Step(1, mmd, Metric.Stein(Kernel.Gaussian(1)), Particles.OfPoints(X))));
        var hill = Functional.Potential("hill", Potential.OfPointwise(z => -0.5 * z[0] * z[0], z => [-z[0]]));
        Assert.Contains("take a smaller tau", Refusal(() =>
            MinimisingMovement.Step(2, hill, Metric.Wasserstein, Particles.Point(1))));
        Assert.Contains("tau", Refusal(() => MinimisingMovement.Step(0, mmd, Metric.Wasserstein, Particles.Point(1, 2))));
        Assert.Contains("critic", Refusal(() =>
            Flow.Through("KL", Critic.Score(Density.OfMixture("p", GaussianMixture.Standard(2)))).ByMinimisingMovements(1)));
    }
}
