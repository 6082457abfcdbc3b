namespace GanFlowTheory.Cli.Limits;

/// <summary>What a limit takes where nothing is given.</summary>
internal static class LimitDefaults
{
    internal const double Until = 1;
    internal const int Levels = 6;
}
