namespace GanFlowTheory.Cli;

/// <summary>What a progress bar shows.</summary>
/// <param name="Fraction">The part done, in [0, 1].</param>
/// <param name="Text">What is going on, such as the functional's value and the time left.</param>
internal sealed record ProgressState(double Fraction, string Text);
