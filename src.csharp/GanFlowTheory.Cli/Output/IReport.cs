using Spectre.Console;

namespace GanFlowTheory.Cli.Output;

/// <summary>A verb's result in both of its forms.</summary>
internal interface IReport
{
    /// <summary>The object whose properties are the fields of the JSON document.</summary>
    object Json { get; }

    /// <summary>Writes the result for a reader.</summary>
    /// <param name="console">Standard output.</param>
    void WriteTo(IAnsiConsole console);
}
