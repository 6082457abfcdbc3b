using System;
using System.Collections.Generic;
using System.Threading;
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
    /// <param name="expression">Such as bsag18-b4.</param>
    /// <exception cref="ArgumentException">There is none; the nearest name is suggested.</exception>
    public static Reproduction Parse(string expression) => new(ReproductionModule.parse(expression.NotNull(nameof(expression))));

    /// <summary>The name, as on the command line.</summary>
    public string Name => wrapped.Name;

    /// <summary>What is reproduced, in one sentence.</summary>
    public string Description => wrapped.Description;

    /// <summary>The facts; what is random in them follows the seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="progress">Is told which part is done, in [0, 1].</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled before the end.</exception>
    public IReadOnlyList<PrintedFact> Facts(
        Seed seed, IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        LongWork.Watched(() => wrapped.Facts.Invoke(seed.Wrapped).Map(PrintedFact.Of), progress, cancellationToken);
}
