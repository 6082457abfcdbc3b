namespace GanFlowTheory;

/// <summary>States whose nodes move, freely or together. <see cref="Metric{TState}"/> of this type moves each of
/// them.</summary>
public interface ITransport;
