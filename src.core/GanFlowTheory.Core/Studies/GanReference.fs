namespace GanFlowTheory.Core

/// <summary>What the points of a generator are compared with while it is trained: points of the target, as features, by KID,
/// FID and MMD, and the modes of the target where they are known.</summary>
[<NoComparison; NoEquality>]
type GanReference =
    {
        /// Points of the target, n x d, in the units of the generator.
        Target: Points
        /// From points to the features that KID and FID are taken of.
        Features: Points -> Points
        /// What the features are, in a word or two.
        FeaturesName: string
        /// The features of the target's points.
        TargetFeatures: Points
        /// The kernel of KID.
        Kernel: Kernel
        /// The Gaussian kernel of the target's median distance, by which MMD^2 compares the points themselves.
        PointKernel: Kernel
        /// The modes of the target, in the units of the generator; None where it has none, or they are not known.
        Modes: GaussianMixture option
        /// How many points are generated for a comparison, at least 4.
        Samples: int
    }

/// Making references.
[<RequireQualifiedAccess>]
module GanReference =

    // A quarter of a million pairs: as many as cost little beside the steps in between.
    let private standardSamples = 500

    /// <summary>Points of the target, compared as they are: KID with the paper's poly3, 500 generated points.</summary>
    /// <exception cref="T:System.ArgumentException">There are fewer than 4 points, or too few that differ for a median
    /// distance.</exception>
    let ofPoints (target: Points) : GanReference =
        if target.Count < 4 then
            Guard.fail
                (nameof target)
                (invariant $"target must have at least 4 points for a variance, but has {target.Count}.")

        {
            Target = target
            Features = id
            FeaturesName = "points"
            TargetFeatures = target
            Kernel = Kernel.poly3
            PointKernel = Kernel.gaussian (Bandwidth.median target)
            Modes = None
            Samples = standardSamples
        }

    /// KID and FID of features, by their name.
    let seenAs (name: string) (features: Points -> Points) (reference: GanReference) : GanReference =
        { reference with
            Features = features
            FeaturesName = name
            TargetFeatures = features reference.Target
        }

    /// With the modes of the target, in the units of the generator.
    let withModes (modes: GaussianMixture) (reference: GanReference) : GanReference =
        Guard.sameDimension (nameof modes) reference.Target.Dimension modes.Dimension
        { reference with Modes = Some modes }

    /// With so many generated points for each comparison, at least 4.
    let withSamples (samples: int) (reference: GanReference) : GanReference =
        Guard.atLeast (nameof samples) 4 samples
        { reference with Samples = samples }

    /// With the sums of both kernels by programs of an engine. Generators and classifiers carry their own.
    let on (engine: Engine) (reference: GanReference) : GanReference =
        let sums = KernelSums.onEngine engine

        { reference with
            Kernel = Kernel.on sums reference.Kernel
            PointKernel = Kernel.on sums reference.PointKernel
        }

    /// The generated points that a comparison takes, by a seed.
    let internal sample (seed: Seed) (q: ParameterState) (reference: GanReference) : Points =
        Seed.gaussian reference.Samples q.Network.InputSize (Seed.split "samples" seed)
        |> Network.outputs q.Network (q :> IState<ParameterState>).Coordinates

    /// <summary>The p-value of the three-sample test of KID's features: that the generator of now is not closer to the target
    /// than an earlier one, by fresh points of both (BSAG18-8). None where there is no test.</summary>
    let isCloser (seed: Seed) (now: ParameterState) (earlier: ParameterState) (reference: GanReference) : float option =
        let features label q =
            sample (Seed.split label seed) q reference |> reference.Features

        (RelativeSimilarity.test
            reference.Kernel
            reference.TargetFeatures
            (features "now" now)
            (features "earlier" earlier))
            .P
