namespace GanFlowTheory.Core

/// <summary>What a disturbed sample shows at one strength, in features.</summary>
[<NoComparison; NoEquality>]
type DisturbanceReading =
    {
        /// The strength, in [0, 1].
        Strength: float
        /// KID to the reference: the unbiased estimator with the kernel (<x,y>/d + 1)^3.
        Kid: Estimate
        /// FID to the reference.
        Fid: FidEstimate
        /// Precision, recall, density and coverage.
        Coverage: FeatureCoverage
        /// The first eight images of the sample.
        Examples: Points
    }

/// <summary>One disturbance at growing strength.</summary>
[<NoComparison; NoEquality>]
type DisturbanceCourse =
    {
        /// The name of the disturbance.
        Name: string
        /// What it does at strength s.
        Description: string
        /// A reading for each strength.
        Readings: DisturbanceReading[]
    }

/// <summary>KID, FID and the coverage of disturbed images against a reference, in the features of a classifier.</summary>
[<NoComparison; NoEquality>]
type DisturbanceStudy =
    {
        /// What the study was given.
        Settings: DisturbanceSettings
        /// The number of features.
        Features: int
        /// The number of images of the reference.
        Reference: int
        /// The share of the reference that the classifier gives its own class: it was not trained on them.
        Accuracy: float
        /// A course for each disturbance.
        Courses: DisturbanceCourse[]
    }

/// Studying disturbances.
[<RequireQualifiedAccess>]
module DisturbanceStudy =

    let private shown = 8

    let private check
        (settings: DisturbanceSettings)
        (classifier: Classifier)
        (images: Labelled)
        (reference: Labelled)
        =
        let d = settings.Height * settings.Width
        Guard.atLeast "height" 1 settings.Height
        Guard.atLeast "width" 1 settings.Width
        Guard.sameDimension "images" d images.Points.Dimension
        Guard.sameDimension "reference" d reference.Points.Dimension
        Guard.sameDimension "classifier" d classifier.Sizes.Head
        Guard.sameLength "labels" images.Points.Count images.Labels.Length

        if not (settings.High > settings.Low) then
            Guard.fail "high" (invariant $"high must be above low, {settings.Low}, but is {settings.High}.")

        if settings.Strengths.IsEmpty then
            Guard.fail "strengths" "strengths must name at least one."

        for s in settings.Strengths do
            if not (s >= 0.0 && s <= 1.0) then
                Guard.fail "strengths" (invariant $"strengths must lie in [0, 1], but one is {s}.")

        if List.distinct (List.sort settings.Strengths) <> settings.Strengths then
            Guard.fail "strengths" "strengths must rise."

        Guard.atLeast "neighbour" 1 settings.Neighbour
        Guard.atLeast "count" (max shown (settings.Neighbour + 1)) settings.Count

        if settings.Count > images.Points.Count then
            Guard.fail
                "count"
                (invariant
                    $"count must be at most the number of images, {images.Points.Count}, but is {settings.Count}.")

    /// <summary>The study: of the images, in a random order, samples of one size are disturbed, and compared with the reference in the
    /// features of the classifier.</summary>
    let run
        (settings: DisturbanceSettings)
        (classifier: Classifier)
        (images: Labelled)
        (reference: Labelled)
        : DisturbanceStudy =
        check settings classifier images reference
        let order = Seed.permutation images.Labels.Length (Seed.split "order" settings.Seed)

        let images =
            {
                Points = Points.select order images.Points
                Labels = order |> Array.map (fun i -> images.Labels[i])
            }

        let target = Classifier.features classifier reference.Points

        let read (disturbance: Disturbance) (strength: float) : DisturbanceReading =
            let sample = disturbance.Apply settings strength images
            let features = Classifier.features classifier sample

            {
                Strength = strength
                Kid = (Kid.full Kernel.poly3 (Rows.ofPoints target) (Rows.ofPoints features)).Estimate
                Fid = Fid.estimate target features
                Coverage = FeatureCoverage.measure settings.Neighbour target features
                Examples = Points.select [| 0 .. shown - 1 |] sample
            }

        let shares = Shares(float (Disturbance.all.Length * settings.Strengths.Length))

        {
            Settings = settings
            Features = target.Dimension
            Reference = target.Count
            Accuracy = Classifier.accuracy classifier reference
            Courses =
                [|
                    for disturbance in Disturbance.all ->
                        {
                            Name = disturbance.Name
                            Description = disturbance.Description
                            Readings =
                                [|
                                    for s in settings.Strengths -> shares.Take(1.0, (fun () -> read disturbance s))
                                |]
                        }
                |]
        }
