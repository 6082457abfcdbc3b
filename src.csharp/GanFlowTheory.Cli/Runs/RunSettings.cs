using System.Collections.Generic;

namespace GanFlowTheory.Cli.Runs;

/// <summary>Everything that decides the bits of a run.</summary>
internal sealed record RunSettings
{
    /// <summary>A name, or the full path of a file.</summary>
    public required string Target { get; init; }

    /// <summary>The columns of data to use, counted from 1; null for all.</summary>
    public required int[]? Columns { get; init; }

    /// <summary>How many points a named target is sampled with.</summary>
    public required int TargetSamples { get; init; }

    /// <summary>A Gaussian, or the full path of a file.</summary>
    public required string Start { get; init; }

    /// <summary>The number of particles; null for all points of a start that is a file.</summary>
    public required int? Particles { get; init; }

    /// <summary>Whether the flow runs in coordinates in which the target has mean 0 and standard deviation 1.</summary>
    public required bool Standardise { get; init; }

    /// <summary>The functional.</summary>
    public required string Functional { get; init; }

    /// <summary>The kernel expression.</summary>
    public required string Kernel { get; init; }

    /// <summary>The metric.</summary>
    public required string Metric { get; init; }

    /// <summary>The critic.</summary>
    public required string Critic { get; init; }

    /// <summary>The level of injected noise.</summary>
    public required double Noise { get; init; }

    /// <summary>The integrator.</summary>
    public required string Integrator { get; init; }

    /// <summary>The number of steps; null where only the time ends the run.</summary>
    public required int? Steps { get; init; }

    /// <summary>The time to reach; null where only the number of steps ends the run.</summary>
    public required double? Until { get; init; }

    /// <summary>Every how many steps the state is stored.</summary>
    public required int Keep { get; init; }

    /// <summary>The seed.</summary>
    public required int Seed { get; init; }

    internal Horizon Horizon => (Until, Steps) switch
    {
        ({ } time, { } steps) => Horizon.First(time, steps),
        ({ } time, null) => Horizon.AtTime(time),
        (null, { } steps) => Horizon.AfterSteps(steps),
        _ => throw new BadInputException("a run needs a number of steps or a time."),
    };

    /// <summary>The settings as names and values, for a reader.</summary>
    internal IEnumerable<(string Name, string Value)> Described()
    {
        yield return ("target", Target);

        if (Columns is not null)
        {
            yield return ("columns", string.Join(", ", Columns));
        }

        yield return ("start", Start);
        yield return ("functional", Functional);
        yield return ("critic", Critic);
        yield return ("metric", Metric);
        yield return ("integrator", Integrator);
        yield return ("noise", Output.Tables.Number(Noise));

        if (Steps is { } steps)
        {
            yield return ("steps", Output.Tables.Number(steps));
        }

        if (Until is { } until)
        {
            yield return ("until time", Output.Tables.Number(until));
        }

        yield return ("states kept every", $"{Keep} steps");
        yield return ("seed", Output.Tables.Number(Seed, "F0"));
    }
}
