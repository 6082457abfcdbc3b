using System.Collections.Generic;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.MonoFlows;

/// <summary>A loss and where to look at it.</summary>
internal sealed class MonoFlowPlan : IPlan<MonoFlowSettings>
{
    public required MonoFlowSettings Settings { get; init; }

    public Inputs Inputs => new();

    public IEnumerable<string> Files => [];

    public string? Warning => null;

    internal required GeneratorLoss Loss { get; init; }

    internal required RangeSpec Range { get; init; }

    internal static MonoFlowPlan Create(MonoFlowSettings settings)
    {
        var range = RangeSpec.Parse("--range", settings.Range);
        return new()
        {
            Settings = new() { Loss = settings.Loss.Trim(), Range = range.Text },
            Loss = GeneratorLoss.Parse(settings.Loss),
            Range = range,
        };
    }
}
