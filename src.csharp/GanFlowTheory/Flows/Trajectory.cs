using System.Collections.Generic;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>A run as points in the space of coordinates: what the end of a dynamics is read from.</summary>
public sealed class Trajectory
{
    private readonly Core.Trajectory wrapped;

    private Trajectory(Core.Trajectory wrapped) => this.wrapped = wrapped;

    /// <summary>A trajectory of points, each at its time.</summary>
    /// <param name="times">The times, rising.</param>
    /// <param name="points">The coordinates at each time, all of one length.</param>
    /// <exception cref="System.ArgumentException">Times do not rise, points have several lengths, or there are
    /// none.</exception>
    public static Trajectory OfPoints(double[] times, double[][] points) =>
        new(TrajectoryModule.ofPoints(times.NotNull(nameof(times)), points.NotNull(nameof(points))));

    /// <summary>The stored states of a finished run: every one of them where <see cref="FlowRun{TState}.KeepEvery"/> was left
    /// at 1.</summary>
    /// <param name="path">The path.</param>
    /// <typeparam name="TState">The state's type.</typeparam>
    public static Trajectory OfPath<TState>(FlowPath<TState> path) where TState : State =>
        new(TrajectoryModule.ofPath(path.NotNull(nameof(path)).Wrapped));

    /// <summary>The times, rising.</summary>
    public IReadOnlyList<double> Times => wrapped.Times.ReadOnly();

    /// <summary>The coordinates at each time, all of one length P.</summary>
    public IReadOnlyList<double[]> Points => wrapped.Points.ReadOnly();

    /// <summary>The spread of each law of the state at each time, sqrt E|X - E X|^2; a product has a law for each part. Empty
    /// where no laws are looked at.</summary>
    public IReadOnlyList<double[]> Spreads => wrapped.Spreads.ReadOnly();

    /// <summary>How the run ended; null where the points come from elsewhere.</summary>
    public Outcome? Outcome => wrapped.Outcome?.Value is { } outcome ? Outcome.Of(outcome) : null;

    /// <summary>The end of a trajectory with its evidence. Diverged where a number was lost, where the motion grows from
    /// quarter to quarter of the time far beyond its beginning, or where turns grow by a factor that does not fall as they do,
    /// as far as the stored points can tell. Collapsed where the spread of a law fell below 5 % of its start and of the asked
    /// spread, if one is named. Converged where the motion ends, with less than 1 % of it left to go, or turns shrink by a
    /// steady factor, or by one that has a limit at the centre. Periodic where at least four turns have
    /// lengths within 1 %, come back within 2 % of the amplitude, and what change of amplitude is still to come is below 2 %.
    /// A turn is the time between upward crossings of its mean by the coordinate that moves most.</summary>
    /// <param name="asked">The spread asked of each law, in their order; none, or fewer than there are, for laws of which
    /// none is asked.</param>
    public EndReading Classify(params double[] asked) =>
        EndReading.Of(TrajectoryEndModule.classify(Bridge.List(asked.NotNull(nameof(asked))), wrapped));
}
