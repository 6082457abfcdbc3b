using Spectre.Console;

namespace GanFlowTheory.Cli.Output;

/// <summary>Results as tables and text.</summary>
internal sealed class ConsoleReporter(Terminal terminal) : IReporter
{
    // Away from a terminal there is no width to fit into: lines break only where a sentence would be hard to read
    // otherwise.
    private const int WidthOfFiles = 160;

    public void Show(IReport report)
    {
        var output = new AnsiConsoleOutput(terminal.Output);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = output });

        if (!output.IsTerminal)
        {
            console.Profile.Width = WidthOfFiles;
        }

        report.WriteTo(console);
    }
}
