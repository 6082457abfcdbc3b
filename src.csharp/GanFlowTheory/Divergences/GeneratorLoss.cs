using System;
using System.Collections.Generic;
using GanFlowTheory.Core;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>A generator loss -E_q h(log r), differentiated with the ratio r = p/q held fixed: it moves samples with the
/// velocity h'(log r) grad log r (YZL23-1).</summary>
public sealed class GeneratorLoss
{
    internal GeneratorLoss(Core.GeneratorLoss wrapped) => Wrapped = wrapped;

    internal Core.GeneratorLoss Wrapped { get; }

    /// <summary>The name, as <see cref="Parse"/> reads it where it is one of <see cref="Forms"/>.</summary>
    public string Name => Wrapped.Name;

    /// <summary>h(u) as a formula, in terms of u = log r or r = e^u.</summary>
    public string Formula => Wrapped.Formula;

    /// <summary>The induced f as a formula in r; null where none is known.</summary>
    public string? DivergenceFormula => Wrapped.DivergenceFormula?.Value;

    /// <summary>h(u).</summary>
    /// <param name="u">log r.</param>
    public double Value(double u) => Wrapped.Value.Invoke(u);

    /// <summary>h'(u).</summary>
    /// <param name="u">log r.</param>
    public double Slope(double u) => Wrapped.Slope.Invoke(u);

    /// <summary>The sign of h'(u): -1, 0 or 1, also where h'(u) itself underflows.</summary>
    /// <param name="u">log r.</param>
    public int Sign(double u) => Wrapped.Sign.Invoke(u);

    /// <summary>log |h'(u)|, finite where h'(u) itself would overflow or underflow; -infinity where it is 0.</summary>
    /// <param name="u">log r.</param>
    public double LogSlope(double u) => Wrapped.LogSlope.Invoke(u);

    /// <summary>The induced divergence in closed form, f'' = h'(log r)/r^2 with f(1) = f'(1) = 0; null where none is
    /// known.</summary>
    public FDivergence? Divergence => Wrapped.Divergence is { } some ? new(some.Value) : null;

    /// <summary>The vanilla loss: h(u) = log(1 + e^u) = -log(1 - D).</summary>
    public static GeneratorLoss Vanilla { get; } = new(GeneratorLossModule.vanilla);

    /// <summary>The non-saturating loss: h(u) = log sigmoid(u) = log D.</summary>
    public static GeneratorLoss NonSaturating { get; } = new(GeneratorLossModule.nonSaturating);

    /// <summary>The logit loss: h(u) = u.</summary>
    public static GeneratorLoss Logit { get; } = new(GeneratorLossModule.logit);

    /// <summary>Maximum likelihood: h(u) = e^u.</summary>
    public static GeneratorLoss Mle { get; } = new(GeneratorLossModule.mle);

    /// <summary>The exponential loss: h(u) = e^(1.5 u).</summary>
    public static GeneratorLoss Exponential { get; } = new(GeneratorLossModule.exponential);

    /// <summary>The arcsinh loss: h(u) = arcsinh(u).</summary>
    public static GeneratorLoss Arcsinh { get; } = new(GeneratorLossModule.arcsinh);

    /// <summary>The shifted vanilla loss: h(u) = log(1 + e^(u + c)).</summary>
    /// <param name="c">The shift, finite.</param>
    /// <exception cref="ArgumentException">c is not finite.</exception>
    public static GeneratorLoss Shifted(double c) => new(GeneratorLossModule.shifted(c));

    /// <summary>The loss whose training descends the given divergence: h(u) = r f'(r) - f(r), h' = r^2 f''.</summary>
    /// <param name="f">The divergence.</param>
    public static GeneratorLoss OfDivergence(FDivergence f) =>
        new(GeneratorLossModule.ofDivergence(f.NotNull(nameof(f)).Wrapped));

    /// <summary>Training against the detached f(r) itself (YZL23-5): h(u) = -f(e^u), increasing only where f
    /// decreases.</summary>
    /// <param name="f">The divergence.</param>
    public static GeneratorLoss Detached(FDivergence f) =>
        new(GeneratorLossModule.detached(f.NotNull(nameof(f)).Wrapped));

    /// <summary>A loss of your own. A decreasing h is a loss too: <see cref="MonoFlow.Verify"/> says what it
    /// does.</summary>
    /// <param name="name">The name shown in reports.</param>
    /// <param name="h">h(u), u = log r.</param>
    /// <param name="slope">h'(u).</param>
    /// <exception cref="ArgumentException">h or h' is not finite at u = 0.</exception>
    public static GeneratorLoss Create(string name, Func<double, double> h, Func<double, double> slope) =>
        new(GeneratorLossModule.create(
            name.NotNull(nameof(name)), Fun(h.NotNull(nameof(h))), Fun(slope.NotNull(nameof(slope)))));

    /// <summary>The loss of a name, such as vanilla, shifted:1, chi2 for its increasing h, or f:kl for the detached f of
    /// a divergence.</summary>
    /// <param name="expression">One of <see cref="Forms"/>, filled in.</param>
    /// <exception cref="ArgumentException">There is no such loss; the sentence suggests the nearest name.</exception>
    public static GeneratorLoss Parse(string expression) => new(GeneratorLossModule.parse(expression.NotNull(nameof(expression))));

    /// <summary>How losses are spelled: those with a name of their own, the increasing h of each divergence, and training
    /// against the detached f of a divergence.</summary>
    public static IReadOnlyList<Form> Forms { get; } = Form.Of(GeneratorLossModule.forms);

    /// <summary>The induced f at r = e^u, f(1) = f'(1) = 0, in closed form where one is known, otherwise by
    /// quadrature.</summary>
    /// <param name="u">log r.</param>
    public double InducedValue(double u) => GeneratorLossModule.inducedValue(Wrapped, u);

    /// <summary>The slope f'(r) of the induced f at r = e^u.</summary>
    /// <param name="u">log r.</param>
    public double InducedSlope(double u) => GeneratorLossModule.inducedSlope(Wrapped, u);

    /// <summary>The divergence D_f that training with an increasing h descends.</summary>
    /// <exception cref="ArgumentException">h' is negative at one of log r = -30, -29.875, .. 30.</exception>
    public FDivergence Induced() => new(GeneratorLossModule.induced(Wrapped));

    /// <summary>The potential -h(u) that training with the loss follows, u = log r a potential held fixed; its gradient is
    /// -h'(u) grad u (YZL23-1).</summary>
    /// <param name="logRatio">u.</param>
    public Potential Potential(Potential logRatio) =>
        new(GeneratorLossModule.potential(Wrapped, logRatio.NotNull(nameof(logRatio)).Wrapped));

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
