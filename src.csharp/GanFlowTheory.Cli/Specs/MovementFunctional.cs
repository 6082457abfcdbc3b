using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>The functionals of minimising movements: those with a value on particles, the Wasserstein distance, and, where
/// the state has a density, f-divergences and the entropy.</summary>
internal static class MovementFunctional
{
    private const string Wasserstein = "w2";
    private const string Entropy = "entropy";

    internal static string Names => string.Join(
        ", ", Functional.Forms.Names().Concat([Wasserstein, Entropy]).Concat(FDivergence.Forms.Select(form => form.Shape)));

    /// <summary>What is taken where nothing is given.</summary>
    internal static string DefaultFor(State state) => state is Particles ? "mmd" : FDivergence.Kl.Name;

    internal static Functional Of(string text, State state, ResolvedKernel kernel, MovementTarget target)
    {
        var name = text.Trim();

        if (Functional.Forms.Has(name))
        {
            var parsed = Functional.Read(name);
            return parsed.NeedsMixture && target.Mixture is null
                ? throw new BadInputException($"--functional {name} needs a target that is a mixture of Gaussians.")
                : parsed.Of(kernel.Kernel, target.Points, target.Mixture);
        }

        if (name != Wasserstein && name != Entropy && !FDivergence.Forms.Has(name.Head()))
        {
            throw new BadInputException(NearestName.Unknown(
                "functional",
                name,
                Functional.Forms.Names().Concat([Wasserstein, Entropy]).Concat(FDivergence.Forms.Names())) + ".");
        }

        return (name, state) switch
        {
            (_, Particles) => throw new BadInputException(
                $"--functional {name} has no particle form; take --state gaussian:MEAN,SD or quantiles:N,MEAN,SD, or "
                + $"--functional {string.Join(" or ", Functional.Forms.Names())}."),
            (Entropy, QuantileState) => Functional.Entropy,
            (Entropy, _) => throw new BadInputException("--functional entropy is for --state quantiles:N,MEAN,SD; take kl."),
            (Wasserstein, QuantileState) => Functional.WassersteinOnLine(target.Points),
            (Wasserstein, _) => Functional.WassersteinToGaussian(Known(name, target)),
            ("kl", QuantileState) => Functional.KlOnLine(DensityOf(name, target)),
            ("kl", _) when target.Mixture is { Count: 1 } mixture => Functional.KlToGaussian(mixture),
            (_, QuantileState) => throw new BadInputException(
                $"--functional {name} has no form on quantiles; take kl, or --state gaussian:MEAN,SD."),
            _ => Functional.Divergence(FDivergence.Parse(name), DensityOf(name, target)),
        };
    }

    private static GaussianMixture Known(string name, MovementTarget target) =>
        target.Mixture ?? throw new BadInputException($"--functional {name} needs a Gaussian target.");

    private static Density DensityOf(string name, MovementTarget target) =>
        target.Density ?? throw new BadInputException($"--functional {name} needs a target with a known density.");
}
