using System;
using System.CommandLine;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.SampleTests;

namespace GanFlowTheory.Cli.Verbs;

/// <summary>ganflow compare: which of two samples is closer to a reference.</summary>
internal static class CompareVerb
{
    internal static Command Create(Terminal terminal, CommonOptions common, Func<ParseResult, IReporter> reporter)
    {
        var options = new CompareOptions(common);
        var command = new Command(
            "compare", "Tests which of two samples is closer to a reference: the three-sample test of relative similarity.");
        command.AddAll(options.All);
        command.SetAction(parsed =>
        {
            var comparison = options.PlanOf(terminal, parsed);
            reporter(parsed).Show(Interruptible.Do(terminal, "compare", comparison));
            return ExitCode.Success;
        });
        return command;
    }
}
