namespace GanFlowTheory;

/// <summary>What is kept of one step for good: its place and its measurements, without the state.</summary>
public sealed class StepRecord
{
    internal StepRecord(Core.StepRecord wrapped) => Wrapped = wrapped;

    internal Core.StepRecord Wrapped { get; }

    /// <summary>The steps taken so far; 0 at the start.</summary>
    public int Index => Wrapped.Index;

    /// <summary>The time of the flow there.</summary>
    public double Time => Wrapped.Time;

    /// <summary>What was measured there.</summary>
    public Diagnostics Diagnostics => new(Wrapped.Diagnostics);

    /// <summary>The number, the time and, where they are known, the functional and its rate.</summary>
    public override string ToString() => Wrapped.ToString();
}
