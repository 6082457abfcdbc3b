using System;
using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>The functionals of a run: those with a value on particles, and f-divergences, which a critic
/// estimates.</summary>
/// <param name="Text">As specified.</param>
internal abstract record FunctionalSpec(string Text)
{
    private static readonly IReadOnlyList<Form<FunctionalSpec>> WithValue =
    [
        new("mmd", "1/2 MMD^2 to the target's points, with --kernel", given => new Valued(
            given.Text, (kernel, target, _) => Functional.Mmd(kernel, (Measure)target)) { UsesKernel = true }),
        new("mmd-closed",
            "1/2 MMD^2 to a target that is a mixture of Gaussians, in closed form, with a sum of Gaussian kernels",
            given => new Valued(given.Text, (kernel, _, law) => Functional.GaussianMmd(kernel, law!))
            {
                UsesKernel = true,
                NeedsMixture = true,
            }),
        new("energy", "the energy distance to the target's points, E|x-y| - 1/2 E|x-x'| - 1/2 E|y-y'|", given => new Valued(
            given.Text, (_, target, _) => Functional.EnergyDistance(target))),
    ];

    private static readonly IReadOnlyList<(string Shape, string Description)> Divergences =
    [
        ("forward-kl", "KL(p||q)"),
        ("chi2", "E_q (r - 1)^2, r = p/q"),
        ("hellinger", "E_q (sqrt r - 1)^2"),
        ("jsd", "the Jensen-Shannon divergence"),
        ("jeffreys", "KL(p||q) + KL(q||p)"),
        ("alpha:A", "the divergence of f = (r^A - 1 - A (r - 1))/(A (A - 1))"),
        ("lecam", "E_q (r - 1)^2/(r + 1)"),
        ("lecam:L", "the divergence of f = (r - 1)^2/(2 (1 - L + L r)), L in [0, 1]"),
    ];

    internal static Axis<FunctionalSpec> Axis { get; } = new(
        "functional",
        [
            .. WithValue,
            new("kl", "reverse KL(q||p), through a ratio critic, as all below", given => new Estimated(
                given.Text, FDivergence.Kl) { IsReverseKl = true }),
            .. Divergences.Select(f => new Form<FunctionalSpec>(f.Shape, f.Description, given => new Estimated(
                given.Text, FDivergence.Parse(given.Text)))),
        ]);

    internal static FunctionalSpec Parse(string text) => Axis.Read("--functional", text);

    /// <summary>A functional that particles have a value of.</summary>
    /// <param name="Text">As specified.</param>
    /// <param name="Of">The functional, from the kernel of the run, the target's points in the units of the flow, and
    /// the mixture that they are a sample of where it needs one.</param>
    internal sealed record Valued(string Text, Func<Kernel, Points, GaussianMixture?, Functional> Of) : FunctionalSpec(Text)
    {
        /// <summary>Whether it depends on the kernel of the run.</summary>
        internal bool UsesKernel { get; init; }

        /// <summary>Whether the target must be a mixture of Gaussians in the units of the flow.</summary>
        internal bool NeedsMixture { get; init; }
    }

    /// <summary>A divergence, of which particles have neither a value nor a first variation.</summary>
    /// <param name="Text">As specified.</param>
    /// <param name="Divergence">f.</param>
    internal sealed record Estimated(string Text, FDivergence Divergence) : FunctionalSpec(Text)
    {
        internal bool IsReverseKl { get; init; }
    }
}
