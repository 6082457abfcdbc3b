namespace GanFlowTheory.Cli.Verifications;

/// <summary>What came of a claim.</summary>
/// <param name="Id">The claim.</param>
/// <param name="Verdict">Whether it holds.</param>
/// <param name="Seconds">The wall-clock time that it took, in all parts together.</param>
internal sealed record ClaimResult(string Id, Verdict Verdict, double Seconds)
{
    internal Falsification? Falsification => (Verdict as Verdict.Falsified)?.Falsification;

    internal int Cases => Verdict is Verdict.Holds holds ? holds.Cases : Falsification!.CasesBefore + 1;

    internal string Word => Falsification is null ? "holds" : "falsified";
}
