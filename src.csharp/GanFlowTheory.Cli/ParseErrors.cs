using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;

namespace GanFlowTheory.Cli;

/// <summary>Faults of a command line as one sentence.</summary>
internal static class ParseErrors
{
    /// <summary>The sentence about the first fault; null where there is none.</summary>
    internal static string? Sentence(ParseResult parsed)
    {
        if (parsed.Errors.Count == 0 || parsed.Action is { ClearsParseErrors: true })
        {
            return null;
        }

        var command = parsed.CommandResult.Command;

        // The parser takes the name of the next option for the value of one that has none.
        if (OptionsOf(command).FirstOrDefault(option => IsWithoutValue(parsed, option)) is { } starved)
        {
            return $"{starved.Name} needs a value.";
        }

        if (parsed.UnmatchedTokens.Count > 0)
        {
            return Unmatched(command, parsed.UnmatchedTokens[0]);
        }

        if (command is RootCommand)
        {
            return $"a verb is missing; known: {string.Join(", ", Verbs(command))}, each with --help.";
        }

        var error = parsed.Errors[0];

        return error.SymbolResult switch
        {
            ArgumentResult { Argument: { } argument, Tokens.Count: 0 } result when result.Parent is CommandResult =>
                $"{command.Name} needs the argument {argument.Name}; see ganflow {command.Name} --help.",
            OptionResult { Tokens.Count: 0 } option => $"{option.Option.Name} needs a value.",
            ArgumentResult { Parent: OptionResult { Tokens.Count: 0 } option } =>
                $"{option.Option.Name} needs a value.",
            OptionResult { Tokens.Count: > 1 } option => $"{option.Option.Name} is given more than once.",
            _ => Cli.Sentence.Of(error.Message),
        };
    }

    private static string Unmatched(Command command, string token)
    {
        if (token.StartsWith('-') && token.Length > 1)
        {
            var owner = command is RootCommand ? "ganflow" : command.Name;
            return NearestName.Unknown($"option of {owner}", token, OptionNames(command)) + ".";
        }

        return command is RootCommand
            ? NearestName.Unknown("verb", token, Verbs(command)) + "."
            : $"{command.Name} does not take '{token}'; see ganflow {command.Name} --help.";
    }

    private static IEnumerable<string> Verbs(Command root) => root.Subcommands.Select(verb => verb.Name);

    private static IEnumerable<Option> OptionsOf(Command command) =>
        command.Options
            .Concat(command.Parents
                .OfType<Command>()
                .SelectMany(parent => parent.Options.Where(option => option.Recursive)));

    private static IEnumerable<string> OptionNames(Command command) =>
        OptionsOf(command).Select(option => option.Name).Distinct(StringComparer.Ordinal);

    private static bool IsWithoutValue(ParseResult parsed, Option option) =>
        parsed.GetResult(option) is { Implicit: false } result
        && option.Arity.MinimumNumberOfValues > 0
        && (result.Tokens.Count == 0
            || OptionNames(parsed.CommandResult.Command).Contains(result.Tokens[0].Value, StringComparer.Ordinal));
}
