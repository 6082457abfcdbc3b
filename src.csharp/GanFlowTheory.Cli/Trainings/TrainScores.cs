using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Trainings;

/// <summary>Compares what a training makes with its target, every so many steps, and keeps the time that this takes out of the
/// training's own.</summary>
internal sealed class TrainScores
{
    private readonly TrainPlan plan;
    private readonly WitnessSlope? slope;
    private readonly Stopwatch training = Stopwatch.StartNew();
    private readonly List<GanScore> scores = [];
    private readonly Dictionary<int, double?> factors = [];

    internal TrainScores(TrainPlan plan)
    {
        this.plan = plan;
        slope = plan.Objective is TrainObjective.OfCritic { Options: var options }
            ? new(options, (Measure)plan.Reference.Target)
            : null;
    }

    internal IReadOnlyList<GanScore> Scores => scores;

    /// <summary>The wall-clock time of the training so far, in seconds.</summary>
    internal double Seconds => training.Elapsed.TotalSeconds;

    /// <summary>Measures a step that is due, once.</summary>
    /// <param name="step">The step.</param>
    /// <param name="factor">The factor of the rates there; null where nothing drives them.</param>
    internal void Observe(FlowStep<ParameterState> step, double? factor)
    {
        training.Stop();

        if ((step.Index % plan.MeasureEvery == 0 || step.Outcome is not null)
            && (scores.Count == 0 || step.Index > scores[^1].Step)
            && step.State.Coordinates().All(double.IsFinite)
            && Measured(step) is { } score)
        {
            scores.Add(score);
            factors[step.Index] = factor;
        }

        training.Start();
    }

    /// <summary>scores.csv.</summary>
    internal string Table() => ScoreTable.Of(scores, factors);

    // Null where the points are no longer finite though the parameters are, or too far out for their squares.
    private GanScore? Measured(FlowStep<ParameterState> step)
    {
        try
        {
            var score = GanScore.Measure(plan.Reference, plan.Seed.Split("scores"), step.Index, Seconds, step.State);
            return slope is not null && step.CriticMemory().GetValueOrDefault("critic/parameters") is { } theta
                ? score with { WitnessSlope = slope.Measure(plan.Seed.Split("slopes"), theta, step.State) }
                : score;
        }
        catch (System.ArgumentException)
        {
            return null;
        }
    }
}
