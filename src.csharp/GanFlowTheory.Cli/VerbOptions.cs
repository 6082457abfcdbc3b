using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;

namespace GanFlowTheory.Cli;

/// <summary>The options of a verb that a manifest reruns: its settings, where results go, and the manifest.</summary>
/// <typeparam name="TSettings">The settings as given; null stands for what is not given.</typeparam>
internal abstract class VerbOptions<TSettings> where TSettings : class
{
    /// <summary>The options that are settings.</summary>
    protected abstract IEnumerable<Option> Settings { get; }

    /// <summary>The settings as given.</summary>
    internal abstract TSettings SettingsOf(ParseResult parsed);

    /// <summary>The settings that one of several runs may differ in: all but those that speak of one run alone.</summary>
    internal virtual IEnumerable<Option> OfSeveral => Settings;

    internal Option? NumberOfThreads => Threads;

    internal bool IsRandom => Seed is not null;

    /// <summary>The seed where it is a setting, too; null for what is not random.</summary>
    protected virtual Option? Seed => null;

    /// <summary>The folder where none is given; null for none.</summary>
    protected virtual string? DefaultFolder => null;

    /// <summary>The number of threads; null for a verb that takes no such option.</summary>
    private protected virtual Option<int?>? Threads => null;

    internal Option<string?> Manifest { get; } = Options.Path(
        "--manifest",
        "FILE",
        "Reruns the settings of a manifest.json, to the same bits; no other setting goes with it.");

    private Option<string?> Folder => field ??= Options.Path(
        "--out",
        "DIR",
        "The folder for the results and the manifest.json that reruns them, made if it does not exist. "
        + $"[default: {DefaultFolder ?? "none"}]",
        "-o");

    internal IEnumerable<Option> All => Settings.Append(Threads).Append(Folder).Append(Manifest).OfType<Option>();

    internal string? FolderOf(ParseResult parsed) => parsed.GetValue(Folder) ?? FolderGoneOn(parsed) ?? DefaultFolder;

    /// <summary>The folder whose run goes on, where results go unless told otherwise; null for none.</summary>
    protected virtual string? FolderGoneOn(ParseResult parsed) => null;

    internal int? ThreadsOf(ParseResult parsed) => Threads is { } threads ? parsed.GetValue(threads) : null;

    /// <summary>The number of threads that the bits of settings depend on; null where any gives the same.</summary>
    internal virtual int? ThreadsOf(TSettings settings) => null;

    /// <summary>The manifest whose settings are taken over with what its run kept of standard input; null for none.</summary>
    internal virtual string? KeptBeside(ParseResult parsed) => null;

    /// <summary>The first option given that is a setting.</summary>
    internal Option? FirstSettingGiven(ParseResult parsed) =>
        Settings.Append(Seed).FirstOrDefault(
            option => option is not null && parsed.GetResult(option) is { Implicit: false });

    /// <summary>The option of the number of threads.</summary>
    /// <param name="besides">When it does change the bits after all, as the rest of a sentence.</param>
    private protected static Option<int?> ThreadsOption(string besides = "") => Options.Whole(
        "--threads",
        "N",
        $"The number of threads; it does not change the bits{besides}. [default: the number of processors]",
        1);
}
