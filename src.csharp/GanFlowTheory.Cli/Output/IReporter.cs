namespace GanFlowTheory.Cli.Output;

/// <summary>Where a verb's result goes.</summary>
internal interface IReporter
{
    /// <summary>Shows the result on standard output.</summary>
    /// <param name="report">The result.</param>
    void Show(IReport report);
}
