using CoreLaws = GanFlowTheory.Laws;

namespace GanFlowTheory;

/// <summary>What one part found of the cases of a law.</summary>
/// <param name="Law">The law's name and its instance.</param>
/// <param name="Marks">A mark for each case of the part, in the order in which cases are drawn: + where the law holds, 0 where the case
/// has no equations, - where it breaks the law or raises.</param>
public sealed record LawMarks(string Law, string Marks)
{
    internal CoreLaws.LawMarks Wrapped => new(Law, Marks);
}
