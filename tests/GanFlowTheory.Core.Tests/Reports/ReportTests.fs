namespace GanFlowTheory.Core.Tests

open System
open System.IO
open System.Xml.Linq
open GanFlowTheory.Core
open Xunit

/// The page about a run: well-formed, self-contained, escaped, small, the same each time, whatever the run was.
module ReportTests =

    /// F = exp(-2 rate t) sampled at equal steps: dissipation 2 rate F, mean rates exact over each step.
    let private decay (steps: int) (rate: float) : DiagnosticsPoint[] =
        let dt = 0.1
        let f t = exp (-2.0 * rate * t)

        Array.init steps (fun k ->
            let t = dt * float k
            let observed = (f t - f (t - dt)) / dt
            let middle = 2.0 * rate * f (t - 0.5 * dt)

            {
                Step = k
                Time = t
                Functional = f t
                PredictedDissipation = 2.0 * rate * f t
                ObservedRate = if k = 0 then None else Some observed
                IdentityResidual = if k = 0 then None else Some((-observed - middle) / middle)
            })

    let private cloud (seed: int) (n: int) (d: int) (center: float) =
        let random = Random seed
        Points.init n d (fun _ _ -> center + random.NextDouble() + random.NextDouble())

    let private snapshots n d =
        [ for k in 0..9 -> 0.5 * float k, cloud k n d (0.3 * float k) ]

    let private sample: RunReport =
        {
            Title = "Descent of half the squared MMD"
            Subtitle = "Seen by the exact critic, moved by Wasserstein-2."
            Outcome = "Reached time 4.9 after 49 steps."
            OutcomeKind = OutcomeKind.Succeeded
            Settings = [ "kernel", "gaussian:1.0"; "seed", "7" ]
            Facts = [ "functional at the start", "1"; "functional at the end", "NaN" ]
            Series = decay 50 0.7
            Snapshots = snapshots 40 2
            Target = Some(cloud 99 30 2 3.0)
            CoordinateNames = [| "eruption, minutes"; "waiting, minutes" |]
            Warnings = [ "The step was halved twice." ]
        }

    let private svg = XNamespace.Get "http://www.w3.org/2000/svg"

    let private name (local: string) = svg + local

    let private attribute (key: string) (e: XElement) =
        match e.Attribute(XName.Get key) with
        | null -> ""
        | a -> a.Value

    let private hasClass (value: string) (e: XElement) = attribute "class" e = value

    /// What holds for every page; returns it parsed.
    let private checkedPage (report: RunReport) : string * XDocument =
        let page = Report.html report
        let parsed = XDocument.Parse page

        for bad in [ "NaN"; "Infinity"; "∞" ] do
            Assert.DoesNotContain(bad, page, StringComparison.Ordinal)

        for outside in [ "src="; "url("; "@import"; "<script"; "<link"; "href=" ] do
            Assert.DoesNotContain(outside, page, StringComparison.OrdinalIgnoreCase)

        Assert.DoesNotContain("http", page.Replace("xmlns=\"http://www.w3.org/2000/svg\"", ""))
        Assert.True(page.Length < 1_900_000, $"{page.Length} characters")

        let ids =
            parsed.Descendants()
            |> Seq.map (attribute "id")
            |> Seq.filter (fun id -> id <> "")
            |> Seq.toList

        Assert.Equal(ids.Length, (List.distinct ids).Length)

        for picture in parsed.Descendants(name "svg") do
            Assert.Equal("img", attribute "role" picture)
            let box = (attribute "viewBox" picture).Split ' ' |> Array.map float

            for id in (attribute "aria-labelledby" picture).Split ' ' do
                Assert.Contains(id, ids)

            // Nothing is drawn outside the picture; two units are the radius of a dot.
            for circle in picture.Descendants(name "circle") do
                Assert.InRange(float (attribute "cx" circle), -2.0, box[2] + 2.0)
                Assert.InRange(float (attribute "cy" circle), -2.0, box[3] + 2.0)

            for text in picture.Descendants(name "text") do
                let x, width = float (attribute "x" text), 6.5 * float text.Value.Length

                let left =
                    match attribute "text-anchor" text with
                    | "end" -> x - width
                    | "middle" -> x - 0.5 * width
                    | _ -> x

                // Six and a half units per character is the style's average width; labels stay inside by it.
                Assert.InRange(left, -12.0, box[2])
                Assert.InRange(left + width, 0.0, box[2] + 12.0)

        page, parsed

    let private panels (parsed: XDocument) =
        parsed.Descendants(name "svg") |> Seq.filter (hasClass "panel") |> Seq.toList

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
        Assert.Equal(Report.html sample, Report.html sample)

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

    let private valuesAt (label: string) (parsed: XDocument) =
        parsed.Descendants(name "svg")
        |> Seq.filter (fun e -> (attribute "aria-labelledby" e).StartsWith(label, StringComparison.Ordinal))
        |> Seq.exactlyOne

    [<Fact>]
    let ``positive functionals take a logarithmic axis, others a linear one that says so`` () =
        let page, parsed = checkedPage sample
        let plot = valuesAt "functional-wide" parsed
        Assert.Contains("10⁻²", plot.Value)
        Assert.DoesNotContain("values that are not positive", page)

        let shifted =
            sample.Series
            |> Array.map (fun p ->
                { p with
                    Functional = p.Functional - 0.5
                })

        let page, parsed = checkedPage { sample with Series = shifted }
        let plot = valuesAt "functional-wide" parsed
        Assert.DoesNotContain("10⁻²", plot.Value)
        Assert.Contains("values that are not positive", page)

        Assert.Single(plot.Descendants(name "line") |> Seq.filter (hasClass "zero"))
        |> ignore

    [<Fact>]
    let ``a logarithmic line is straight for an exponential decay`` () =
        let _, parsed = checkedPage sample
        let plot = valuesAt "functional-wide" parsed

        let path =
            plot.Descendants(name "path")
            |> Seq.filter (hasClass "observed")
            |> Seq.exactlyOne

        let points =
            (attribute "d" path).Split([| 'M'; 'L' |], StringSplitOptions.RemoveEmptyEntries)
            |> Array.map (fun pair -> pair.Split ' ' |> Array.map float)

        Assert.Equal(50, points.Length)
        let x0, y0 = points[0][0], points[0][1]
        let slope = (points[49][1] - y0) / (points[49][0] - x0)
        Assert.True(slope > 0.0)

        for p in points do
            // Coordinates are written with two decimals; the slope carries the rounding of two of them.
            Assert.InRange(p[1] - (y0 + slope * (p[0] - x0)), -0.02, 0.02)

    [<Fact>]
    let ``observed circles lie on the predicted line when the identity holds`` () =
        let _, parsed = checkedPage sample
        let plot = valuesAt "dissipation-wide" parsed

        let path =
            plot.Descendants(name "path")
            |> Seq.filter (hasClass "predicted")
            |> Seq.exactlyOne

        let line =
            (attribute "d" path).Split([| 'M'; 'L' |], StringSplitOptions.RemoveEmptyEntries)
            |> Array.map (fun pair -> pair.Split ' ' |> Array.map float)

        let x0, y0 = line[0][0], line[0][1]
        let slope = (line[49][1] - y0) / (line[49][0] - x0)

        let circles =
            plot.Descendants(name "g")
            |> Seq.filter (hasClass "observed open")
            |> Seq.collect (fun g -> g.Descendants(name "circle"))
            |> Seq.toList

        Assert.Equal(49, circles.Length)

        for c in circles do
            let x, y = float (attribute "cx" c), float (attribute "cy" c)
            // The mean over a step exceeds the midpoint by (0.14^2)/24, under 1e-3 in relation: 0.03 units of 214 for
            // three decades; the rest is two-decimal rounding.
            Assert.InRange(y - (y0 + slope * (x - x0)), -0.1, 0.1)

    [<Fact>]
    let ``of a long run the rates farthest off the line are always drawn`` () =
        let series =
            decay 1000 0.02
            |> Array.mapi (fun i p ->
                if i = 333 then
                    { p with
                        ObservedRate = p.ObservedRate |> Option.map (fun r -> 3.0 * r)
                    }
                else
                    p)

        let circles series =
            let _, parsed = checkedPage { sample with Series = series }

            (valuesAt "dissipation-wide" parsed).Descendants(name "circle") |> Seq.length

        Assert.Equal(50, circles (decay 1000 0.02))
        Assert.Equal(51, circles series)

    [<Fact>]
    let ``a few rates that are not positive are marked at the edge, many make the axis linear`` () =
        let spoil count =
            sample.Series
            |> Array.mapi (fun i p ->
                if i >= 50 - count then
                    { p with
                        ObservedRate = Some 1e-3
                        IdentityResidual = Some 0.0
                    }
                else
                    p)

        let page, parsed = checkedPage { sample with Series = spoil 3 }
        let plot = valuesAt "dissipation-wide" parsed
        Assert.Equal(3, plot.Descendants(name "line") |> Seq.filter (hasClass "rug") |> Seq.length)
        Assert.Contains("mark the 3 rates", page)

        let page, parsed = checkedPage { sample with Series = spoil 30 }
        let plot = valuesAt "dissipation-wide" parsed
        Assert.Empty(plot.Descendants(name "line") |> Seq.filter (hasClass "rug"))
        Assert.Contains("many rates are not positive", page)

    [<Fact>]
    let ``a long run of many particles stays small and says that it is subsampled`` () =
        let report =
            { sample with
                Series = decay 20_000 0.002
                Snapshots = [ for k in 0..11 -> float k, cloud k 100_000 2 (0.1 * float k) ]
                Target = Some(cloud 99 100_000 2 1.0)
            }

        let page, parsed = checkedPage report
        Assert.Contains("at most 1,000 points of each cloud", page)
        Assert.Contains("at most 1,000 of 20,000 steps", page)

        for panel in panels parsed do
            Assert.Equal(2000, panel.Descendants(name "circle") |> Seq.length)

    [<Fact>]
    let ``images of many particles stay small`` () =
        let report =
            { sample with
                Series = decay 5_000 0.01
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
    let ``runs with nothing, one step or constant values still make a page`` () =
        let constant =
            Array.init 20 (fun k ->
                {
                    Step = k
                    Time = float k
                    Functional = 0.25
                    PredictedDissipation = 0.0
                    ObservedRate = if k = 0 then None else Some 0.0
                    IdentityResidual = if k = 0 then None else Some 0.0
                })

        let page, _ =
            checkedPage
                { sample with
                    Series = [||]
                    Snapshots = []
                    Settings = []
                    Facts = []
                    Warnings = []
                }

        Assert.Contains("No steps were recorded.", page)
        Assert.Contains("No particles were recorded.", page)
        checkedPage { sample with Series = decay 1 0.7 } |> ignore
        checkedPage { sample with Series = decay 2 0.7 } |> ignore
        let page, _ = checkedPage { sample with Series = constant }
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
    let ``values that are not finite are left out and counted`` () =
        let series =
            decay 50 0.7
            |> Array.mapi (fun i p ->
                if i < 48 then
                    p
                else
                    { p with
                        Functional = Double.NaN
                        PredictedDissipation = Double.PositiveInfinity
                        ObservedRate = Some Double.NaN
                        IdentityResidual = Some Double.NegativeInfinity
                    })

        let page, _ =
            checkedPage
                { sample with
                    Series = series
                    OutcomeKind = OutcomeKind.Failed
                }

        Assert.Contains("2 values are not finite and are not drawn.", page)
        Assert.Contains("Failed", page)

        let nothing =
            series
            |> Array.map (fun p ->
                { p with
                    Time = Double.NaN
                    Functional = Double.NaN
                })

        checkedPage { sample with Series = nothing } |> ignore

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
    let ``axes of equal ranges have equal units, whatever the labels`` () =
        let frame = ScatterPlot.frame (Axis.linear -1.0 1.0) (Axis.linear 10000.5 10002.5)
        Testing.close 1e-12 (frame.Right - frame.Left) (frame.Bottom - frame.Top)

    [<Fact>]
    let ``principal axes of a stretched cloud are its directions`` () =
        // Independent coordinates of standard deviations 5, 1, 3 on a full grid: axes 1 and 3, shares 25/35 and 9/35.
        let grid =
            [
                for a in [ -5.0; 5.0 ] do
                    for b in [ -1.0; 1.0 ] do
                        for c in [ -3.0; 3.0 ] do
                            [ a; b; c ]
            ]

        let axes = grid |> Points.ofRows |> PrincipalAxes.ofPoints
        Testing.close 1e-12 1.0 axes.First[0]
        Testing.close 1e-12 1.0 axes.Second[2]
        Testing.close 1e-12 (25.0 / 35.0) (fst axes.Shares)
        Testing.close 1e-12 (9.0 / 35.0) (snd axes.Shares)

        // Two points in five dimensions: one direction carries everything, found through the smaller matrix.
        let pair =
            Points.ofRows [ [ 0.0; 0.0; 0.0; 0.0; 0.0 ]; [ 0.0; 3.0; 0.0; 4.0; 0.0 ] ]

        let axes = PrincipalAxes.ofPoints pair
        Testing.close 1e-12 0.6 axes.First[1]
        Testing.close 1e-12 0.8 axes.First[3]
        Testing.close 1e-12 1.0 (fst axes.Shares)
        let projected = PrincipalAxes.project axes pair
        Testing.close 1e-12 5.0 (projected[1, 0] - projected[0, 0])

    [<Fact>]
    let ``histograms integrate to the share inside their axis`` () =
        let points = Points.ofValues [| for i in 0..99 -> float i / 10.0 |]
        let all = Histogram.count 13 (Axis.linear 0.0 10.0) points
        Testing.close 1e-12 1.0 (all.Width * Array.sum all.Densities)
        let half = Histogram.count 13 (Axis.linear 0.0 4.95) points
        Testing.close 1e-12 0.5 (half.Width * Array.sum half.Densities)

    [<Fact>]
    let ``shapes that do not fit are refused`` () =
        let wrongTarget =
            { sample with
                Target = Some(cloud 1 5 3 0.0)
            }

        Assert.Contains("dimension 3", Testing.argumentError (fun () -> Report.html wrongTarget))

        let wrongNames =
            { sample with
                CoordinateNames = [| "a"; "b"; "c" |]
            }

        Assert.Contains("names 3", Testing.argumentError (fun () -> Report.html wrongNames))

    [<Fact>]
    let ``writing replaces a file and leaves nothing else behind`` () =
        let folder = Directory.CreateTempSubdirectory "ganflow-report-"

        try
            let path = Path.Combine(folder.FullName, "report.html")
            File.WriteAllText(path, "old")
            Report.write path sample
            Assert.Equal(Report.html sample, File.ReadAllText path)
            Assert.Equal<string[]>([| path |], Directory.GetFileSystemEntries folder.FullName)
            let missing = Path.Combine(folder.FullName, "none", "report.html")
            Assert.ThrowsAny<IOException>(fun () -> Report.write missing sample) |> ignore
        finally
            folder.Delete true
