using System;
using System.CommandLine;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.SampleTests;

namespace GanFlowTheory.Cli.Verbs;

/// <summary>ganflow test: whether two samples come from one law.</summary>
internal static class TestVerb
{
    internal static Command Create(Terminal terminal, CommonOptions common, Func<ParseResult, IReporter> reporter)
    {
        var options = new TestOptions(common);
        var command = new Command(
            "test", "Tests whether two samples come from one law, by permutations of MMD^2: an exact p-value.");
        command.AddAll(options.All);
        command.SetAction(parsed =>
        {
            var test = options.PlanOf(terminal, parsed);
            reporter(parsed).Show(Interruptible.Do(terminal, "test", test));
            return ExitCode.Success;
        });
        return command;
    }
}
