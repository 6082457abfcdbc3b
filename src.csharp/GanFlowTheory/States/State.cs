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

    internal abstract double[] PullBack(Core.Covector c);
}
