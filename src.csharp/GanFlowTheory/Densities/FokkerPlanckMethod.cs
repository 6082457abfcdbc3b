using System;

namespace GanFlowTheory;

/// <summary>How the Fokker-Planck solver steps in time. Each keeps mass, positivity, order and L1 contraction, and
/// lowers every convex functional of q/p (HZ23-4).</summary>
public sealed class FokkerPlanckMethod
{
    private FokkerPlanckMethod(Core.FokkerPlanckMethod wrapped) => Wrapped = wrapped;

    internal Core.FokkerPlanckMethod Wrapped { get; }

    /// <summary>Explicit Euler, each step a part of the stable one.</summary>
    /// <param name="part">In (0, 1); a trajectory refuses any other with an <see cref="ArgumentException"/>.</param>
    public static FokkerPlanckMethod ExplicitEuler(double part) => new(Core.FokkerPlanckMethod.NewExplicitEuler(part));

    /// <summary>Heun's method in its strong-stability-preserving form. Order 2 in the step.</summary>
    /// <param name="part">In (0, 1); a trajectory refuses any other with an <see cref="ArgumentException"/>.</param>
    public static FokkerPlanckMethod ExplicitHeun(double part) => new(Core.FokkerPlanckMethod.NewExplicitHeun(part));

    /// <summary>Implicit Euler with steps of any length, in the plane one axis after the other. Order 1 in
    /// tau.</summary>
    /// <param name="tau">&gt; 0; a trajectory refuses any other with an <see cref="ArgumentException"/>.</param>
    public static FokkerPlanckMethod Implicit(double tau) => new(Core.FokkerPlanckMethod.NewImplicit(tau));
}
