using System;
using System.Collections.Generic;
using System.Linq;
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
    /// <exception cref="ArgumentException">The number of cases is below 1, or the replay text is
    /// none.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the end.</exception>
    public Verdict Run(
        LawSettings? settings = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        LongWork.Watched(
            () => Verdict.Of(CoreLaws.ClaimModule.run((settings ?? LawSettings.Default).Wrapped, wrapped)),
            progress,
            cancellationToken);

    /// <summary>Judges the cases of one part: of those that a law draws, number k from 0 on is in part 1 + k mod n. What is found is
    /// written down for <c>Join</c>, law by law in the order in which they run.</summary>
    /// <param name="shard">The part.</param>
    /// <param name="settings">How; <see cref="LawSettings.Default"/> unless given.</param>
    /// <exception cref="ArgumentException">The number of cases is below 1.</exception>
    public IReadOnlyList<LawMarks> RunShard(Shard shard, LawSettings? settings = null) =>
        CoreLaws.ClaimModule
            .runShard(shard.NotNull(nameof(shard)).Wrapped, (settings ?? LawSettings.Default).Wrapped, wrapped)
            .Map(marks => new LawMarks(marks.Law, marks.Marks));

    /// <summary>Runs the claim by what its parts found: the verdict is that of <c>Run</c>, for the same cases are drawn. Those of which a
    /// part found that they agree, or have no equations, are not judged again; the one that breaks a law is, and is shrunk, and so are
    /// those that no part judged.</summary>
    /// <param name="parts">The parts, each with what it found.</param>
    /// <param name="settings">How the parts were run; <see cref="LawSettings.Default"/> unless given.</param>
    /// <exception cref="ArgumentException">A part is of other laws, or the number of cases is below 1.</exception>
    public Verdict Join(IEnumerable<(Shard Shard, IReadOnlyList<LawMarks> Found)> parts, LawSettings? settings = null) =>
        Verdict.Of(CoreLaws.ClaimModule.join(
            Bridge.List(parts.NotNull(nameof(parts)).Select(part => Tuple.Create(
                part.Shard.Wrapped, Bridge.List(part.Found.Select(marks => marks.Wrapped))))),
            (settings ?? LawSettings.Default).Wrapped,
            wrapped));

    /// <summary>The id.</summary>
    public override string ToString() => Id;
}
