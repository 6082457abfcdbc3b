using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Collapses;

/// <summary>A study of mode collapse whose settings are read and checked.</summary>
internal sealed class CollapsePlan : IPlan<DialSettings>
{
    internal const string DefaultTarget = "eight-gaussians";

    public required DialSettings Settings { get; init; }

    public Inputs Inputs => new();

    public IEnumerable<string> Files => [];

    public string? Warning => null;

    internal required Target Target { get; init; }

    internal required CollapseSettings Study { get; init; }

    /// <summary>The names of the targets that are mixtures.</summary>
    internal static string Mixtures =>
        string.Join(", ", Target.All.Where(known => known.Mixture is not null).Select(known => known.Name));

    /// <summary>Clocks as a list.</summary>
    internal static string Text(IEnumerable<CriticClock> clocks) =>
        string.Join(',', clocks.Select(clock => clock.Name));

    internal static CollapsePlan Create(DialSettings settings)
    {
        var spec = TargetSpec.Parse(settings.Target);

        if (spec.Law is not { Mixture: not null } target)
        {
            throw new BadInputException(
                $"--target {spec.Title} is no mixture of Gaussians, so that it has no modes to cover; one that is: "
                + $"{Mixtures}.");
        }

        var clocks = settings.Clocks
            .Select(clock => BadInputException.Naming("--clocks", () => CriticClock.Parse(clock)))
            .ToArray();
        CheckPositive("--bandwidth", settings.Bandwidth);
        CheckPositive("--ridge", settings.Ridge);
        CheckPositive("--until", settings.Until);
        SampleSize.Check("--particles", settings.Particles, target.Dimension);
        return new()
        {
            Settings = settings with { Target = spec.FullText, Clocks = [.. clocks.Select(clock => clock.Name)] },
            Target = target,
            Study = CollapseSettings.Standard with
            {
                Clocks = clocks,
                Features = settings.Features,
                Bandwidth = settings.Bandwidth,
                Ridge = settings.Ridge,
                Until = settings.Until,
                Particles = settings.Particles,
                Seed = Seed.Create(settings.Seed),
            },
        };
    }

    private static void CheckPositive(string option, double value)
    {
        if (value == 0)
        {
            throw new BadInputException($"{option} must be positive, but is 0.");
        }
    }
}
