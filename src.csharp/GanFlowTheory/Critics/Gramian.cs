using System;

namespace GanFlowTheory;

/// <summary>The regulariser of a kernel critic f against a generator: which Gramian D, in f = (D + lambda)^(-1) (mu_p -
/// mu_q), penalises it (MN21-2).</summary>
public enum Gramian
{
    /// <summary>(i): &lt;f, D f&gt; = |grad_theta E_q f|^2. The critic's gradient step is the kernelized flow; descent
    /// holds (MN21-3).</summary>
    MeanGradient,

    /// <summary>(ii): &lt;f, D f&gt; = E_z |grad_theta f(G(z))|^2.</summary>
    SampleGradients,

    /// <summary>(iii): &lt;f, D f&gt; = E_q |grad_x f|^2.</summary>
    SpatialGradients,
}

internal static class Gramians
{
    internal static Core.Gramian Wrapped(this Gramian gramian) => gramian switch
    {
        Gramian.MeanGradient => Core.Gramian.MeanGradient,
        Gramian.SampleGradients => Core.Gramian.SampleGradients,
        Gramian.SpatialGradients => Core.Gramian.SpatialGradients,
        _ => throw new ArgumentOutOfRangeException(nameof(gramian), gramian,
            "gramian must be one of the named Gramians."),
    };
}
