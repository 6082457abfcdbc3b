namespace GanFlowTheory.Core

/// <summary>What is measured of a generator at a step of its training.</summary>
[<NoComparison>]
type GanScore =
    {
        /// The number of the step.
        Step: int
        /// The wall-clock time that the training had taken by then, in seconds, without what measuring took.
        Seconds: float
        /// KID of features, unbiased, with its standard error where it has one.
        Kid: Estimate
        /// FID of features, biased upward by about c/n: it compares at equal sizes only.
        Fid: float
        /// MMD^2 of the points themselves by a Gaussian kernel, unbiased.
        Mmd: Estimate
        /// How the modes of the target are covered; None where they are not known.
        Modes: ModeCoverage option
        /// The mean of |grad f| of the critic's witness f on segments between target and generated points; None where there
        /// is no critic network, or it has not begun.
        WitnessSlope: float option
    }

/// Measuring generators.
[<RequireQualifiedAccess>]
module GanScore =

    /// <summary>What is measured of the parameters of a generator, on fresh points by the seed. The same seed at every step gives
    /// curves whose differences are not the points'.</summary>
    /// <exception cref="T:System.ArgumentException">The points are no longer finite.</exception>
    let measure (reference: GanReference) (seed: Seed) (step: int) (seconds: float) (q: ParameterState) : GanScore =
        let x = GanReference.sample seed q reference
        Points.checkFinite "the generated points" x
        let features = reference.Features x

        {
            Step = step
            Seconds = seconds
            Kid = (Kid.full reference.Kernel (Rows.ofPoints reference.TargetFeatures) (Rows.ofPoints features)).Estimate
            Fid = (Fid.estimate reference.TargetFeatures features).Value
            Mmd = MmdEstimator.unbiased reference.PointKernel reference.Target x
            Modes =
                reference.Modes
                |> Option.map (fun modes -> ModeCoverage.measure modes (Empirical.ofPoints x))
            WitnessSlope = None
        }
