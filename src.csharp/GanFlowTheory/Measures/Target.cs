using System;
using System.Collections.Generic;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>A target distribution p on R^d: a sampler, with the log-density and the score where they are
/// known.</summary>
public sealed class Target : ISampler
{
    private readonly Core.Target wrapped;

    internal Target(Core.Target wrapped) => this.wrapped = wrapped;

    internal Core.Target Wrapped => wrapped;

    /// <summary>A target that is a mixture of Gaussians, under a name.</summary>
    /// <param name="name">The name shown in reports.</param>
    /// <param name="mixture">The mixture.</param>
    public static Target OfMixture(string name, GaussianMixture mixture) =>
        new(TargetModule.ofMixture(name.NotNull(nameof(name)), mixture.NotNull(nameof(mixture)).Wrapped));

    /// <summary>Eight Gaussians of equal weight and standard deviation 0.2, evenly spaced on the circle of radius
    /// 2.</summary>
    public static Target EightGaussians { get; } = new(TargetModule.eightGaussians);

    /// <summary>Two half circles of radius 1 that reach into each other, plus Gaussian noise of standard deviation
    /// 0.1; the density by quadrature, relative error below 1e-10 within 10 of the origin.</summary>
    public static Target TwoMoons { get; } = new(TargetModule.twoMoons);

    /// <summary>Three circles of radius 1, 2 and 3 about the origin, plus Gaussian noise of standard deviation
    /// 0.1.</summary>
    public static Target Rings { get; } = new(TargetModule.rings);

    /// <summary>Uniform on the eight dark unit cells of the board [-2, 2)^2; there is no score.</summary>
    public static Target Checkerboard { get; } = new(TargetModule.checkerboard);

    /// <summary>Neal's funnel in the plane with a narrower mouth: x1 ~ N(0, 1.5^2) and x2 ~ N(0, exp(x1)) given x1,
    /// exp(x1) the variance.</summary>
    public static Target Funnel { get; } = new(TargetModule.funnel);

    /// <summary>Two three-quarter circles that meet at the origin as an S, plus Gaussian noise of standard deviation
    /// 0.1; the density by quadrature, relative error below 1e-10 within 8 of the origin.</summary>
    public static Target SCurve { get; } = new(TargetModule.sCurve);

    /// <summary>The target of that name, such as two-moons.</summary>
    /// <param name="expression">One of <see cref="Forms"/>.</param>
    /// <exception cref="ArgumentException">There is no such target; the sentence suggests the nearest name.</exception>
    public static Target Parse(string expression) => new(TargetModule.parse(expression.NotNull(nameof(expression))));

    /// <summary>The named targets.</summary>
    public static IReadOnlyList<Target> All { get; } = TargetModule.all.Map(t => new Target(t));

    /// <summary>How they are spelled.</summary>
    public static IReadOnlyList<Form> Forms { get; } = Form.Of(TargetModule.forms);

    /// <summary>The name, as on the command line.</summary>
    public string Name => wrapped.Name;

    /// <summary>One sentence with the exact definition.</summary>
    public string Description => wrapped.Description;

    /// <summary>Dimension d.</summary>
    public int Dimension => wrapped.Dimension;

    /// <inheritdoc/>
    public Points Sample(Seed seed, int count) => new(TargetModule.sample(seed.Wrapped, count, wrapped));

    /// <summary>log p at n points, length n, -infinity where p is 0; null where it is not known.</summary>
    public Func<Points, double[]>? LogDensity =>
        wrapped.LogDensity?.Value is { } f ? x => f.Invoke(x.NotNull(nameof(x)).Wrapped) : null;

    /// <summary>The score grad log p at n points, n x d; null where it does not exist or is not known.</summary>
    public Func<Points, Points>? Score =>
        wrapped.Score?.Value is { } f ? x => new(f.Invoke(x.NotNull(nameof(x)).Wrapped)) : null;

    /// <summary>The target as a mixture of Gaussians; null where it is none.</summary>
    public GaussianMixture? Mixture => wrapped.Mixture?.Value is { } mixture ? new(mixture) : null;

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
