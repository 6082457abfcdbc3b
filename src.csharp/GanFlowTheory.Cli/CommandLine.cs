using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Linq;
using GanFlowTheory.Cli.Cells;
using GanFlowTheory.Cli.Collapses;
using GanFlowTheory.Cli.Densities;
using GanFlowTheory.Cli.Disturbances;
using GanFlowTheory.Cli.Games;
using GanFlowTheory.Cli.Limits;
using GanFlowTheory.Cli.MonoFlows;
using GanFlowTheory.Cli.Movements;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Runs;
using GanFlowTheory.Cli.Trainings;
using GanFlowTheory.Cli.Verbs;

namespace GanFlowTheory.Cli;

/// <summary>The command line: verbs, their options, and how failures are shown.</summary>
internal static class CommandLine
{
    /// <summary>Runs one command line and returns the exit code.</summary>
    internal static int Invoke(IReadOnlyList<string> args, Terminal terminal) => Invoke(args, terminal, ClaimEntry.All);

    /// <summary>The same with another catalogue of claims.</summary>
    internal static int Invoke(IReadOnlyList<string> args, Terminal terminal, IReadOnlyList<ClaimEntry> catalogue)
    {
        try
        {
            var parsed = Root(terminal, catalogue).Parse(args);

            if (ParseErrors.Sentence(parsed) is { } sentence)
            {
                throw new BadInputException(sentence);
            }

            return parsed.Invoke(new InvocationConfiguration
            {
                Output = terminal.Output,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (InterruptedWorkException e)
        {
            terminal.Say(e.Message);
            return ExitCode.NotReached;
        }
        catch (OperationCanceledException) when (terminal.Cancellation.IsCancellationRequested)
        {
            terminal.Say("cancelled: nothing came of it.");
            return ExitCode.NotReached;
        }
        catch (Exception e) when (Sentence.AboutBadInput(e) is not null)
        {
            terminal.Error.WriteLine("ganflow: " + Sentence.AboutBadInput(e));
            return ExitCode.BadInput;
        }
    }

    private static RootCommand Root(Terminal terminal, IReadOnlyList<ClaimEntry> catalogue)
    {
        var root = new RootCommand(
            "GAN theory as gradient flows: runs flows, trains and plays games, estimates and tests distances of samples, checks the claims of the theory.");
        var common = new CommonOptions(
            new Option<bool>("--json")
            {
                Description = "One JSON document on standard output, nothing else there.",
                Recursive = true,
            },
            Options.Whole(
                "--seed",
                "SEED",
                "The seed of everything random; equal seeds give equal bits on processors of one arithmetic. [default: 0]",
                int.MinValue));
        common.Seed.Recursive = true;
        root.Add(common.Json);
        root.Add(common.Seed);

        IReporter Reporter(ParseResult parsed) =>
            parsed.GetValue(common.Json) ? new JsonReporter(terminal) : new ConsoleReporter(terminal);

        List<IPlannedVerb> planned = [];

        void Add(IPlannedVerb verb)
        {
            planned.Add(verb);
            root.Add(verb.Create(terminal, Reporter));
        }

        Add(new RunVerb().With(new RunOptions(common)));
        var training = new TrainOptions(common);
        Add(new TrainVerb().With(training));
        root.Add(SampleVerb.Create(common, Reporter));
        root.Add(CompareGansVerb.Create(terminal, common, Reporter, Invoke));
        root.Add(SweepVerb.Create(terminal, common, Reporter, planned, Invoke));
        Add(new GameVerb().With(new GameOptions()));
        Add(new LimitVerb().With(new LimitOptions()));
        Add(new JkoVerb().With(new JkoOptions(common)));
        Add(new DensityVerb().With(new DensityOptions()));
        root.Add(VerifyVerb.Create(terminal, common, Reporter, catalogue));
        root.Add(ClaimsVerb.Create(Reporter, catalogue));
        root.Add(ReproduceVerb.Create(terminal, common, Reporter, Invoke));
        root.Add(ListVerb.Create(Reporter));
        root.Add(MmdVerb.Create(terminal, common, Reporter));
        root.Add(KidVerb.Create(terminal, common, Reporter));
        root.Add(FidVerb.Create(terminal, common, Reporter));
        root.Add(TestVerb.Create(terminal, common, Reporter));
        root.Add(CompareVerb.Create(terminal, common, Reporter));
        Add(new CollapseVerb().With(new CollapseOptions(common)));
        Add(new DisturbancesVerb().With(new DisturbanceOptions(common)));
        Add(new MonoFlowVerb().With(new MonoFlowOptions()));
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new GanHelp((SynchronousCommandLineAction)help.Action!, training);
        return root;
    }
}
