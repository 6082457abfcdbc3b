namespace GanFlowTheory.Core

/// <summary>A Gaussian law N(m, s^2) against a critic a x + b x^2 of p = N(0, 1), on one clock (T21-6).</summary>
[<NoComparison>]
type GaussianCourse =
    {
        /// The clock of the critic.
        Clock: CriticClock
        /// The times, rising, the first 0.
        Times: float[]
        /// m at each time.
        Means: float[]
        /// s at each time.
        Deviations: float[]
        /// What it tends to.
        End: EndReading
    }

/// <summary>The exact curves beside a study of mode collapse: m' = a + 2bm, s' = 2bs, a' = kappa(-m - lambda a), b' = kappa(1 -
/// m^2 - s^2 - lambda b), from a critic that is the best response at the start (T21-6).</summary>
[<RequireQualifiedAccess>]
module GaussianCollapse =

    // A thousandth of the size of the numbers is what a picture shows; these are far below it.
    let private integrator = Integrator.dormandPrince 1e-3 1e-8 1e-10

    // Where it moves by 1e-7 in a unit of time it has come to rest: what moves later is the error of the steps.
    let private rest = 1e-14

    let private course
        (clock: CriticClock)
        (law: 'q -> GaussianState)
        (path: Path<'q>)
        : GaussianCourse when 'q :> IState<'q> =
        let laws = path.States |> Array.map (fun (_, q) -> law q)

        {
            Clock = clock
            Times = path.States |> Array.map fst
            Means = laws |> Array.map (fun q -> q.Mean[0])
            Deviations = laws |> Array.map (fun q -> abs q.Factor[0, 0])
            // The target's standard deviation is 1.
            End = Trajectory.ofPath path |> TrajectoryEnd.classify [ 1.0 ]
        }

    /// <summary>The course of N(mean, deviation^2) up to a time > 0, or to its rest, against a critic with ridge
    /// lambda > 0 on the clock.</summary>
    let along (lambda: float) (mean: float) (deviation: float) (until: float) (clock: CriticClock) : GaussianCourse =
        Guard.positive (nameof until) until
        let target = GaussianState.isotropic [| 0.0 |] 1.0
        let start = GaussianState.isotropic [| mean |] deviation

        match clock with
        | CriticClock.Kappa kappa ->
            let critic = FeatureWitness.bestResponse Features.moments lambda target start

            Game.featureWitness kappa Features.moments lambda Metric.wasserstein target
            |> Game.from (Product.create start (Particles.point critic)) (GameScheme.integrated integrator)
            |> Flow.stopBelow rest
            |> Flow.until until
            |> course clock _.First
        | CriticClock.BestResponse ->
            Game.featureBestResponse Features.moments lambda Metric.wasserstein target
            |> Flow.steppedBy integrator
            |> Flow.from start
            |> Flow.stopBelow rest
            |> Flow.until until
            |> course clock id

    /// <summary>The course that a study shows: from N(1, 0.75^2), which lies beside the target and has a critic with b
    /// &lt; 0, with ridge 1, over sixty units of time: a critic on the clock 0.1 turns some times in them.</summary>
    let ofClock (clock: CriticClock) : GaussianCourse = along 1.0 1.0 0.75 60.0 clock
