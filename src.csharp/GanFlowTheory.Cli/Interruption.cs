using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace GanFlowTheory.Cli;

/// <summary>Turns the first interrupt (Ctrl-C) or termination signal into a cancellation, so that a run ends after the
/// step under way; the second one ends the process as usual.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration interrupt;
    private readonly PosixSignalRegistration terminate;

    private readonly Action quitting;

    /// <param name="quitting">Is done before the second signal ends the process.</param>
    internal Interruption(Action quitting) =>
        (this.quitting, interrupt, terminate) = (
            quitting,
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal));

    internal CancellationToken Token => source.Token;

    public void Dispose()
    {
        interrupt.Dispose();
        terminate.Dispose();
        source.Dispose();
    }

    /// <summary>Answers a signal: whether the process goes on.</summary>
    internal bool GoesOn()
    {
        if (source.IsCancellationRequested)
        {
            quitting();
            return false;
        }

        source.Cancel();
        return true;
    }

    private void OnSignal(PosixSignalContext context) => context.Cancel = GoesOn();
}
