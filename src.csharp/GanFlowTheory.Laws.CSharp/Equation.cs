using CoreLaws = GanFlowTheory.Laws;

namespace GanFlowTheory;

/// <summary>One instance of a law as data: two sides that should agree, or compare, entry by entry.</summary>
public sealed class Equation
{
    private Equation(CoreLaws.Equation wrapped) => Wrapped = wrapped;

    internal CoreLaws.Equation Wrapped { get; }

    /// <summary>Two numbers.</summary>
    /// <param name="what">What is compared, in words.</param>
    /// <param name="scale">The size that rounding is relative to, &gt;= 0: of the terms that cancel, not of their difference.</param>
    /// <param name="left">The left side.</param>
    /// <param name="right">The right side.</param>
    public static Equation Scalar(string what, double scale, double left, double right) =>
        new(CoreLaws.EquationModule.scalar(what.NotNull(nameof(what)), scale, left, right));

    /// <summary>Two vectors of equal length.</summary>
    /// <param name="what">What is compared, in words.</param>
    /// <param name="scale">The size that rounding of each entry is relative to, &gt;= 0.</param>
    /// <param name="left">The left side.</param>
    /// <param name="right">The right side.</param>
    public static Equation Vector(string what, double scale, double[] left, double[] right) =>
        new(CoreLaws.EquationModule.vector(
            what.NotNull(nameof(what)), scale, left.NotNull(nameof(left)), right.NotNull(nameof(right))));

    /// <summary>What must be true.</summary>
    /// <param name="what">What it is, in words.</param>
    /// <param name="holds">Whether it is.</param>
    public static Equation Condition(string what, bool holds) =>
        new(CoreLaws.EquationModule.condition(what.NotNull(nameof(what)), holds));
}
