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
        if (parsed.Errors.Count == 0 || parsed.Action is System.CommandLine.Help.HelpAction)
        {
            return null;
        }

        var command = parsed.CommandResult.Command;

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
            ArgumentResult { Parent: OptionResult { Tokens.Count: 0 } option } => $"{option.Option.Name} needs a value.",
            OptionResult { Tokens.Count: > 1 } option => $"{option.Option.Name} is given more than once.",
            _ => Cli.Sentence.Of(error.Message),
        };
    }

    private static string Unmatched(Command command, string token)
    {
        if (token.StartsWith('-') && token.Length > 1)
        {
            return NearestName.Unknown($"option of {(command is RootCommand ? "ganflow" : command.Name)}", token, OptionNames(command)) + ".";
        }

        return command is RootCommand
            ? NearestName.Unknown("verb", token, Verbs(command)) + "."
            : $"{command.Name} does not take '{token}'; see ganflow {command.Name} --help.";
    }

    private static IEnumerable<string> Verbs(Command root) => root.Subcommands.Select(verb => verb.Name);

    private static IEnumerable<string> OptionNames(Command command) =>
        command.Options
            .Concat(command.Parents.OfType<Command>().SelectMany(parent => parent.Options.Where(option => option.Recursive)))
            .Select(option => option.Name)
            .Distinct(StringComparer.Ordinal);
}
