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

    /// <summary>The target of that name, such as two-moons.</summary>
    /// <param name="name">One of <see cref="Forms"/>.</param>
    /// <exception cref="ArgumentException">There is no such target; the sentence suggests the nearest name.</exception>
    public static Target ByName(string name) => new(TargetModule.byName(name.NotNull(nameof(name))));

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
