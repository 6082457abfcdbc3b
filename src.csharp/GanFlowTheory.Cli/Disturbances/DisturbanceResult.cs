using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Disturbances;

/// <summary>A study of disturbed digits.</summary>
internal sealed record DisturbanceResult(DisturbanceStudy Study) : IResult
{
    public string? Warning => null;

    public string? Failure => null;
}
