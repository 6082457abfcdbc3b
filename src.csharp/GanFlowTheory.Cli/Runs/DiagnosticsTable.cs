using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace GanFlowTheory.Cli.Runs;

/// <summary>The measurements of a run as a CSV file; an unknown value is an empty field.</summary>
internal static class DiagnosticsTable
{
    private const string Header =
        "step,time,functional,predicted_dissipation,observed_rate,identity_residual,k_correlation,step_length,refused,"
        + "critic_dissipation,plug_in,held_out_score";

    internal static void Write(string path, IReadOnlyList<StepRecord> steps)
    {
        var text = new StringBuilder(Header).Append('\n');

        foreach (var step in steps)
        {
            var d = step.Diagnostics;
            text.AppendJoin(',', Fields(step.Index, step.Time, d)).Append('\n');
        }

        FolderFiles.WriteText(path, text.ToString());
    }

    private static IEnumerable<string> Fields(int step, double time, Diagnostics d) =>
        new double?[]
        {
            step, time, d.Functional, d.PredictedDissipation, d.ObservedRate, d.IdentityResidual, d.KCorrelation,
            d.StepLength, d.Refused, d.CriticDissipation, d.PlugIn, d.HeldOutScore,
        }.Select(value => value is { } v && double.IsFinite(v) ? v.ToString("R", CultureInfo.InvariantCulture) : "");
}
