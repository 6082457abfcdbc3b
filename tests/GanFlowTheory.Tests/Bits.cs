using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.FSharp.Core;
using Xunit;

namespace GanFlowTheory.Tests;

/// <summary>Comparisons to the bit, and the data they are made on.</summary>
internal static class Bits
{
    internal static void Same(double expected, double actual) =>
        Assert.True(
            BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(actual),
            $"expected {expected:R}, found {actual:R}");

    internal static void Same(IEnumerable<double> expected, IEnumerable<double> actual) =>
        Assert.Equal(
            expected.Select(BitConverter.DoubleToInt64Bits).ToArray(),
                actual.Select(BitConverter.DoubleToInt64Bits).ToArray());

    internal static void Same(double[,] expected, double[,] actual)
    {
        Assert.Equal((expected.GetLength(0), expected.GetLength(1)), (actual.GetLength(0), actual.GetLength(1)));
        Same(expected.Cast<double>(), actual.Cast<double>());
    }

    internal static void Same(Core.Points expected, Points actual) =>
        Same(Core.PointsModule.toArray2D(expected), actual.ToArray2D());

    internal static void Same(Core.Potential expected, Potential actual, Points at)
    {
        Same(expected.Value.Invoke(CoreOf(at)), actual.Value(at));
        Same(expected.Gradient(CoreOf(at)), actual.Gradient(at));
    }

    internal static void Same(FSharpOption<double>? expected, double? actual)
    {
        Assert.Equal(expected is null, actual is null);
        if (expected is not null)
        {
            Same(expected.Value, actual!.Value);
        }
    }

    internal static Core.Points CoreOf(Points points) => Core.PointsModule.ofArray2D(points.ToArray2D());

    /// <summary>Nine points, with a coincident pair.</summary>
    internal static Points X { get; } = Seed.Create(1).Gaussian(8, 2).Append(Seed.Create(1).Gaussian(8, 2).Select(0));

    internal static Points Y { get; } =
        Points.Combine(1.0, Seed.Create(2).Gaussian(11, 2), 1.0, Points.Init(11, 2, (_, _) => 1.5));

    internal static double[] Weights(int count)
    {
        var raw = Seed.Create(3).Uniforms(count).Select(u => u + 0.1).ToArray();
        return raw.Select(w => w / raw.Sum()).ToArray();
    }
}
