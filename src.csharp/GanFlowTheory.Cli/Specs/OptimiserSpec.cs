using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>Optimisers.</summary>
internal static class OptimiserSpec
{
    internal static IReadOnlyList<(string Shape, string Description)> Listing { get; } =
    [
        ("gd:RATE", "gradient descent: explicit Euler"),
        ("heavy-ball:RATE[,BETA]", "Polyak's momentum"),
        ("nesterov:RATE[,BETA]", "Nesterov's momentum"),
        ("adam:RATE[,BETA1,BETA2[,EPSILON]]", "Adam"),
        ("rmsprop:RATE[,DECAY[,EPSILON]]", "RMSProp"),
        ("extragradient:RATE", "extragradient, two velocities a step"),
        ("optimistic:RATE", "optimistic gradient"),
        ("...@SCHEDULE@clip:NORM", "with constant, linear:N, cosine:N, halving:N or inverse-root:N, and clipped"),
    ];

    internal static Optimiser Parse(string option, string text)
    {
        var given = new Specification(option, text);
        return BadInputException.Naming($"{option} {given.Text}", () => Optimiser.Parse(given.Text));
    }
}
