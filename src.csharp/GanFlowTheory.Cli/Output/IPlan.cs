using System.Collections.Generic;

namespace GanFlowTheory.Cli.Output;

/// <summary>Settings that are read, checked and turned into the library's values.</summary>
internal interface IPlan<out TSettings>
{
    /// <summary>The settings with every default, and files by their full paths: what reruns this from
    /// anywhere.</summary>
    TSettings Settings { get; }

    /// <summary>The full paths of the files that hold samples and densities: nothing is written over them.</summary>
    IEnumerable<string> Files { get; }

    /// <summary>What was read.</summary>
    Inputs Inputs { get; }

    /// <summary>What a reader must know before it runs; null for nothing.</summary>
    string? Warning { get; }

    /// <summary>The points that it goes to, in the units of the data; null where there are none to draw.</summary>
    Points? Goal => null;
}
