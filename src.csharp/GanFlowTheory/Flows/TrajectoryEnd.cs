using System;
using System.Collections.Generic;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>The end of a trajectory with what speaks for it.</summary>
/// <param name="End">The end.</param>
/// <param name="Evidence">What speaks for it, in a sentence with its numbers.</param>
public sealed record EndReading(TrajectoryEnd End, string Evidence)
{
    internal static EndReading Of(Core.EndReading reading) => new(TrajectoryEnd.Of(reading.End), reading.Evidence);
}

/// <summary>What a trajectory tends to, as far as it shows: one of the cases nested here.</summary>
public abstract record TrajectoryEnd
{
    private readonly Core.TrajectoryEnd wrapped;

    private TrajectoryEnd(Core.TrajectoryEnd wrapped) => this.wrapped = wrapped;

    /// <summary>One word: converged, periodic, diverged, collapsed or undecided.</summary>
    public string Word => TrajectoryEndModule.word(wrapped);

    /// <summary>The word.</summary>
    public sealed override string ToString() => Word;

    internal static TrajectoryEnd Of(Core.TrajectoryEnd end) => end switch
    {
        Core.TrajectoryEnd.Converged e => new Converged(e),
        Core.TrajectoryEnd.Periodic e => new Periodic(e),
        Core.TrajectoryEnd.Collapsed e => new Collapsed(e),
        { IsDiverged: true } => new Diverged(end),
        { IsUndecided: true } => new Undecided(end),
        _ => throw new InvalidOperationException($"An end without a facade: {end}."),
    };

    /// <summary>It comes to rest.</summary>
    public sealed record Converged : TrajectoryEnd
    {
        internal Converged(Core.TrajectoryEnd.Converged e) : base(e) => Point = e.point.ReadOnly();

        /// <summary>The coordinates where it rests.</summary>
        public IReadOnlyList<double> Point { get; }
    }

    /// <summary>It comes back to where it was, again and again.</summary>
    public sealed record Periodic : TrajectoryEnd
    {
        internal Periodic(Core.TrajectoryEnd.Periodic e) : base(e) => Period = e.period;

        /// <summary>The time of a turn.</summary>
        public double Period { get; }
    }

    /// <summary>It leaves every bound.</summary>
    public sealed record Diverged : TrajectoryEnd
    {
        internal Diverged(Core.TrajectoryEnd e) : base(e) { }
    }

    /// <summary>A law of the state has drawn together unasked.</summary>
    public sealed record Collapsed : TrajectoryEnd
    {
        internal Collapsed(Core.TrajectoryEnd.Collapsed e) : base(e) => Part = e.part;

        /// <summary>The number of the law among the parts of a product, 0 for the first.</summary>
        public int Part { get; }
    }

    /// <summary>The trajectory shows none of these.</summary>
    public sealed record Undecided : TrajectoryEnd
    {
        internal Undecided(Core.TrajectoryEnd e) : base(e) { }
    }
}
