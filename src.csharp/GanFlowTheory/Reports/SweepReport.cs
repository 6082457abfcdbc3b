using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.FSharp.Core;

namespace GanFlowTheory;

/// <summary>A point of the grid of a sweep, as its page draws it.</summary>
public sealed record SweepPanel
{
    /// <summary>What its panels are called.</summary>
    public required string Name { get; init; }

    /// <summary>Its value on each axis of the grid.</summary>
    public required IReadOnlyList<string> Values { get; init; }

    /// <summary>The mean over the seeds of each number of the page; null for one that is not known.</summary>
    public required IReadOnlyList<SeedMean?> Means { get; init; }

    /// <summary>The course of each run: its place among the seeds of the page, and its values (x, y) in order.</summary>
    public required IReadOnlyList<(int Seed, IReadOnlyList<(double X, double Y)> Values)> Courses { get; init; }

    /// <summary>The points at the end of its first run, n x d; null where there are none.</summary>
    public Points? Points { get; init; }

    internal Core.SweepPanel Wrapped => new(
        Name,
        Bridge.List(Values),
        Bridge.List<FSharpOption<Core.SeedMean>?>(Means.Select(mean => (mean?.Wrapped).OptionOf())),
        Bridge.List(Courses.Select(course => Tuple.Create(
            course.Seed, course.Values.Select(value => Tuple.Create(value.X, value.Y)).ToArray()))),
        (Points?.Wrapped).OptionOf());
}

/// <summary>Everything that the page about a sweep shows.</summary>
public sealed record SweepReport
{
    /// <summary>Heading of the page.</summary>
    public required string Title { get; init; }

    /// <summary>The names of the axes of the grid.</summary>
    public required IReadOnlyList<string> Axes { get; init; }

    /// <summary>The seeds, in order.</summary>
    public IReadOnlyList<string> Seeds { get; init; } = [];

    /// <summary>What courses run along, such as flow time t.</summary>
    public string Along { get; init; } = "";

    /// <summary>What is drawn of each, such as functional.</summary>
    public string Quantity { get; init; } = "";

    /// <summary>The names of the numbers.</summary>
    public IReadOnlyList<string> Numbers { get; init; } = [];

    /// <summary>How many of them the page shows at once; a table that opens has all.</summary>
    public int Headline { get; init; } = 4;

    /// <summary>Points that all cells go to; null where they differ.</summary>
    public Points? Target { get; init; }

    /// <summary>The points of the grid, in order.</summary>
    public required IReadOnlyList<SweepPanel> Panels { get; init; }

    /// <summary>How many cells are not there.</summary>
    public int Missing { get; init; }

    /// <summary>What all cells have in common, and the grid: name and value.</summary>
    public IReadOnlyList<(string Name, string Value)> Settings { get; init; } = [];

    /// <summary>The page as one HTML document; the same report gives the same text.</summary>
    /// <exception cref="ArgumentException">There is no point, or one has not as many values as there are axes, or means as there are
    /// numbers.</exception>
    public string Html() => Core.SweepReportModule.html(Wrapped);

    /// <summary>Writes the page to a file, which afterwards holds all of it or is what it was before.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <exception cref="ArgumentException">There is no point, or one has not as many values as there are axes, or means as there are
    /// numbers.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string path) => Core.SweepReportModule.write(path.NotNull(nameof(path)), Wrapped);

    private Core.SweepReport Wrapped => new(
        Title,
        Bridge.List(Axes),
        Bridge.List(Seeds),
        Along,
        Quantity,
        Bridge.List(Numbers),
        Headline,
        (Target?.Wrapped).OptionOf(),
        Bridge.List(Panels.Select(panel => panel.Wrapped)),
        Missing,
        Bridge.List(Settings.Select(p => Tuple.Create(p.Name, p.Value))));
}
