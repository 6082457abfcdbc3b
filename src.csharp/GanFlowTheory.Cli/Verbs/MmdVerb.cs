using System;
using System.CommandLine;
using GanFlowTheory.Cli.Estimates;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Verbs;

/// <summary>ganflow mmd: MMD^2 between two samples, by name of the estimator.</summary>
internal static class MmdVerb
{
    internal static Command Create(Terminal terminal, CommonOptions common, Func<ParseResult, IReporter> reporter)
    {
        var options = new MmdOptions(common);
        var command = new Command("mmd", "Estimates MMD^2 between two samples, with its standard error.");

        command.AddAll(options.All);
        command.SetAction(parsed =>
        {
            var plan = options.PlanOf(terminal, parsed);
            terminal.Warn(plan.Warning);
            reporter(parsed).Show(new MmdSummary(plan, MmdRunner.Run(terminal, plan)));
            return ExitCode.Success;
        });
        return command;
    }
}
