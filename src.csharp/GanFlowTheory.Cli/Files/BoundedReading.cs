using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace GanFlowTheory.Cli.Files;

/// <summary>A stream that gives so many bytes in all, and as many answers: what goes round in a damaged file comes to an
/// end.</summary>
internal sealed class BoundedReading(Stream inner, long most) : Stream
{
    private long spent;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => inner.Length;

    public override long Position
    {
        get => inner.Position;
        set => inner.Position = value;
    }

    public override int Read(Span<byte> buffer)
    {
        // An empty answer counts: it may be asked for again and again.
        var found = inner.Read(buffer);
        spent += Math.Max(found, 1);
        return spent <= most ? found : throw new InvalidDataException("The same bytes are read again and again.");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(Read(buffer.Span));

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
