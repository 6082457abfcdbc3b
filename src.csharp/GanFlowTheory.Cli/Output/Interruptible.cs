using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace GanFlowTheory.Cli.Output;

/// <summary>Long work that shows which part is done and ends soon after the first signal: at the next place where it looks, or
/// left behind where it looks too seldom.</summary>
internal static class Interruptible
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(0.5);

    /// <summary>The result of the work.</summary>
    /// <param name="terminal">Where progress is shown.</param>
    /// <param name="title">What is going on, such as the name of the verb.</param>
    /// <param name="work">The work.</param>
    /// <exception cref="InterruptedWorkException">A signal came first.</exception>
    internal static T Do<T>(Terminal terminal, string title, Func<T> work) => DoAll(terminal, title, [work])[0];

    /// <summary>The results of pieces of work that are taken for equally long.</summary>
    /// <param name="terminal">Where progress is shown.</param>
    /// <param name="title">What is going on.</param>
    /// <param name="pieces">The pieces, done in order.</param>
    /// <exception cref="InterruptedWorkException">A signal came first.</exception>
    internal static IReadOnlyList<T> DoAll<T>(Terminal terminal, string title, IReadOnlyList<Func<T>> pieces) =>
        ProgressBar.Around(terminal, title, show => pieces.Index()
            .Select(piece => Do(terminal, new PartRelay(show, piece.Index, pieces.Count), piece.Item))
            .ToArray());

    /// <summary>The result of work that is a part of what a progress bar shows.</summary>
    /// <param name="terminal">Where a signal is answered.</param>
    /// <param name="progress">Where progress goes.</param>
    /// <param name="work">The work.</param>
    /// <exception cref="InterruptedWorkException">A signal came first.</exception>
    internal static T Do<T>(Terminal terminal, PartRelay progress, Func<T> work)
    {
        if (terminal.Cancellation.IsCancellationRequested)
        {
            throw new InterruptedWorkException(progress.Done);
        }

        using var said = terminal.SayEnding();
        var task = Task.Factory.StartNew(
            () => LongWork.Watched(work, progress, terminal.Cancellation),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

        try
        {
            task.Wait(terminal.Cancellation);
        }
        catch (OperationCanceledException) when (terminal.Cancellation.IsCancellationRequested && !IsDone(task))
        {
            throw new InterruptedWorkException(progress.Done);
        }
        catch (Exception e) when (e is OperationCanceledException or AggregateException)
        {
            // What the work itself threw is thrown below, as if there were no task.
        }

        try
        {
            return task.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (terminal.Cancellation.IsCancellationRequested)
        {
            throw new InterruptedWorkException(progress.Done);
        }
    }

    private static bool IsDone(Task task)
    {
        try
        {
            return task.Wait(Grace);
        }
        catch (AggregateException)
        {
            return true;
        }
    }
}
