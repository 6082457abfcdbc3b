module GanFlowTheory.Core.Tests.Studies.GanVerdictTests

open System
open GanFlowTheory.Core
open Xunit

let private coverage covered =
    {
        Shares = Array.zeroCreate 8
        Covered = covered
        Quality = 0.5
    }

let private estimate value (error: float) : Estimate =
    {
        Value = value
        Variance = Variance.Estimated(error * error)
        Estimator = "kid"
        N = 100
        M = 100
        CanBeNegative = true
    }

let private score step value error modes : GanScore =
    {
        Step = step
        Seconds = 0.1 * float step
        Kid = estimate value error
        Fid = 2.0 * value
        Mmd = estimate value error
        Modes = modes |> Option.map coverage
        WitnessSlope = None
    }

let private series (values: int -> float) (modes: int -> int option) =
    Array.init 40 (fun i -> score (10 * i) (values i) 0.1 (modes i))

let private noModes _ = None

[<Fact>]
let ``each kind of training has its verdict`` () =
    let verdict values modes = GanVerdict.judge (series values modes)
    let word values modes = GanVerdict.word (verdict values modes)
    Assert.Equal("at-noise", word (fun i -> if i < 10 then 5.0 else 0.05) noModes)
    Assert.Equal("improving", word (fun i -> 10.0 * exp (-0.03 * float i)) noModes)
    Assert.Equal("settled", word (fun i -> if i < 10 then 5.0 else 1.0) noModes)
    Assert.Equal("oscillating", word (fun i -> 2.0 + sin (float i)) noModes)
    // Modes come first: KID may be small where a mode is missing.
    Assert.Equal(GanVerdict.Collapsed(3, 8), verdict (fun _ -> 0.05) (fun i -> Some(if i < 20 then 5 else 3)))
    // Ever more modes are no collapse.
    Assert.Equal("improving", word (fun i -> 10.0 * exp (-0.03 * float i)) (fun i -> Some(i / 6)))
    Assert.Equal("at-noise", word (fun _ -> 0.05) (fun _ -> Some 8))
    // A negative estimate is as much at the noise as a positive one.
    Assert.Equal("at-noise", word (fun _ -> -0.05) noModes)

[<Fact>]
let ``few scores are no verdict`` () =
    let scores = series (fun _ -> 1.0) noModes
    Assert.Equal(GanVerdict.TooFewScores 15, GanVerdict.judge scores[..14])
    Assert.Equal(GanVerdict.TooFewScores 0, GanVerdict.judge [||])
    Assert.Equal("settled", GanVerdict.word (GanVerdict.judge scores[..15]))

[<Fact>]
let ``turns are counted beyond the error of a difference alone`` () =
    let at values =
        values
        |> List.mapi (fun i v -> score i v 0.1 None)
        |> List.toArray
        |> GanVerdict.turns

    // Three times the root of 2 times 0.1 is 0.424.
    Assert.Equal(0, at [ 0.0; 0.42; 0.0; 0.42; 0.0 ])
    Assert.Equal(3, at [ 0.0; 0.43; 0.0; 0.43; 0.0 ])
    // A long rise in small steps is one move, and so is the fall after it.
    let up = List.init 21 (fun i -> 0.1 * float i)
    Assert.Equal(1, at (up @ List.rev up))

[<Fact>]
let ``a score without an error has that of the others`` () =
    let without (score: GanScore) =
        { score with
            Kid =
                { score.Kid with
                    Variance = Variance.Estimated -1e-3
                }
        }

    // Up and down by four tenths, less than three errors of a difference, half of them unknown.
    let small =
        series (fun i -> 1.0 + 0.2 * float (1 - 2 * (i % 2))) noModes
        |> Array.mapi (fun i score -> if i % 2 = 0 then without score else score)

    Assert.Equal(0, GanVerdict.turns small)
    Assert.Equal("settled", GanVerdict.word (GanVerdict.judge small))
    // Where no error is known, nothing is told from chance.
    Assert.Equal(0, GanVerdict.turns (series (fun i -> sin (float i)) noModes |> Array.map without))

// The false alarms that GanVerdict states: less than one in a thousand series of noise. Were they as many, fewer than ten of
// 20,000 would come with probability 0.005.
[<Fact>]
let ``noise alone is an oscillation less than once in a thousand trainings`` () =
    let count = 20_000
    let normals = Seed.normals (40 * count) (Seed.create 7)

    let verdicts =
        Array.init count (fun s ->
            series (fun i -> 1.0 + 0.1 * normals[40 * s + i]) noModes
            |> GanVerdict.judge
            |> GanVerdict.word)

    let alarms = verdicts |> Array.filter ((=) "oscillating") |> Array.length
    Assert.True(alarms < 10, $"{alarms} of {count}")

[<Fact>]
let ``sentences have their numbers`` () =
    Assert.Equal("Collapsed to 3 of 8 modes.", GanVerdict.sentence (GanVerdict.Collapsed(3, 8)))
    Assert.Contains("16 are needed", GanVerdict.sentence (GanVerdict.TooFewScores 4))
    Assert.Contains("turned 5 times", GanVerdict.sentence (GanVerdict.Oscillating 5))

    Assert.Contains(
        "KID is 0.05, within its standard error of 0.1",
        GanVerdict.sentence (GanVerdict.AtNoise(0.05, 0.1))
    )

[<Fact>]
let ``trainings are summed up over their seeds`` () =
    let training gan seed (values: float list) =
        {
            Gan = gan
            Seed = seed
            Scores = values |> List.mapi (fun i v -> score (10 * i) v 0.1 (Some i)) |> List.toArray
            Samples = Points.init 3 2 (fun i k -> float (i + k))
        }

    let trainings =
        [
            training "b" 1 [ 4.0; 2.0; 1.0 ]
            training "a" 0 [ 1.0; 1.0; 1.0 ]
            training "b" 0 [ 8.0; 4.0; 3.0 ]
        ]

    match GanComparison.summaries trainings with
    | [ b; a ] ->
        Assert.Equal<string list>([ "b"; "a" ], [ b.Gan; a.Gan ])
        Assert.Equal((2.0, Some 1.0, 2), (b.Kid.Mean, b.Kid.StandardError, b.Kid.Count))
        Assert.Equal((1.0, None, 1), (a.Kid.Mean, a.Kid.StandardError, a.Kid.Count))
        // (4 + 2)/2 and (2 + 1)/2 over two intervals, and (8 + 4)/2, (4 + 3)/2.
        Assert.Equal(0.5 * (0.5 * (3.0 + 1.5) + 0.5 * (6.0 + 3.5)), b.KidOverSteps.Mean, 1e-15)
        Assert.Equal(0.1, b.SecondsPerStep.Mean, 1e-15)
        Assert.Equal(Some 2.0, b.Modes |> Option.map _.Mean)
        Assert.Equal<int list>([ 0; 1 ], b.Verdicts |> List.map fst)
    | _ -> Assert.Fail "two GANs"

    Assert.Equal<(int * float * float)[]>(
        [| 0, 0.0, 6.0; 10, 1.0, 3.0; 20, 2.0, 2.0 |],
        GanComparison.ofGan "b" trainings
        |> GanComparison.course (fun s -> Some s.Kid.Value)
    )

    let twice =
        Assert.Throws<ArgumentException>(fun () ->
            GanComparison.summaries [ training "a" 3 [ 1.0 ]; training "a" 3 [ 1.0 ] ]
            |> ignore)

    Assert.Contains("a has seed 3 twice", twice.Message)

    let none =
        Assert.Throws<ArgumentException>(fun () -> GanComparison.summaries [ training "a" 3 [] ] |> ignore)

    Assert.Contains("a with seed 3 has none", none.Message)
