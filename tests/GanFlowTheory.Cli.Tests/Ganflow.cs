using System;
using System.Diagnostics;
using System.IO;
using System.Threading;

namespace GanFlowTheory.Cli.Tests;

/// <summary>The command line as a process of its own, as users start it.</summary>
internal static class Ganflow
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    internal static Answer Run(byte[]? input, params string[] args)
    {
        using var process = Start(args);
        return Finish(process, input);
    }

    /// <summary>Starts a command line, interrupts it as Ctrl-C does as soon as the sign appears, and waits for its
    /// end.</summary>
    internal static Answer RunInterrupted(Func<bool> sign, params string[] args)
    {
        using var process = Start(args);
        var watch = Stopwatch.StartNew();

        // A process that is interrupted before it listens ends without a word: the sign says that it does.
        while (!sign() && !process.HasExited && watch.Elapsed < Patience)
        {
            Thread.Sleep(20);
        }

        using (var kill = Process.Start("kill", ["-INT", process.Id.ToString()]))
        {
            kill.WaitForExit();
        }

        return Finish(process, null);
    }

    private static Process Start(string[] args)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "ganflow.dll"));

        foreach (var arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        return Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
    }

    private static Answer Finish(Process process, byte[]? input)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        process.StandardInput.BaseStream.Write(input ?? []);
        process.StandardInput.Close();

        if (!process.WaitForExit(Patience))
        {
            process.Kill(true);
            throw new TimeoutException("ganflow did not end.");
        }

        return new Answer(process.ExitCode, output.Result, error.Result);
    }
}
