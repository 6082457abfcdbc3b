using System;
using System.Collections.Generic;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>Facts of a source that the library computes again.</summary>
public sealed class Reproduction
{
    private readonly Core.Reproduction wrapped;

    private Reproduction(Core.Reproduction wrapped) => this.wrapped = wrapped;

    /// <summary>All that needs no training.</summary>
    public static IReadOnlyList<Reproduction> All { get; } = ReproductionModule.all.Map(r => new Reproduction(r));

    /// <summary>The reproduction of that name.</summary>
    /// <param name="name">Such as bsag18-b4.</param>
    /// <exception cref="ArgumentException">There is none; the nearest name is suggested.</exception>
    public static Reproduction Parse(string name) => new(ReproductionModule.parse(name.NotNull(nameof(name))));

    /// <summary>The name, as on the command line.</summary>
    public string Name => wrapped.Name;

    /// <summary>What is reproduced, in one sentence.</summary>
    public string Description => wrapped.Description;

    /// <summary>The facts; what is random in them follows the seed.</summary>
    /// <param name="seed">The seed.</param>
    public IReadOnlyList<PrintedFact> Facts(Seed seed) => wrapped.Facts.Invoke(seed.Wrapped).Map(PrintedFact.Of);
}
