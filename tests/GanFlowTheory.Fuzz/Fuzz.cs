using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using GanFlowTheory.Cli;

namespace GanFlowTheory.Fuzz;

/// <summary>Inputs by chance, from fixed seeds. GANFLOW_FUZZ_ROUNDS multiplies the number of inputs for a long run by
/// hand.</summary>
internal static class Fuzz
{
    internal static int Rounds { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("GANFLOW_FUZZ_ROUNDS"), out var rounds) && rounds > 0 ? rounds : 1;

    /// <summary>A text or file with a few slips: bytes changed, cut, doubled, moved, or put in.</summary>
    internal static byte[] Mutate(Random chance, byte[] from)
    {
        var bytes = from.ToList();

        for (var slips = chance.Next(1, 5); slips > 0; slips--)
        {
            var at = chance.Next(bytes.Count + 1);
            var end = Math.Min(bytes.Count, at + chance.Next(1, 9));

            switch (chance.Next(5))
            {
                case 0 when at < bytes.Count:
                    bytes[at] = (byte)chance.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, end - at);
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, end - at));
                    break;
                case 3:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[chance.Next(Pieces.Length)]));
                    break;
                default:
                    bytes.RemoveRange(at, chance.Next(3) == 0 ? bytes.Count - at : 0);
                    break;
            }
        }

        return [.. bytes];
    }

    // What readers trip over.
    private static readonly string[] Pieces =
    [
        "NaN", "1e999", "-1e-400", "inf", "\0", "\"", "'", ",", ";", ":", "(", ")", "[", "{", "@", "+", "*", "-", "\n", "\t",
        "0", "-0", "1", "2147483648", "9999999999999999999", "1,5", "\u2212", "\u001b[31m", "é", "median", "gaussian:1",
    ];

    /// <summary>A command line in process: its exit code and what it wrote. An exception passes: that is a find.</summary>
    internal static (int Code, string Output, string Error) Run(byte[]? input, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal(() => new MemoryStream(input ?? []), output, error, false, CancellationToken.None);
        return (CommandLine.Invoke(args, terminal), output.ToString(), error.ToString());
    }

    /// <summary>Runs it; says what is wrong with how it ends, or null: an exit code of 0, 1 or 2, one sentence where it is
    /// 2, and no NaN among the results.</summary>
    internal static string? Fault(byte[]? input, params string[] args)
    {
        var line = string.Join(' ', args);

        try
        {
            var (code, output, error) = Run(input, args);
            return code is < 0 or > 2 ? $"{line}: exit code {code}"
                : code == ExitCode.BadInput && error.Count(c => c == '\n') != 1 ? $"{line}: {error}"
                : code == ExitCode.BadInput && output.Length > 0 ? $"{line}: bad input with output"
                : output.Contains("NaN", StringComparison.Ordinal) ? $"{line}: NaN in {output}"
                : null;
        }
        catch (Exception e)
        {
            return $"{line}: {e.GetType().Name}: {e.Message}";
        }
    }

    /// <summary>The NaN and infinities in the tables of a folder; null where there are none.</summary>
    internal static string? NotFinite(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => file.EndsWith(".csv", StringComparison.Ordinal) || file.EndsWith(".json", StringComparison.Ordinal))
            .Where(file => File.ReadAllText(file) is var text
                && new[] { ",NaN", "Infinity", "∞", ": NaN" }.Any(bad => text.Contains(bad, StringComparison.Ordinal)))
            .Select(file => $"NaN in {file}")
            .FirstOrDefault();

    /// <summary>The faults of so many inputs in short.</summary>
    internal static string Sum(IEnumerable<string?> faults) => string.Join("\n", faults.OfType<string>().Take(5));
}
