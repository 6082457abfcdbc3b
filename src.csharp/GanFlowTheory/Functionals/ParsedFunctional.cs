using System;
using GanFlowTheory.Core;
using Parsed = GanFlowTheory.Core.ParsedFunctional<GanFlowTheory.Core.IMeasure>;

namespace GanFlowTheory;

/// <summary>A functional that a text names, without its target yet.</summary>
public sealed class ParsedFunctional
{
    private readonly Parsed wrapped;

    internal ParsedFunctional(Parsed wrapped) => this.wrapped = wrapped;

    /// <summary>Whether it is made of a kernel.</summary>
    public bool UsesKernel => !wrapped.IsOfPoints;

    /// <summary>Whether the target must be a mixture of Gaussians.</summary>
    public bool NeedsMixture => wrapped.IsOfMixture;

    /// <summary>The functional.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="target">p; points stand for their empirical distribution.</param>
    /// <param name="mixture">The target as a mixture of Gaussians; null where it is none.</param>
    /// <exception cref="ArgumentException">The functional needs a mixture, or does not take the kernel.</exception>
    public Functional Of(Kernel kernel, Measure target, GaussianMixture? mixture = null)
    {
        var (k, p) = (kernel.NotNull(nameof(kernel)).Wrapped, target.NotNull(nameof(target)).AsCore);
        return new(wrapped switch
        {
            Parsed.OfPoints f => f.Item.Invoke(p),
            Parsed.OfKernel f => f.Item.Invoke(k).Invoke(p),
            Parsed.OfMixture f => f.Item.Invoke(k).Invoke(mixture?.Wrapped ?? throw new ArgumentException(
                "the target must be a mixture of Gaussians for this functional.", nameof(mixture))),
            _ => throw new InvalidOperationException($"A functional of nothing: {wrapped}."),
        });
    }
}
