using System;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>A kernel expression that has been read and found correct; bandwidths given as <c>median</c> are
/// open.</summary>
public sealed class ParsedKernel
{
    private readonly Core.ParsedKernel wrapped;

    internal ParsedKernel(Core.ParsedKernel wrapped) => this.wrapped = wrapped;

    /// <summary>The text as it was given.</summary>
    public string Text => wrapped.Text;

    /// <summary>Whether the median heuristic has to choose a bandwidth, so that a sample is needed.</summary>
    public bool NeedsSample => wrapped.NeedsSample;

    /// <summary>Makes the kernel, with the median heuristic of the sample for every bandwidth given as
    /// median.</summary>
    /// <param name="sample">Called for at most once, and only if needed; null where there is none.</param>
    /// <exception cref="ArgumentException">A sample is needed and there is none, or its median distance is
    /// 0.</exception>
    public ResolvedKernel Resolve(Func<Points>? sample = null) =>
        ResolvedKernel.Of(KernelExpressions.Kernel.resolve(
            wrapped,
                (sample is null ? null : Bridge.Fun((Microsoft.FSharp.Core.Unit _) => sample().Wrapped)).OptionOf()));

    /// <summary>The text as it was given.</summary>
    public override string ToString() => Text;
}
