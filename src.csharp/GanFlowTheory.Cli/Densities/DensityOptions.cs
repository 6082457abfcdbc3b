using System.Collections.Generic;
using System.CommandLine;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Densities;

/// <summary>The options of ganflow density.</summary>
internal sealed class DensityOptions : VerbOptions<DensitySettings>
{
    private readonly Option<string?> functional = Options.Text(
        "--functional", "NAME", $"{FDivergence.Forms.Shapes()}. [default: {DensityDefaults.Functional}]");

    private readonly Option<string?> target = Options.Text(
        "--target",
        "DENSITY",
        "gaussian:MEAN,SD, gaussian:X,Y,SD in the plane, a named target, or a file with the density on each cell. "
        + $"[default: {DensityDefaults.Target}]");

    private readonly Option<string?> start = Options.Text(
        "--start",
        "DENSITY",
        $"The density at time 0, given as the target is. [default: {DensityDefaults.Start}]");

    private readonly DataOptions data = new();

    private readonly Option<string?> grid = Options.Text(
        "--grid",
        GridSpec.Shape,
        $"The grid, on both axes in the plane. [default: {DensityDefaults.Line} on the line, {DensityDefaults.Plane} in the "
        + "plane, less for named targets whose density ends before]");

    private readonly Option<double?> until = Options.Number(
        "--until", "TIME", $"The time to reach. [default: {DensityDefaults.Until}]");

    private readonly Option<int?> times = Options.Whole(
        "--times", "N", $"Reports at this many equal intervals of time. [default: {DensityDefaults.Times}]", 1);

    private readonly Option<string?> method = Options.Text(
        "--method",
        "METHOD",
        $"{MethodSpec.Forms.Shapes()}; euler and heun take nine tenths of the stable step. "
        + "[default: heun, or implicit with a thousandth of the time where the stable step is too short for that]");

    protected override IEnumerable<Option> Settings => [functional, target, start, .. data.All, grid, until, times, method];

    internal override DensitySettings SettingsOf(ParseResult parsed)
    {
        var read = data.SettingsOf(parsed);
        return new()
        {
            Columns = read.Columns,
            Header = read.Header,
            Missing = read.Missing,
            DecimalComma = read.DecimalComma,
            Functional = parsed.GetValue(functional) ?? DensityDefaults.Functional,
            Target = parsed.GetValue(target) ?? DensityDefaults.Target,
            Start = parsed.GetValue(start) ?? DensityDefaults.Start,
            Grid = parsed.GetValue(grid),
            Until = parsed.GetValue(until) ?? DensityDefaults.Until,
            Times = parsed.GetValue(times) ?? DensityDefaults.Times,
            Method = parsed.GetValue(method),
        };
    }
}
