using System;
using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>One of n parts of a list of work: the at-th, counted from 1. What is number k of the list, counted from 0, is in
/// part 1 + k mod n, so that each has its part, and neighbours have different ones.</summary>
public sealed class Shard
{
    internal Shard(Core.Shard wrapped) => Wrapped = wrapped;

    internal Core.Shard Wrapped { get; }

    /// <summary>Which part, from 1 to Count.</summary>
    public int At => Wrapped.At;

    /// <summary>The number of parts, at least 1.</summary>
    public int Count => Wrapped.Count;

    /// <summary>The one part that is all.</summary>
    public static Shard Whole { get; } = new(ShardModule.whole);

    /// <summary>The at-th of some parts, 1 &lt;= at &lt;= count.</summary>
    /// <param name="at">Which part.</param>
    /// <param name="count">How many parts there are.</param>
    /// <exception cref="ArgumentException">It is not so.</exception>
    public static Shard Create(int at, int count) => new(ShardModule.create(at, count));

    /// <summary>A part by its spelling I/N, 1 &lt;= I &lt;= N.</summary>
    /// <param name="text">The spelling.</param>
    /// <exception cref="ArgumentException">The text is none.</exception>
    public static Shard Parse(string text) => new(ShardModule.parse(text.NotNull(nameof(text))));

    /// <summary>Whether what has this number, counted from 0, is in the part.</summary>
    /// <param name="index">The number.</param>
    /// <exception cref="ArgumentException">The number is negative.</exception>
    public bool Holds(int index) => ShardModule.holds(index, Wrapped);

    /// <summary>What of a list is in the part, in the list's order.</summary>
    /// <param name="items">The list.</param>
    /// <typeparam name="T">What it is a list of.</typeparam>
    public IReadOnlyList<T> Part<T>(IEnumerable<T> items) => ShardModule.part(Bridge.List(items.NotNull(nameof(items))), Wrapped).ToArray();

    /// <summary>"at/count", as 2/4.</summary>
    public override string ToString() => Wrapped.ToString();
}
