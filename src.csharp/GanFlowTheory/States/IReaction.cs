namespace GanFlowTheory;

/// <summary>States whose weights move freely, mass kept by normalising. <see cref="Metric{TState}"/> of this type moves
/// each of them.</summary>
public interface IReaction;
