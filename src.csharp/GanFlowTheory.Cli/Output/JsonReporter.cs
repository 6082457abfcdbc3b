namespace GanFlowTheory.Cli.Output;

/// <summary>Results as one JSON document.</summary>
internal sealed class JsonReporter(Terminal terminal) : IReporter
{
    public void Show(IReport report) => terminal.Output.WriteLine(JsonFormat.Serialize(report.Json));
}
