using System;
using System.Collections.Generic;

namespace GanFlowTheory.Cli.Games;

/// <summary>What a game takes where nothing is given.</summary>
internal static class GameDefaults
{
    internal const string Clocks = "1,1";
    internal const string Scheme = "simultaneous";
    internal const double Tau = 0.1;
    internal const int Steps = 400;
    internal const double Penalty = 0;

    // More than a picture shows, and a table that can still be read.
    private const int Reported = 1000;

    /// <summary>The schemes that <c>--schemes all</c> lays over each other.</summary>
    internal static IReadOnlyList<string> AllSchemes { get; } =
    [
        "simultaneous", "alternating", "jacobi", "gauss-seidel", "joint", "midpoint", "extragradient", "optimistic", "heun",
        "rk4",
    ];

    internal static int Every(int steps) => Math.Max(1, (steps + Reported - 1) / Reported);
}
