using System.Collections.Generic;
using GanFlowTheory.Cli.Runs;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Trainings;

/// <summary>Training a generator to draw a flow of points: what it lowers, and the flow of its parameters.</summary>
internal static class DrawnTraining
{
    /// <summary>What is lowered, where no discriminator is trained for it.</summary>
    /// <param name="drawn">The flow.</param>
    /// <param name="specs">The specifications of the training.</param>
    /// <param name="scaling">The units of the flow.</param>
    /// <param name="target">The points of the target in these units.</param>
    internal static TrainObjective ObjectiveOf(DrawnFlow drawn, TrainSpecs specs, Scaling scaling, Points target)
    {
        var metric = MetricOf(drawn, specs, target);

        if (drawn.Functional is FunctionalSpec.Valued { Functional: var functional })
        {
            var kernel = specs.Engine.Resolve(specs.Kernel, () => target).Kernel;
            return new TrainObjective.OfPoints(
                new RunObjective.Valued(functional.Of(kernel, (Measure)target, specs.Target.Law?.Mixture)), metric);
        }

        var density = specs.Target.Density is { } known ? scaling.ToFlow(known) : null;
        return new TrainObjective.OfPoints(
            specs.Critic is CriticSpec.Estimate estimate
                ? Through(drawn, estimate.Estimator(density), target)
                : new RunObjective.Seen(DivergenceOf(drawn).Name, Critic.Score(density!)),
            metric);
    }

    /// <summary>The loss whose potential the points follow along a discriminator.</summary>
    internal static GeneratorLoss Followed(DrawnFlow drawn) =>
        drawn.Metric.Mobility ?? GeneratorLoss.OfDivergence(DivergenceOf(drawn));

    /// <summary>What is lowered along a discriminator.</summary>
    internal static RunObjective Through(DrawnFlow drawn, RatioEstimator estimator, Points target) => new RunObjective.Seen(
        DivergenceOf(drawn).Name,
        drawn.Metric.Mobility is { } loss
            ? Critic.MonoFlow(estimator, loss, (Measure)target)
            : Critic.Ratio(estimator, DivergenceOf(drawn), (Measure)target));

    private static FDivergence DivergenceOf(DrawnFlow drawn) => ((FunctionalSpec.Estimated)drawn.Functional).Divergence;

    /// <summary>The persistent flow of the parameters.</summary>
    /// <param name="drawn">The flow of the points.</param>
    /// <param name="seen">What is lowered, and how it is seen.</param>
    /// <param name="metric">The metric on the points.</param>
    /// <param name="settings">The steps and the time of a regression.</param>
    internal static Flow<ParameterState> FlowOf(
        DrawnFlow drawn, RunObjective seen, Metric<ITransport> metric, TrainSettings settings)
    {
        var flow = seen is RunObjective.Valued { Functional: var functional }
            ? Flow.Create(functional, Metric.Parameters)
            : Flow.CreateThrough(seen.Name, ((RunObjective.Seen)seen).Critic, Metric.Parameters);
        return drawn.IsWasserstein
            ? flow.Persistently(settings.Regressions, settings.Epsilon)
            : flow.PersistentlyIn(metric, settings.Regressions, settings.Epsilon);
    }

    /// <summary>The metric on the points, its own kernel's open bandwidths chosen by the target.</summary>
    internal static Metric<ITransport> MetricOf(DrawnFlow drawn, TrainSpecs specs, Points target) =>
        (Metric<ITransport>)drawn.Metric.Of(specs.Engine.Resolve(drawn.Metric.Kernel ?? specs.Kernel, () => target).Kernel);

    /// <summary>What is particular to it, as names and values for a reader.</summary>
    internal static IEnumerable<(string Name, string Value)> Described(DrawnFlow drawn, TrainSpecs specs, Points target)
    {
        if (drawn.UsesKernel)
        {
            yield return ("kernel", KernelSpec.Describe(specs.Kernel.Resolve(() => target)));
        }

        if (!drawn.HasValue && specs.Critic is { } critic)
        {
            yield return ("critic", critic.Text);
        }

        yield return ("metric of the points", drawn.Metric.Text);

        if (drawn.Metric.Kernel is { } own)
        {
            yield return ("kernel of the metric", KernelSpec.Describe(own.Resolve(() => target)));
        }
    }
}
