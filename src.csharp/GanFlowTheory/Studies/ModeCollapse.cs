using System;
using System.Threading;

namespace GanFlowTheory;

/// <summary>Studying mode collapse.</summary>
public static class ModeCollapse
{
    /// <summary>The study: for each clock the game of particles against a kernel witness in random Fourier features, all from
    /// the same particles and from the critic's best response to them.</summary>
    /// <param name="settings">What the study is given.</param>
    /// <param name="target">A mixture of Gaussians.</param>
    /// <param name="progress">Is told which part is done, in [0, 1].</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The target is no mixture of Gaussians, or a setting is out of its
    /// range.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the end.</exception>
    public static CollapseStudy Study(
        CollapseSettings settings, Target target,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        LongWork.Watched(
            () => CollapseStudy.Of(Core.ModeCollapse.study(
            settings.NotNull(nameof(settings)).Wrapped, target.NotNull(nameof(target)).Wrapped)),
            progress,
            cancellationToken);

    /// <summary>How a law stands to a mixture on the same space.</summary>
    /// <param name="mixture">The mixture.</param>
    /// <param name="q">The law.</param>
    /// <exception cref="ArgumentException">Their dimensions differ.</exception>
    public static CollapseMeasure Measure(GaussianMixture mixture, Measure q) => CollapseMeasure.Of(
        Core.ModeCollapse.measure(mixture.NotNull(nameof(mixture)).Wrapped, q.NotNull(nameof(q)).AsCore));
}
