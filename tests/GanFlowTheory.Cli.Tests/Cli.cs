using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Json;
using System.Threading;

namespace GanFlowTheory.Cli.Tests;

/// <summary>What a command line returned and wrote.</summary>
internal sealed record Answer(int ExitCode, string Output, string Error)
{
    /// <summary>Standard output as the one JSON document that it must be.</summary>
    internal JsonElement Json => JsonDocument.Parse(Output).RootElement;
}

/// <summary>The command line inside this process.</summary>
internal static class Cli
{
    internal static Answer Run(params string[] args) => Run(null, args);

    internal static Answer Run(byte[]? input, string[] args, CancellationToken cancellation = default) =>
        Run(input, args, ClaimEntry.All, cancellation);

    internal static Answer Run(
        byte[]? input, string[] args, IReadOnlyList<ClaimEntry> catalogue, CancellationToken cancellation = default)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal(() => new MemoryStream(input ?? []), output, error, false, cancellation);
        var code = CommandLine.Invoke(args, terminal, catalogue);
        return new Answer(code, output.ToString(), error.ToString());
    }

    internal static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}

/// <summary>A folder for one test.</summary>
internal sealed class Folder : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("ganflow-test-").FullName;

    internal string this[string name] => Path.Combine(path, name);

    internal string File(string name, string content)
    {
        System.IO.File.WriteAllText(this[name], content);
        return this[name];
    }

    internal string[] Entries => Directory.GetFileSystemEntries(path);

    public void Dispose() => Directory.Delete(path, true);
}
