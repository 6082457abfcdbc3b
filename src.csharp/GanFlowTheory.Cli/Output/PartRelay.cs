using System;
using System.Diagnostics;

namespace GanFlowTheory.Cli.Output;

/// <summary>Passes on to a progress bar which part of some work is done, with the time that the rest will take at its
/// pace.</summary>
/// <param name="show">The progress bar.</param>
/// <param name="at">The place of this piece of the work, from 0.</param>
/// <param name="pieces">How many pieces there are.</param>
/// <param name="name">What this piece is called; null where there is no more to say than the title of the bar.</param>
internal sealed class PartRelay(Action<ProgressState> show, int at, int pieces, string? name = null) : IProgress<double>
{
    private readonly Stopwatch watch = Stopwatch.StartNew();

    /// <summary>Which part of the whole is done.</summary>
    internal double Done { get; private set; } = (double)at / pieces;

    public void Report(double value)
    {
        Done = (at + value) / pieces;
        var rest = value > 0 ? (pieces - at - value) / value * watch.Elapsed.TotalSeconds : double.PositiveInfinity;
        var left = rest < TimeSpan.MaxValue.TotalSeconds / 2 ? $"{TimeSpan.FromSeconds(rest):hh\\:mm\\:ss} left" : "";
        show(new(Done, name is null ? left : left.Length > 0 ? $"{name}, {left}" : name));
    }
}
