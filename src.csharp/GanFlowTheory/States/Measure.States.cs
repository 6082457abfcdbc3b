using System.Collections.Generic;
using GanFlowTheory.Core;

namespace GanFlowTheory;

public abstract partial class Measure
{
    /// <summary>The laws that a product is made of; the measure itself where it is none.</summary>
    public IReadOnlyList<Measure> Parts() => GanFlowTheory.Core.Measure.parts(AsCore).Map(Of);

    /// <summary>The facade's own object where there is one, so that what a user gave is what a user gets.</summary>
    internal static Measure Of(IMeasure measure) =>
        measure is Chart chart ? chart.State
        : measure is Core.Particles particles ? new Particles(particles)
        : measure is Core.WeightedParticles weighted ? new WeightedParticles(weighted)
        : measure is Core.GridDensity grid ? new GridDensity(grid)
        : measure is Core.GaussianState gaussian ? new GaussianState(gaussian)
        : measure is Core.QuantileState quantiles ? new QuantileState(quantiles)
        : measure is Core.ParameterState parameters ? new ParameterState(parameters)
        : new Seen(measure);
}
