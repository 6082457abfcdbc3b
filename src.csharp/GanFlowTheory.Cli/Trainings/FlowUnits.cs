namespace GanFlowTheory.Cli.Trainings;

/// <summary>The units of a training in its manifest, to the bit: z = (x - centre) / scale.</summary>
/// <param name="Centre">What is subtracted from each coordinate.</param>
/// <param name="Scale">What the difference is divided by.</param>
internal sealed record FlowUnits(double[] Centre, double[] Scale);
