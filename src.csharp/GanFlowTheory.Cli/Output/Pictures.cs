using System;
using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory.Cli.Output;

/// <summary>Which stored states the report shows.</summary>
internal static class Pictures
{
    private const int Count = 6;

    /// <summary>
    /// Six states, the first and the last among them, between which the functional falls by about equal factors: a flow
    /// moves most at its beginning, and pictures at equal times would all look like the last one. All states where the
    /// functional is not positive throughout.
    /// </summary>
    /// <param name="states">The stored states in order of time.</param>
    /// <param name="functional">The functional at each of them.</param>
    /// <typeparam name="T">What a state is.</typeparam>
    internal static IReadOnlyList<T> Choose<T>(IReadOnlyList<T> states, IReadOnlyList<double> functional)
    {
        if (states.Count <= Count || !functional.All(value => value > 0 && double.IsFinite(value)))
        {
            return states;
        }

        var fall = functional.Select(value => Math.Log(functional[0] / value)).ToArray();
        var chosen = new SortedSet<int> { 0, states.Count - 1 };

        for (var j = 1; j < Count - 1; j++)
        {
            var wanted = fall[^1] * j / (Count - 1);
            var free = Enumerable.Range(1, states.Count - 2).Where(i => !chosen.Contains(i));
            chosen.Add(free.MinBy(i => Math.Abs(fall[i] - wanted)));
        }

        return [.. chosen.Select(i => states[i])];
    }

    /// <summary>The pictures of a run that its report has.</summary>
    internal static IReadOnlyList<(double Time, Points Points)> Of<T>(FlowPath<T> path, RunReport report)
        where T : State
    {
        // Times of stored states are times of steps, to the bit; the last of two equal ones is the one kept.
        var functional = path.Steps
            .GroupBy(step => step.Time)
            .ToDictionary(g => g.Key, g => g.Last().Diagnostics.Functional ?? g.Last().Diagnostics.PlugIn);
        return Choose(report.Snapshots, [.. report.Snapshots.Select(s => functional[s.Time] ?? double.NaN)]);
    }
}
