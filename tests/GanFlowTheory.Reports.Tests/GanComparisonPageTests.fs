namespace GanFlowTheory.Core.Tests

open System
open Xunit
open GanFlowTheory.Core
open GanFlowTheory.Core.Tests.ReportTesting

/// What pages show of the scores of trainings, alone and compared.
module GanComparisonPageTests =

    let private score (slope: float option) (modes: int option) (i: int) : GanScore =
        let estimate value =
            {
                Value = value
                Variance = Variance.Estimated 0.01
                Estimator = "kid"
                N = 10
                M = 10
                CanBeNegative = true
            }

        {
            Step = 10 * i
            Seconds = 0.5 * float i
            Kid = estimate (2.0 / float (1 + i))
            Fid = 3.0 / float (1 + i)
            Mmd = estimate 0.1
            Modes =
                modes
                |> Option.map (fun covered ->
                    {
                        Shares = Array.zeroCreate 8
                        Covered = covered
                        Quality = 0.75
                    })
            WitnessSlope = slope
        }

    let private training gan seed slope modes (dimension: int) =
        {
            Gan = gan
            Seed = seed
            Scores = Array.init 20 (score slope modes)
            Samples = Points.init 12 dimension (fun i k -> float ((i + 3 * k) % 5))
        }

    let private html trainings =
        GanComparisonPage.html "Compared" [ "a", "b" ] None trainings

    let private count (part: string) (page: string) = page.Split(part).Length - 1

    [<Fact>]
    let ``each GAN has its line in the table and in every figure`` () =
        let page =
            html
                [
                    training "one" 0 (Some 1.0) (Some 7) 2
                    training "one" 1 (Some 1.0) (Some 7) 2
                    training "two" 0 (Some 1.0) (Some 7) 2
                    training "two" 1 (Some 1.0) (Some 7) 2
                ]

        // KID twice, FID, modes, quality and slopes, wide and narrow.
        Assert.Equal(12, count "<path class=\"orbit orbit-0\"" page)
        Assert.Equal(12, count "<path class=\"orbit orbit-1\"" page)
        Assert.Contains("<td>2</td><td>0.1 ± 0</td>", page)
        Assert.Contains("one, seed 0", page)
        Assert.Contains("two, seed 0", page)
        Assert.DoesNotContain("NaN", page)
        Assert.DoesNotContain("different numbers of seeds", page)

        Assert.Equal(
            page,
            html
                [
                    training "one" 0 (Some 1.0) (Some 7) 2
                    training "one" 1 (Some 1.0) (Some 7) 2
                    training "two" 0 (Some 1.0) (Some 7) 2
                    training "two" 1 (Some 1.0) (Some 7) 2
                ]
        )

    [<Fact>]
    let ``what is not known is not drawn, and what is missing is told`` () =
        let page =
            html
                [
                    training "one" 0 None None 64
                    training "one" 1 None None 64
                    training "two" 0 None None 64
                ]

        Assert.Equal(6, count "<path class=\"orbit orbit-0\"" page)
        Assert.DoesNotContain("points near a mode", page)
        Assert.Contains("different numbers of seeds", page)
        // Images for both, side by side.
        Assert.Equal(24, count "class=\"image\"" page)

    [<Fact>]
    let ``nothing cannot be compared`` () =
        let error = Assert.Throws<ArgumentException>(fun () -> html [] |> ignore)
        Assert.Contains("a training to compare", error.Message)

    [<Fact>]
    let ``a training's page has its scores, and ends as they say`` () =
        let page, parsed =
            checkedPage (RunReport.withScores (Array.init 20 (score (Some 1.0) (Some 3))) sample)

        for key in [ "kid-wide"; "fid-wide"; "mmd-wide"; "modes-wide"; "witness-slope-wide" ] do
            valuesAt key parsed |> ignore

        Assert.Contains("Collapsed to 3 of 8 modes.", page)
        Assert.DoesNotContain("✓ Succeeded", page)

    [<Fact>]
    let ``a run that failed stays so whatever its scores`` () =
        let failed =
            { sample with
                OutcomeKind = OutcomeKind.Failed
                Outcome = "Diverged."
            }

        let report = RunReport.withScores (Array.init 20 (score None None)) failed
        Assert.Equal((OutcomeKind.Failed, "Diverged."), (report.OutcomeKind, report.Outcome))

    [<Fact>]
    let ``a start that is far above the rest makes a logarithmic axis`` () =
        let fall (start: float) =
            Array.init 20 (fun i ->
                let plain = score None None i

                { plain with
                    Kid =
                        { plain.Kid with
                            Value = if i = 0 then start else 1.0
                        }
                })

        let axis start =
            let _, parsed = checkedPage (RunReport.withScores (fall start) sample)
            (valuesAt "kid-wide" parsed).Value

        Assert.Contains("10²", axis 1000.0)
        Assert.DoesNotContain("10²", axis 2.0)
