using System;
using System.IO;
using System.Linq;
using Xunit;
using static GanFlowTheory.Tests.Bits;
using Of = GanFlowTheory.Core.Kid;

namespace GanFlowTheory.Tests.Estimators;

public class KidTests
{
    private static readonly Points A = X, B = Y;

    private static Core.Rows CoreRows(Points points) => Core.RowsModule.ofPoints(CoreOf(points));

    private static void Agree(Core.KidEstimate core, KidEstimate mine)
    {
        Same(core.Estimate.Value, mine.Estimate.Value);
        Same(core.Estimate.StandardError, mine.Estimate.StandardError);
        Same(core.Spread, mine.Spread);
        Assert.Equal(
            (core.Parts, core.Kernel, core.NoStandardError?.Value), (mine.Parts, mine.Kernel, mine.NoStandardError));
        Assert.Equal(core.Remarks.ToArray(), mine.Remarks);
    }

    [Fact]
    public void Every_estimator_is_the_core_s()
    {
        var k = Core.KernelModule.rqCodeStar;
        Agree(Of.full(k, CoreRows(A), CoreRows(B)), Kid.Full(Kernel.RqCodeStar, A, B));
        Agree(
            Of.subsets(7, 3, Core.SeedModule.create(5), k, CoreRows(A), CoreRows(B)),
            Kid.Subsets(7, 3, Seed.Create(5), Kernel.RqCodeStar, A, B));
        Agree(Of.blocks(3, k, CoreRows(A), CoreRows(B)), Kid.Blocks(3, Kernel.RqCodeStar, A, B));
        Agree(Of.full(Core.KernelModule.poly3, CoreRows(A), CoreRows(B)), Kid.Estimate(A, B));
        Assert.Throws<ArgumentNullException>(() => Kid.Full(null!, A, B));
    }

    [Fact]
    public void Arrays_and_spans_are_rows()
    {
        double[,] x = A.ToArray2D(), y = B.ToArray2D();
        double[] flatX = [.. x.Cast<double>()], flatY = [.. y.Cast<double>()];
        var expected = Kid.Estimate(Rows.OfArray(2, flatX), Rows.OfArray(2, flatY)).Estimate.Value;
        Assert.Equal(expected, Kid.Estimate(x, y).Estimate.Value, 12);
        Same(expected, Kid.Estimate(flatX.AsSpan(), flatY.AsSpan(), 2).Estimate.Value);

        float[] singleX = [.. flatX.Select(v => (float)v)], singleY = [.. flatY.Select(v => (float)v)];
        var rectangular = new float[A.Count, 2];
        Buffer.BlockCopy(singleX, 0, rectangular, 0, singleX.Length * sizeof(float));
        Rows converted = rectangular;
        Assert.True(converted.IsSingle);
        Same(
            Kid.Estimate(singleX.AsSpan(), singleY.AsSpan(), 2, Kernel.Dot).Estimate.Value,
            Kid.Estimate(converted, Rows.OfSingles(2, singleY), Kernel.Dot).Estimate.Value);
    }

    [Fact]
    public void Files_are_rows_and_say_what_is_wrong_with_them()
    {
        var folder = Directory.CreateTempSubdirectory("ganflow-tests-");

        try
        {
            var path = Path.Combine(folder.FullName, "a.npy");
            A.WriteNpy(path);
            using (var rows = Rows.OpenNpy(path))
            {
                Assert.Equal((A.Count, 2, false), (rows.Count, rows.Dimension, rows.IsSingle));
                Same(Kid.Estimate(Rows.OfArray(2, [.. A.ToArray2D().Cast<double>()]), B).Estimate.Value,
                    Kid.Estimate(rows, B).Estimate.Value);
                var read = new double[2];
                rows.Read(3, read);
                Same(A.Row(3), read);
                var single = new float[2];
                rows.ReadSingle(3, single);
                Assert.Equal(A.Row(3).Select(v => (float)v), single);
                Same(A.ToArray2D(), rows.ToPoints().ToArray2D());
            }

            var bytes = File.ReadAllBytes(path);
            BitConverter.GetBytes(double.NaN).CopyTo(bytes, bytes.Length - 8);
            File.WriteAllBytes(path, bytes);
            using var broken = Rows.OpenNpy(path);
            var error = Assert.Throws<DataFormatException>(() => Kid.Estimate(broken, B));
            Assert.Equal((A.Count, 2), (error.Line, error.Column));
            Assert.Throws<DataFormatException>(() => broken.Read(0, new double[2 * A.Count]));
            Assert.Throws<DataFormatException>(() => broken.ReadSingle(0, new float[2 * A.Count]));
            Assert.Throws<DataFormatException>(() => broken.ToPoints());
            File.WriteAllBytes(path + ".cut", bytes[..^8]);
            Assert.Contains(
                "cut short", Assert.Throws<DataFormatException>(() => Rows.OpenNpy(path + ".cut")).Message);
        }
        finally
        {
            folder.Delete(true);
        }
    }

    [Fact]
    public void Rows_from_functions_and_selections()
    {
        double[] flat = [.. A.ToArray2D().Cast<double>()];
        using var rows = Rows.OfFunction(
            A.Count, 2, (first, count) => flat[(2 * first)..(2 * (first + count))]);
        Same(A.ToArray2D(), rows.ToPoints().ToArray2D());
        Same(A.Select(4, 1, 1).ToArray2D(), rows.Select(4, 1, 1).ToPoints().ToArray2D());
        Assert.Equal($"{A.Count} x 2 rows", rows.ToString());
        Assert.Contains("indices[0] is -1", Assert.Throws<ArgumentException>(() => rows.Select(-1)).Message);
    }
}
