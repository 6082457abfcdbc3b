using System;
using System.Threading;
using System.Threading.Tasks;

namespace GanFlowTheory.Cli;

/// <summary>Work that cannot be stopped on its way, such as a sum over all pairs: at the first signal it is left
/// behind.</summary>
internal static class Interruptible
{
    // For work that looks at the signal itself, between its parts.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(0.5);

    /// <summary>The result of the work.</summary>
    /// <exception cref="OperationCanceledException">A signal came first.</exception>
    internal static T Do<T>(Terminal terminal, Func<T> work)
    {
        var task = Task.Factory.StartNew(
            work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        try
        {
            task.Wait(terminal.Cancellation);
        }
        catch (OperationCanceledException) when (terminal.Cancellation.IsCancellationRequested && !IsDone(task))
        {
            throw;
        }
        catch (Exception e) when (e is OperationCanceledException or AggregateException)
        {
            // What the work itself threw is thrown below, as if there were no task.
        }

        return task.GetAwaiter().GetResult();
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
