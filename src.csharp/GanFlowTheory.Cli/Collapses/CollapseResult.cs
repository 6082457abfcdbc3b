using System.Linq;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Collapses;

/// <summary>A study of mode collapse.</summary>
internal sealed record CollapseResult(CollapseStudy Study) : IResult
{
    public string? Warning => null;

    public string? Failure => Study.Courses.FirstOrDefault(course => !course.Outcome.Succeeded) is { } failed
        ? $"on the clock {failed.Clock}: {failed.Outcome.Sentence}"
        : null;
}
