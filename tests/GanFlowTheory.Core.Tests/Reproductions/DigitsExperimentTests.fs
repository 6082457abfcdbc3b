/// The rules of decision on results that are made up.
module GanFlowTheory.Core.Tests.Reproductions.DigitsExperimentTests

open GanFlowTheory.Core
open Xunit

let private estimate value : Estimate =
    {
        Value = value
        Variance = Variance.Estimated 1.0
        Estimator = "kid"
        N = 100
        M = 100
        CanBeNegative = true
    }

let private score step seconds kid mmd : GanScore =
    {
        Step = step
        Seconds = seconds
        Kid = estimate kid
        Fid = 1.0
        Mmd = estimate mmd
        Modes = None
        WitnessSlope = None
    }

/// KID falls on a line from the first value to the last over ten steps.
let private training gan seed seconds first last : GanTraining =
    {
        Gan = gan
        Seed = seed
        Scores =
            [|
                for i in 0..10 -> score i (seconds * float i) (first + (last - first) * float i / 10.0) 0.0
            |]
        Samples = Points.ofValues [| 0.0 |]
    }

/// Three seeds; KID differs between them by some.
let private three gan seconds first last some =
    [
        for seed in 0..2 -> training gan seed seconds first (last + some * float (seed - 1))
    ]

let private verdicts (trainings: GanTraining list) =
    DigitsExperiment.judge trainings
    |> List.map (fun fact -> fact.What, PrintedFact.verdict fact)

let private only trainings =
    verdicts trainings |> List.exactlyOne |> snd

[<Theory>]
// d = 1 - 1.5 < 0, with the same differences for all seeds.
[<InlineData(1.0, 1.0, 0.0, "Reproduced")>]
[<InlineData(1.6, 1.0, 0.0, "NotReproduced")>]
// d = -0.1 with s = 0.1: three standard errors are 0.17.
[<InlineData(1.4, 1.0, 0.1, "Undecided")>]
[<InlineData(1.6, 1.0, 0.1, "Undecided")>]
[<InlineData(1.3, 1.0, 0.1, "Reproduced")>]
[<InlineData(1.7, 1.0, 0.1, "NotReproduced")>]
let ``(i) compares KID at the end, seed by seed`` (small: float) (large: float) (some: float) (expected: string) =
    let trainings =
        three "rq* 4" 1.0 9.0 small some @ three "wgan-gp 16" 1.0 9.0 large 0.0

    Assert.Equal(expected, string (only trainings))

/// What both trainings of a seed have in common is no error: d has none where KID(rq*) is 1.5 times KID(wgan-gp) less 0.1.
[<Fact>]
let ``pairs are compared`` () =
    let trainings = three "rq* 4" 1.0 9.0 1.4 0.75 @ three "wgan-gp 16" 1.0 9.0 1.0 0.5
    let fact = DigitsExperiment.judge trainings |> List.exactlyOne
    Assert.Equal(-0.1, fact.Ours, 1e-12)
    Assert.Equal(FactVerdict.Reproduced, PrintedFact.verdict fact)

[<Fact>]
let ``(ii) compares areas and not ends`` () =
    // The same KID at the end; the area of dot is above, that of rbf-mix below.
    let trainings =
        three "rq* 16" 1.0 5.0 1.0 0.0
        @ three "dot 16" 1.0 8.0 1.0 0.0
        @ three "rbf-mix 16" 1.0 3.0 1.0 0.0

    Assert.Equal<FactVerdict list>(
        [ FactVerdict.Reproduced; FactVerdict.NotReproduced ],
        verdicts trainings |> List.map snd
    )

    // (8 + 1)/2 - (5 + 1)/2.
    Assert.Equal(1.5, (DigitsExperiment.judge trainings).Head.Ours, 1e-12)

[<Fact>]
let ``(iii) compares seconds of a step for each loss`` () =
    let trainings =
        [
            for loss, small in List.zip DigitsExperiment.losses [ 0.84; 0.35; 0.42; 0.5 ] do
                yield! three (DigitsExperiment.gan loss 4) small 1.0 1.0 0.0
                yield! three (DigitsExperiment.gan loss 16) 1.0 1.0 1.0 0.0
        ]

    let ofTime =
        verdicts trainings |> List.filter (fun (what, _) -> what.StartsWith "(iii)")

    Assert.Equal<FactVerdict list>(
        [
            FactVerdict.NotReproduced
            FactVerdict.Reproduced
            FactVerdict.Reproduced
            FactVerdict.Reproduced
        ],
        ofTime |> List.map snd
    )

[<Fact>]
let ``what is missing has no verdict, one seed decides nothing, and a divergence fails`` () =
    Assert.Empty(verdicts [])
    Assert.Empty(verdicts (three "rq* 4" 1.0 9.0 1.0 0.0))
    // Of other seeds there are no pairs.
    Assert.Empty(verdicts [ training "rq* 4" 0 1.0 9.0 1.0; training "wgan-gp 16" 1 1.0 9.0 1.0 ])
    Assert.Equal(FactVerdict.Undecided, only [ training "rq* 4" 0 1.0 9.0 1.0; training "wgan-gp 16" 0 1.0 9.0 1.0 ])
    Assert.Equal(FactVerdict.NotReproduced, only (three "rq* 4" 1.0 9.0 nan 0.0 @ three "wgan-gp 16" 1.0 9.0 1.0 0.0))

/// MMD^2 stays at a value of the seed's; the seconds of a step and the number of steps are given.
let private steady gan seconds steps (value: int -> float) =
    [
        for seed in 0..31 ->
            { training gan seed seconds 1.0 1.0 with
                Scores = [| for i in 0..steps -> score i (seconds * float i) 1.0 (value seed) |]
            }
    ]

let private stability trainings =
    DigitsExperiment.judgeStability trainings |> List.exactlyOne

[<Theory>]
// The variances are in the ratio of the squares.
[<InlineData(0.3, "Reproduced")>]
[<InlineData(0.7071, "Undecided")>]
[<InlineData(2.0, "NotReproduced")>]
let ``(iv) compares variances over seeds`` (kernelized: float) (expected: string) =
    let at factor seed = factor * sin (float (7 * seed))
    // Seeds in common are paired: other values for the other steps.
    let trainings =
        steady "kernelized" 5.0 4 (at kernelized)
        @ steady "mmd" 1.0 30 (fun seed -> at 1.0 (seed + 3))

    Assert.Equal(expected, string (PrintedFact.verdict (stability trainings)))

/// MMD^2 of plain steps has variance until time 20 and none after; the kernelized ones end at 20, where time is equal.
[<Fact>]
let ``(iv) compares at equal time`` () =
    let spread seed = sin (float (7 * seed))

    let plain =
        steady "mmd" 1.0 40 spread
        |> List.map (fun t ->
            { t with
                Scores =
                    t.Scores
                    |> Array.map (fun s ->
                        if s.Seconds > 20.0 then
                            { s with Mmd = estimate 0.0 }
                        else
                            s)
            })

    let fact = stability (steady "kernelized" 5.0 4 (fun _ -> 0.0) @ plain)
    let values = Array.init 32 spread
    let mean = Array.average values
    let variance = (values |> Array.sumBy (fun v -> (v - mean) ** 2.0)) / 31.0
    Assert.Equal(-0.5 * variance, fact.Ours, 1e-12)
    // The jackknife of a variance is s/sqrt n of the squares about the mean, nearly.
    let squares =
        GanComparison.meanOf (values |> Array.map (fun v -> (v - mean) ** 2.0))

    match fact.Error with
    | FactError.Sampled error -> Assert.InRange(error / (0.5 * squares.StandardError.Value), 0.9, 1.15)
    | other -> Assert.Fail(string other)

[<Fact>]
let ``(iv) needs three seeds`` () =
    Assert.Empty(DigitsExperiment.judgeStability (steady "mmd" 1.0 4 float))

    let few =
        steady "kernelized" 1.0 4 float @ steady "mmd" 1.0 4 float
        |> List.filter (fun t -> t.Seed < 2)

    Assert.Empty(DigitsExperiment.judgeStability few)
