using System;
using System.Collections.Generic;
using GanFlowTheory.Core;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>A distribution on R by its quantiles Q(u_i) at u_i = (i - 1/2)/n, with weights 1/n: the exact
/// Wasserstein space, W2^2 = 1/n sum_i (Q_i - P_i)^2. Coordinates: the quantiles.</summary>
public sealed class QuantileState : State, ITransport
{
    private readonly Core.IState<Core.QuantileState> chart;

    internal QuantileState(Core.QuantileState wrapped) : base(wrapped) => (chart, Wrapped) = (wrapped, wrapped);

    internal Core.QuantileState Wrapped { get; }

    /// <summary>The levels u_i = (i - 1/2)/n, length n.</summary>
    /// <param name="count">n, at least 1.</param>
    /// <exception cref="ArgumentException">n is below 1.</exception>
    public static double[] Levels(int count) => QuantileStateModule.levels(count);

    /// <summary>The state with these quantiles; equal ones are an atom.</summary>
    /// <param name="quantiles">Finite, non-decreasing, at least one.</param>
    /// <exception cref="ArgumentException">The quantiles decrease, or are none or not finite.</exception>
    public static QuantileState OfValues(double[] quantiles) =>
        new(QuantileStateModule.ofValues(quantiles.NotNull(nameof(quantiles))));

    /// <summary>n quantiles of a quantile function Q: (0, 1) -&gt; R.</summary>
    /// <param name="count">n, at least 1.</param>
    /// <param name="quantile">Q: (0, 1) -> R, non-decreasing.</param>
    /// <exception cref="ArgumentException">n is below 1, or the values decrease.</exception>
    public static QuantileState OfFunction(int count, Func<double, double> quantile) =>
        new(QuantileStateModule.ofFunction(count, Fun(quantile.NotNull(nameof(quantile)))));

    /// <summary>n quantiles of a mixture of Gaussians on R.</summary>
    /// <param name="count">n, at least 1.</param>
    /// <param name="mixture">The mixture, of dimension 1.</param>
    /// <exception cref="ArgumentException">n is below 1, or the dimension is not 1.</exception>
    public static QuantileState OfMixture(int count, GaussianMixture mixture) =>
        new(QuantileStateModule.ofMixture(count, mixture.NotNull(nameof(mixture)).Wrapped));

    /// <summary>n quantiles of a measure on R: the means of its quantile function over ((i - 1)/n, i/n), which are the
    /// n equal atoms nearest to it in W2.</summary>
    /// <param name="count">n, at least 1.</param>
    /// <param name="measure">The measure, of dimension 1; points stand for their empirical distribution.</param>
    /// <exception cref="ArgumentException">n is below 1, or the dimension is not 1.</exception>
    public static QuantileState OfMeasure(int count, Measure measure) =>
        new(QuantileStateModule.ofMeasure(count, measure.NotNull(nameof(measure)).AsCore));

    /// <summary>The number of quantiles n.</summary>
    public int Count => Wrapped.Count;

    /// <summary>The quantiles, length n.</summary>
    public IReadOnlyList<double> Quantiles => Wrapped.Quantiles.ReadOnly();

    /// <summary>"n quantiles".</summary>
    public override string ToString() => Wrapped.ToString();

    internal override double[] RawCoordinates => chart.Coordinates;

    internal override State At(double[] coordinates) => new QuantileState(chart.At(coordinates));

    internal override double[] PullBack(Core.Covector c) => chart.PullBack(c);
}
