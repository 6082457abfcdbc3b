using System.Collections.Generic;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>What a classifier is trained with; a record, so <c>with</c> changes one of <see cref="Digits"/>.</summary>
public sealed record ClassifierOptions
{
    /// <summary>For the digits, 8 x 8 pixels from 0 to 16: two hidden layers of 64 and 32, Adam on batches of 50, 40 times
    /// over.</summary>
    public static ClassifierOptions Digits { get; } = Of(ClassifierOptionsModule.digits);

    /// <summary>The sizes of the hidden layers, at least one; the last one's values are the features.</summary>
    public required IReadOnlyList<int> Hidden { get; init; }

    /// <summary>What coordinates are divided by, &gt; 0.</summary>
    public required double Unit { get; init; }

    /// <summary>The optimiser.</summary>
    public required Optimiser Optimiser { get; init; }

    /// <summary>The points in a batch.</summary>
    public required int Batch { get; init; }

    /// <summary>How often all points are gone through.</summary>
    public required int Epochs { get; init; }

    /// <summary>Fixes the start and the order of the points.</summary>
    public required Seed Seed { get; init; }

    internal Core.ClassifierOptions Wrapped =>
        new(Bridge.List(Hidden), Unit, Optimiser.Wrapped, Batch, Epochs, Seed.Wrapped);

    internal static ClassifierOptions Of(Core.ClassifierOptions o) => new()
    {
        Hidden = o.Hidden.Map(size => size),
        Unit = o.Unit,
        Optimiser = new(o.Optimiser),
        Batch = o.Batch,
        Epochs = o.Epochs,
        Seed = new(o.Seed),
    };
}
