using System;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>A state of a flow: a chart on distributions, coordinates in R^P that give nodes and weights.</summary>
public abstract class State : Measure
{
    private protected State(IMeasure wrapped) : base(wrapped) { }

    /// <summary>The coordinates, a new array of length P: particle positions coordinate by coordinate, then logarithmic
    /// weights where they move; the mean and the rows of the factor of a Gaussian; quantiles; parameters.</summary>
    public double[] Coordinates() => (double[])RawCoordinates.Clone();

    internal abstract double[] RawCoordinates { get; }

    internal abstract State At(double[] coordinates);

    /// <summary>Whether it can be drawn anew.</summary>
    internal virtual bool IsRenewable => false;

    /// <summary>The state with fresh samples.</summary>
    internal virtual State Renewed(Core.Seed seed) => throw new ArgumentException(
        $"state must be parameters of a generator here, but is {GetType().Name}.");

    internal abstract double[] PullBack(Core.Covector c);
}
