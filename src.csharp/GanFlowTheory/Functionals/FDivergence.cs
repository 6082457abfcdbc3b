using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>The convex function f of an f-divergence D_f(p||q) = E_q f(r), r = p/q, in terms of u = log r.</summary>
public sealed class FDivergence
{
    internal FDivergence(Core.FDivergence wrapped) => Wrapped = wrapped;

    internal Core.FDivergence Wrapped { get; }

    /// <summary>Reverse KL(q||p): f(r) = -log r.</summary>
    public static FDivergence Kl { get; } = new(FDivergenceModule.kl);

    /// <summary>The Jensen-Shannon divergence 1/2 KL(q||m) + 1/2 KL(p||m), m = (p + q)/2.</summary>
    public static FDivergence Jsd { get; } = new(FDivergenceModule.jsd);

    /// <summary>The name, as on the command line.</summary>
    public string Name => Wrapped.Name;

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
