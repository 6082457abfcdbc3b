using System;
using System.IO;
using System.Threading;

namespace GanFlowTheory.Cli;

/// <summary>Everything outside the program that a verb may touch, files aside.</summary>
/// <param name="OpenInput">Opens standard input.</param>
/// <param name="Output">Standard output: results only.</param>
/// <param name="Error">Standard error: one sentence when something is wrong, and progress on a terminal.</param>
/// <param name="ShowsProgress">Whether standard error is a terminal.</param>
/// <param name="Cancellation">Cancelled by the first Ctrl-C.</param>
internal sealed record Terminal(
    Func<Stream> OpenInput, TextWriter Output, TextWriter Error, bool ShowsProgress, CancellationToken Cancellation)
{
    /// <summary>Whether what standard input gives is what a run kept of it.</summary>
    internal bool InputIsKept { get; init; }

    /// <summary>Sees what a progress bar shows, be there one or not; null where nobody does.</summary>
    internal Action<ProgressState>? SeesProgress { get; init; }

    internal static Terminal OfConsole(CancellationToken cancellation) => new(
        StandardStreams.OpenInput, StandardStreams.Output(), StandardStreams.Error(), !Console.IsErrorRedirected,
        cancellation);

    /// <summary>Writes a sentence on standard error.</summary>
    internal void Say(string sentence) => Error.WriteLine("ganflow: " + Sentence.Of(sentence));

    /// <summary>From here on a first signal is answered by a sentence: a long step ends before the work does.</summary>
    internal IDisposable SayEnding() => Cancellation.Register(() => Say("finishing this step; again to quit."));

    /// <summary>The same for a warning; nothing for null.</summary>
    internal void Warn(string? warning)
    {
        if (warning is not null)
        {
            Error.WriteLine("ganflow: warning: " + Printable.Of(warning));
        }
    }
}
