namespace GanFlowTheory.Cli.Movements;

/// <summary>What a minimising movement takes where nothing is given.</summary>
internal static class JkoDefaults
{
    internal const string State = "gaussian:1.5,0.8";
    internal const string Target = "gaussian:0,1";
    internal const string Kernel = "gaussian:1";
    internal const int TargetSamples = 500;
    internal const double Tau = 0.1;
    internal const int Steps = 1;
}
