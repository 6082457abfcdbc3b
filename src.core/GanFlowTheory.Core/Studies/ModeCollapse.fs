namespace GanFlowTheory.Core

/// <summary>What a study of mode collapse is given.</summary>
[<NoComparison>]
type CollapseSettings =
    {
        /// The clocks of the critic, at least one.
        Clocks: CriticClock list
        /// The number of particles n.
        Particles: int
        /// The standard deviation of the Gaussian that they are drawn from, about the mean of the target.
        Spread: float
        /// The number m of random Fourier features whose span the critic is in.
        Features: int
        /// Their bandwidth.
        Bandwidth: float
        /// The ridge lambda of the critic.
        Ridge: float
        /// The number of draws that stand for the target.
        TargetSamples: int
        /// The time to run to.
        Until: float
        /// Fixes the particles, the features and the draws of the target.
        Seed: Seed
    }

/// The settings of studies.
[<RequireQualifiedAccess>]
module CollapseSettings =

    /// <summary>Settings for the eight Gaussians, of seconds. The bandwidth 0.6 is three of a mode's standard deviations: the
    /// witness tells modes apart that are 1.53 from each other, and its slopes still reach a start at the centre. The
    /// ridge 0.1 damps a critic on the clock 1 over ten units of time: slowly beside its turns, so that they show within
    /// the 20 units. 128 features have a kernel with errors of 1/sqrt(128), which make the frozen witness uneven, as
    /// trained critics are.</summary>
    let standard: CollapseSettings =
        {
            Clocks = CriticClock.dial
            Particles = 256
            Spread = 0.3
            Features = 128
            Bandwidth = 0.6
            Ridge = 0.1
            TargetSamples = 2000
            Until = 20.0
            Seed = Seed.create 0
        }

/// <summary>How particles stand to a mixture at one moment.</summary>
[<NoComparison>]
type CollapseMeasure =
    {
        /// Which modes they cover, and how much of them is near one.
        Coverage: ModeCoverage
        /// Their variance E|X - E X|^2.
        Variance: float
        /// Their variance within modes, E|X - E[X | M]|^2 with M the mode that X is nearest to: 0 where every mode's
        /// particles are one point.
        Within: float
    }

/// <summary>The course of a study on one clock.</summary>
[<NoComparison>]
type CollapseCourse =
    {
        /// The clock of the critic.
        Clock: CriticClock
        /// The measurements with their times, the start first.
        Moments: (float * CollapseMeasure)[]
        /// The ways of at most 16 particles, evenly chosen: each at the times of the moments, a row for each.
        Tracks: Points[]
        /// The particles at the end, n x d.
        Final: Points
        /// How the run ended.
        Outcome: Outcome
        /// What the dynamics tends to, law and critic together, with its evidence.
        End: EndReading
    }

/// <summary>Particles against a kernel witness in a finite space of features, towards a mixture of Gaussians, for several
/// clocks of the critic (T21-5, T21-6): from collapse over rotation to the flow of 1/2 MMD^2.</summary>
[<NoComparison; NoEquality>]
type CollapseStudy =
    {
        /// The target.
        Target: Target
        /// What the study was given.
        Settings: CollapseSettings
        /// The draws of the target that the critic sees.
        Draws: Points
        /// How the draws stand to the mixture: what particles can come to.
        Goal: CollapseMeasure
        /// The particles at the start, the same for every clock.
        Start: Points
        /// A course for each clock, in their order.
        Courses: CollapseCourse[]
        /// The exact curves of a Gaussian towards N(0, 1), for the same clocks.
        Gaussian: GaussianCourse[]
    }

/// Studying mode collapse.
[<RequireQualifiedAccess>]
module ModeCollapse =

    /// <summary>How a law stands to a mixture on the same space.</summary>
    let measure (mixture: GaussianMixture) (q: IMeasure) : CollapseMeasure =
        let coverage = ModeCoverage.measure mixture q
        let x, w, nearest = q.Nodes, q.Weights, ModeCoverage.nearest mixture
        let d = x.Dimension

        let cell =
            Array.init x.Count (fun i ->
                let struct (mode, _) = nearest x i
                mode)

        // E|X - E[X | cell]|^2, in two passes.
        let spread (cells: int) (cell: int -> int) =
            let masses, means = Array.zeroCreate cells, Array2D.zeroCreate cells d

            for i in 0 .. x.Count - 1 do
                masses[cell i] <- masses[cell i] + w[i]

                for k in 0 .. d - 1 do
                    means[cell i, k] <- means[cell i, k] + w[i] * x[i, k]

            let mutable total = 0.0

            for i in 0 .. x.Count - 1 do
                if w[i] > 0.0 then
                    for k in 0 .. d - 1 do
                        let away = x[i, k] - means[cell i, k] / masses[cell i]
                        total <- total + w[i] * away * away

            total

        {
            Coverage = coverage
            Variance = spread 1 (fun _ -> 0)
            Within = spread coverage.Shares.Length (fun i -> cell[i])
        }

    // Steps as long as the motion bears: velocities go by 1/lambda and the turns of the critic by sqrt(kappa), so that no
    // one length fits all clocks. The error per step, 1e-5 of the coordinates, is far less than a mode is wide.
    let private integrator = Integrator.dormandPrince 1e-3 1e-5 1e-6

    let private tracked = 16

    // Explicit steps are no longer than about 3/(kappa lambda): at this clock, the ridge 0.1 and 20 units of time that is 7000 of
    // them, a minute, for an error of 1e-4.
    let private fastest = 1e4

    let private check (settings: CollapseSettings) =
        if settings.Clocks.IsEmpty then
            Guard.fail "clocks" "clocks must name at least one."

        for clock in settings.Clocks do
            match clock with
            | CriticClock.Kappa kappa ->
                Guard.nonNegative "kappa" kappa

                if kappa > fastest then
                    Guard.fail
                        "clocks"
                        $"the clock {CriticClock.name clock} is above {CriticClock.name (CriticClock.Kappa fastest)}, where a critic \
                          moves as its best response does, and needs as many more steps; take best."
            | CriticClock.BestResponse -> ()

        Guard.atLeast "particles" 2 settings.Particles
        Guard.positive "spread" settings.Spread
        Guard.atLeast "features" 1 settings.Features
        Guard.positive "bandwidth" settings.Bandwidth
        Guard.positive "ridge" settings.Ridge
        Guard.atLeast "target samples" 1 settings.TargetSamples
        Guard.positive "until" settings.Until

    let private mixtureOf (target: Target) : GaussianMixture =
        match target.Mixture with
        | Some mixture -> mixture
        | None ->
            let known =
                Target.all
                |> List.filter _.Mixture.IsSome
                |> List.map _.Name
                |> String.concat ", "

            Guard.fail
                "target"
                $"target '{target.Name}' is no mixture of Gaussians, so that it has no modes to cover; one that is: {known}."

    let private run (settings: CollapseSettings) (target: Target) (mixture: GaussianMixture) : CollapseStudy =
        let d = target.Dimension
        let seed = settings.Seed
        let draws = Target.sample (Seed.split "target" seed) settings.TargetSamples target
        let p = Empirical.ofPoints draws
        let goal = measure mixture p

        let features =
            Features.randomFourier d settings.Features settings.Bandwidth (Seed.split "features" seed)

        let start =
            GaussianMixture.isotropic (GaussianMixture.mean mixture) settings.Spread
            |> GaussianMixture.sample (Seed.split "start" seed) settings.Particles
            |> Particles.ofPoints

        let course clock (law: 'q -> Particles) (run: Run<'q>) : CollapseCourse =
            let path = Flow.until settings.Until run
            let laws = path.States |> Array.map (fun (_, q) -> (law q).Nodes)

            {
                Clock = clock
                Moments = path.States |> Array.map (fun (time, q) -> time, measure mixture (law q))
                Tracks =
                    Thinning.evenly tracked settings.Particles
                    |> Array.map (fun i -> Points.init laws.Length d (fun t k -> laws[t][i, k]))
                Final = (law path.Final).Nodes
                Outcome = path.Outcome
                End = Trajectory.ofPath path |> TrajectoryEnd.classify [ sqrt goal.Variance ]
            }

        let courseOn (clock: CriticClock) : CollapseCourse =
            match clock with
            | CriticClock.Kappa kappa ->
                let critic = FeatureWitness.bestResponse features settings.Ridge p start

                Game.featureWitness kappa features settings.Ridge Metric.wasserstein p
                |> Game.from (Product.create start (Particles.point critic)) (GameScheme.integrated integrator)
                |> course clock _.First
            | CriticClock.BestResponse ->
                Game.featureBestResponse features settings.Ridge Metric.wasserstein p
                |> Flow.steppedBy integrator
                |> Flow.from start
                |> course clock id

        let clocks = List.toArray settings.Clocks

        {
            Target = target
            Settings = settings
            Draws = draws
            Goal = goal
            Start = start.Nodes
            Courses = LongWork.each clocks.Length (fun at -> courseOn clocks[at])
            Gaussian = clocks |> Array.map GaussianCollapse.ofClock
        }

    /// <summary>The study: for each clock the game of particles against a kernel witness in random Fourier features
    /// (Game.featureWitness), all from the same particles and from the critic's best response to them. A target that is no
    /// mixture of Gaussians is an argument error.</summary>
    let study (settings: CollapseSettings) (target: Target) : CollapseStudy =
        check settings
        run settings target (mixtureOf target)
