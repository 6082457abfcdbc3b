namespace GanFlowTheory;

/// <summary>A functional evaluated at a distribution: its value, and its first variation seen from the nodes.</summary>
/// <param name="Value">F(q).</param>
/// <param name="Variation">dF/dq at the nodes of q.</param>
public sealed record Evaluation(double Value, Covector Variation);
