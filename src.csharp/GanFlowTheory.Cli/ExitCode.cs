namespace GanFlowTheory.Cli;

/// <summary>What the process returns.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    internal const int Success = 0;

    /// <summary>A check is falsified, or a run did not reach its goal.</summary>
    internal const int NotReached = 1;

    /// <summary>The input is bad.</summary>
    internal const int BadInput = 2;
}
