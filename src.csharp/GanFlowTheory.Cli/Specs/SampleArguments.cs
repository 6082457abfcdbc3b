using System.Collections.Generic;
using System.CommandLine;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>Samples as arguments, and what of their files is read.</summary>
internal sealed class SampleArguments
{
    private readonly Argument<string>[] arguments;

    private readonly DataOptions data = new();

    /// <summary>Samples by name, each with what it is.</summary>
    internal SampleArguments(params (string Name, string Description)[] samples) =>
        arguments = [.. samples.Select(s => new Argument<string>(s.Name) { Description = s.Description })];

    internal IEnumerable<Symbol> All => [.. arguments, .. data.All];

    /// <summary>The sources, in the order of the arguments.</summary>
    /// <exception cref="BadInputException">Two are standard input.</exception>
    private DataSource[] SourcesOf(ParseResult parsed)
    {
        DataSource[] sources = [.. arguments.Select(a => DataSource.Of(parsed.GetRequiredValue(a)))];
        DataSource.CheckOneInput("the samples", sources);
        return sources;
    }

    /// <summary>What is read of them.</summary>
    private DataChoice ChoiceOf(ParseResult parsed) => DataChoice.Of(data.SettingsOf(parsed));

    /// <summary>The samples, all of one dimension.</summary>
    /// <exception cref="BadInputException">A file does not exist, or the samples have different numbers of columns.</exception>
    internal IReadOnlyList<Points> Read(Terminal terminal, ParseResult parsed)
    {
        var (sources, choice) = (SourcesOf(parsed), ChoiceOf(parsed));
        Points[] samples = [.. sources.Select(source => source.Read(terminal, choice))];

        for (var i = 1; i < samples.Length; i++)
        {
            CheckSameColumns(sources[0], samples[0].Dimension, sources[i], samples[i].Dimension);
        }

        return samples;
    }

    /// <summary>The samples as rows: of .npy files of which every column is wanted blocks, which may exceed memory.</summary>
    /// <exception cref="BadInputException">A file does not exist, or the samples have different numbers of columns.</exception>
    internal IReadOnlyList<Rows> ReadRows(Terminal terminal, ParseResult parsed)
    {
        var (sources, choice) = (SourcesOf(parsed), ChoiceOf(parsed));
        Rows[] samples =
        [
            .. sources.Select(source => IsWhole(choice) && source.NpyFile is { } path
                ? Rows.OpenNpy(path)
                : source.Read(terminal, choice)),
        ];

        for (var i = 1; i < samples.Length; i++)
        {
            CheckSameColumns(sources[0], samples[0].Dimension, sources[i], samples[i].Dimension);
        }

        return samples;
    }

    // Blocks are read as they stand.
    private static bool IsWhole(DataChoice choice) => !choice.HasColumns && choice.Options.Missing == MissingRows.Refuse;

    // Refuses two samples of different dimensions.
    private static void CheckSameColumns(DataSource a, int ofA, DataSource b, int ofB)
    {
        if (ofA != ofB)
        {
            throw new BadInputException(
                $"the samples must have the same number of columns, but '{a}' has {ofA} and '{b}' has {ofB}.");
        }
    }
}
