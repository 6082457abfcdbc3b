namespace GanFlowTheory.Core.Tests

open System
open System.IO
open System.Xml.Linq
open GanFlowTheory.Core
open GanFlowTheory.Core.Tests.ReportTesting
open Xunit

/// The page about a run: well-formed, self-contained, escaped, small, the same each time, whatever the run was.
module ReportTests =

    [<Fact>]
    let ``a page shows the outcome, the numbers, the figures and the settings`` () =
        let page, parsed = checkedPage sample

        for expected in
            [
                sample.Title
                sample.Subtitle
                sample.Outcome
                "Succeeded"
                "gaussian:1.0"
                sample.Warnings.Head
            ] do
            Assert.Contains(expected, page)

        // Functional, dissipation and residual, each for a wide and a narrow window.
        let plots cssClass =
            parsed.Descendants(name "svg") |> Seq.filter (hasClass cssClass) |> Seq.length

        Assert.Equal(3, plots "wide")
        Assert.Equal(3, plots "narrow")
        Assert.Equal(6, (panels parsed).Length)
        Assert.Contains("t = 0", page)
        Assert.Contains("t = 4.5", page)
        Assert.Contains("eruption, minutes", page)
        // The fact that spells no number is a dash.
        Assert.Contains("<dd>—</dd>", page)

    [<Fact>]
    let ``the same report gives the same text`` () =
        Assert.Equal(RunReport.html sample, RunReport.html sample)

    [<Fact>]
    let ``every string is escaped`` () =
        let hostile = "<script>alert(\"1\" & '2')</script>\u0001 \uD800 end"

        let report =
            { sample with
                Title = hostile
                Subtitle = hostile
                Outcome = hostile
                Settings = [ hostile, hostile ]
                Facts = [ hostile, hostile ]
                CoordinateNames = [| "<b>"; "&amp;" |]
                Warnings = [ hostile ]
            }

        let page, parsed = checkedPage report
        Assert.Contains("&lt;script&gt;alert(&quot;1&quot; &amp; '2')&lt;/script&gt;", page)
        Assert.Contains("&lt;b&gt;", page)
        Assert.Contains("&amp;amp;", page)

        let heading = parsed.Descendants(XName.Get "h1") |> Seq.exactlyOne
        Assert.Equal("<script>alert(\"1\" & '2')</script>\uFFFD \uFFFD end", heading.Value)

    [<Fact>]
    let ``a long run of many particles stays small and says that it is subsampled`` () =
        let report =
            { sample with
                Steps = decay 20_000 0.002
                Snapshots = [ for k in 0..11 -> float k, cloud k 100_000 2 (0.1 * float k) ]
                Target = Some(cloud 99 100_000 2 1.0)
            }

        let page, parsed = checkedPage report
        Assert.Contains("At most 1,000 points of each cloud", page)
        Assert.Contains("at most 1,000 of 20,000 steps", page)

        for panel in panels parsed do
            Assert.Equal(2000, panel.Descendants(name "circle") |> Seq.length)

    [<Fact>]
    let ``runs with nothing, one step or constant values still make a page`` () =
        let constant =
            Array.init 20 (fun k ->
                measured
                    k
                    (float k)
                    { unmeasured with
                        Functional = Some 0.25
                        PredictedDissipation = Some 0.0
                        CriticDissipation = Some 0.0
                        ObservedRate = if k = 0 then None else Some 0.0
                        IdentityResidual = if k = 0 then None else Some 0.0
                    })

        let page, _ =
            checkedPage
                { sample with
                    Steps = [||]
                    Snapshots = []
                    Settings = []
                    Facts = []
                    Warnings = []
                }

        Assert.Contains("No steps were recorded.", page)
        Assert.Contains("No particles were recorded.", page)
        checkedPage { sample with Steps = decay 1 0.7 } |> ignore
        checkedPage { sample with Steps = decay 2 0.7 } |> ignore
        let page, _ = checkedPage { sample with Steps = constant }
        Assert.Contains("exactly zero at every measured step", page)
        let point d = Points.zero 1 d

        for d in [ 1; 2; 3; 64; 70 ] do
            checkedPage
                { sample with
                    Snapshots = [ 0.0, point d; 1.0, point d ]
                    Target = Some(point d)
                    CoordinateNames = [||]
                }
            |> ignore

    [<Fact>]
    let ``shapes that do not fit are refused`` () =
        let wrongTarget =
            { sample with
                Target = Some(cloud 1 5 3 0.0)
            }

        Assert.Contains("dimension 3", Testing.argumentError (fun () -> RunReport.html wrongTarget))

        let wrongNames =
            { sample with
                CoordinateNames = [| "a"; "b"; "c" |]
            }

        Assert.Contains("names 3", Testing.argumentError (fun () -> RunReport.html wrongNames))

    [<Fact>]
    let ``writing replaces a file and leaves nothing else behind`` () =
        let folder = Directory.CreateTempSubdirectory "ganflow-report-"

        try
            let path = Path.Combine(folder.FullName, "report.html")
            File.WriteAllText(path, "old")
            RunReport.write path sample
            Assert.Equal(RunReport.html sample, File.ReadAllText path)
            Assert.Equal<string[]>([| path |], Directory.GetFileSystemEntries folder.FullName)
            let missing = Path.Combine(folder.FullName, "none", "report.html")

            Assert.ThrowsAny<IOException>(fun () -> RunReport.write missing sample)
            |> ignore
        finally
            folder.Delete true
