using System;
using System.Collections.Generic;
using System.IO;
using Xunit;

namespace GanFlowTheory.Cli.Tests;

/// <summary>Pages and samples, beside the tests.</summary>
internal static class Page
{
    /// <summary>The texts between lines that are exactly the first and the last mark.</summary>
    internal static IReadOnlyList<string> Parts(string file, string first, string last)
    {
        List<string> parts = [];
        List<string>? part = null;

        foreach (var line in File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, file)))
        {
            if (part is null)
            {
                part = line == first ? [] : null;
            }
            else if (line == last)
            {
                parts.Add(string.Join('\n', part));
                part = null;
            }
            else
            {
                part.Add(line);
            }
        }

        Assert.Null(part);
        return parts;
    }
}
