using System.Collections.Generic;
using System.CommandLine;

namespace GanFlowTheory.Cli.Verbs;

/// <summary>Putting commands together.</summary>
internal static class CommandParts
{
    /// <summary>Adds arguments and options in their order.</summary>
    internal static void AddAll(this Command command, IEnumerable<Symbol> symbols)
    {
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
            {
                command.Add(argument);
            }
            else
            {
                command.Add((Option)symbol);
            }
        }
    }
}
