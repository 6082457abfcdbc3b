using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Parquet;

namespace GanFlowTheory.Cli.Files;

/// <summary>Points of a Parquet file. The columns are chosen by what its end says of them; of the others nothing is
/// read.</summary>
internal sealed class ParquetTable
{
    // As for compressed text: a small file takes no more memory than so much, and so many times its size.
    private const long LeastUnfolded = 16L << 20;
    private const long MostTimesItsSize = 200;

    // Data are read once; the rest is for what is looked at again, such as the end.
    private const long MostReadings = 4;

    // Milliseconds are enough for any file; a microsecond for each byte is added.
    private static readonly TimeSpan LongestOpening = TimeSpan.FromSeconds(10);

    private readonly string name;
    private readonly long size;
    private readonly ParquetReader reader;
    private readonly ParquetColumn[] all;

    private ParquetTable(string name, Stream file)
    {
        (this.name, size) = (name, file.Length);
        ParquetEnd.Check(name, file);
        (reader, all) = Guard(
            "the Parquet file is damaged, or has columns of a kind that is not read: what it says of them is not understood.",
            () =>
            {
                // Where a field has another number than it should, the library may miss the end of what the file says of
                // itself, and look for it for ever: it is left behind, to end with the program.
                var opening = Task.Run(() => Open(new BoundedReading(file, MostReadings * file.Length)));
                return opening.Wait(LongestOpening + TimeSpan.FromMicroseconds(file.Length))
                    ? opening.Result
                    : throw new TimeoutException();
            });
    }

    private static (ParquetReader Reader, ParquetColumn[] All) Open(Stream file)
    {
        var opened = ParquetReader.CreateAsync(file).GetAwaiter().GetResult();
        var plain = ParquetPlain.Show(opened.Metadata!);
        return (opened, [
            .. opened.Schema.Fields.Select(field => new ParquetColumn(field, plain.GetValueOrDefault(field.SchemaElement!))),
        ]);
    }

    /// <summary>The points of a file.</summary>
    /// <exception cref="BadInputException">The file has a fault, or what is chosen of it.</exception>
    internal static DataTable ReadFile(string path, ReadOptions options)
    {
        using var file = File.OpenRead(path);
        return new ParquetTable(path, file).Read(options);
    }

    /// <summary>The points of a stream, which is held in memory: what is where stands at its end.</summary>
    /// <exception cref="BadInputException">It has a fault, or what is chosen of it.</exception>
    internal static DataTable ReadStream(string name, Stream stream, ReadOptions options)
    {
        using var whole = new MemoryStream();
        stream.CopyTo(whole);
        return new ParquetTable(name, whole).Read(options);
    }

    private DataTable Read(ReadOptions options)
    {
        var chosen = Choose(options.Columns);
        var count = CountRows(chosen.Length);
        var values = chosen.Distinct().ToDictionary(place => place, place => ReadColumn(place, count));
        var columns = Array.ConvertAll(chosen, place => values[place]);
        var whole = WholeRows(chosen, columns, count, options.Missing);
        return new(
            Points.Init(whole.Count, chosen.Length, (i, k) => columns[k][whole[i]]),
            Array.ConvertAll(chosen, place => Printable.Of(all[place].Name)),
            count - whole.Count);
    }

    // The places of the columns, from 0, each of which has numbers.
    private int[] Choose(Columns columns)
    {
        if (all.Length == 0)
        {
            throw Refusal("the file holds no numbers: there are no columns.");
        }

        int[] places;

        try
        {
            places = columns.Places(all.Length, all.Select(column => column.Name));
        }
        catch (ArgumentException e)
        {
            throw Refusal(Sentence.AboutBadInput(e)!);
        }

        // Text and an index are taken for what is not meant, as long as anything else is there.
        var wanted = ColumnList.Of(
            Enumerable.Range(0, all.Length).Where(place => all[place] is { OtherThanNumbers: null, IsIndex: false }));

        foreach (var place in places)
        {
            if (all[place].OtherThanNumbers is { } what)
            {
                throw Refusal(Column(place) + $" holds {what}: " + (wanted is null
                    ? "there is no column of numbers."
                    : $"choose columns of numbers (ReadOptions.Columns {wanted})."));
            }

            if (all[place].IsIndex && columns == Columns.All && wanted is not null)
            {
                throw Refusal(
                    Column(place) + $" is the index of a data frame: choose the other columns (ReadOptions.Columns {wanted}).");
            }

            // The library finds the data of a column by its name.
            if (all.Count(column => column.Name == all[place].Name) > 1)
            {
                throw Refusal($"several columns are named '{Printable.Of(all[place].Name)}', which a Parquet file does not tell from each other.");
            }
        }

        return places;
    }

    private int CountRows(int dimension)
    {
        var rows = reader.RowGroups.Aggregate(0.0, (sum, group) => sum + Math.Max(group.RowCount, 0));
        return rows == 0 ? throw Refusal("the file holds no numbers: there are no rows.")
            : rows * dimension > Array.MaxLength ? throw Refusal($"there are more than {Array.MaxLength} numbers.")
            : rows * dimension * sizeof(double) > LeastUnfolded + MostTimesItsSize * (double)size
                ? throw Refusal($"the data unfold to more than {MostTimesItsSize} times their size.")
            : (int)rows;
    }

    private double[] ReadColumn(int place, int count)
    {
        var values = new double[count];
        var from = 0;

        foreach (var group in reader.RowGroups)
        {
            var there = from;
            from = Guard(
                Column(place)
                + $": the data are damaged, or stored in a way that is not read ({all[place].StorageIn(group)}).",
                () =>
                {
                    var end = checked(there + (int)group.RowCount);
                    all[place].Read(group, values.AsSpan(there..end));
                    return end;
                });
        }

        return values;
    }

    // The rows in which no chosen value is missing.
    private List<int> WholeRows(int[] chosen, double[][] columns, int count, MissingRows missing)
    {
        List<int> whole = [];
        string? first = null;

        for (var i = 0; i < count; i++)
        {
            var k = Array.FindIndex(columns, column => !double.IsFinite(column[i]));
            var where = k < 0 ? "" : $"row {i + 1}, column {chosen[k] + 1}: ";

            if (k < 0)
            {
                whole.Add(i);
            }
            else if (double.IsNaN(columns[k][i]))
            {
                first ??= where;
            }
            else
            {
                throw Refusal(where + (columns[k][i] > 0 ? "Infinity" : "-Infinity") + " is not a finite number.");
            }
        }

        var lost = count - whole.Count;

        if (lost > 0 && missing == MissingRows.Refuse)
        {
            var have = count == 1 ? "the only row has" : lost == 1 ? $"1 of {count} rows has" : $"{lost} of {count} rows have";
            throw Refusal($"{first}the value is missing; {have} missing values, which can be left out (ReadOptions.Missing).");
        }

        return whole.Count > 0 ? whole : throw Refusal($"a value is missing in each of the {count} rows: none is left, unless other columns are chosen (ReadOptions.Columns).");
    }

    private string Column(int place) => $"column {place + 1} ('{Printable.Of(all[place].Name)}')";

    private BadInputException Refusal(string sentence) => new($"{name}: {sentence}");

    // What is read; the sentence where that fails. The library trusts the file: bytes that are damaged show as any exception,
    // from an index out of range to a cast.
    private T Guard<T>(string sentence, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception)
        {
            throw Refusal(sentence);
        }
    }
}
