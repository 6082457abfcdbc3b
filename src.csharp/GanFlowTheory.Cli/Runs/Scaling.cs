using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory.Cli.Runs;

/// <summary>The units of the flow beside those of the data.</summary>
internal sealed class Scaling
{
    private readonly Units units;

    private Scaling(Units units, bool isIdentity) => (this.units, IsIdentity) = (units, isIdentity);

    internal bool IsIdentity { get; }

    /// <summary>The units of the flow; null where they are those of the data.</summary>
    internal Units? Units => IsIdentity ? null : units;

    /// <summary>No change of units.</summary>
    internal static Scaling Identity(int dimension) => new(GanFlowTheory.Units.None(dimension), true);

    /// <summary>The units in which every coordinate of the data has mean 0 and standard deviation 1.</summary>
    internal static Scaling Standardising(Points data) => new(GanFlowTheory.Units.Standardising(data), false);

    /// <summary>The units of the flow by their numbers.</summary>
    internal static Scaling Of(Units units) => new(units, false);

    /// <summary>From the units of the data to those of the flow.</summary>
    internal Points ToFlow(Points x) => IsIdentity ? x : units.Into(x);

    /// <summary>From the units of the flow to those of the data.</summary>
    internal Points ToData(Points z) => IsIdentity ? z : units.Back(z);

    /// <summary>A density in the units of the flow.</summary>
    internal Density ToFlow(Density density) => IsIdentity ? density : density.InUnits(units);

    /// <summary>Writes a generator whose points are in the units of the flow so that the file gives points in those of the
    /// data, or says how they come out of it.</summary>
    internal void SaveGenerator(string path, Network generator, double[] theta)
    {
        if (IsIdentity)
        {
            generator.SaveParameters(path, theta);
        }
        else
        {
            generator.SaveInUnits(path, [.. units.Scale], [.. units.Centre], theta);
        }
    }

    /// <summary>The units of the points that a file of <see cref="SaveGenerator"/> gives, in words.</summary>
    internal string DescribeGenerator(Network generator, double[] theta) =>
        IsIdentity || generator.InUnits([.. units.Scale], [.. units.Centre], theta) is not null
            ? "the units of the data"
            : "the units of the flow; output/scale * point + output/shift is in those of the data";

    /// <summary>The map in words.</summary>
    internal string Describe() => IsIdentity
        ? "the units of the data"
        : $"(x - ({Shown(units.Centre)})) / ({Shown(units.Scale)})";

    // Wide data has too many coordinates to print.
    private static string Shown(IReadOnlyList<double> values) =>
        string.Join(", ", values.Take(4).Select(value => Output.Tables.Number(value, "G5")))
        + (values.Count > 4 ? ", .." : "");
}
