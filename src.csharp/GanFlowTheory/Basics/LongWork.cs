using System;
using System.Threading;
using Microsoft.FSharp.Core;

namespace GanFlowTheory;

/// <summary>Work that takes long can be watched and stopped, whatever it is: sums over pairs of points, tests by permutations,
/// fits, laws, studies.</summary>
/// <remarks>What is watched is what the calling thread does meanwhile; it costs nothing where nobody looks, and changes no bit.
/// Estimators, tests, laws, fits and studies take the two arguments themselves. Runs of flows have a token and a progress of
/// their own, after which a run that was stopped is still there; inside of watched work they stop between two steps.</remarks>
public static class LongWork
{
    /// <summary>The result of work that is watched: it reports which part is done, in [0, 1], never falling and 1 at the end,
    /// from whichever thread comes so far, and stops soon after the token is cancelled.</summary>
    /// <typeparam name="T">What comes of it.</typeparam>
    /// <param name="work">The work, on the calling thread.</param>
    /// <param name="progress">Is told which part is done.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled before the end.</exception>
    public static T Watched<T>(
        Func<T> work, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        work.NotNull(nameof(work));
        return progress is null && !cancellationToken.CanBeCanceled
            ? work()
            : Core.LongWork.watched(
                cancellationToken,
                Bridge.Act<double>(part => progress?.Report(part)),
                FuncConvert.FromFunc(work));
    }
}
