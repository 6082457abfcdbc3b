namespace GanFlowTheory.Core.Tests

open System
open System.Xml.Linq
open GanFlowTheory.Core
open Xunit

/// A sample run, and what holds for every page.
module ReportTesting =

    /// A step at which nothing was measured.
    let unmeasured: Diagnostics =
        {
            Functional = None
            PredictedDissipation = None
            CriticDissipation = None
            HeldOutScore = None
            PlugIn = None
            KCorrelation = None
            ObservedRate = None
            IdentityResidual = None
            StepLength = 0.0
            Elapsed = 0.0
            Refused = 0
            Solve = None
        }

    let measured (index: int) (time: float) (diagnostics: Diagnostics) : StepRecord =
        {
            Index = index
            Time = time
            Diagnostics = diagnostics
        }

    /// The step with other measurements.
    let remeasured (change: Diagnostics -> Diagnostics) (step: StepRecord) : StepRecord =
        { step with
            Diagnostics = change step.Diagnostics
        }

    /// F = exp(-2 rate t) sampled at equal steps: dissipation 2 rate F, mean rates exact over each step.
    let decay (steps: int) (rate: float) : StepRecord[] =
        let dt = 0.1
        let f t = exp (-2.0 * rate * t)

        Array.init steps (fun k ->
            let t = dt * float k
            let observed = (f t - f (t - dt)) / dt
            let middle = 2.0 * rate * f (t - 0.5 * dt)

            measured
                k
                t
                { unmeasured with
                    Functional = Some(f t)
                    PredictedDissipation = Some(2.0 * rate * f t)
                    CriticDissipation = Some(2.0 * rate * f t)
                    ObservedRate = if k = 0 then None else Some observed
                    IdentityResidual = if k = 0 then None else Some((-observed - middle) / middle)
                    StepLength = if k = 0 then 0.0 else dt
                    Elapsed = if k = 0 then 0.0 else dt
                })

    let cloud (seed: int) (n: int) (d: int) (center: float) =
        let random = Random seed
        Points.init n d (fun _ _ -> center + random.NextDouble() + random.NextDouble())

    let snapshots n d =
        [ for k in 0..9 -> 0.5 * float k, cloud k n d (0.3 * float k) ]

    let sample: RunReport =
        {
            Title = "Descent of half the squared MMD"
            Subtitle = "Seen by the exact critic, moved by Wasserstein-2."
            Outcome = "Reached time 4.9 after 49 steps."
            OutcomeKind = OutcomeKind.Succeeded
            Settings = [ "kernel", "gaussian:1.0"; "seed", "7" ]
            Facts = [ "functional at the start", "1"; "functional at the end", "NaN" ]
            Steps = decay 50 0.7
            Convergence = [||]
            Certificates = [||]
            Truth = [||]
            Scores = [||]
            Snapshots = snapshots 40 2
            Target = Some(cloud 99 30 2 3.0)
            CoordinateNames = [| "eruption, minutes"; "waiting, minutes" |]
            Units = None
            Warnings = [ "The step was halved twice." ]
        }

    let svg = XNamespace.Get "http://www.w3.org/2000/svg"

    let name (local: string) = svg + local

    let attribute (key: string) (e: XElement) =
        match e.Attribute(XName.Get key) with
        | null -> ""
        | a -> a.Value

    let hasClass (value: string) (e: XElement) = attribute "class" e = value

    /// What holds for every page; returns it parsed.
    let checkedPage (report: RunReport) : string * XDocument =
        let page = RunReport.html report
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

    /// The paths of a class in a picture.
    let paths (cssClass: string) (picture: XElement) : string list =
        picture.Descendants(name "path")
        |> Seq.filter (hasClass cssClass)
        |> Seq.map (attribute "d")
        |> Seq.toList

    /// The points of an open path, x and y each.
    let pointsOf (path: string) : float[][] =
        path.Split([| 'M'; 'L' |], StringSplitOptions.RemoveEmptyEntries)
        |> Array.map (fun pair -> pair.Split ' ' |> Array.map float)

    let panels (parsed: XDocument) =
        parsed.Descendants(name "svg") |> Seq.filter (hasClass "panel") |> Seq.toList

    let valuesAt (label: string) (parsed: XDocument) =
        parsed.Descendants(name "svg")
        |> Seq.filter (fun e -> (attribute "aria-labelledby" e).StartsWith(label, StringComparison.Ordinal))
        |> Seq.exactlyOne
