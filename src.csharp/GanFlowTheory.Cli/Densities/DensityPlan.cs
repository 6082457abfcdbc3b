using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Densities;

/// <summary>A flow of densities whose settings are read, checked and turned into an equation.</summary>
internal sealed class DensityPlan : IPlan<DensitySettings>
{
    public required DensitySettings Settings { get; init; }

    public required Inputs Inputs { get; init; }

    public required IEnumerable<string> Files { get; init; }

    public string? Warning => null;

    internal required FokkerPlanck Equation { get; init; }

    internal required DensityOnGrid Target { get; init; }

    internal required DensityOnGrid Start { get; init; }

    /// <summary>The mixture of Gaussians that the target is; null where it is none.</summary>
    internal required GaussianMixture? Mixture { get; init; }

    internal required MethodSpec Method { get; init; }

    /// <summary>The times to report at, the first 0.</summary>
    internal required IReadOnlyList<double> Times { get; init; }

    internal static DensityPlan Create(Terminal terminal, DensitySettings given)
    {
        var divergence = FDivergence.Parse(given.Functional);
        var target = DensitySpec.Parse("--target", given.Target);
        var start = DensitySpec.Parse("--start", given.Start);
        DataSource.CheckOneInput("--target and --start", target.Source, start.Source);
        var dimension = target.Dimension ?? start.Dimension ?? 1;

        if (start.Dimension is { } other && other != dimension)
        {
            throw new BadInputException(
                $"--start '{start.Text}' has dimension {other}, but the target has dimension {dimension}.");
        }

        var text = given.Grid ?? DensityDefaults.Grid(dimension, target.Text);
        var grid = GridSpec.Parse(text, dimension);
        var method = given.Method is { } way ? MethodSpec.Parse(way) : null;
        var choice = DataChoice.Of(given);
        var p = target.On(terminal, choice, grid);
        var q = start.On(terminal, choice, grid);
        var equation = FokkerPlanck.Create(divergence, p.Density);
        var (until, times) = (given.Until, given.Times);
        method ??= DensityDefaults.Method(equation, q.Density, until);
        return new()
        {
            Settings = given with
            {
                Functional = given.Functional.Trim(),
                Target = target.FullText,
                Start = start.FullText,
                Grid = text.Trim(),
                Method = method.Name,
            },
            Files = DataSource.FilesOf(target.Source, start.Source),
            Inputs = new() { Target = Print(p), Start = Print(q) },
            Equation = equation,
            Target = p,
            Start = q,
            Mixture = target.Mixture,
            Method = method,
            Times = until == 0
                ? [0]
                : [.. Enumerable.Range(0, times + 1).Select(k => k == times ? until : until * k / times)],
        };
    }

    private static string Print(DensityOnGrid density) =>
        Fingerprint.Of(Points.OfValues([.. density.Density.Density]));
}
