using System;
using System.Collections.Generic;
using System.Threading;
using CoreLaws = GanFlowTheory.Laws;

namespace GanFlowTheory;

/// <summary>A claim: a statement with its proof on paper and its check by properties.</summary>
public sealed class Claim
{
    private readonly CoreLaws.Claim wrapped;

    internal Claim(CoreLaws.Claim wrapped) => this.wrapped = wrapped;

    /// <summary>The id, such as MN21-7, or law:NAME for a law checked on every registered instance.</summary>
    public string Id => wrapped.Id;

    /// <summary>The statement, one or two sentences with the formula.</summary>
    public string Statement => wrapped.Statement;

    /// <summary>What must hold for the statement, in words; the generators of the property satisfy them.</summary>
    public IReadOnlyList<string> Hypotheses => wrapped.Hypotheses.Map(h => h);

    /// <summary>The paper, by key.</summary>
    public string Source => wrapped.Source;

    /// <summary>The page of the proof, a file name in proofs-notes.</summary>
    public string Page => wrapped.Page;

    /// <summary>The laws that check the statement.</summary>
    public IReadOnlyList<Law> Property => wrapped.Property.Map(law => new Law(law));

    /// <summary>Laws that find a counterexample once a hypothesis is dropped, or that reject a known-bad
    /// instance.</summary>
    public IReadOnlyList<Law> Necessity => wrapped.Necessity.Map(law => new Law(law));

    /// <summary>Runs the property, then the necessity laws: holds with the number of all cases, or the first
    /// falsification. A necessity law takes the default number of cases where the settings name fewer.</summary>
    /// <param name="settings">How; <see cref="LawSettings.Default"/> unless given.</param>
    /// <param name="progress">Is told which part is done, in [0, 1].</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="System.ArgumentException">The number of cases is below 1, or the replay text is
    /// none.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the end.</exception>
    public Verdict Run(
        LawSettings? settings = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        LongWork.Watched(
            () => Verdict.Of(CoreLaws.ClaimModule.run((settings ?? LawSettings.Default).Wrapped, wrapped)),
            progress,
            cancellationToken);

    /// <summary>The id.</summary>
    public override string ToString() => Id;
}
