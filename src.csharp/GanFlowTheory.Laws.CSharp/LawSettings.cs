using CoreLaws = GanFlowTheory.Laws;

namespace GanFlowTheory;

/// <summary>How a law is run.</summary>
/// <param name="Cases">The number of cases to generate, at least 1.</param>
/// <param name="Seed">The seed of the generators.</param>
/// <param name="Replay">The replay text of a falsification, to start at that case instead of the seed; null for
/// none.</param>
public sealed record LawSettings(int Cases, Seed Seed, string? Replay = null)
{
    /// <summary>20 cases from seed 0.</summary>
    public static LawSettings Default { get; } =
        new(CoreLaws.LawModule.defaults.Cases, new Seed(CoreLaws.LawModule.defaults.Seed));

    internal CoreLaws.Settings Wrapped => new(Cases, Seed.Wrapped, Replay.OptionOf(), null);
}
