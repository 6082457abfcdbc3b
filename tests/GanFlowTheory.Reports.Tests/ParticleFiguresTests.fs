namespace GanFlowTheory.Core.Tests

open System
open GanFlowTheory.Core
open GanFlowTheory.Core.Tests.ReportTesting
open Xunit

/// Particles over time, as drawn.
module ParticleFiguresTests =

    [<Fact>]
    let ``images of many particles stay small`` () =
        let report =
            { sample with
                Steps = decay 5_000 0.01
                Snapshots = [ for k in 0..5 -> float k, cloud k 3_000 64 (0.1 * float k) ]
                Target = Some(cloud 99 3_000 64 1.0)
                CoordinateNames = [||]
            }

        let _, parsed = checkedPage report

        let grids =
            parsed.Descendants(name "svg") |> Seq.filter (hasClass "images") |> Seq.toList

        Assert.Equal(2, grids.Length)

        for grid in grids do
            Assert.Equal(64, grid.Descendants(name "rect") |> Seq.length)

    [<Theory>]
    [<InlineData(1)>]
    [<InlineData(2)>]
    [<InlineData(3)>]
    [<InlineData(64)>]
    let ``every dimension has its picture, with and without a target`` (d: int) =
        for target in [ Some(cloud 99 30 d 3.0); None ] do
            for taken in [ 1; 2; 10 ] do
                let report =
                    { sample with
                        Snapshots = snapshots 40 d |> List.truncate taken
                        Target = target
                        CoordinateNames = [||]
                    }

                let page, parsed = checkedPage report
                Assert.Equal(min 6 taken, (panels parsed).Length)
                Assert.Equal((d > 2), page.Contains("principal coordinates of the", StringComparison.Ordinal))
                Assert.Equal((d = 64), page.Contains("8 × 8 images", StringComparison.Ordinal))

                let drawn =
                    parsed.Descendants()
                    |> Seq.exists (fun e -> hasClass "target" e || hasClass "target area" e)

                Assert.Equal(target.IsSome, drawn)

    [<Fact>]
    let ``escaping particles do not shrink the rest, and are counted`` () =
        for d in [ 1; 2 ] do
            let far =
                Points.init 40 d (fun i k -> if i < 7 then 1e200 else 0.01 * float (i + k))

            let report =
                { sample with
                    Snapshots = [ 0.0, cloud 1 40 d 0.0; 1.0, far ]
                    Target = Some(cloud 2 40 d 1.0)
                    CoordinateNames = [||]
                }

            let page, _ = checkedPage report
            Assert.Contains("7 particles lie outside the panels.", page)

    [<Fact>]
    let ``principal coordinates are those in the units of the report`` () =
        let mixed =
            Points.init 50 3 (fun i k -> (if k = 0 then 1000.0 else 1.0) * cos (float (i * (k + 1))))

        let pageIn units =
            fst (
                checkedPage
                    { sample with
                        Snapshots = [ 0.0, mixed ]
                        Target = Some mixed
                        CoordinateNames = [| "large"; "b"; "c" |]
                        Units = units
                    }
            )

        // In the units of the points the large one is all that there is.
        Assert.Contains("which carry 100 % and", pageIn None)
        let page = pageIn (Some(Units.standardising mixed))
        Assert.DoesNotContain("carry 100 %", page)
        Assert.Contains("principal coordinates of the target in the units of the flow, which carry ", page)
        // The table stays in those of the points.
        Assert.Contains("s.d. large", page)

    [<Fact>]
    let ``axes of equal ranges have equal units, whatever the labels`` () =
        let frame = ScatterPlot.frame (Axis.linear -1.0 1.0) (Axis.linear 10000.5 10002.5)
        Testing.close 1e-12 (frame.Right - frame.Left) (frame.Bottom - frame.Top)
