using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using GanFlowTheory.Cli.Cells;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Sweeps;

/// <summary>The files of a sweep beside the folders of its cells.</summary>
internal static class SweepFolder
{
    private const string Spec = "spec.json";

    /// <summary>The sweep that a folder is of.</summary>
    /// <exception cref="BadInputException">It is of none.</exception>
    internal static SweepSpec SpecIn(string folder, IReadOnlyList<IPlannedVerb> verbs)
    {
        var path = Path.Combine(folder, Spec);
        return File.Exists(path)
            ? new SweepReader(path, verbs).Read()
            : throw new BadInputException($"the folder '{folder}' of --merge has no {Spec}: no sweep was run there.");
    }

    /// <summary>Refuses a folder of another sweep.</summary>
    /// <exception cref="BadInputException">It is; the sentence has the first difference.</exception>
    internal static void Check(string folder, SweepSpec spec, IReadOnlyList<IPlannedVerb> verbs)
    {
        if (!File.Exists(Path.Combine(folder, Spec)))
        {
            return;
        }

        var (there, here) = (SpecIn(folder, verbs).Lines, spec.Lines);
        var lines = System.Math.Max(there.Count, here.Count);

        for (var k = 0; k < lines; k++)
        {
            var (then, now) = (there.ElementAtOrDefault(k), here.ElementAtOrDefault(k));

            if (then != now)
            {
                throw new BadInputException(
                    $"'{folder}' holds another sweep: it has {then ?? "nothing more"}, and this one {now ?? "nothing more"}; name another "
                    + "folder by --out.");
            }
        }
    }

    /// <summary>Writes the specification, before the first cell is run: other parts may write to the same folder.</summary>
    internal static void WriteSpec(string folder, SweepSpec spec) =>
        AtomicFile.Write(Path.Combine(folder, Spec), stream => stream.Write(Encoding.UTF8.GetBytes(spec.Json)));

    /// <summary>Writes what the cells come to together.</summary>
    internal static IReadOnlyList<string> Write(OutputFolder folder, SweepResult sweep, Points? target)
    {
        folder.Put(Spec, sweep.Spec.Json);
        folder.Put("sweep.json", JsonFormat.Serialize(SweepSummary.Document(sweep)) + "\n");
        folder.Put("times.csv", SweepTables.OfTimes(sweep));

        if (sweep.Rows.Count > 0)
        {
            folder.Put("sweep.csv", SweepTables.OfCells(sweep));
            folder.Put("means.csv", SweepTables.OfMeans(sweep));
            folder.Put("sweep.html", SweepPictures.Of(sweep, target).Write);
        }

        return folder.Files;
    }
}
