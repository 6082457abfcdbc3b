using System.Collections.Generic;

namespace GanFlowTheory;

/// <summary>Particles against a kernel witness in a finite space of features, towards a mixture of Gaussians, for several
/// clocks of the critic (T21-5, T21-6): from collapse over rotation to the flow of 1/2 MMD^2.</summary>
public sealed class CollapseStudy
{
    private CollapseStudy(Core.CollapseStudy wrapped)
    {
        Wrapped = wrapped;
        Target = new(wrapped.Target);
        Settings = CollapseSettings.Of(wrapped.Settings);
        Draws = new(wrapped.Draws);
        Goal = CollapseMeasure.Of(wrapped.Goal);
        Start = new(wrapped.Start);
        Courses = wrapped.Courses.Map(CollapseCourse.Of);
        Gaussian = wrapped.Gaussian.Map(GaussianCourse.Of);
    }

    internal Core.CollapseStudy Wrapped { get; }

    /// <summary>The target.</summary>
    public Target Target { get; }

    /// <summary>What the study was given.</summary>
    public CollapseSettings Settings { get; }

    /// <summary>The draws of the target that the critic sees.</summary>
    public Points Draws { get; }

    /// <summary>How the draws stand to the mixture: what particles can come to.</summary>
    public CollapseMeasure Goal { get; }

    /// <summary>The particles at the start, the same for every clock.</summary>
    public Points Start { get; }

    /// <summary>A course for each clock, in their order.</summary>
    public IReadOnlyList<CollapseCourse> Courses { get; }

    /// <summary>The exact curves of a Gaussian towards N(0, 1), for the same clocks.</summary>
    public IReadOnlyList<GaussianCourse> Gaussian { get; }

    internal static CollapseStudy Of(Core.CollapseStudy study) => new(study);
}
