using System;
using System.Collections.Generic;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>A learning-rate schedule driven by tests of relative similarity (BSAG18-8): from time to time the model of now
/// is compared with an earlier one, a p-value above the level is a failure, and failures in a row cut the rate. A pure state
/// machine, for any optimiser and any score: take the next look; at its step keep the model, test it against the reference,
/// if there is one, decide, and step on with the rate times the factor.</summary>
public sealed class RateSchedule : IEquatable<RateSchedule>
{
    private RateSchedule(Core.RateSchedule wrapped) => Wrapped = wrapped;

    internal Core.RateSchedule Wrapped { get; }

    /// <summary>Which model is compared with.</summary>
    public ReferencePolicy Policy => (ReferencePolicy)Wrapped.Policy.Tag;

    /// <summary>Generator steps from one look to the next, at least 1; the first look is at step 0.</summary>
    public int Interval => Wrapped.Interval;

    /// <summary>How many steps ago the reference is, a multiple of the interval.</summary>
    public int Memory => Wrapped.Memory;

    /// <summary>A p-value above it is a failure, in [0, 1).</summary>
    public double Level => Wrapped.Level;

    /// <summary>How many failures in a row cut the rate, at least 1.</summary>
    public int Patience => Wrapped.Patience;

    /// <summary>What a cut multiplies the rate by, in (0, 1).</summary>
    public double Cut => Wrapped.Cut;

    /// <summary>The smallest factor of the rate that a cut may lead to, in [0, 1).</summary>
    public double Least => Wrapped.Least;

    /// <summary>The paper's: every 2,000 generator steps the model of now against that of 20,000 steps ago; p above 0.1 is a
    /// failure, and three in a row halve the rate.</summary>
    public static RateSchedule Paper { get; } = new(RateScheduleModule.paper);

    /// <summary>That of the authors' released code: as the paper's, with the reference held while tests fail, and no rate
    /// below a hundredth of the first (there 1e-6 and 1e-4).</summary>
    public static RateSchedule Released { get; } = new(RateScheduleModule.released);

    /// <summary>With looks every interval of steps, at models of so many steps ago.</summary>
    /// <param name="interval">At least 1.</param>
    /// <param name="memory">A multiple of the interval.</param>
    /// <exception cref="ArgumentException">An argument is out of its range.</exception>
    public RateSchedule Every(int interval, int memory) => new(RateScheduleModule.every(interval, memory, Wrapped));

    /// <summary>With the paper's times for small data such as MNIST: every 500 steps, at models of 5,000 steps
    /// ago.</summary>
    public RateSchedule OnSmallData() => new(RateScheduleModule.onSmallData(Wrapped));

    /// <summary>With p-values above the level, in [0, 1), as failures, and a cut after so many in a row.</summary>
    /// <param name="level">In [0, 1).</param>
    /// <param name="patience">At least 1.</param>
    /// <exception cref="ArgumentException">An argument is out of its range.</exception>
    public RateSchedule Failing(double level, int patience) =>
        new(RateScheduleModule.failing(level, patience, Wrapped));

    /// <summary>With cuts that multiply the rate by the factor, in (0, 1), but not to less than the least of the first
    /// rate.</summary>
    /// <param name="cut">In (0, 1).</param>
    /// <param name="least">In [0, 1).</param>
    /// <exception cref="ArgumentException">An argument is out of its range.</exception>
    public RateSchedule Cutting(double cut, double least = 0.0) =>
        new(RateScheduleModule.cutting(cut, least, Wrapped));

    /// <summary>Where every schedule starts: at step 0, with the factor 1, and nothing kept.</summary>
    public static RateState Start { get; } = RateState.Of(RateScheduleModule.start);

    /// <summary>The next look: its step, and the model to compare with.</summary>
    /// <param name="state">Where the schedule stands.</param>
    public RateLook Next(RateState state) =>
        RateLook.Of(RateScheduleModule.next(Wrapped, state.NotNull(nameof(state)).Wrapped));

    /// <summary>The look that is due at a step; null between looks.</summary>
    /// <param name="step">At most the step of the next look.</param>
    /// <param name="state">Where the schedule stands.</param>
    /// <exception cref="ArgumentException">The step is beyond the next look, which was left out.</exception>
    public RateLook? LookAt(int step, RateState state) =>
        RateScheduleModule.lookAt(step, Wrapped, state.NotNull(nameof(state)).Wrapped) is { } look
            ? RateLook.Of(look.Value)
            : null;

    /// <summary>What a schedule decides at its next look, given the p-value of the test against the reference. No test is
    /// neither a success nor a failure: a cut cannot be taken back, so that it takes verdicts. The failures in a row stand,
    /// and the reference moves on as the policy has it: with time under the paper's, with successes alone under the released
    /// code's.</summary>
    /// <param name="p">In [0, 1], small where the model of now is closer; null where there is no reference yet, and where
    /// there is no test because its variance is not positive.</param>
    /// <param name="state">Where the schedule stands.</param>
    /// <exception cref="ArgumentException">p is out of [0, 1], or there is no reference.</exception>
    public RateDecision Decide(double? p, RateState state) =>
        RateDecision.Of(RateScheduleModule.decide(p.Option(), Wrapped, state.NotNull(nameof(state)).Wrapped));

    /// <summary>The expression that makes the schedule, such as three-sample:paper,500,5000.</summary>
    public string Name => RateScheduleModule.name(Wrapped);

    /// <summary>How rate schedules are spelled; POLICY is paper or released.</summary>
    public static IReadOnlyList<Form> Forms { get; } = Form.Of(RateScheduleModule.forms);

    /// <summary>The rate schedule of an expression, such as three-sample:released.</summary>
    /// <param name="expression">three-sample:POLICY[,INTERVAL,MEMORY[,LEVEL,PATIENCE,CUT,LEAST]].</param>
    /// <exception cref="ArgumentException">The expression is none; one sentence says why and what comes close.</exception>
    public static RateSchedule Parse(string expression) =>
        new(RateScheduleModule.parse(expression.NotNull(nameof(expression))));

    /// <summary>Whether the other is the same schedule.</summary>
    /// <param name="other">The other.</param>
    public bool Equals(RateSchedule? other) => other is not null && Wrapped.Equals(other.Wrapped);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RateSchedule);

    /// <inheritdoc/>
    public override int GetHashCode() => Wrapped.GetHashCode();

    /// <summary>The expression that makes the schedule.</summary>
    public override string ToString() => Name;
}
