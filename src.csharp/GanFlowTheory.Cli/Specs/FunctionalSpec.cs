using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>The functionals of a run: those with a value on particles, and f-divergences, which a critic
/// estimates.</summary>
internal abstract record FunctionalSpec
{
    private static readonly (string Name, string Description)[] WithValue =
    [
        ("mmd", "1/2 MMD^2 to the target's points, with --kernel"),
        ("mmd-closed",
            "1/2 MMD^2 to a target that is a mixture of Gaussians, in closed form, with a sum of Gaussian kernels"),
        ("energy", "the energy distance to the target's points"),
    ];

    private static readonly (string Name, string Description)[] Divergences =
    [
        ("kl", "reverse KL(q||p), through a ratio critic, as all below"),
        ("forward-kl", "KL(p||q)"),
        ("chi2", "E_q (r - 1)^2, r = p/q"),
        ("hellinger", "E_q (sqrt r - 1)^2"),
        ("jsd", "the Jensen-Shannon divergence"),
        ("jeffreys", "KL(p||q) + KL(q||p)"),
        ("alpha:A", "the divergence of f = (r^A - 1 - A (r - 1))/(A (A - 1))"),
        ("lecam", "E_q (r - 1)^2/(r + 1)"),
        ("lecam:L", "the divergence of f = (r - 1)^2/(2 (1 - L + L r)), L in [0, 1]"),
    ];

    internal static IReadOnlyList<(string Name, string Description)> Known { get; } = [.. WithValue, .. Divergences];

    /// <summary>A functional that particles have a value of.</summary>
    /// <param name="Functional">The functional.</param>
    internal sealed record Valued(Functional Functional) : FunctionalSpec;

    /// <summary>A divergence, of which particles have neither a value nor a first variation.</summary>
    /// <param name="Divergence">f.</param>
    /// <param name="Target">The target's points in the coordinates of the flow.</param>
    internal sealed record Estimated(FDivergence Divergence, Points Target) : FunctionalSpec;

    /// <summary>Whether the functional depends on --kernel.</summary>
    internal static bool UsesKernel(string name) => name is "mmd" or "mmd-closed";

    /// <summary>The divergence of a name; null for a functional with a value. Another name is bad input.</summary>
    internal static FDivergence? DivergenceOf(string name)
    {
        if (WithValue.Any(known => known.Name == name))
        {
            return null;
        }

        var family = Numerals.Split(name).Name;
        return Divergences.Any(known => Numerals.Split(known.Name).Name == family)
            ? FDivergence.Parse(name)
            : throw new BadInputException(
                NearestName.Unknown("functional", name, Known.Select(known => known.Name)) + ".");
    }

    /// <summary>The functional of a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="kernel">The kernel, for those that use it.</param>
    /// <param name="target">The target's points in the coordinates of the flow.</param>
    /// <param name="law">The distribution that they are a sample of, in the coordinates of the flow, where it is
    /// known.</param>
    internal static FunctionalSpec Create(string name, Kernel kernel, Points target, Target? law) =>
        DivergenceOf(name) is { } divergence
            ? new Estimated(divergence, target)
            : new Valued(name switch
            {
                "energy" => Functional.EnergyDistance(target),
                "mmd-closed" => Functional.GaussianMmd(kernel, law?.Mixture ?? throw new BadInputException(
                    "--functional mmd-closed needs a named target that is a mixture of Gaussians, without "
                    + "--standardise.")),
                _ => Functional.Mmd(kernel, (Measure)target),
            });
}
