namespace GanFlowTheory.Core.Tests

open System.Xml.Linq
open GanFlowTheory.Core
open GanFlowTheory.Core.Tests.ReportTesting
open Xunit

/// The sections of the page that trainings have.
module TrainingFiguresTests =

    /// MMD^2 = exp(-2 alpha t) with the given alpha, eigenvalues at every tenth step.
    let private monitored (steps: int) (alpha: float) (eigenvalue: int -> float) : ConvergencePoint[] =
        Array.init steps (fun k ->
            let t = 0.1 * float k
            let decay = exp (-2.0 * alpha * t)

            {
                Step = k
                Time = t
                SquaredMmd = 0.5 * decay
                Alpha = Some alpha
                SmallestEigenvalue = if k % 10 = 0 then Some(eigenvalue k) else None
                PredictedDecay = Some decay
                ObservedDecay = Some decay
            })

    let private certified (cosine: int -> float option) : GanStepPoint[] =
        Array.init 12 (fun k ->
            {
                Step = 5 * k
                Time = 0.05 * float k
                Cosine = cosine k
                LengthRatio = cosine k |> Option.map (fun c -> 3.0 - c)
            })

    let private headings (parsed: XDocument) =
        parsed.Descendants(XName.Get "h2") |> Seq.map _.Value |> Seq.toList

    [<Fact>]
    let ``other runs have no such sections`` () =
        let _, parsed = checkedPage sample

        for heading in
            [
                "Convergence monitor"
                "The GAN's step and the regression's"
                "The critic and the truth"
            ] do
            Assert.DoesNotContain(heading, headings parsed)

    [<Fact>]
    let ``a decay as predicted is one curve on a logarithmic axis, straight for a constant alpha`` () =
        let points = monitored 50 0.7 (fun k -> 0.02 / float (1 + k))
        let page, parsed = checkedPage (RunReport.withConvergence points sample)
        Assert.Contains("Convergence monitor", headings parsed)
        Assert.DoesNotContain("fresh samples", page)
        let decay = valuesAt "decay-wide" parsed
        Assert.Contains("10⁻²", decay.Value)
        let observed = List.exactlyOne (paths "observed" decay)
        Assert.Equal<string list>([ observed ], paths "predicted" decay)

        let drawn = pointsOf observed
        let slope = (drawn[49][1] - drawn[0][1]) / (drawn[49][0] - drawn[0][0])

        for p in drawn do
            // Coordinates have two decimals.
            Assert.InRange(p[1] - (drawn[0][1] + slope * (p[0] - drawn[0][0])), -0.02, 0.02)

        Assert.Single(paths "observed" (valuesAt "alpha-wide" parsed)) |> ignore
        Assert.Single(paths "observed" (valuesAt "eigenvalue-wide" parsed)) |> ignore
        Assert.Contains("at 5 states", page)

    [<Fact>]
    let ``a decay other than predicted is two curves`` () =
        let points =
            monitored 50 0.7 (fun _ -> 0.1)
            |> Array.map (fun p ->
                { p with
                    ObservedDecay = p.ObservedDecay |> Option.map (fun v -> max v 0.05)
                })

        let resampled =
            { sample with
                Steps =
                    sample.Steps
                    |> Array.map (
                        remeasured (fun d ->
                            { d with
                                ObservedRate = None
                                IdentityResidual = None
                            })
                    )
            }

        let page, parsed = checkedPage (RunReport.withConvergence points resampled)
        let decay = valuesAt "decay-wide" parsed
        Assert.NotEqual<string list>(paths "observed" decay, paths "predicted" decay)
        Assert.Contains("fresh samples", page)
        Assert.DoesNotContain("the same as predicted by alpha", page)
        let page, _ = checkedPage (RunReport.withConvergence points sample)
        Assert.Contains("the same as predicted by alpha", page)

    [<Fact>]
    let ``eigenvalues that are 0 are said, and marked among others`` () =
        let page, _ =
            checkedPage (RunReport.withConvergence (monitored 50 0.7 (fun _ -> 0.0)) sample)

        Assert.Contains("is 0 at each of the 5 states", page)

        let mixed = monitored 50 0.7 (fun k -> if k = 0 then 0.0 else 1e-5)
        let page, parsed = checkedPage (RunReport.withConvergence mixed sample)
        Assert.Contains("marks one value that is not positive", page)
        let plot = valuesAt "eigenvalue-wide" parsed

        Assert.Single(plot.Descendants(name "line") |> Seq.filter (hasClass "rug"))
        |> ignore

        let none =
            monitored 50 0.7 (fun _ -> 0.0)
            |> Array.map (fun p -> { p with SmallestEigenvalue = None })

        let page, _ = checkedPage (RunReport.withConvergence none sample)
        Assert.Contains("was not computed", page)

    [<Fact>]
    let ``certificates are drawn over steps with how far the cosine is from 1`` () =
        let report =
            RunReport.withCertificates (certified (fun k -> Some(1.0 - 1e-15 * float k))) sample

        let page, parsed = checkedPage report
        Assert.Contains("Over 12 certified steps it is at most 1.1 × 10⁻¹⁴ away", page)
        Assert.Single(paths "observed" (valuesAt "cosine-wide" parsed)) |> ignore
        Assert.Single(paths "observed" (valuesAt "length-ratio-wide" parsed)) |> ignore
        Assert.Contains(report.Facts, (fun (name, value) -> name.StartsWith "smallest cosine" && value = "1"))

        let turning =
            RunReport.withCertificates (certified (fun k -> Some(1.0 - 0.05 * float k))) sample

        checkedPage turning |> ignore
        Assert.Contains(turning.Facts, (fun (name, value) -> name.StartsWith "smallest cosine" && value = "0.45"))
        Assert.Contains(turning.Facts, (fun (name, value) -> name.StartsWith "their length ratio" && value = "2.55"))

        let page, _ =
            checkedPage (RunReport.withCertificates (certified (fun _ -> None)) sample)

        Assert.Contains("did not move", page)

    [<Fact>]
    let ``the critic is drawn beside the truth, where that is known`` () =
        let points: CriticTruth[] =
            Array.init 30 (fun k ->
                {
                    Step = 10 * k
                    Time = float k
                    OnPoints = Some(cos (0.05 * float k))
                    OnParameters = if k = 3 then None else Some(cos (0.07 * float k))
                })

        let report = RunReport.withTruth points sample
        let _, parsed = checkedPage report
        let plot = valuesAt "truth-wide" parsed
        Assert.Single(paths "observed" plot) |> ignore
        Assert.Single(paths "predicted" plot) |> ignore
        Assert.Contains("200", plot.Value)
        Assert.Contains(report.Facts, (fun (name, _) -> name = "K-correlation of the critic at the end"))

        let unknown =
            points
            |> Array.map (fun p ->
                { p with
                    OnPoints = None
                    OnParameters = None
                })

        let page, _ = checkedPage (RunReport.withTruth unknown sample)
        Assert.Contains("the truth is not known", page)

    [<Fact>]
    let ``long trainings stay small`` () =
        let points = monitored 20_000 0.0005 (fun k -> 1e-6 * float (k + 1))
        let page, _ = checkedPage (RunReport.withConvergence points sample)
        Assert.Contains("at most 1,000 of 20,000 steps", page)
