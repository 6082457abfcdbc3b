namespace GanFlowTheory.Cli.Output;

/// <summary>Results of a processor whose arithmetic is not that of this one.</summary>
internal static class OtherProcessor
{
    internal static string Sentence(string what, string there) =>
        $"{what} of a processor with the arithmetic '{there}', and this one has '{Processor.Arithmetic}': the last digits of "
        + "results may differ.";
}
