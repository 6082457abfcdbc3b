using System;
using System.CommandLine;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Trainings;

namespace GanFlowTheory.Cli.Verbs;

/// <summary>ganflow sample: points of a generator that ganflow train has trained.</summary>
internal static class SampleVerb
{
    internal static Command Create(CommonOptions common, Func<ParseResult, IReporter> reporter)
    {
        var options = new SampleOptions(common);
        var command = new Command(
            "sample",
            "Draws points from the generator in the folder of a training, in the units of its data: that of the end, or of the last "
            + "checkpoint while there is no end.");
        command.AddAll(options.All);
        command.SetAction(parsed =>
        {
            reporter(parsed).Show(options.Draw(parsed));
            return ExitCode.Success;
        });
        return command;
    }
}
