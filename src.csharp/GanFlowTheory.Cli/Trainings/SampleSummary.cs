using System.IO;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Specs;
using Spectre.Console;

namespace GanFlowTheory.Cli.Trainings;

/// <summary>The result of ganflow sample: the points themselves where no file has them.</summary>
internal sealed class SampleSummary(Points points, TrainedGenerator generator, int seed, string? file) : IReport
{
    public object Json => new
    {
        N = points.Count,
        points.Dimension,
        Seed = seed,
        Generator = generator.File,
        generator.ColumnNames,
        File = file,
        Points = file is null ? points.ToRows() : null,
    };

    public void WriteTo(IAnsiConsole console)
    {
        if (file is null)
        {
            using var text = new MemoryStream();
            points.WriteCsvTo(text, PointsFormat.HeaderOf(points, generator.ColumnNames));
            text.Position = 0;
            console.Profile.Out.Writer.Write(new StreamReader(text).ReadToEnd());
            return;
        }

        console.PlainLine(file);
        console.PlainLine($"{points.Count} points of the generator of {generator.File}, seed {seed}");
    }
}
