using System;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>An explicit, splittable seed: a value, never a mutable generator. Equal seeds give equal bits; seeds split
/// off under different labels give unrelated streams.</summary>
/// <remarks>An integer converts by itself: <c>run.WithSeed(7)</c>.</remarks>
public readonly record struct Seed
{
    private readonly Core.Seed wrapped;

    internal Seed(Core.Seed wrapped) => this.wrapped = wrapped;

    internal Core.Seed Wrapped => wrapped;

    /// <summary>The seed of an integer.</summary>
    /// <param name="value">Any integer.</param>
    public static Seed Create(int value) => new(SeedModule.create(value));

    /// <summary>The seed of an integer.</summary>
    /// <param name="value">Any integer.</param>
    public static implicit operator Seed(int value) => Create(value);

    /// <summary>The child seed with the given number.</summary>
    /// <param name="index">Any integer.</param>
    public Seed SplitAt(int index) => new(SeedModule.splitAt(index, wrapped));

    /// <summary>The child seed with the given name.</summary>
    /// <param name="label">Any text.</param>
    public Seed Split(string label) => new(SeedModule.split(label.NotNull(nameof(label)), wrapped));

    /// <summary>A generator started from the seed, for one owner on one thread.</summary>
    public Random Generator() => SeedModule.generator(wrapped);

    /// <summary>Independent standard normal values.</summary>
    /// <param name="count">How many, at least 0.</param>
    /// <exception cref="ArgumentException">The count is negative.</exception>
    public double[] Normals(int count) => SeedModule.normals(count, wrapped);

    /// <summary>Independent uniform values on [0, 1).</summary>
    /// <param name="count">How many, at least 0.</param>
    /// <exception cref="ArgumentException">The count is negative.</exception>
    public double[] Uniforms(int count) => SeedModule.uniforms(count, wrapped);

    /// <summary>n points of N(0, I) in R^d.</summary>
    /// <param name="count">n, at least 1.</param>
    /// <param name="dimension">d, at least 1.</param>
    /// <exception cref="ArgumentException">The count or the dimension is below 1.</exception>
    public Points Gaussian(int count, int dimension) => new(SeedModule.gaussian(count, dimension, wrapped));

    /// <summary>A uniformly random order of 0 .. count-1.</summary>
    /// <param name="count">How many, at least 0.</param>
    /// <exception cref="ArgumentException">The count is negative.</exception>
    public int[] Permutation(int count) => SeedModule.permutation(count, wrapped);

    /// <summary>The state in hexadecimal.</summary>
    public override string ToString() => wrapped.ToString();
}
