namespace GanFlowTheory;

/// <summary>Where a flow of 1/2 MMD^2 stands on its way to the target (MN21-4).</summary>
public sealed class ConvergencePoint
{
    internal ConvergencePoint(Core.ConvergencePoint wrapped) => Wrapped = wrapped;

    internal Core.ConvergencePoint Wrapped { get; }

    /// <summary>0 at the start.</summary>
    public int Step => Wrapped.Step;

    /// <summary>The time.</summary>
    public double Time => Wrapped.Time;

    /// <summary>MMD^2(p, q).</summary>
    public double SquaredMmd => Wrapped.SquaredMmd;

    /// <summary>The rate alpha of d/dt MMD^2 = -2 alpha MMD^2 now; null at MMD^2 = 0.</summary>
    public double? Alpha => Wrapped.Alpha.OrNull();

    /// <summary>The smallest eigenvalue of g, the metric tensor of MMD pulled back to parameters, &gt;= 0; null where
    /// it was not computed.</summary>
    public double? SmallestEigenvalue => Wrapped.SmallestEigenvalue.OrNull();

    /// <summary>exp(-2 int alpha dt) from the start, the integral by the trapezoidal rule over the steps; null once
    /// MMD^2 has vanished.</summary>
    public double? PredictedDecay => Wrapped.PredictedDecay.OrNull();

    /// <summary>MMD^2 now over MMD^2 at the start; null where it vanishes at the start.</summary>
    public double? ObservedDecay => Wrapped.ObservedDecay.OrNull();
}
