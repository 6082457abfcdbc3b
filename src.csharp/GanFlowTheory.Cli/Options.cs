using System.CommandLine;
using System.CommandLine.Parsing;

namespace GanFlowTheory.Cli;

/// <summary>Options whose values are checked with a sentence that names the option and the value.</summary>
internal static class Options
{
    /// <summary>A specification; blanks around it do not count.</summary>
    internal static Option<string?> Text(
        string name, string placeholder, string description, params string[] aliases) =>
        new(name, aliases)
        {
            HelpName = placeholder,
            Description = description,
            CustomParser = result => result.Tokens[0].Value.Trim(),
        };

    /// <summary>A path, in which every character counts.</summary>
    internal static Option<string?> Path(
        string name, string placeholder, string description, params string[] aliases) =>
        new(name, aliases) { HelpName = placeholder, Description = description };

    internal static Option<int?> Whole(
        string name, string placeholder, string description, int least, params string[] aliases) =>
        new(name, aliases)
        {
            HelpName = placeholder,
            Description = description,
            CustomParser = result => WholeOf(name, least, result),
        };

    internal static Option<double?> Number(string name, string placeholder, string description) =>
        new(name)
        {
            HelpName = placeholder,
            Description = description,
            CustomParser = result => NumberOf(name, result),
        };

    /// <summary>An option that is on by its name alone, and takes true or false.</summary>
    /// <remarks>Of text, since the parser would take any other word than these two for the next argument.</remarks>
    internal static Option<string?> Switch(string name, string description) =>
        new(name) { HelpName = "true|false", Description = description, Arity = ArgumentArity.ZeroOrOne };

    /// <summary>The value of a switch; null where it is not given.</summary>
    internal static bool? SwitchOf(ParseResult parsed, Option<string?> option)
    {
        if (parsed.GetResult(option) is not { Implicit: false })
        {
            return null;
        }

        var text = parsed.GetValue(option) ?? "true";
        return bool.TryParse(text, out var value)
            ? value
            : throw new BadInputException($"{option.Name} must be true or false, but is '{text}'.");
    }

    private static int? WholeOf(string name, int least, ArgumentResult result)
    {
        var text = result.Tokens[0].Value;

        if (Numeral.Whole(text) is not { } value)
        {
            result.AddError($"{name} must be a whole number, but is '{text}'.");
            return null;
        }

        if (value < least)
        {
            result.AddError($"{name} must be at least {least}, but is {value}.");
            return null;
        }

        return value;
    }

    private static double? NumberOf(string name, ArgumentResult result)
    {
        var text = result.Tokens[0].Value;

        if (Numeral.Finite(text) is not { } value)
        {
            result.AddError($"{name} must be a finite number, but is '{text}'.");
            return null;
        }

        if (value < 0)
        {
            result.AddError($"{name} must be at least 0, but is {text}.");
            return null;
        }

        return value;
    }
}
