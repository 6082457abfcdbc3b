namespace GanFlowTheory.Core.Tests

open System
open Xunit
open GanFlowTheory.Core
open GanFlowTheory.Core.Tests.ReportTesting

/// The page about a sweep.
module SweepReportTests =

    let private mean value =
        Some
            {
                Mean = value
                StandardError = Some 0.25
                Count = 2
            }

    let private panel (number: int) (dimension: int) : SweepPanel =
        {
            Name = $"point {number}"
            Values = [ string number ]
            Means = [ mean (float number); None ]
            Courses =
                [
                    for seed in 0..1 -> seed, Array.init 20 (fun k -> float k, float (number + seed) / float (1 + k))
                ]
            Points = Some(Points.init 12 dimension (fun i k -> float ((i + 3 * k) % 5)))
        }

    let private report panels : SweepReport =
        {
            Title = "Swept"
            Axes = [ "steps" ]
            Seeds = [ "7"; "8" ]
            Along = "time t"
            Quantity = "functional"
            Numbers = [ "functional.end"; "kid.end" ]
            Headline = 1
            Target = None
            Panels = panels
            Missing = 0
            Settings = [ "target", "rings" ]
        }

    let private count (part: string) (page: string) = page.Split(part).Length - 1

    [<Fact>]
    let ``each point has a panel with a line for each seed, in the seed's colour`` () =
        let page = SweepReport.html (report [ panel 1 2; panel 2 2; panel 3 2 ])
        Assert.Equal(page, SweepReport.html (report [ panel 1 2; panel 2 2; panel 3 2 ]))
        Assert.Equal(3, count "<path class=\"orbit orbit-0\"" page)
        Assert.Equal(3, count "<path class=\"orbit orbit-1\"" page)
        Assert.Contains("seed 7", page)
        Assert.Contains("3 points of the grid, 6 runs, on the same axes.", page)
        Assert.Contains("<td>2</td><td>1 ± 0.25</td>", page)
        // All numbers are in the table that opens, and what is not known is a dash.
        Assert.Equal(1, count "<th scope=\"col\">kid.end</th>" page)
        Assert.Contains("<td>1 ± 0.25</td><td>—</td>", page)
        Assert.DoesNotContain("Note", page)
        Assert.DoesNotContain("NaN", page)

    [<Fact>]
    let ``a run keeps its colour where the one before it is missing`` () =
        let lacking =
            { panel 1 2 with
                Courses = [ List.last (panel 1 2).Courses ]
            }

        let page = SweepReport.html { report [ lacking ] with Missing = 1 }
        Assert.Equal(0, count "<path class=\"orbit orbit-0\"" page)
        Assert.Equal(1, count "<path class=\"orbit orbit-1\"" page)
        Assert.Contains("Not all is here: without 1 cell of the sweep.", page)
        Assert.Contains("1 point of the grid, 1 run", page)

    [<Fact>]
    let ``clouds of several dimensions have panels of their own`` () =
        let page = SweepReport.html (report [ panel 1 2; panel 2 3; panel 3 1 ])

        for id in [ "d2-panel-0"; "d3-panel-0"; "d1-panel-0" ] do
            Assert.Equal(1, count $"id=\"{id}-title\"" page)

    [<Fact>]
    let ``what has no finite course, and no points, has no section`` () =
        let bare =
            { panel 1 2 with
                Courses = [ 0, [| 0.0, nan |] ]
                Points = None
            }

        let page = SweepReport.html (report [ bare ])
        Assert.DoesNotContain("Over the course", page)
        Assert.DoesNotContain("Points at the end", page)

    [<Fact>]
    let ``a quantity that changes its sign has a linear axis, and a descent a logarithmic one`` () =
        let along values =
            SweepReport.html (
                report
                    [
                        { panel 1 2 with
                            Courses = [ 0, Array.mapi (fun k v -> float k, v) values ]
                        }
                    ]
            )

        Assert.Contains("Linear axis.", along [| for k in 0..19 -> cos (float k) |])
        let descent = [| for k in 0..19 -> if k < 19 then exp (-float k) else -1e-9 |]
        Assert.Contains("Logarithmic axis. One value is not positive and is not drawn.", along descent)

    [<Fact>]
    let ``many points are drawn in part, and all are in the table`` () =
        let page = SweepReport.html (report [ for k in 1..61 -> panel k 2 ])
        Assert.Equal(60, count "id=\"course-" page / 2)
        Assert.Equal(24, count "id=\"d2-panel-" page / 2)
        Assert.Contains("Courses are drawn for the first 60 points; the table has all.", page)
        Assert.Contains("<th scope=\"row\">61</th>", page)

    [<Fact>]
    let ``no point, and values or means that are too few, are refused`` () =
        let refused (sentence: string) report =
            let error =
                Assert.Throws<ArgumentException>(fun () -> SweepReport.html report |> ignore)

            Assert.StartsWith(sentence, error.Message)

        refused "there must be a point" (report [])
        refused "the values of point 1 must have 1 entries, but has 0." (report [ { panel 1 2 with Values = [] } ])
        refused "the means of point 1 must have 2 entries, but has 0." (report [ { panel 1 2 with Means = [] } ])
