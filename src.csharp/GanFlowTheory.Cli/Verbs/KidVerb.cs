using System;
using System.CommandLine;
using GanFlowTheory.Cli.Features;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Verbs;

/// <summary>ganflow kid: the kernel distance between two sets of features.</summary>
internal static class KidVerb
{
    internal static Command Create(Terminal terminal, CommonOptions common, Func<ParseResult, IReporter> reporter)
    {
        var options = new KidOptions(common);
        var command = new Command(
            "kid", "Estimates the kernel distance (KID) between two sets of features, with its standard error.");
        command.AddAll(options.All);
        command.SetAction(parsed =>
        {
            using var plan = options.PlanOf(terminal, parsed);
            reporter(parsed).Show(new KidSummary(plan.Run(terminal), plan.Engine));
            return ExitCode.Success;
        });
        return command;
    }
}
