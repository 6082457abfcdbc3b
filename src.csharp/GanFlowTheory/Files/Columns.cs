using System;
using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>Which columns of a file are read, in the order wanted: by numbers from 1, by names in the header, or all of
/// them.</summary>
public sealed class Columns
{
    private Columns(Core.Columns wrapped) => Wrapped = wrapped;

    internal Core.Columns Wrapped { get; }

    /// <summary>All columns.</summary>
    public static Columns All { get; } = new(ColumnsModule.all);

    /// <summary>Columns by their numbers, from 1.</summary>
    /// <param name="numbers">At least one.</param>
    /// <exception cref="ArgumentException">There are none, or a number is below 1.</exception>
    public static Columns Numbered(params int[] numbers) =>
        new(ColumnsModule.numbered(numbers.NotNull(nameof(numbers))));

    /// <summary>Columns by their names in the header of a text file.</summary>
    /// <param name="names">At least one.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static Columns Named(params string[] names) => new(ColumnsModule.named(names.NotNull(nameof(names))));

    /// <summary>Columns from a list such as 1,3, or 2-4, or 2- for the second to the last, or names such as x,y; a name that
    /// holds a comma or looks like a number stands in double quotes.</summary>
    /// <param name="text">The list.</param>
    /// <exception cref="ArgumentException">An item is empty, a number is below 1, or a range runs
    /// backwards.</exception>
    public static Columns Parse(string text) => new(ColumnsModule.parse(text.NotNull(nameof(text))));

    /// <summary>The places, from 0, of the columns in a table that has so many, with their names where it has any.</summary>
    /// <param name="count">The number of columns of the table, at least 1.</param>
    /// <param name="names">Their names; null where it has none.</param>
    /// <exception cref="ArgumentException">There is no such column, or several have the name.</exception>
    public int[] Places(int count, IEnumerable<string>? names = null) =>
        ColumnsModule.places(count, names?.ToArray().OptionOf(), Wrapped);

    /// <summary>Whether a text in the first row of a file is taken for the name of a column, without being told: its first
    /// letter or digit is a letter, and it is no word for a value, such as NA or true.</summary>
    /// <param name="text">The text.</param>
    public static bool IsName(string text) => ColumnsModule.isName(text.NotNull(nameof(text)));

    /// <summary>"all", or the list that <see cref="Parse"/> reads.</summary>
    public override string ToString() => Wrapped.ToString();
}
