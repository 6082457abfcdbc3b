using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>The functionals of a run.</summary>
internal static class FunctionalSpec
{
    internal static IReadOnlyList<(string Name, string Description)> Known { get; } =
    [
        ("mmd", "1/2 MMD^2 to the target's points, with --kernel"),
        ("mmd-closed",
            "1/2 MMD^2 to a target that is a mixture of Gaussians, in closed form, with a sum of Gaussian kernels"),
        ("energy", "the energy distance to the target's points"),
    ];

    /// <summary>Whether the functional depends on --kernel.</summary>
    internal static bool UsesKernel(string name) => name != "energy";

    internal static void Check(string name)
    {
        if (Known.All(known => known.Name != name))
        {
            throw new BadInputException(
                NearestName.Unknown("functional", name, Known.Select(known => known.Name)) + ".");
        }
    }

    /// <summary>The functional of a name that was checked.</summary>
    /// <param name="name">The name.</param>
    /// <param name="kernel">The kernel, for those that use it.</param>
    /// <param name="target">The target's points in the coordinates of the flow.</param>
    /// <param name="mixture">The target as a mixture in the coordinates of the flow, where it is one.</param>
    internal static Functional Create(
        string name, Kernel kernel, Points target, GaussianMixture? mixture) => name switch
        {
            "energy" => Functional.EnergyDistance(target),
            "mmd-closed" => Functional.Mmd(kernel, mixture ?? throw new BadInputException(
                "--functional mmd-closed needs a named target that is a mixture of Gaussians, without --standardise.")),
            _ => Functional.Mmd(kernel, (Measure)target),
        };
}
