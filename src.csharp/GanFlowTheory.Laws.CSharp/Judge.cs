using CoreLaws = GanFlowTheory.Laws;

namespace GanFlowTheory;

/// <summary>How an equation of a law is judged. A side that is not a number never passes.</summary>
public sealed class Judge
{
    private Judge(CoreLaws.Judge wrapped) => Wrapped = wrapped;

    internal CoreLaws.Judge Wrapped { get; }

    /// <summary>Left and right are equal to the bit.</summary>
    public static Judge Exact { get; } = new(CoreLaws.Judge.Exact);

    /// <summary>|left - right| &lt;= tolerance x scale.</summary>
    /// <param name="tolerance">&gt;= 0.</param>
    /// <param name="reason">Where the tolerance comes from.</param>
    public static Judge Relative(double tolerance, string reason) =>
        new(CoreLaws.Judge.NewRelative(tolerance, reason.NotNull(nameof(reason))));

    /// <summary>left &lt;= right + slack x scale.</summary>
    /// <param name="slack">&gt;= 0.</param>
    /// <param name="reason">Where the slack comes from.</param>
    public static Judge AtMost(double slack, string reason) =>
        new(CoreLaws.Judge.NewAtMost(slack, reason.NotNull(nameof(reason))));

    /// <summary>|left - right| is within the normal quantile that a true law misses with the probability, the scale being the standard
    /// error.</summary>
    /// <param name="falseAlarm">In (0, 1).</param>
    public static Judge Statistical(double falseAlarm) => new(CoreLaws.Judge.NewStatistical(falseAlarm));

    /// <summary>The judge in one sentence.</summary>
    public string Describe() => CoreLaws.JudgeModule.describe(Wrapped);

    /// <summary>What the judge allows between the sides, for the given scale.</summary>
    /// <param name="scale">The size that rounding is relative to, &gt;= 0.</param>
    public double Allowed(double scale) => CoreLaws.JudgeModule.allowed(Wrapped, scale);

    /// <summary>What is wrong with an equation, in one sentence with both sides and what is allowed; null where it holds.</summary>
    /// <param name="equation">The equation.</param>
    public string? Objection(Equation equation) =>
        CoreLaws.JudgeModule.objection(Wrapped, equation.NotNull(nameof(equation)).Wrapped)?.Value;

    /// <summary>The judge in one sentence.</summary>
    public override string ToString() => Describe();
}
