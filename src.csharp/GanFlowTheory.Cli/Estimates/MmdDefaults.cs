namespace GanFlowTheory.Cli.Estimates;

/// <summary>What an estimate takes where nothing is given.</summary>
internal static class MmdDefaults
{
    internal const string Kernel = "gaussian:median";
    internal const string Estimator = "unbiased";
}
