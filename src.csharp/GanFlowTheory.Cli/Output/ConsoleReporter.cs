using Spectre.Console;

namespace GanFlowTheory.Cli.Output;

/// <summary>Results as tables and text.</summary>
internal sealed class ConsoleReporter(Terminal terminal) : IReporter
{
    public void Show(IReport report) =>
        report.WriteTo(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Output) }));
}
