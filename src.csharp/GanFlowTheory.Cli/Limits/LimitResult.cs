using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Limits;

/// <summary>What came of families of runs.</summary>
/// <param name="Studies">The limit by each scheme.</param>
internal sealed record LimitResult(IReadOnlyList<SchemeLimit> Studies) : IResult
{
    public string? Warning => null;

    public string? Failure => Studies.FirstOrDefault(study => study.Study.Levels.Any(level => !level.Outcome.Succeeded)) is { } bad
        ? $"{bad.Name}: {bad.Study.Levels.First(level => !level.Outcome.Succeeded).Outcome.Sentence}"
        : null;
}

/// <summary>The limit of a game by a scheme.</summary>
/// <param name="Name">The scheme's name, without a step.</param>
/// <param name="Scheme">The scheme.</param>
/// <param name="Study">The family.</param>
internal sealed record SchemeLimit(string Name, SchemeSpec Scheme, LimitStudy<Product<Particles, Particles>> Study);
