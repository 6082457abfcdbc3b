using System;
using System.IO;
using System.Text;

namespace GanFlowTheory.Cli;

/// <summary>A standard stream, which may be closed or full: what cannot be written is told to the caller.</summary>
/// <param name="inner">The stream's writer.</param>
/// <param name="lost">What is done where a text cannot be written.</param>
internal sealed class GuardedWriter(TextWriter inner, Action lost) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    /// <summary>Standard output: results that cannot be shown are told in one sentence.</summary>
    internal static GuardedWriter OfOutput(TextWriter inner) => new(
        inner, () => throw new BadInputException("standard output cannot be written: it is closed or full."));

    /// <summary>Standard error: a sentence that nobody can read is no reason to fail otherwise.</summary>
    internal static GuardedWriter OfError(TextWriter inner) => new(inner, () => { });

    public override void Write(char value) => Try(() => inner.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => inner.Write(buffer, index, count));

    public override void Write(string? value) => Try(() => inner.Write(value));

    public override void WriteLine(string? value) => Try(() => inner.WriteLine(value));

    public override void Flush() => Try(inner.Flush);

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            lost();
        }
    }
}
