using System.Runtime.CompilerServices;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>The sums of a kernel over all pairs of two clouds: one way to compute them stands in for another. A kernel
/// carries the sums that serve it; <see cref="Kernel.On"/> moves it to others.</summary>
public sealed class KernelSums
{
    internal KernelSums(Core.KernelSums wrapped) => Wrapped = wrapped;

    internal Core.KernelSums Wrapped { get; }

    /// <summary>Online sums in tiles, float64 on all cores: memory O((n + m) d), no n x m matrix; the same bits on any
    /// number of threads.</summary>
    public static KernelSums Tiled { get; } = new(TiledSums.KernelSums.tiled);

    /// <summary>The sums of kernels that name no others: the tiled ones.</summary>
    public static KernelSums Standard { get; } = new(TiledSums.KernelSums.standard);

    /// <summary>Plain scalar loops over all pairs: the definition that all other sums must agree with.</summary>
    public static KernelSums Reference { get; } = new(ReferenceSums.KernelSums.reference);

    /// <summary>Sums by programs of the engine, from the formulas of the kernel's profiles. Kernels of plain functions
    /// (<see cref="Kernel.Radial"/>, <see cref="Kernel.OfFunctions"/>) are summed as by
    /// <see cref="Reference"/>.</summary>
    /// <remarks>Pairs pass in blocks of as many as the engine looks at in one go, whose programs hold a dozen matrices of
    /// so many entries (the managed engine 2 MB each, LibTorch what its memory budget allows); the last six programs are
    /// kept with the kernel. Squares must not overflow: distances stay below 1e154 in float64 and 1e19 in float32, and so
    /// do kernel values where their squares are summed, as variances of MMD² do.</remarks>
    /// <param name="engine">The engine.</param>
    public static KernelSums OnEngine(Engine engine) =>
        new(EngineSums.KernelSums.onEngine(engine.NotNull(nameof(engine)).Wrapped));

    /// <summary>The name shown in messages.</summary>
    public string Name => Wrapped.Name;

    /// <summary>The engine whose programs compute the sums, sums over whole Gram matrices among them; null where no engine
    /// does.</summary>
    public Engine? Engine => Wrapped.Engine?.Value is { } engine ? new(engine) : null;

    /// <summary>Whether these are the same sums.</summary>
    /// <param name="obj">The other.</param>
    public override bool Equals(object? obj) => obj is KernelSums other && ReferenceEquals(Wrapped, other.Wrapped);

    /// <summary>Equal for the same sums.</summary>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(Wrapped);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
