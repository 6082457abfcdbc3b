using System;

namespace GanFlowTheory;

/// <summary>A file or stream does not hold a point cloud; the message is one sentence that says where and why, such as
/// "old.csv: line 7, column 2: 'abc' is not a number.".</summary>
public sealed class DataFormatException : FormatException
{
    private DataFormatException(Core.DataFormatException inner) : base(inner.Message, inner) =>
        (Path, Line, Column) = (inner.Path, inner.Line.OrNull(), inner.Column.OrNull());

    /// <summary>The path of the file, or the name of the stream.</summary>
    public string Path { get; }

    /// <summary>The line of the text, or the row of the array, counted from 1; null when the whole file is
    /// meant.</summary>
    public int? Line { get; }

    /// <summary>The field of the line, or the column of the array, counted from 1; null when the whole line is
    /// meant.</summary>
    public int? Column { get; }

    internal static DataFormatException Of(Core.DataFormatException inner) => new(inner);

    internal static Points Reading(Func<Core.Points> read) => new(Reading<Core.Points>(read));

    internal static T Reading<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Core.DataFormatException e)
        {
            throw new DataFormatException(e);
        }
    }
}
