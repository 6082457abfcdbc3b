namespace GanFlowTheory.Core.Tests

open System
open System.IO
open System.Threading
open Xunit
open GanFlowTheory.Core
open Testing

/// Learning-rate schedules driven by tests.
module RateScheduleTests =

    let private small = RateSchedule.paper |> RateSchedule.every 10 20

    let private decideAll schedule outcomes =
        ((RateSchedule.start, []), outcomes)
        ||> List.fold (fun (state, made) p ->
            let decision = RateSchedule.decide p schedule state
            decision.State, made @ [ decision ])
        |> snd

    [<Fact>]
    let ``the paper's schedule compares with the model 20,000 steps ago from step 20,000 on`` () =
        let waiting = List.replicate 10 None
        let made = decideAll RateSchedule.paper (waiting @ [ Some 0.05; Some 0.1 ])
        Assert.All(made[..9], fun d -> Assert.Equal(RateVerdict.Waited, d.Verdict))
        let state = made[9].State
        Assert.Equal({ Step = 20_000; Reference = Some 0 }, RateSchedule.next RateSchedule.paper state)
        // The level itself is no failure.
        Assert.Equal<RateVerdict list>([ RateVerdict.Success; RateVerdict.Success ], made[10..] |> List.map _.Verdict)

        Assert.Equal(
            {
                Step = 24_000
                Reference = Some 4_000
            },
            RateSchedule.next RateSchedule.paper (List.last made).State
        )

    [<Fact>]
    let ``three failures in a row halve the rate, and every decision is a sentence`` () =
        let made = decideAll small [ None; None; Some 0.5; Some 0.2; Some 0.11; Some 0.5 ]
        let last = made[4]
        Assert.Equal(RateVerdict.Cut, last.Verdict)
        Assert.Equal(0.5, last.State.Factor)
        Assert.Equal(0, last.State.Failures)
        Assert.Equal(1, made[5].State.Failures)

        Assert.Equal<string list>(
            [
                "Step 0: the model is kept as number 1 of the 2 that a comparison waits for; the rate stays at 1 of the first."
                "Step 10: the model is kept as number 2 of the 2 that a comparison waits for; the rate stays at 1 of the first."
                "Step 20: p = 0.5 is above 0.1, not shown to be closer than the model of step 0: failure 1 of 3 in a row; the rate stays at 1 of the first."
                "Step 30: p = 0.2 is above 0.1, not shown to be closer than the model of step 10: failure 2 of 3 in a row; the rate stays at 1 of the first."
                "Step 40: p = 0.11 is above 0.1, not shown to be closer than the model of step 20: failure 3 of 3 in a row; the rate falls to 0.5 of the first."
                "Step 50: p = 0.5 is above 0.1, not shown to be closer than the model of step 30: failure 1 of 3 in a row; the rate stays at 0.5 of the first."
            ],
            made |> List.map _.Sentence
        )

    [<Fact>]
    let ``no test is neither a success nor a failure`` () =
        let made = decideAll small [ None; None; Some 0.5; None; Some 0.5; Some 0.5 ]
        Assert.Equal(RateVerdict.Untested, made[3].Verdict)
        Assert.Equal(1, made[3].State.Failures)
        // Under the paper's policy time goes on; under the released code's only successes move the reference.
        Assert.Equal<int list>([ 20; 30 ], made[3].State.Kept)
        Assert.Equal(RateVerdict.Cut, made[5].Verdict)
        Assert.Contains("neither a success nor a failure: 1 in a row as before", made[3].Sentence)

        let released =
            { small with
                Policy = ReferencePolicy.Released
            }

        let held = decideAll released [ None; None; Some 0.5; None ]
        Assert.Equal<int list>([ 0; 10 ], (List.last held).State.Kept)
        Assert.Equal<int list>([ 30 ], (List.last held).Dropped)

    [<Fact>]
    let ``the released code's memory is cut to its last three, and fills again before the next test`` () =
        let failures = List.replicate 3 (Some 1.0)
        let made = decideAll RateSchedule.released (List.replicate 10 None @ failures)
        let cut = List.last made
        Assert.Equal(RateVerdict.Cut, cut.Verdict)
        Assert.Equal<int list>([ 16_000; 18_000; 24_000 ], cut.State.Kept)
        Assert.Equal(None, (RateSchedule.next RateSchedule.released cut.State).Reference)
        // Seven more models, and then the test.
        let later =
            decideAll RateSchedule.released (List.replicate 10 None @ failures @ List.replicate 7 None)

        Assert.Equal(
            {
                Step = 40_000
                Reference = Some 16_000
            },
            RateSchedule.next RateSchedule.released (List.last later).State
        )

    [<Fact>]
    let ``the factor stays at the least, and the sentence says so`` () =
        let schedule = small |> RateSchedule.failing 0.1 1 |> RateSchedule.cutting 0.5 0.3
        let made = decideAll schedule (None :: None :: List.replicate 4 (Some 1.0))
        Assert.Equal<float list>([ 0.5; 0.3; 0.3; 0.3 ], made[2..] |> List.map _.State.Factor)
        Assert.Contains("the rate is at its least, 0.3 of the first", made[4].Sentence)
        // However often it is cut, the rate stays above 0.
        let endless = small |> RateSchedule.failing 0.1 1
        let far = decideAll endless (None :: None :: List.replicate 1100 (Some 1.0))
        Assert.True((List.last far).State.Factor > 0.0)

    [<Fact>]
    let ``small data are looked at every 500 steps, against 5,000 steps ago`` () =
        let schedule = RateSchedule.onSmallData RateSchedule.released
        Assert.Equal((500, 5_000), (schedule.Interval, schedule.Memory))
        Assert.Equal("three-sample:released,500,5000", RateSchedule.name schedule)

    [<Fact>]
    let ``names parse back`` () =
        for schedule in
            [
                RateSchedule.paper
                RateSchedule.released
                RateSchedule.onSmallData RateSchedule.paper
                small |> RateSchedule.failing 0.05 2
                RateSchedule.released |> RateSchedule.cutting (1.0 / 3.0) 1e-5
            ] do
            Assert.Equal(schedule, RateSchedule.parse (RateSchedule.name schedule))

    [<Theory>]
    [<InlineData("three-sample", "must have the form three-sample:POLICY")>]
    [<InlineData("three-sample:papre", "'papre'")>]
    [<InlineData("three-sample:paper,10", "must have the form")>]
    [<InlineData("three-sample:paper,10,x", "whole numbers, but has 'x'")>]
    [<InlineData("three-sample:paper,10,25", "memory must be a multiple of the interval, 10, but is 25.")>]
    [<InlineData("three-sample:paper,10,20,1,3,0.5,0", "level must lie in [0, 1), but is 1.")>]
    [<InlineData("three-sample:paper,10,20,0.1,0,0.5,0", "patience must be at least 1, but is 0.")>]
    [<InlineData("three-sample:paper,10,20,0.1,3,1,0", "cut must lie in (0, 1), but is 1.")>]
    [<InlineData("three-sample:paper,10,20,0.1,3,0.5,nan", "finite numbers, but has 'nan'")>]
    [<InlineData("four-sample:paper", "three-sample")>]
    let ``other texts are refused in a sentence`` (text: string, part: string) =
        let error =
            Assert.ThrowsAny<ArgumentException>(fun () -> RateSchedule.parse text |> ignore)

        Assert.Contains(part, error.Message)

    [<Fact>]
    let ``what does not fit is an argument error`` () =
        let refused (part: string) (f: unit -> unit) =
            let error = Assert.ThrowsAny<ArgumentException>(fun () -> f ())
            Assert.Contains(part, error.Message)

        let ready = (List.last (decideAll small [ None; None ])).State
        refused "p must lie in [0, 1], but is NaN" (fun () -> RateSchedule.decide (Some nan) small ready |> ignore)
        refused "p must lie in [0, 1], but is 1.5" (fun () -> RateSchedule.decide (Some 1.5) small ready |> ignore)

        refused "no model to compare with yet" (fun () ->
            RateSchedule.decide (Some 0.5) small RateSchedule.start |> ignore)

        refused "step must be at most 20, the next look, but is 21" (fun () ->
            RateSchedule.lookAt 21 small ready |> ignore)

        refused "interval must be at least 1" (fun () ->
            RateSchedule.next { small with Interval = 0 } RateSchedule.start |> ignore)

        refused "state must be at a step below 2^31" (fun () ->
            RateSchedule.next
                small
                { RateSchedule.start with
                    Looks = Int32.MaxValue
                }
            |> ignore)

        Assert.Equal(None, RateSchedule.lookAt 19 small ready)
        Assert.Equal(Some { Step = 20; Reference = Some 0 }, RateSchedule.lookAt 20 small ready)

    [<Fact>]
    let ``a checkpoint of another schedule, and one without, are refused`` () =
        let path = Path.Combine(Path.GetTempPath(), $"ganflow-{Guid.NewGuid():N}.npz")

        let step =
            Flow.descend (Functional.mmd (Kernel.gaussian 1.0) (Empirical.ofPoints (Points.ofValues [| 0.0; 1.0 |])))
            |> Flow.from (Particles.ofPoints (Points.ofValues [| 2.0; 3.0 |]))
            |> Flow.trace (Horizon.afterSteps 1) CancellationToken.None
            |> Seq.last

        let refused (part: string) =
            let error =
                Assert.Throws<DataFormatException>(fun () -> Checkpoint.rateState small path |> ignore)

            Assert.Contains(part, error.Message)

        try
            let state = (List.last (decideAll small [ None; None; Some 0.5 ])).State
            Checkpoint.saveRated small state path step
            Assert.Equal(state, Checkpoint.rateState small path)
            Checkpoint.saveRated RateSchedule.paper state path step
            refused "another rate schedule than the given one, three-sample:paper,10,20"
            Checkpoint.save path step
            refused "the checkpoint has no rate schedule"
        finally
            File.Delete path

    [<Fact>]
    let ``an optimiser is scaled by a factor above 0`` () =
        Assert.Equal(0.05, (Optimiser.adam 0.1 |> Optimiser.scaled 0.5).Rate)

        for factor in [ 0.0; nan; infinity ] do
            Assert.ThrowsAny<ArgumentException>(fun () -> Optimiser.adam 0.1 |> Optimiser.scaled factor |> ignore)
            |> ignore
