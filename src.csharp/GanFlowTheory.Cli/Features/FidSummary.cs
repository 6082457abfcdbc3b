using GanFlowTheory.Cli.Output;
using Spectre.Console;

namespace GanFlowTheory.Cli.Features;

/// <summary>The result of ganflow fid.</summary>
internal sealed class FidSummary(FidEstimate fid, FidExtrapolation? infinite, FeatureCoverage? nearest) : IReport
{
    private const string Bias =
        "FID is biased upward at every sample size: compare it only between samples of equal sizes, or use KID.";

    public object Json => new
    {
        Estimate = fid.Value,
        StandardError = (double?)null,
        fid.NoStandardError,
        Spread = (double?)null,
        Estimator = "fid",
        Kernel = (string?)null,
        fid.N,
        fid.M,
        fid.Dimension,
        fid.OfMeans,
        fid.OfCovariances,
        Infinite = infinite is null
            ? null
            : new { Estimate = infinite.Value, infinite.Slope, infinite.Residual, infinite.Warning },
        Nearest = nearest is null
            ? null
            : new { nearest.K, nearest.Precision, nearest.Recall, nearest.Density, nearest.Coverage },
        fid.Warning,
        Verdict = Bias,
    };

    public void WriteTo(IAnsiConsole console)
    {
        var table = Tables.WithColumns("FID", "of means", "of covariances", "n", "m", "d");
        table.AddPlainRow(
            Tables.Number(fid.Value, "G12"),
            Tables.Number(fid.OfMeans),
            Tables.Number(fid.OfCovariances),
            Tables.Number(fid.N),
            Tables.Number(fid.M),
            Tables.Number(fid.Dimension));
        console.Write(table);

        if (fid.Warning is { } warning)
        {
            console.PlainLine(warning);
        }

        if (infinite is not null)
        {
            console.PlainLine(
                $"At infinite samples: {Tables.Number(infinite.Value, "G6")}, the line's residual "
                + $"{Tables.Number(infinite.Residual, "G3")}.");

            if (infinite.Warning is { } ofLine)
            {
                console.PlainLine(ofLine);
            }
        }

        if (nearest is not null)
        {
            var coverage = Tables.WithColumns("neighbours", "precision", "recall", "density", "coverage");
            coverage.AddPlainRow(
                Tables.Number(nearest.K),
                Tables.Number(nearest.Precision),
                Tables.Number(nearest.Recall),
                Tables.Number(nearest.Density),
                Tables.Number(nearest.Coverage));
            console.Write(coverage);
        }

        console.PlainLine(fid.NoStandardError);
        console.PlainLine(Bias);
    }
}
