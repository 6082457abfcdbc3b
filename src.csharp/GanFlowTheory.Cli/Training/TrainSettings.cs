using System.Collections.Generic;
using System.Globalization;

namespace GanFlowTheory.Cli.Training;

/// <summary>Everything that decides the bits of a training.</summary>
internal sealed record TrainSettings
{
    /// <summary>vanilla, monoflow:LOSS, ode, kernelized, natural or mmd.</summary>
    public required string Gan { get; init; }

    /// <summary>A name, or the full path of a file.</summary>
    public required string Target { get; init; }

    /// <summary>How many points a named target is sampled with.</summary>
    public required int TargetSamples { get; init; }

    /// <summary>The expression of the generator.</summary>
    public required string Generator { get; init; }

    /// <summary>The expression of the critic.</summary>
    public required string Critic { get; init; }

    /// <summary>Noise samples per step, and points of each law per inner step of the critic.</summary>
    public required int Batch { get; init; }

    /// <summary>The optimiser of the generator.</summary>
    public required string Optimiser { get; init; }

    /// <summary>The optimiser of the critic.</summary>
    public required string CriticOptimiser { get; init; }

    /// <summary>Inner steps of the critic at each step.</summary>
    public required int CriticSteps { get; init; }

    /// <summary>Inner steps of the critic before the first step.</summary>
    public required int CriticFirstSteps { get; init; }

    /// <summary>The classification loss of the critic.</summary>
    public required string CriticLoss { get; init; }

    /// <summary>The gradient penalty of the critic.</summary>
    public required double Penalty { get; init; }

    /// <summary>The kernel of MMD.</summary>
    public required string Kernel { get; init; }

    /// <summary>The regularisation of the kernelized and the natural metric.</summary>
    public required double Lambda { get; init; }

    /// <summary>How far targets of the ODE lie: the time of a step.</summary>
    public required double Epsilon { get; init; }

    /// <summary>Regression steps to the targets of the ODE.</summary>
    public required int Regressions { get; init; }

    /// <summary>Whether noise is drawn anew at each step.</summary>
    public required bool FreshNoise { get; init; }

    /// <summary>The number of steps.</summary>
    public required int Steps { get; init; }

    /// <summary>The seed.</summary>
    public required int Seed { get; init; }

    /// <summary>The settings as names and values, for a reader.</summary>
    internal IEnumerable<(string Name, string Value)> Described()
    {
        static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
        static string Count(int value) => value.ToString(CultureInfo.InvariantCulture);

        yield return ("gan", Gan);
        yield return ("target", Target);
        yield return ("generator", Generator);
        yield return ("optimiser", Optimiser);
        yield return ("batch", Count(Batch));
        yield return ("noise", FreshNoise ? "fresh at every step" : "fixed");

        if (TrainPlan.LowersMmd(Gan))
        {
            yield return ("kernel", Kernel);

            if (Gan != TrainPlan.Mmd)
            {
                yield return ("lambda", Text(Lambda));
            }
        }
        else
        {
            yield return ("critic", Critic);
            yield return ("critic optimiser", CriticOptimiser);
            yield return ("critic loss", CriticLoss);
            yield return ("critic steps", $"{CriticFirstSteps} at first, {CriticSteps} at each step");
            yield return ("gradient penalty", Text(Penalty));
        }

        if (Gan == TrainPlan.Ode)
        {
            yield return ("regression", $"{Regressions} steps to targets at time {Text(Epsilon)}");
        }

        yield return ("steps", Count(Steps));
        yield return ("seed", Count(Seed));
    }
}
