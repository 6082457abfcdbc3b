namespace GanFlowTheory;

/// <summary>When a rate schedule looks, and what it compares with.</summary>
/// <param name="Step">The step.</param>
/// <param name="Reference">The step of the model to compare with; null while there is none that is old enough.</param>
public sealed record RateLook(int Step, int? Reference)
{
    internal static RateLook Of(Core.RateLook look) => new(look.Step, look.Reference.OrNull());
}
