using System;
using System.Collections.Generic;
using System.CommandLine;
using GanFlowTheory.Cli.Cells;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Verbs;

/// <summary>A verb whose settings make a plan, whose plan gives a result, and whose result is shown and written to a
/// folder with a manifest that reruns it.</summary>
internal abstract class PlannedVerb<TSettings, TPlan, TResult>(string name, string description)
    where TSettings : class
    where TPlan : IPlan<TSettings>
    where TResult : IResult
{
    private string Name { get; } = name;

    /// <summary>Reads and checks everything that the settings name.</summary>
    protected abstract TPlan Plan(Terminal terminal, TSettings settings);

    /// <summary>Does what is planned.</summary>
    /// <param name="terminal">Where progress is shown.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="folder">Where files go; null for none.</param>
    protected abstract TResult Run(Terminal terminal, TPlan plan, OutputFolder? folder);

    /// <summary>Writes the results.</summary>
    protected abstract void Write(OutputFolder folder, TPlan plan, TResult result);

    /// <summary>What the manifest says of the result: an object of fields.</summary>
    protected abstract object Facts(TPlan plan, TResult result);

    /// <summary>The result for a reader and as JSON.</summary>
    protected abstract IReport Summary(TPlan plan, TResult result, OutputFolder? folder);

    /// <summary>The verb with its options.</summary>
    internal IPlannedVerb With(VerbOptions<TSettings> options) => new Ready(this, options);

    private Command Create(Terminal terminal, VerbOptions<TSettings> options, Func<ParseResult, IReporter> reporter)
    {
        var command = new Command(Name, description);

        foreach (var option in options.All)
        {
            command.Add(option);
        }

        command.SetAction(parsed => Act(terminal, options, parsed, reporter(parsed)));
        return command;
    }

    private protected void PutManifest(OutputFolder folder, TPlan plan, object facts) =>
        folder.PutManifest(Manifest<TSettings>.Document(Name, plan, facts));

    private int Act(Terminal terminal, VerbOptions<TSettings> options, ParseResult parsed, IReporter reporter)
    {
        var file = parsed.GetValue(options.Manifest);
        var again = file is null ? null : Read(options, parsed, file);
        var settings = again?.Settings ?? options.SettingsOf(parsed);

        // Before an engine is asked for: some keep the number that they find.
        if ((options.ThreadsOf(parsed) ?? options.ThreadsOf(settings)) is { } threads)
        {
            Parallelism.ThreadCount = threads;
        }

        var kept = file ?? options.KeptBeside(parsed);
        var plan = Plan(kept is null ? terminal : ManifestFile.Beside(kept, terminal), settings);
        again?.Inputs.Check(plan.Inputs, file!);
        terminal.Warn(plan.Warning);
        terminal.Warn(again?.OtherProcessor());
        var folder = options.FolderOf(parsed) is { } path ? OutputFolder.Open(path) : null;
        var result = RunInto(terminal, plan, folder);
        terminal.Warn(result.Warning);
        terminal.Warn(again?.OtherEngine(Facts(plan, result)));
        terminal.Warn(again?.Differs(Facts(plan, result)));
        reporter.Show(Summary(plan, result, folder));

        if (result.Failure is not { } sentence)
        {
            return ExitCode.Success;
        }

        terminal.Say(sentence);
        return ExitCode.NotReached;
    }

    private Manifest<TSettings> Read(VerbOptions<TSettings> options, ParseResult parsed, string file)
    {
        var manifest = Manifest<TSettings>.Read(Name, file);

        if (options.FirstSettingGiven(parsed) is { } given)
        {
            throw new BadInputException($"{given.Name} cannot be combined with --manifest, which has all settings.");
        }

        return manifest;
    }

    private TResult RunInto(Terminal terminal, TPlan plan, OutputFolder? folder)
    {
        try
        {
            folder?.Keep(plan.Files);
            var result = Run(terminal, plan, folder);

            if (folder is not null)
            {
                // First: a manifest beside the files of another run would speak of what is not there.
                folder.RemoveManifest();
                Write(folder, plan, result);
                // Last: where there is a manifest, everything that it speaks of is there.
                PutManifest(folder, plan, Facts(plan, result));
            }

            return result;
        }
        catch
        {
            folder?.Abandon();
            throw;
        }
    }

    private sealed class Ready(PlannedVerb<TSettings, TPlan, TResult> verb, VerbOptions<TSettings> options) : IPlannedVerb
    {
        public string Name => verb.Name;

        public IEnumerable<Option> Settings => options.OfSeveral;

        public Option? Threads => options.NumberOfThreads;

        public bool IsRandom => options.IsRandom;

        public Command Create(Terminal terminal, Func<ParseResult, IReporter> reporter) =>
            verb.Create(terminal, options, reporter);

        public PlannedSettings Plan(Terminal terminal, ParseResult parsed)
        {
            var plan = verb.Plan(terminal, options.SettingsOf(parsed));
            return new(JsonFormat.Serialize(plan.Settings), plan.Goal);
        }
    }
}
