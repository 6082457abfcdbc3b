using System;
using System.Collections.Generic;
using GanFlowTheory.Core;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>The convex function f of an f-divergence D_f(p||q) = E_q f(r), r = p/q, f(1) = 0, in terms of u = log r.
/// Divergences add and scale: <c>0.5 * FDivergence.Kl + FDivergence.Jsd</c>.</summary>
/// <remarks>Every method takes u, so that none overflows before its own value does; the built-in divergences are exact
/// to a few ulp for |u| &lt;= 700, near r = 1 included.</remarks>
public sealed class FDivergence
{
    internal FDivergence(Core.FDivergence wrapped) => Wrapped = wrapped;

    internal Core.FDivergence Wrapped { get; }

    /// <summary>The name, as <see cref="Parse"/> reads it where it is one of <see cref="Forms"/>.</summary>
    public string Name => Wrapped.Name;

    /// <summary>f(r).</summary>
    /// <param name="u">log r.</param>
    public double Value(double u) => Wrapped.Value.Invoke(u);

    /// <summary>f'(r).</summary>
    /// <param name="u">log r.</param>
    public double Slope(double u) => Wrapped.Slope.Invoke(u);

    /// <summary>The first variation of D_f in q, f(r) - r f'(r); decreasing in u with derivative -h'(u).</summary>
    /// <param name="u">log r.</param>
    public double FirstVariation(double u) => Wrapped.FirstVariation.Invoke(u);

    /// <summary>h'(u) = r^2 f''(r) &gt;= 0, the mobility of YZL23-1.</summary>
    /// <param name="u">log r.</param>
    public double Mobility(double u) => Wrapped.Mobility.Invoke(u);

    /// <summary>log h'(u), finite where h'(u) itself would overflow or vanish.</summary>
    /// <param name="u">log r.</param>
    public double LogMobility(double u) => Wrapped.LogMobility.Invoke(u);

    /// <summary>The pressure Phi(w) = -f'(1/w) + const of the Wasserstein flow q_t = div(p grad Phi(q/p)), 0 at w = 0
    /// where f'(inf) is finite; null where it is not known in closed form.</summary>
    /// <param name="w">q/p &gt;= 0.</param>
    public double? Pressure(double w) => Wrapped.Pressure?.Value.Value.Invoke(w);

    /// <summary>Reverse KL(q||p): f(r) = -log r.</summary>
    public static FDivergence Kl { get; } = new(FDivergenceModule.kl);

    /// <summary>Forward KL(p||q): f(r) = r log r.</summary>
    public static FDivergence ForwardKl { get; } = new(FDivergenceModule.forwardKl);

    /// <summary>The chi^2 divergence E_q (r - 1)^2: f(r) = (r - 1)^2.</summary>
    public static FDivergence Chi2 { get; } = new(FDivergenceModule.chi2);

    /// <summary>The squared Hellinger distance E_q (sqrt r - 1)^2: f(r) = (sqrt r - 1)^2.</summary>
    public static FDivergence Hellinger { get; } = new(FDivergenceModule.hellinger);

    /// <summary>The Jensen-Shannon divergence 1/2 KL(q||m) + 1/2 KL(p||m), m = (p + q)/2.</summary>
    public static FDivergence Jsd { get; } = new(FDivergenceModule.jsd);

    /// <summary>Jeffreys' divergence KL(p||q) + KL(q||p): f(r) = (r - 1) log r.</summary>
    public static FDivergence Jeffreys { get; } = new(FDivergenceModule.jeffreys);

    /// <summary>The triangular discrimination E_q (r - 1)^2/(r + 1), Le Cam's divergence at l = 1/2.</summary>
    public static FDivergence LeCam { get; } = new(FDivergenceModule.leCam);

    /// <summary>The alpha divergence with f(r) = (r^a - 1 - a (r - 1))/(a (a - 1)); the limits at a = 0 and a = 1 are
    /// reverse and forward KL.</summary>
    /// <param name="a">Between -1000 and 1000.</param>
    /// <exception cref="ArgumentException">a is not finite or out of range.</exception>
    public static FDivergence Alpha(double a) => new(FDivergenceModule.alpha(a));

    /// <summary>The Le Cam divergence (Vincze-Le Cam, Gyorfi-Vajda) with f(r) = (r - 1)^2/(2 (1 - l + l r)).</summary>
    /// <param name="l">Between 0, half of chi^2(p||q), and 1, half of chi^2(q||p).</param>
    /// <exception cref="ArgumentException">l is out of range.</exception>
    public static FDivergence LeCamWith(double l) => new(FDivergenceModule.leCamWith(l));

    /// <summary>The divergence of your own f, with f(1) = 0 and f'' &gt;= 0, which are checked; f'' at
    /// log r = -30, -29.875, .. 30.</summary>
    /// <param name="name">The name shown in reports.</param>
    /// <param name="f">f(r), r &gt; 0.</param>
    /// <param name="slope">f'(r).</param>
    /// <param name="curvature">f''(r).</param>
    /// <exception cref="ArgumentException">f(1) is not 0, or f is not convex; the sentence says where.</exception>
    public static FDivergence Create(
        string name, Func<double, double> f, Func<double, double> slope, Func<double, double> curvature) =>
        new(FDivergenceModule.create(
            name.NotNull(nameof(name)),
            Fun(f.NotNull(nameof(f))),
            Fun(slope.NotNull(nameof(slope))),
            Fun(curvature.NotNull(nameof(curvature)))));

    /// <summary>The divergence of a name, such as kl or alpha:0.5.</summary>
    /// <param name="expression">One of <see cref="Forms"/>, with its number.</param>
    /// <exception cref="ArgumentException">There is no such divergence; the sentence suggests the nearest
    /// name.</exception>
    public static FDivergence Parse(string expression) => new(FDivergenceModule.parse(expression.NotNull(nameof(expression))));

    /// <summary>How divergences are spelled; A is any number, L a number between 0 and 1, r = p/q.</summary>
    public static IReadOnlyList<Form> Forms { get; } = Form.Of(FDivergenceModule.forms);

    /// <summary>The divergence under another name.</summary>
    /// <param name="name">The name shown in reports.</param>
    public FDivergence Named(string name) => new(FDivergenceModule.named(name.NotNull(nameof(name)), Wrapped));

    /// <summary>a D_f.</summary>
    /// <param name="a">The factor, &gt; 0.</param>
    /// <param name="f">The divergence.</param>
    /// <exception cref="ArgumentException">a is not positive and finite.</exception>
    public static FDivergence operator *(double a, FDivergence f) =>
        new(FDivergenceModule.scale(a, f.NotNull(nameof(f)).Wrapped));

    /// <summary>D_f + D_g.</summary>
    /// <param name="f">The first divergence.</param>
    /// <param name="g">The second divergence.</param>
    public static FDivergence operator +(FDivergence f, FDivergence g) =>
        new(FDivergenceModule.add(f.NotNull(nameof(f)).Wrapped, g.NotNull(nameof(g)).Wrapped));

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
