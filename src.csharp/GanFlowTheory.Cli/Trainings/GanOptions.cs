using System;
using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Trainings;

/// <summary>Which options of ganflow train are of which trainings, and what they are where nothing is given.</summary>
internal static class GanOptions
{
    // The options that are of some trainings only, by what these have.
    private static readonly Dictionary<string, GanParts> Parts = new()
    {
        ["--critic"] = GanParts.Critic,
        ["--critic-optimiser"] = GanParts.Network,
        ["--critic-steps"] = GanParts.Network,
        ["--critic-first-steps"] = GanParts.Network,
        ["--critic-loss"] = GanParts.Discriminator,
        ["--penalty"] = GanParts.Network,
        ["--spectral"] = GanParts.Network,
        ["--kernel"] = GanParts.Kernel,
        ["--lambda"] = GanParts.Lambda,
        ["--epsilon"] = GanParts.Regression,
        ["--regressions"] = GanParts.Regression,
        ["--certify"] = GanParts.Certificate,
    };

    /// <summary>Whether a training takes an option.</summary>
    /// <param name="option">The name of the option.</param>
    /// <param name="gan">The training.</param>
    /// <param name="critic">Its critic as given; null where none is.</param>
    internal static bool Takes(string option, GanSpec gan, string? critic) =>
        !Parts.TryGetValue(option, out var part) || gan.Parts(critic).HasFlag(part);

    /// <summary>Those of the options that trainings share which one of them takes: all where its spelling has a fault, which
    /// shows when it is trained.</summary>
    /// <param name="options">The options, each with its name first.</param>
    /// <param name="gan">The training as specified.</param>
    /// <param name="critic">Its critic as given; null where none is.</param>
    internal static IEnumerable<IReadOnlyList<string>> OfShared(
        IEnumerable<IReadOnlyList<string>> options, string gan, string? critic)
    {
        GanSpec spec;

        try
        {
            spec = GanSpec.Parse(gan);
        }
        catch (Exception e) when (Sentence.AboutBadInput(e) is not null)
        {
            return options;
        }

        return options.Where(option => Takes(option[0], spec, critic));
    }

    /// <summary>Refuses an option that a training does not take.</summary>
    /// <exception cref="BadInputException">It does not.</exception>
    internal static void Check(string option, GanSpec gan, string? critic)
    {
        if (!Takes(option, gan, critic))
        {
            throw new BadInputException($"{option} is for --gan {WithPart(Parts[option])}, but --gan is {gan.Text}.");
        }
    }

    /// <summary>What a training takes where an option is not given; null where all take the same.</summary>
    internal static string? DefaultOf(string option, GanSpec gan)
    {
        // Of the critic nothing but the network knows the dimension.
        TrainSettings Complete() => TrainSpecs.WithCritic(gan, TrainDefaults.Settings, "2");

        return option switch
        {
            "--optimiser" => TrainDefaults.OptimiserOf(gan),
            "--critic" when gan is GanSpec.Drawn => TrainDefaults.CriticOfFlow,
            "--critic" => $"{TrainDefaults.CriticOf("D", (gan as GanSpec.Trained)?.Outputs ?? 1)} with the target's dimension D",
            "--critic-optimiser" => Complete().CriticOptimiser,
            "--critic-steps" => $"{Complete().CriticSteps}",
            "--critic-first-steps" => $"{Complete().CriticFirstSteps}",
            "--penalty" => Complete().Penalty,
            _ => null,
        };
    }

    // The trainings that have a part, for a sentence.
    private static string WithPart(GanParts part)
    {
        var names = GanSpec.Forms
            .Select(form => form.Name == "flow" ? FlowsWith(part) : Example(form.Shape).Parts(null).HasFlag(part) ? form.Shape : null)
            .OfType<string>()
            .ToArray();
        return names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1])} and {names[^1]}";
    }

    private static GanSpec Example(string shape) =>
        GanSpec.Parse(shape.Replace(":LOSS", ":vanilla").Replace(":KERNEL", ":gaussian:1"));

    private static string? FlowsWith(GanParts part) => part switch
    {
        GanParts.Critic => "flow: of a divergence",
        GanParts.Network or GanParts.Discriminator => "flow: of a divergence with a network as --critic",
        GanParts.Kernel => "flow: where the functional or the metric has a kernel and names none",
        GanParts.Regression => "flow:",
        GanParts.Certificate =>
            "flow: of a functional with a value, or in wasserstein with a network as --critic",
        _ => null,
    };
}
