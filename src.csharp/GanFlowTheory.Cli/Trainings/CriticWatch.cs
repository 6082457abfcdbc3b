using System;
using System.Collections.Generic;

namespace GanFlowTheory.Cli.Trainings;

/// <summary>Watches a training: certifies the generator's steps, and holds its discriminator against the truth where that
/// is known.</summary>
internal sealed class CriticWatch
{
    // As many as a curve needs.
    private const int Judged = 100;

    private readonly List<GanStepPoint> certificates = [];
    private readonly List<CriticTruth> truth = [];
    private readonly Action<FlowStep<ParameterState>> observe;

    /// <param name="plan">The training.</param>
    /// <param name="run">Its run.</param>
    internal CriticWatch(TrainPlan plan, FlowRun<ParameterState> run)
    {
        observe = _ => { };

        if (plan is { Objective: TrainObjective.OfPoints, Settings.Certify: { } often })
        {
            observe += step =>
            {
                // The last state takes no step.
                if (step.Index % often == 0 && step.Outcome is null)
                {
                    certificates.Add(GanStep.Point(step.Index, step.Time, GanStep.CertifyFlow(run, step)));
                }
            };
        }

        if (plan.Objective is not TrainObjective.OfDiscriminator discriminator)
        {
            return;
        }

        var (critic, followed) = (discriminator.Critic, discriminator.Followed);

        if (plan.Settings.Certify is { } every)
        {
            observe += AdversarialStep.Observer(every, step =>
                certificates.Add(
                    GanStep.Point(step.Index, step.Time, GanStep.CertifyStep(followed, run, critic, step))));
        }

        if (discriminator.Truth is { } density)
        {
            observe += AdversarialStep.Observer(Math.Max(1, plan.Settings.Steps / Judged), step =>
                truth.Add(CriticTruth.Measure(followed, Metric.Parameters, critic, density, step)));
        }
    }

    internal void Observe(FlowStep<ParameterState> step) => observe(step);

    /// <summary>The report with what was seen.</summary>
    internal RunReport AddTo(RunReport report)
    {
        report = certificates.Count > 0 ? report.WithCertificates(certificates) : report;
        return truth.Count > 0 ? report.WithTruth(truth) : report;
    }
}
