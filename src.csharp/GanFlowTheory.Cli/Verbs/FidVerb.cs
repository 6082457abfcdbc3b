using System;
using System.CommandLine;
using GanFlowTheory.Cli.Features;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Verbs;

/// <summary>ganflow fid: the Frechet distance between two sets of features.</summary>
internal static class FidVerb
{
    internal static Command Create(Terminal terminal, CommonOptions common, Func<ParseResult, IReporter> reporter)
    {
        var options = new FidOptions(common);
        var command = new Command(
            "fid", "Estimates the Frechet distance (FID) between two sets of features; precision and recall beside it.");
        command.AddAll(options.All);
        command.SetAction(parsed =>
        {
            using var plan = options.PlanOf(terminal, parsed);
            reporter(parsed).Show(plan.Run(terminal));
            return ExitCode.Success;
        });
        return command;
    }
}
