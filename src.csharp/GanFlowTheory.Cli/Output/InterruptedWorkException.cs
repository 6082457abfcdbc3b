using System;

namespace GanFlowTheory.Cli.Output;

/// <summary>Work was stopped by a signal; the message is the sentence to show.</summary>
/// <param name="done">Which part had been done, in [0, 1].</param>
internal sealed class InterruptedWorkException(double done) : OperationCanceledException(
    done > 0
        ? $"cancelled at {Tables.Number(Math.Floor(100 * done))} % of the work: nothing came of it."
        : "cancelled: nothing came of it.");
