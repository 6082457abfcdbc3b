using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>What a critic saw at a state q.</summary>
/// <param name="Potential">The estimate c of dF/dq, defined up to a constant.</param>
/// <param name="Next">The critic of the next step, such as a warm start; null for the same one.</param>
/// <param name="HeldOutScore">The held-out score of the fit behind c, smaller is better; null where nothing was held
/// out.</param>
/// <param name="PlugIn">The critic's own estimate of F(q); null where it has none.</param>
public sealed record CriticReading(
    Potential Potential, Critic? Next = null, double? HeldOutScore = null, double? PlugIn = null)
{
    internal Core.CriticReading<Chart> Wrapped(Functional? functional, Critic self) =>
        new(Potential.Wrapped, (Next ?? self).For(functional), HeldOutScore.Option(), PlugIn.Option(), null);
}
