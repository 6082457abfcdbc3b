namespace GanFlowTheory;

/// <summary>What a test that permutes its samples is run with.</summary>
/// <param name="Level">The level, in (0, 1): a true hypothesis is rejected with at most this probability.</param>
/// <param name="Permutations">How many permutations are drawn where not all can be taken, at least 1.</param>
/// <param name="Seed">The seed that they are drawn from.</param>
public sealed record PermutationOptions(double Level, int Permutations, Seed Seed)
{
    /// <summary>Level 0.05, 999 permutations from seed 1.</summary>
    public static PermutationOptions Standard { get; } = Of(Core.PermutationOptionsModule.standard);

    internal Core.PermutationOptions Wrapped => new(Level, Permutations, Seed.Wrapped);

    private static PermutationOptions Of(Core.PermutationOptions options) =>
        new(options.Level, options.Permutations, new Seed(options.Seed));
}
