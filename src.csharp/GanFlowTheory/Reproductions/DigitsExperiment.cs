using System.Collections.Generic;
using System.Linq;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>The hypotheses of the experiment on the digits, which were written down before it was run, judged by its trainings.</summary>
/// <remarks>Each is a contrast that is to be at most or at least 0, one value for each seed, with the standard error of the mean over the
/// seeds: three of these decide.</remarks>
public static class DigitsExperiment
{
    /// <summary>The losses that are compared at two sizes of the critic.</summary>
    public static IReadOnlyList<string> Losses { get; } = Core.DigitsExperiment.losses.Map(loss => loss);

    /// <summary>The name of the training of a loss with so many filters, such as rq* 4.</summary>
    /// <param name="loss">One of the losses, dot or rbf-mix.</param>
    /// <param name="filters">The filters of the critic.</param>
    public static string Gan(string loss, int filters) => Core.DigitsExperiment.gan(loss.NotNull(nameof(loss)), filters);

    /// <summary>The verdicts on (i) to (iii): KID of a small critic with rq* against 1.5 times that of a large one of wgan-gp, the mean
    /// of KID over the steps of dot and rbf-mix less that of rq*, and the seconds of a step at 4 filters less 0.6 of those at 16. Trainings
    /// that are missing have no verdict.</summary>
    /// <param name="trainings">The trainings, by the names of <see cref="Gan"/>.</param>
    public static IReadOnlyList<PrintedFact> Judge(IEnumerable<GanTraining> trainings) =>
        Core.DigitsExperiment.judge(List(trainings.NotNull(nameof(trainings)).Select(t => t.Wrapped))).Map(PrintedFact.Of);

    /// <summary>The verdict on (iv): the variance over seeds of MMD^2, on the mean over ten equal parts of the wall-clock time that all
    /// trainings have, along kernelized steps less half of that along plain ones, with the standard error of the jackknife over the seeds.
    /// There is none with fewer than three seeds.</summary>
    /// <param name="trainings">The trainings, named kernelized and mmd.</param>
    public static IReadOnlyList<PrintedFact> JudgeStability(IEnumerable<GanTraining> trainings) =>
        Core.DigitsExperiment.judgeStability(List(trainings.NotNull(nameof(trainings)).Select(t => t.Wrapped))).Map(PrintedFact.Of);
}
