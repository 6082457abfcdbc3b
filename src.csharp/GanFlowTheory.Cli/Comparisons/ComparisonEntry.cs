using System.Collections.Generic;

namespace GanFlowTheory.Cli.Comparisons;

/// <summary>One GAN of a comparison.</summary>
/// <param name="Name">What tables and curves call it.</param>
/// <param name="Arguments">The options of ganflow train that it has, as on the command line, without seed and folder.</param>
internal sealed record ComparisonEntry(string Name, IReadOnlyList<string> Arguments);
