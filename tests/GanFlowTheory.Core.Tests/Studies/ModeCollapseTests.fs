module GanFlowTheory.Core.Tests.Studies.ModeCollapseTests

open System
open Xunit
open GanFlowTheory.Core

let private settings =
    { CollapseSettings.standard with
        Particles = 96
        Features = 96
    }

// Run once for all tests that look at it.
let private study = lazy ModeCollapse.study settings Target.eightGaussians

let private courseOn (clock: CriticClock) =
    study.Value.Courses |> Array.find (fun course -> course.Clock = clock)

let private last (course: CollapseCourse) = snd (Array.last course.Moments)

let private argumentError (action: unit -> unit) =
    Assert.ThrowsAny<ArgumentException>(action).Message

[<Fact>]
let ``variances are about the mean, and about the means of the modes' own particles`` () =
    let mixture =
        GaussianMixture.mixture
            [| 0.5; 0.5 |]
            [
                GaussianMixture.isotropic [| -2.0 |] 0.1
                GaussianMixture.isotropic [| 2.0 |] 0.1
            ]

    let found =
        ModeCollapse.measure mixture (Empirical.ofPoints (Points.ofValues [| -2.1; -1.9; 2.0; 2.0 |]))
    // (4.41 + 3.61 + 4 + 4)/4 and (0.01 + 0.01)/4, to rounding.
    Assert.Equal(4.005, found.Variance, 14)
    Assert.Equal(0.005, found.Within, 14)
    Assert.Equal(2, found.Coverage.Covered)
    Assert.Equal(1.0, found.Coverage.Quality)

[<Fact>]
let ``all courses begin alike, and have a place for each time`` () =
    for course in study.Value.Courses do
        let time, first = course.Moments[0]
        Assert.Equal(0.0, time)

        Assert.Equal(
            (ModeCollapse.measure Target.eightGaussians.Mixture.Value (Particles.ofPoints study.Value.Start)).Variance,
            first.Variance
        )

        Assert.Equal(settings.Until, fst (Array.last course.Moments))
        Assert.All(course.Tracks, fun track -> Assert.Equal(course.Moments.Length, track.Count))
        Assert.Equal(study.Value.Start[0, 1], course.Tracks[0][0, 1])
        Assert.Equal(course.Final[0, 1], course.Tracks[0][course.Moments.Length - 1, 1])

let private features =
    Features.randomFourier 2 settings.Features settings.Bandwidth (Seed.split "features" settings.Seed)

let private featureMeans (x: Points) =
    let values = features.Values x
    Array.init features.Count (fun m -> Seq.averageBy (fun i -> values[i, m]) (seq { 0 .. x.Count - 1 }))

// T21-5. The critic is drawn again from its definition, and asked for its values only.
[<Fact>]
let ``against the frozen critic the particles gather at its maxima`` () =
    let s = study.Value
    let course = courseOn (CriticClock.Kappa 0.0)

    let slope = Array.map2 (-) (featureMeans s.Draws) (featureMeans s.Start)

    let critic (x: float[]) =
        let values = features.Values(Points.ofRows [ x ])
        Seq.sum (Seq.init features.Count (fun m -> slope[m] * values[0, m]))

    let isTop (i: int) =
        let x = [| course.Final[i, 0]; course.Final[i, 1] |]
        let here = critic x

        Seq.init 12 (fun k -> 2.0 * Math.PI * float k / 12.0)
        |> Seq.forall (fun angle -> critic [| x[0] + 0.1 * cos angle; x[1] + 0.1 * sin angle |] < here)

    let tops = Seq.init course.Final.Count isTop |> Seq.filter id |> Seq.length
    // A particle that began beside a watershed may still be under way.
    Assert.True(tops >= course.Final.Count - 2, $"{tops} of {course.Final.Count} are at a maximum")
    Assert.True((last course).Within < 0.01 * s.Goal.Within, string (last course).Within)
    Assert.True((last course).Coverage.Covered <= 6, ModeCoverage.sentence (last course).Coverage)

    match course.End.End with
    | TrajectoryEnd.Converged _ -> ()
    | _ -> Assert.Fail course.End.Evidence

// What their flows lower, in the features drawn again.
[<Fact>]
let ``a fast critic and the best response cover all modes and lower MMD^2`` () =
    let s = study.Value
    let p = featureMeans s.Draws

    let squared (x: Points) =
        Array.map2 (-) p (featureMeans x) |> Array.sumBy (fun d -> d * d)

    for clock in [ CriticClock.Kappa 10.0; CriticClock.BestResponse ] do
        let course = courseOn clock
        Assert.Equal(8, (last course).Coverage.Covered)
        // The slowest directions of a flow that is not at rest yet: a hundredth is left at most.
        let left = squared course.Final / squared s.Start
        Assert.True(left < 0.01, $"{CriticClock.name clock}: {left} of MMD^2 is left")

    let frozen = squared (courseOn (CriticClock.Kappa 0.0)).Final / squared s.Start
    Assert.True(frozen > 0.1, $"frozen: {frozen} of MMD^2 is left")

[<Fact>]
let ``a critic on the law's own clock keeps moving the particles from mode to mode`` () =
    let course = courseOn (CriticClock.Kappa 1.0)

    // Of a law that had come to rest, shares would not change any more.
    let shares =
        course.Moments
        |> Array.filter (fun (time, _) -> time >= 0.5 * settings.Until)
        |> Array.map (fun (_, m) -> m.Coverage.Shares)

    let swing k =
        let of' = shares |> Array.map (fun s -> s[k])
        Array.max of' - Array.min of'

    Assert.True(Seq.init 8 swing |> Seq.max > 0.1)

    match course.End.End with
    | TrajectoryEnd.Converged _
    | TrajectoryEnd.Collapsed _ -> Assert.Fail course.End.Evidence
    | _ -> ()

// Errors of 1e-8 of the numbers per step and some hundred steps of a flow that contracts, or amplifies by less than ten.
let private allowed = 1e-5

[<Fact>]
let ``the exact curve on the clock 0 is its closed form`` () =
    let lambda, m0, s0 = 0.5, 1.0, 0.75
    let course = GaussianCollapse.along lambda m0 s0 2.0 (CriticClock.Kappa 0.0)
    // The best response at the start: a = -m/lambda, b = (1 - m^2 - s^2)/lambda.
    let a, b = -m0 / lambda, (1.0 - m0 * m0 - s0 * s0) / lambda
    let top = -a / (2.0 * b)

    for i in 0 .. course.Times.Length - 1 do
        let fall = exp (2.0 * b * course.Times[i])
        Assert.True(abs (course.Deviations[i] - s0 * fall) <= allowed)
        Assert.True(abs (course.Means[i] - (top + (m0 - top) * fall)) <= allowed)

    Assert.Equal(2.0, Array.last course.Times)

[<Fact>]
let ``the exact curve of the best response of a centred law is logistic`` () =
    // v' = 4 v (1 - v)/lambda.
    let lambda, s0 = 2.0, 0.25
    let course = GaussianCollapse.along lambda 0.0 s0 3.0 CriticClock.BestResponse

    for i in 0 .. course.Times.Length - 1 do
        let odds = (1.0 / (s0 * s0) - 1.0) * exp (-4.0 * course.Times[i] / lambda)
        let v = course.Deviations[i] * course.Deviations[i]
        Assert.True(abs (v - 1.0 / (1.0 + odds)) <= allowed, $"{v} at {course.Times[i]}")
        Assert.True(abs course.Means[i] <= allowed)

[<Fact>]
let ``the exact curves run from collapse over turns to rest at the target`` () =
    let course clock = GaussianCollapse.ofClock clock

    match (course (CriticClock.Kappa 0.0)).End.End with
    | TrajectoryEnd.Collapsed 0 -> ()
    | _ -> Assert.Fail "the frozen critic does not collapse the law"

    let turned = course (CriticClock.Kappa 0.1)
    // Around the target: on both sides of its standard deviation, and of its mean.
    Assert.True(Array.max turned.Deviations > 1.0 && Array.min turned.Deviations < 0.5)
    Assert.True(Array.max turned.Means > 0.1 && Array.min turned.Means < -0.1)

    for clock in [ CriticClock.Kappa 10.0; CriticClock.BestResponse ] do
        let found = course clock
        Assert.Equal(0.0, Array.last found.Means, 5)
        Assert.Equal(1.0, Array.last found.Deviations, 5)

        match found.End.End with
        | TrajectoryEnd.Converged _ -> ()
        | _ -> Assert.Fail found.End.Evidence

[<Fact>]
let ``clocks are read by their names`` () =
    Assert.Equal<CriticClock list>(CriticClock.dial, [ "0"; "0.1"; "1"; " 10 "; "best" ] |> List.map CriticClock.parse)

    Assert.Equal<string list>([ "0"; "0.1"; "1"; "10"; "best" ], CriticClock.dial |> List.map CriticClock.name)

    for bad in [ "-1"; "slow"; ""; "NaN"; "Infinity" ] do
        Assert.Contains(
            $"must be a number of at least 0, or best, but is '{bad}'",
            argumentError (fun () -> CriticClock.parse bad |> ignore)
        )

    Assert.Contains("kappa", argumentError (fun () -> CriticClock.ofKappa -1.0 |> ignore))

[<Fact>]
let ``what does not fit is refused in a sentence`` () =
    let refused change =
        argumentError (fun () -> ModeCollapse.study (change settings) Target.eightGaussians |> ignore)

    Assert.Contains("clocks", refused (fun s -> { s with Clocks = [] }))
    Assert.Contains("ridge", refused (fun s -> { s with Ridge = 0.0 }))
    Assert.Contains("until", refused (fun s -> { s with Until = 0.0 }))

    Assert.Contains(
        "kappa",
        refused (fun s ->
            { s with
                Clocks = [ CriticClock.Kappa -1.0 ]
            })
    )

    Assert.Contains(
        "the clock 1E+300 is above 10000",
        refused (fun s ->
            { s with
                Clocks = [ CriticClock.Kappa 1e300 ]
            })
    )

    Assert.Contains(
        "target 'rings' is no mixture of Gaussians, so that it has no modes to cover; one that is: eight-gaussians.",
        argumentError (fun () -> ModeCollapse.study settings Target.rings |> ignore)
    )
