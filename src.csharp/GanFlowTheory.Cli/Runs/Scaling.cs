using System;
using System.Linq;

namespace GanFlowTheory.Cli.Runs;

/// <summary>The map between the units of the data and those of the flow, z = (x - centre) / scale in each
/// coordinate.</summary>
internal sealed class Scaling
{
    private readonly double[] centre;
    private readonly double[] scale;

    private Scaling(double[] centre, double[] scale, bool isIdentity) =>
        (this.centre, this.scale, IsIdentity) = (centre, scale, isIdentity);

    internal bool IsIdentity { get; }

    /// <summary>No change of units.</summary>
    internal static Scaling Identity(int dimension) =>
        new(new double[dimension], Enumerable.Repeat(1.0, dimension).ToArray(), true);

    /// <summary>The units in which every coordinate of the data has mean 0 and standard deviation 1 (divisor n); a
    /// constant coordinate is only centred.</summary>
    internal static Scaling Standardising(Points data)
    {
        var covariance = data.Covariance();
        var deviations = Enumerable.Range(0, data.Dimension).Select(k => Math.Sqrt(covariance[k, k])).ToArray();
        return new Scaling(data.Mean(), Array.ConvertAll(deviations, sd => sd > 0 ? sd : 1), false);
    }

    /// <summary>From the units of the data to those of the flow.</summary>
    internal Points ToFlow(Points x) =>
        IsIdentity ? x : Points.Init(x.Count, x.Dimension, (i, k) => (x[i, k] - centre[k]) / scale[k]);

    /// <summary>From the units of the flow to those of the data.</summary>
    internal Points ToData(Points z) =>
        IsIdentity ? z : Points.Init(z.Count, z.Dimension, (i, k) => z[i, k] * scale[k] + centre[k]);

    /// <summary>A density in the units of the flow.</summary>
    internal Density ToFlow(Density density) => IsIdentity
        ? density
        : Density.Create(
            density.Name,
            density.Dimension,
            z => Array.ConvertAll(density.LogValue(ToData(z)), value => value + scale.Sum(Math.Log)),
            z =>
            {
                var score = density.Score(ToData(z));
                return Points.Init(z.Count, z.Dimension, (i, k) => score[i, k] * scale[k]);
            });

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
            generator.SaveInUnits(path, scale, centre, theta);
        }
    }

    /// <summary>The units of the points that a file of <see cref="SaveGenerator"/> gives, in words.</summary>
    internal string DescribeGenerator(Network generator, double[] theta) =>
        IsIdentity || generator.InUnits(scale, centre, theta) is not null
            ? "the units of the data"
            : "the units of the flow; output/scale * point + output/shift is in those of the data";

    /// <summary>The map in words.</summary>
    internal string Describe() => IsIdentity
        ? "the units of the data"
        : $"(x - ({Shown(centre)})) / ({Shown(scale)})";

    // Wide data has too many coordinates to print.
    private static string Shown(double[] values) =>
        string.Join(", ", values.Take(4).Select(value => Output.Tables.Number(value, "G5")))
        + (values.Length > 4 ? ", .." : "");
}
