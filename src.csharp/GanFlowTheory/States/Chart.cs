using System;
using Microsoft.FSharp.Core;

namespace GanFlowTheory;

/// <summary>Any state of the facade as one state type of the core, so that the core's generic functions are
/// instantiated once. Which metric may move which state is settled before, by the compiler: see
/// <see cref="Metric{TState}"/>.</summary>
internal sealed class Chart(State state)
    : Core.IState<Chart>, Core.ITransport, Core.IReaction, Core.IParametric, Core.IRenewable<Chart>, Core.IReusing,
        Core.IFlat, Core.IProduct
{
    internal State State => state;

    public override string ToString() => state.ToString();

    // A critic may be given any state, and so meets others than it can see.
    private ParameterState Parametric => state as ParameterState ?? throw new ArgumentException(
        $"state must be parameters of a generator here, but is {state.GetType().Name}.", nameof(state));

    public Core.Points Nodes => state.AsCore.Nodes;

    public double[] Weights => state.AsCore.Weights;

    // The facade's own state where it is no product, so that what a user gave is what a user gets.
    public Core.IMeasure[] Parts => state.AsCore is Core.IProduct product ? product.Parts : [this];

    public FSharpOption<double[]>? Masses => (state.AsCore as Core.IFlat)?.Masses;

    public double[] Nearest(double[] coordinates) =>
        state.AsCore is Core.IFlat flat ? flat.Nearest(coordinates) : coordinates;

    public bool Interchangeable => state.AsCore is Core.IFlat { Interchangeable: true };

    public double[] Coordinates => state.RawCoordinates;

    public Chart At(double[] coordinates) => new(state.At(coordinates));

    public double[] PullBack(Core.Covector c) => state.PullBack(c);

    public void GiveBack(double[] pulled) => (state.AsCore as Core.IReusing)?.GiveBack(pulled);

    public double[] OfVelocity(Core.Points velocity) => ((Core.ITransport)state.AsCore).OfVelocity(velocity);

    public Core.Points Projected(Core.Points velocity) => ((Core.ITransport)state.AsCore).Projected(velocity);

    public FSharpOption<FSharpFunc<Core.Points, double[]>>? OfNoise => (state.AsCore as Core.ITransport)?.OfNoise;

    public Core.Points Push(double[] rate) => ((Core.IParametric)Parametric.Wrapped).Push(rate);

    public double[] Pull(Core.Points vectors) => ((Core.IParametric)Parametric.Wrapped).Pull(vectors);

    public double[][] Mobilities() => Parametric.Mobilities();

    public bool IsRenewable => state.IsRenewable;

    public Chart Renewed(Core.Seed seed) => new(state.Renewed(seed));

    public double[] OfGrowth(double[] growth) => ((Core.IReaction)state.AsCore).OfGrowth(growth);
}
