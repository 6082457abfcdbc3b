using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.MonoFlows;

/// <summary>What training with a loss does.</summary>
internal sealed record MonoFlowResult(MonoFlowReport Report) : IResult
{
    public string? Warning => null;

    public string? Failure => Report.Admissible ? null : Report.Verdict;
}
