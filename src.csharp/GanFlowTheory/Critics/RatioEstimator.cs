using System;
using System.Collections.Generic;
using System.Threading;
using GanFlowTheory.Core;
using Microsoft.FSharp.Core;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>A way to estimate density ratios from measures.</summary>
public sealed partial class RatioEstimator
{
    internal RatioEstimator(Core.RatioEstimator wrapped) => Wrapped = wrapped;

    internal Core.RatioEstimator Wrapped { get; }

    /// <summary>The name shown in reports.</summary>
    public string Name => Wrapped.Name;

    /// <summary>How estimators are spelled.</summary>
    public static IReadOnlyList<Form> Forms { get; } = Form.Of(RatioExpressions.RatioEstimator.forms);

    /// <summary>The estimator of a name.</summary>
    /// <param name="expression">Such as "kde".</param>
    /// <param name="target">The density of the target; null where it is not known.</param>
    /// <exception cref="ArgumentException">There is no such estimator; the sentence suggests the nearest
    /// name.</exception>
    public static RatioEstimator Parse(string expression, Density? target = null) =>
        new(RatioExpressions.RatioEstimator.parse((target?.Wrapped).OptionOf(), expression.NotNull(nameof(expression))));

    /// <summary>An estimator of your own.</summary>
    /// <param name="name">The name shown in reports.</param>
    /// <param name="fit">The fit of p/q from the seed, p, q and the fit before, null where there is none.</param>
    public static RatioEstimator Create(string name, Func<Seed, Measure, Measure, RatioFit?, RatioFit> fit)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(fit);
        return new(new Core.RatioEstimator(name, FuncConvert.FromFunc(
            (Core.Seed seed, IMeasure p, IMeasure q, FSharpOption<Core.RatioFit>? before) => fit(
                new Seed(seed), Measure.Of(p), Measure.Of(q),
                before is null ? null : new RatioFit(before.Value)).Wrapped)!));
    }

    /// <summary>Fits p/q, weights respected.</summary>
    /// <param name="seed">Decides folds and subsets.</param>
    /// <param name="p">The target; points stand for their empirical distribution.</param>
    /// <param name="q">The current law, of the same dimension.</param>
    /// <param name="before">A fit of before, whose settings the search stays near; null searches everywhere.</param>
    /// <param name="progress">Is told which part is done, in [0, 1].</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the end.</exception>
    public RatioFit Fit(
        Seed seed, Measure p, Measure q, RatioFit? before = null,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        LongWork.Watched(
            () => new RatioFit(Wrapped.Fit.Invoke(seed.Wrapped).Invoke(p.NotNull(nameof(p)).AsCore).Invoke(
                q.NotNull(nameof(q)).AsCore).Invoke((before?.Wrapped).OptionOf())),
            progress,
            cancellationToken);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
