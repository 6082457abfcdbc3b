using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Movements;

/// <summary>The files of minimising movements.</summary>
internal static class JkoFolder
{
    internal static void Write(OutputFolder folder, JkoPlan plan, JkoResult result)
    {
        folder.Put("particles.npy", result.Final.Nodes.WriteNpy);
        folder.Put("series.csv", string.Join('\n', Series(result)) + "\n");
        folder.Put("report.html", JkoRunner.ReportOf(plan, result).Write);
        ManifestFile.PutInputs(folder, plan.Target.Input, plan.StartInput);
    }

    /// <summary>What the manifest says of the result.</summary>
    internal static object Facts(JkoResult result) => new
    {
        StepsTaken = result.Steps.Count,
        ParticlesSha256 = Fingerprint.Of(result.Final.Nodes),
    };

    private static IEnumerable<string> Series(JkoResult result) => result.Steps
        .Select((step, k) => CsvLine.Of(
            [k + 1, step.Functional, step.SquaredDistance, step.Residual, step.Iterations, step.PairingGap, step.Slack]))
        .Prepend("step,functional,squared_distance,residual,iterations,pairing_gap,slack");
}
