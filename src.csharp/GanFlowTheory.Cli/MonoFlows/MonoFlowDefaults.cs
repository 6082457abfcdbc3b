namespace GanFlowTheory.Cli.MonoFlows;

/// <summary>What is looked at where nothing is given.</summary>
internal static class MonoFlowDefaults
{
    internal const string Range = "-20,20";
}
