namespace GanFlowTheory.Core.Tests

open Xunit
open GanFlowTheory.Core

/// Pages of studies of mode collapse.
type CollapsePageTests() =

    let study clocks =
        ModeCollapse.study
            { CollapseSettings.standard with
                Clocks = clocks
                Particles = 24
                Features = 16
                TargetSamples = 200
                Until = 1.0
            }
            Target.eightGaussians

    let count (part: string) (page: string) = page.Split(part).Length - 1

    [<Fact>]
    member _.``the dial has a column for each clock, wide and narrow``() =
        let page = CollapsePage.html (study CriticClock.dial)
        // A hand for each clock, in the wide picture and in a narrow one of its own.
        Assert.Equal(10, count "class=\"hand\"" page)
        Assert.Equal(1, count "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"wide\"" page)
        Assert.Equal(5, count "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"narrow\"" page)
        // Target and particles of each column, twice; coverage, variance and the Gaussian's curve.
        Assert.Equal(10, count "<g class=\"target\">" page)
        Assert.Equal(10, count "<g class=\"particles\">" page)
        Assert.Equal(30, count "<path class=\"observed\"" page)
        Assert.Equal(20, count "<path class=\"predicted\"" page)

        for title in [ "κ = 0<"; "κ = 0.1<"; "κ = 10<"; "best response<" ] do
            Assert.Contains(title, page)

        Assert.Contains("prefers-color-scheme: dark", page)
        Assert.DoesNotContain("NaN", page)
        Assert.DoesNotContain("href=", page)
        Assert.True(page.Length < 1_000_000, string page.Length)
        Assert.Equal(page, CollapsePage.html (study CriticClock.dial))

    [<Fact>]
    member _.``more clocks than a picture holds make a second one``() =
        let clocks = [ 0.0 .. 5.0 ] |> List.map CriticClock.ofKappa
        let page = CollapsePage.html (study clocks)
        Assert.Equal(2, count "class=\"wide\"" page)
        Assert.Equal(12, count "class=\"hand\"" page)
        Assert.Equal(1, count "class=\"wide\"" (CollapsePage.html (study [ CriticClock.BestResponse ])))

    [<Fact>]
    member _.``the table has the end of each course and the target``() =
        let study = study [ CriticClock.Kappa 0.0; CriticClock.BestResponse ]
        let page = CollapsePage.html study

        for course in study.Courses do
            let m = snd (Array.last course.Moments)
            Assert.Contains($"<td>{m.Coverage.Covered} of 8</td>", page)
            Assert.Contains($"<td>{Numerals.short m.Variance}</td>", page)

        Assert.Contains($"<td>{Numerals.short study.Goal.Within}</td>", page)
        Assert.Contains("eight-gaussians", page)
