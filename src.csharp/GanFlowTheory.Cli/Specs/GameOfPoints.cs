using System;
using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>A game of a point x in R^n and a point y in R^m.</summary>
internal sealed record GameOfPoints
{
    internal required string Title { get; init; }

    /// <summary>The game in a sentence about sizes.</summary>
    internal required string Describe { get; init; }

    internal required Game<Product<Particles, Particles>> Game { get; init; }

    /// <summary>n and m; null where the start says them, equal.</summary>
    internal required (int X, int Y)? Sizes { get; init; }

    /// <summary>A, where the game is bilinear.</summary>
    internal double[,]? Matrix { get; init; }

    /// <summary>The stationary point that radii are about; null for the origin.</summary>
    internal (double[] X, double[] Y)? Equilibrium { get; init; }

    /// <summary>The numbers that were read; null for none.</summary>
    internal Points? Read { get; init; }

    /// <summary>What standard input held, where they came from there.</summary>
    internal Points? Input { get; init; }

    /// <summary>The point that coordinates in one row are: first those of x.</summary>
    internal Product<Particles, Particles> StartOf(IReadOnlyList<double> numbers)
    {
        var (n, m) = Sizes ?? (numbers.Count / 2, numbers.Count / 2);

        if (n + m != numbers.Count || n == 0)
        {
            throw new BadInputException(Sizes is null
                ? $"--start must have as many numbers for x as for y, but has {numbers.Count} in all."
                : $"--start must have {n + m} numbers, {n} of x and {m} of y, since {Describe} is played, but has "
                    + $"{numbers.Count}.");
        }

        return Product.Create(Particles.Point([.. numbers.Take(n)]), Particles.Point([.. numbers.Skip(n)]));
    }

    /// <summary>1 in every coordinate of x, 0 in those of y.</summary>
    internal IReadOnlyList<double> DefaultStart =>
        [.. Enumerable.Repeat(1.0, Sizes?.X ?? 1), .. Enumerable.Repeat(0.0, Sizes?.Y ?? 1)];

    /// <summary>|x|^2/a + |y|^2/b about the stationary point.</summary>
    internal double SquaredRadius(Product<Particles, Particles> q, double a = 1, double b = 1) =>
        Squared(q.First.Coordinates(), Equilibrium?.X) / a + Squared(q.Second.Coordinates(), Equilibrium?.Y) / b;

    private static double Squared(double[] v, double[]? from) =>
        v.Select((value, k) => Math.Pow(value - (from?[k] ?? 0), 2)).Sum();
}
