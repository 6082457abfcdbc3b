using System;
using System.Collections.Generic;
using System.CommandLine;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Cells;

/// <summary>A verb that is planned by its options before it is run, and writes a folder.</summary>
internal interface IPlannedVerb
{
    /// <summary>Its name on the command line.</summary>
    string Name { get; }

    /// <summary>The options that one of several runs may differ in.</summary>
    IEnumerable<Option> Settings { get; }

    /// <summary>The number of threads, which all runs share; null for a verb that takes no such option.</summary>
    Option? Threads { get; }

    /// <summary>Whether a seed changes what it does.</summary>
    bool IsRandom { get; }

    /// <summary>The verb as a command.</summary>
    Command Create(Terminal terminal, Func<ParseResult, IReporter> reporter);

    /// <summary>Reads and checks everything that a command line of it names, and runs nothing.</summary>
    /// <exception cref="BadInputException">It has a fault.</exception>
    PlannedSettings Plan(Terminal terminal, ParseResult parsed);
}
