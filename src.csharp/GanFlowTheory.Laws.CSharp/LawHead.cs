using CoreLaws = GanFlowTheory.Laws;

namespace GanFlowTheory;

/// <summary>What a law of your own says, whatever it is checked on.</summary>
/// <param name="Name">Its name, such as mean-approaches.</param>
/// <param name="Statement">One sentence with the formula.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Judge">How its equations are judged.</param>
public sealed record LawHead(string Name, string Statement, string Source, Judge Judge)
{
    internal CoreLaws.LawHead Wrapped => new(
        Name.NotNull(nameof(Name)),
        Statement.NotNull(nameof(Statement)),
        Source.NotNull(nameof(Source)),
        Judge.NotNull(nameof(Judge)).Wrapped);
}
