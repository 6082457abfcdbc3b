using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace GanFlowTheory.Cli.Output;

/// <summary>A column that only some runs have.</summary>
/// <param name="Name">The name in the header.</param>
/// <param name="Values">The values by the number of the step.</param>
internal sealed record DiagnosticsColumn(string Name, IReadOnlyDictionary<int, double?> Values);

/// <summary>The measurements of a run as the text of a CSV file; an unknown value is an empty field.</summary>
internal static class DiagnosticsTable
{
    private const string Header =
        "step,time,functional,predicted_dissipation,observed_rate,identity_residual,k_correlation,step_length,refused,"
        + "critic_dissipation,estimated_functional,held_out_score";

    internal static string Of(IReadOnlyList<StepRecord> steps, params DiagnosticsColumn[] more)
    {
        var text = new StringBuilder(Header).AppendJoin("", more.Select(column => "," + column.Name)).Append('\n');

        foreach (var step in steps)
        {
            var d = step.Diagnostics;
            var besides = more.Select(column => column.Values.GetValueOrDefault(step.Index));
            text.Append(CsvLine.Of(Fields(step.Index, step.Time, d).Concat(besides))).Append('\n');
        }

        return text.ToString();
    }

    private static IEnumerable<double?> Fields(int step, double time, Diagnostics d) =>
    [
        step, time, d.Functional, d.PredictedDissipation, d.ObservedRate, d.IdentityResidual, d.KCorrelation,
        d.StepLength, d.Refused, d.CriticDissipation, d.PlugIn, d.HeldOutScore,
    ];
}
