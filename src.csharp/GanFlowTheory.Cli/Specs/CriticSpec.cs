using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>The critics of a run: the first variation itself, the score of the target alone, or an estimate through a
/// density ratio.</summary>
/// <param name="Text">As specified.</param>
internal abstract record CriticSpec(string Text)
{
    internal static IReadOnlyList<Form<CriticSpec>> Forms { get; } =
    [
        new("exact", "the functional's first variation itself", given => new Exact(given.Text)),
        .. RatioEstimator.Forms.Select(form => new Form<CriticSpec>(
            form.Shape, "an f-divergence through " + form.Description, given => new Estimate(given.Text))),
        new(
            "score",
            "reverse KL through the score of a named target alone: SVGD in --metric stein:EXPR, the Langevin diffusion in "
            + "--metric wasserstein",
            given => new Score(given.Text)),
    ];

    /// <summary>Those that see an f-divergence of any target.</summary>
    internal static string Estimators { get; } =
        $"{RatioEstimator.Forms.SkipLast(1).Shapes()} or {RatioEstimator.Forms[^1].Shape}";

    internal static CriticSpec Parse(string text) => Form.Read("critic", Forms, text);

    internal sealed record Exact(string Text) : CriticSpec(Text);

    /// <summary>The score of the target.</summary>
    internal sealed record Score(string Text) : CriticSpec(Text);

    /// <summary>An estimate through a density ratio.</summary>
    internal sealed record Estimate(string Text) : CriticSpec(Text)
    {
        /// <summary>The estimator of the ratio, from the density of the target where it is known.</summary>
        internal RatioEstimator Estimator(Density? target) => RatioEstimator.Parse(Text, target);
    }
}
