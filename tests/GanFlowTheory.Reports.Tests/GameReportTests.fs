namespace GanFlowTheory.Core.Tests

open Xunit
open GanFlowTheory.Core
open Testing

/// Pages about games.
type GameReportTests() =

    let start = Product.create (Particles.point [| 1.0 |]) (Particles.point [| 0.5 |])
    let matrix = array2D [ [ 1.0 ] ]

    let orbit (scheme: GameScheme) : GameOrbit =
        let game = Game.bilinear matrix
        let path = game |> Game.from start scheme |> Flow.steps 400
        let states = path.States |> Array.map snd
        let x = states |> Array.map (fun q -> q.First.Nodes.Data)
        let y = states |> Array.map (fun q -> q.Second.Nodes.Data)
        let reading = TrajectoryEnd.classify [] (Trajectory.ofPath path)

        {
            Scheme = GameScheme.name scheme
            Steps = [| 0..400 |]
            Times = path.States |> Array.map fst
            X = x
            Y = y
            Quantity = Array.map2 (fun (x: float[]) (y: float[]) -> x[0] * x[0] + y[0] * y[0]) x y
            Exact = BilinearOrbit.squaredRadii scheme matrix (struct (1.0, 1.0)) [| 1.0 |] [| 0.5 |] 400
            Energies =
                [|
                    Array.map2 (fun (x: float[]) (y: float[]) -> x[0] * y[0]) x y
                    Array.map2 (fun (x: float[]) (y: float[]) -> -x[0] * y[0]) x y
                |]
            End = TrajectoryEnd.word reading.End
            Evidence = reading.Evidence
        }

    let report schemes : GameReport =
        {
            Title = "A game"
            Subtitle = "By schemes."
            Players = "x", "y"
            Clocks = 1.0, 1.0
            Quantity = "|x|^2 + |y|^2"
            Orbits = schemes |> List.map orbit
            Settings = [ "scheme", "joint" ]
            Warnings = []
        }

    let count (part: string) (page: string) = page.Split(part).Length - 1

    [<Fact>]
    member _.``orbits that are one are drawn once, each with its exact radius``() =
        let page =
            report
                [
                    GameScheme.joint 0.1
                    GameScheme.simultaneous 0.1
                    GameScheme.jacobi 0.1
                    GameScheme.midpoint 0.1
                ]
            |> GameReport.html

        Assert.Contains("simultaneous:0.1, jacobi:0.1", page)
        // A dashed circle for each orbit, in the wide and in the narrow picture, and none for a fourth.
        for k in 0..2 do
            Assert.Equal(2, count $"class=\"orbit orbit-{k} exact\"" page)
            // In closed form over time.
            Assert.Equal(2, count $"class=\"orbit orbit-{k} exact over\"" page)

        Assert.Equal(0, count "orbit orbit-3" page)
        // The wide and the narrow pictures of the orbits.
        Assert.Equal(2, count "svg xmlns=\"http://www.w3.org/2000/svg\" class=\"portrait" page)
        Assert.Contains("Energies of both players", page)
        Assert.Contains("Converged", page)
        // The word stands once.
        Assert.DoesNotContain("Converged: ", page)
        Assert.DoesNotContain("NaN", page)
        Assert.True(page.Length < 500_000, string page.Length)

    [<Fact>]
    member _.``an orbit that escapes leaves room for the others``() =
        let plot =
            report [ GameScheme.simultaneous 0.4; GameScheme.midpoint 0.1 ]
            |> GameReport.html

        Assert.Contains("states lie outside the picture", plot)
        Assert.Contains("Diverged", plot)

    [<Fact>]
    member _.``stretches end at the axes``() =
        let axis = Axis.linear -1.0 1.0

        Assert.Equal<(float * float)[] list>(
            [ [| 0.0, 0.0; 1.0, 1.0 |]; [| 0.5, 0.5 |] ],
            OrbitPlot.within axis axis [| 0.0, 0.0; 1.0, 1.0; 2.0, 0.0; 0.5, 0.5; 0.0, nan |]
        )

    [<Fact>]
    member _.``a report must have orbits, and each its values``() =
        Assert.Contains("must have an orbit", argumentError (fun () -> GameReport.html (report [])))

        let short =
            { report [] with
                Orbits =
                    [
                        { orbit (GameScheme.joint 0.1) with
                            Times = [| 0.0 |]
                        }
                    ]
            }

        Assert.Contains("must have 401 entries", argumentError (fun () -> GameReport.html short))

    [<Fact>]
    member _.``a page of limits draws each family beside its declared order``() =
        let study (tau: float) =
            Game.bilinear matrix |> Game.from start (GameScheme.midpoint tau)

        let found = Limit.study 1.0 0.1 5 [] study

        let curve: LimitCurve =
            {
                Scheme = "midpoint"
                Declared = 2
                Taus = found.Levels |> Array.map _.Tau
                Differences = found.Differences
                Order = found.Order
                Evidence = found.Evidence
            }

        let report: LimitReport =
            {
                Title = "A game as steps shrink"
                Subtitle = ""
                Curves =
                    [
                        curve
                        { curve with
                            Scheme = "none"
                            Differences = [| nan; nan; 0.0; nan |]
                            Order = None
                        }
                    ]
                Settings = [ "start", "1" ]
            }

        let page = LimitReport.html report
        Assert.Equal(2, count "<path class=\"orbit orbit-0\"" page)
        Assert.Equal(2, count "<path class=\"orbit orbit-0 exact over\"" page)
        Assert.Equal(0, count "<path class=\"orbit orbit-1\"" page)
        Assert.Contains("Differences over steps", page)
        Assert.DoesNotContain("NaN", page)

        Assert.Contains(
            "No two runs",
            LimitReport.html
                { report with
                    Curves = [ report.Curves[1] ]
                }
        )

        Assert.Contains(
            "must have 4 entries",
            argumentError (fun () ->
                LimitReport.html
                    { report with
                        Curves = [ { curve with Differences = [||] } ]
                    })
        )
