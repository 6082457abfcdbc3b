using System;
using System.Collections.Generic;

namespace GanFlowTheory;

/// <summary>A step of a generator against a trained discriminator: where it began, and what it went along.</summary>
public sealed class AdversarialStep
{
    private AdversarialStep(Core.AdversarialStep wrapped) => Wrapped = wrapped;

    internal Core.AdversarialStep Wrapped { get; }

    /// <summary>The number of the step, 0 for the first.</summary>
    public int Index => Wrapped.Index;

    /// <summary>The time at which it began.</summary>
    public double Time => Wrapped.Time;

    /// <summary>The generator that it began from.</summary>
    public ParameterState State => new(Wrapped.State);

    /// <summary>The parameters of the discriminator that it went along, whose network gives log r.</summary>
    public IReadOnlyList<double> Discriminator => Wrapped.Discriminator.ReadOnly();

    /// <summary>An observer of one run of a flow through a trained discriminator: it is told the steps in turn and reports
    /// every so-manieth one once it has been taken; the last state takes none.</summary>
    /// <param name="every">Every how many steps, at least 1.</param>
    /// <param name="report">Told the steps.</param>
    /// <exception cref="ArgumentException">The number is below 1, or, from the observer, the flow's critic trains no
    /// discriminator.</exception>
    public static Action<FlowStep<ParameterState>> Observer(int every, Action<AdversarialStep> report)
    {
        var observer = Core.AdversarialStepModule.observer(
            every,
            Bridge.Fun((Chart chart) => ((ParameterState)chart.State).Wrapped),
            Bridge.Act((Core.AdversarialStep step) => report(new AdversarialStep(step))));
        return step => observer.Invoke(step.NotNull(nameof(step)).Wrapped);
    }
}
