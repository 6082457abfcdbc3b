namespace GanFlowTheory.Core.Tests

open System
open GanFlowTheory.Core
open GanFlowTheory.Core.Tests.ReportTesting
open Xunit

/// The functional and the dissipation identity, as drawn.
module SeriesFiguresTests =

    [<Fact>]
    let ``positive functionals take a logarithmic axis, others a linear one that says so`` () =
        let page, parsed = checkedPage sample
        let plot = valuesAt "functional-wide" parsed
        Assert.Contains("10⁻²", plot.Value)
        Assert.DoesNotContain("values that are not positive", page)

        let shifted =
            sample.Steps
            |> Array.map (
                remeasured (fun d ->
                    { d with
                        Functional = d.Functional |> Option.map (fun v -> v - 0.5)
                    })
            )

        let page, parsed = checkedPage { sample with Steps = shifted }
        let plot = valuesAt "functional-wide" parsed
        Assert.DoesNotContain("10⁻²", plot.Value)
        Assert.Contains("values that are not positive", page)

        Assert.Single(plot.Descendants(name "line") |> Seq.filter (hasClass "zero"))
        |> ignore

    [<Fact>]
    let ``a logarithmic line is straight for an exponential decay`` () =
        let _, parsed = checkedPage sample
        let plot = valuesAt "functional-wide" parsed
        let points = paths "observed" plot |> List.exactlyOne |> pointsOf

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
        let line = paths "predicted" plot |> List.exactlyOne |> pointsOf

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
                    p
                    |> remeasured (fun d ->
                        { d with
                            ObservedRate = d.ObservedRate |> Option.map (fun r -> 3.0 * r)
                        })
                else
                    p)

        let circles series =
            let _, parsed = checkedPage { sample with Steps = series }

            (valuesAt "dissipation-wide" parsed).Descendants(name "circle") |> Seq.length

        Assert.Equal(50, circles (decay 1000 0.02))
        Assert.Equal(51, circles series)

    [<Fact>]
    let ``a few rates that are not positive are marked at the edge, many make the axis linear`` () =
        let spoil count =
            sample.Steps
            |> Array.mapi (fun i p ->
                if i >= 50 - count then
                    p
                    |> remeasured (fun d ->
                        { d with
                            ObservedRate = Some 1e-3
                            IdentityResidual = Some 0.0
                        })
                else
                    p)

        let page, parsed = checkedPage { sample with Steps = spoil 3 }
        let plot = valuesAt "dissipation-wide" parsed
        Assert.Equal(3, plot.Descendants(name "line") |> Seq.filter (hasClass "rug") |> Seq.length)
        Assert.Contains("mark the 3 rates", page)

        let page, parsed = checkedPage { sample with Steps = spoil 30 }
        let plot = valuesAt "dissipation-wide" parsed
        Assert.Empty(plot.Descendants(name "line") |> Seq.filter (hasClass "rug"))
        Assert.Contains("many rates are not positive", page)

    [<Fact>]
    let ``values that are not finite are left out and counted`` () =
        let series =
            decay 50 0.7
            |> Array.mapi (fun i p ->
                if i < 48 then
                    p
                else
                    p
                    |> remeasured (fun d ->
                        { d with
                            Functional = Some Double.NaN
                            PredictedDissipation = Some Double.PositiveInfinity
                            ObservedRate = Some Double.NaN
                            IdentityResidual = Some Double.NegativeInfinity
                        }))

        let page, _ =
            checkedPage
                { sample with
                    Steps = series
                    OutcomeKind = OutcomeKind.Failed
                }

        Assert.Contains("2 values are not finite and are not drawn.", page)
        Assert.Contains("Failed", page)

        let nothing =
            series
            |> Array.map (fun p ->
                { remeasured (fun d -> { d with Functional = Some Double.NaN }) p with
                    Time = Double.NaN
                })

        checkedPage { sample with Steps = nothing } |> ignore
