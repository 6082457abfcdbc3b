using System;
using System.Collections.Generic;
using System.CommandLine;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Runs;

namespace GanFlowTheory.Cli.Verbs;

/// <summary>ganflow run: flows a start distribution to a target.</summary>
internal static class RunVerb
{
    internal static Command Create(Terminal terminal, CommonOptions common, Func<ParseResult, IReporter> reporter)
    {
        var options = new RunOptions(common);
        var command = new Command(
            "run",
            "Flows a start distribution to a target and writes particles.npy, diagnostics.csv, manifest.json and "
            + "report.html. Without options: 1,000 Gaussian particles to the Old Faithful eruptions.");

        foreach (var option in options.All)
        {
            command.Add(option);
        }

        command.SetAction(parsed =>
        {
            var file = parsed.GetValue(options.Manifest);
            var manifest = file is null ? null : Manifest.Read(file);

            if (manifest is not null && options.FirstSettingGiven(parsed) is { } given)
            {
                throw new BadInputException(
                    $"{given.Name} cannot be combined with --manifest, which has all settings.");
            }

            var plan = RunPlan.Create(terminal, manifest?.Settings ?? options.SettingsOf(parsed));
            manifest?.CheckInputs(file!, plan);

            if (parsed.GetValue(options.Threads) is { } threads)
            {
                Parallelism.ThreadCount = threads;
            }

            if (plan.Warning is { } warning)
            {
                terminal.Error.WriteLine("ganflow: warning: " + warning);
            }

            var folder = OutputFolder.Open(parsed.GetValue(options.Folder) ?? RunDefaults.Folder);
            var (result, files) = RunInto(folder, terminal, plan);

            if (result.Warning is { } poorSolve)
            {
                terminal.Error.WriteLine("ganflow: warning: " + poorSolve);
            }

            reporter(parsed).Show(new RunSummary(plan, result, files));

            if (result.Outcome.Succeeded)
            {
                return ExitCode.Success;
            }

            terminal.Error.WriteLine("ganflow: " + Sentence.Of(result.Outcome.Sentence));
            return ExitCode.NotReached;
        });
        return command;
    }

    private static (RunResult Result, IReadOnlyList<string> Files) RunInto(
        OutputFolder folder, Terminal terminal, RunPlan plan)
    {
        try
        {
            var result = Runner.Run(terminal, plan);
            return (result, folder.Write(plan, result));
        }
        catch
        {
            folder.Abandon();
            throw;
        }
    }
}
