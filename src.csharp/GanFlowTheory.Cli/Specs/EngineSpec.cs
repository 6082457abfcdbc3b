using System;
using System.CommandLine;

namespace GanFlowTheory.Cli.Specs;

/// <summary>The engine of a verb: what runs its networks and sums its kernels.</summary>
/// <param name="Text">As specified.</param>
/// <param name="Engine">The engine.</param>
internal sealed record EngineSpec(string Text, Engine Engine)
{
    internal const string Default = "managed";

    /// <summary>What is to be said of the number of threads.</summary>
    internal const string ThreadsMatter = ", but for the last digits of an engine torch";

    /// <summary>The option, by what goes on the engine.</summary>
    internal static Option<string?> Option(string parts) => Options.Text(
        "--engine", "ENGINE",
        $"What {parts} on: {Engine.Forms.Shapes()} with cpu, cuda or cuda1 and float64 or float32 for WORDS, such as "
        + $"torch:cuda,float32. torch needs a build with -p:Torch=cpu, cuda or installed. [default: {Default}]");

    /// <summary>The engine of a text; null is the default.</summary>
    /// <exception cref="ArgumentException">The text spells none.</exception>
    /// <exception cref="BadInputException">The engine cannot be had here.</exception>
    internal static EngineSpec Parse(string? text)
    {
        var given = text ?? Default;

        try
        {
            return new(given, Engine.Parse(given));
        }
        catch (InvalidOperationException e)
        {
            throw new BadInputException(Sentence.Of(e.Message));
        }
    }

    /// <summary>The engine's name for a reader, with the version of what it stands on.</summary>
    internal string Name => Engine.Name;

    /// <summary>The number of threads where the bits depend on it, as other engines share sums among threads; null for the
    /// managed one.</summary>
    internal int? Threads => IsManaged ? null : Parallelism.ThreadCount;

    private bool IsManaged => Engine.Equals(Engine.Managed);

    /// <summary>The network on the engine.</summary>
    internal Network On(Network network) => network.On(Engine);

    /// <summary>The kernel of an expression on the engine.</summary>
    /// <param name="kernel">The expression.</param>
    /// <param name="sample">What open bandwidths are chosen by.</param>
    internal ResolvedKernel Resolve(ParsedKernel kernel, Func<Points> sample)
    {
        var resolved = kernel.Resolve(sample);
        // On the managed engine kernels have the tiled sums.
        return IsManaged ? resolved : resolved with { Kernel = resolved.Kernel.On(KernelSums.OnEngine(Engine)) };
    }

    /// <summary>What generated points are compared with, on the engine.</summary>
    internal GanReference On(GanReference reference) => IsManaged ? reference : reference.On(Engine);
}
