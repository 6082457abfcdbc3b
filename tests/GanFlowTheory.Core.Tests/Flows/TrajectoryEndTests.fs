module GanFlowTheory.Core.Tests.Flows.TrajectoryEndTests

open System
open Xunit
open GanFlowTheory.Core
open GanFlowTheory.Core.Tests
open GanFlowTheory.Core.Tests.LimitTesting

let private read path =
    path |> Trajectory.ofPath |> TrajectoryEnd.classify []

let private start = [| 1.0; 0.5 |]

let private by integrator field time =
    path integrator start field time |> read

let private isWord (word: string) (reading: EndReading) =
    Assert.True(TrajectoryEnd.word reading.End = word, reading.Evidence)
    Assert.StartsWith(word, reading.Evidence, StringComparison.OrdinalIgnoreCase)

let private periodOf (reading: EndReading) : float =
    match reading.End with
    | TrajectoryEnd.Periodic period -> period
    | _ -> failwith reading.Evidence

let private pointOf (reading: EndReading) : float[] =
    match reading.End with
    | TrajectoryEnd.Converged point -> point
    | _ -> failwith reading.Evidence

let private near (tolerance: float) (expected: float) (actual: float) =
    Assert.True(abs (actual - expected) <= tolerance * abs expected, $"{actual} is not {expected}")

[<Theory>]
[<InlineData(0.05)>]
[<InlineData(0.1)>]
[<InlineData(0.5)>]
let ``a circle is periodic, with the period of the midpoint rule's turn`` (tau: float) =
    // The rule turns by 2 arctan(tau/2) a step; straight lines between points are off by the square of a step.
    let reading = by (Integrator.midpoint tau) (spiral 0.0) 60.0
    near (0.002 + 0.01 * tau * tau) (2.0 * Math.PI * tau / (2.0 * atan (0.5 * tau))) (periodOf reading)

[<Theory>]
[<InlineData(0.1)>]
[<InlineData(0.01)>]
[<InlineData(0.001)>]
let ``Euler's spiral around a circle is told from the circle, however slow`` (tau: float) =
    let reading = by (Integrator.euler tau) (spiral 0.0) 60.0
    isWord "diverged" reading
    Assert.Contains("spirals outwards", reading.Evidence)

[<Theory>]
[<InlineData(0.5)>]
[<InlineData(0.1)>]
[<InlineData(0.02)>]
[<InlineData(0.002)>]
[<InlineData(0.0001)>]
let ``spirals converge inwards and diverge outwards`` (rate: float) =
    isWord "diverged" (by (Integrator.rungeKutta4 0.05) (spiral rate) 60.0)
    let reading = by (Integrator.rungeKutta4 0.05) (spiral -rate) 60.0
    isWord "converged" reading

    // The centre of a slow spiral is known by its turns, to a share of their width.
    for v in pointOf reading do
        Assert.True(abs v <= 0.05, reading.Evidence)

[<Theory>]
[<InlineData(1.0, 0.01, 6.66328686)>]
[<InlineData(1.0, 4.0, 6.66328686)>]
[<InlineData(5.0, 0.5, 11.6122306)>]
[<InlineData(0.1, 4.0, 6.28711)>]
let ``van der Pol's cycle is found from within and from without, with its period`` mu x period =
    let reading =
        path (Integrator.rungeKutta4 0.02) [| x; 0.0 |] (vanDerPol mu) 200.0 |> read

    near 1e-4 period (periodOf reading)

[<Theory>]
[<InlineData(0.02, 0.5, 200.0)>]
[<InlineData(0.02, 0.5, 30.0)>]
[<InlineData(0.02, 0.2, 30.0)>]
[<InlineData(0.02, 0.05, 60.0)>]
[<InlineData(0.005, 0.5, 200.0)>]
[<InlineData(0.001, 0.5, 200.0)>]
[<InlineData(0.02, 4.0, 60.0)>]
[<InlineData(0.0005, 4.0, 200.0)>]
let ``what is on its way to a cycle is undecided`` mu x time =
    // A turn multiplies the amplitude a by about 1 + pi mu (1 - a^2/4): hardly less from one turn to the next, and nothing
    // at a = 2, so that it neither leaves every bound nor comes to rest.
    isWord "undecided" (path (Integrator.rungeKutta4 0.02) [| x; 0.0 |] (vanDerPol mu) time |> read)

[<Theory>]
[<InlineData(0.002, -0.001)>]
[<InlineData(0.002, 0.001)>]
[<InlineData(0.02, 0.01)>]
let ``a spiral inwards whose turns shrink by less and less converges where they have a rate at the centre``
    (rate: float)
    (bend: float)
    =
    // r' = -(rate + bend r^2) r.
    let field (z: float[]) =
        let c = rate + bend * (z[0] * z[0] + z[1] * z[1])
        [| -c * z[0] - z[1]; z[0] - c * z[1] |]

    isWord "converged" (by (Integrator.rungeKutta4 0.05) field 100.0)

[<Fact>]
let ``what has only begun to grow is undecided`` () =
    // From 0.01 the motion grows a hundredfold before the cycle bounds it.
    isWord "undecided" (path (Integrator.rungeKutta4 0.02) [| 0.01; 0.0 |] (vanDerPol 1.0) 20.0 |> read)

[<Fact>]
let ``exponential decay converges once it is over, and not before`` () =
    let decay = Array.map (fun v -> -v)
    let reading = by (Integrator.rungeKutta4 0.05) decay 10.0
    Assert.All(pointOf reading, (fun v -> Assert.True(abs v <= 1e-4)))
    isWord "undecided" (by (Integrator.rungeKutta4 0.05) decay 3.0)

[<Fact>]
let ``a state at rest has converged`` () =
    let reading = by (Integrator.rungeKutta4 0.5) (Array.map (fun _ -> 1e-300)) 10.0
    Assert.Equal<float[]>(start, pointOf reading)

[<Fact>]
let ``exponential growth diverges, motion at constant speed is undecided, and lost numbers diverge`` () =
    isWord "diverged" (by (Integrator.rungeKutta4 0.05) (Array.map id) 8.0)
    isWord "undecided" (by (Integrator.rungeKutta4 0.05) (Array.map (fun _ -> 1.0)) 8.0)
    isWord "diverged" (by (Integrator.rungeKutta4 0.05) (Array.map (fun v -> v * v)) 8.0)

[<Theory>]
[<InlineData(60.0)>]
[<InlineData(600.0)>]
let ``decay without a rate is undecided: its turns shrink ever more slowly`` (time: float) =
    let field (z: float[]) =
        let r = z[0] * z[0] + z[1] * z[1]
        [| -r * z[0] - z[1]; z[0] - r * z[1] |]

    isWord "undecided" (by (Integrator.rungeKutta4 0.05) field time)

[<Theory>]
[<InlineData(1.618, "undecided")>]
[<InlineData(2.0, "periodic")>]
let ``two turns at once are periodic where the slower one's period is that of both`` (ratio: float) word =
    let field (z: float[]) =
        [| -z[1]; z[0]; -ratio * z[3]; ratio * z[2] |]

    path (Integrator.rungeKutta4 0.05) [| 1.0; 0.0; 0.7; 0.0 |] field 100.0
    |> read
    |> isWord word

[<Fact>]
let ``few points of a turn, and few states, are too few`` () =
    let reading = by (Integrator.midpoint 1.5) (spiral 0.0) 200.0
    isWord "undecided" reading
    Assert.Contains("too few", reading.Evidence)
    isWord "undecided" (by (Integrator.euler 1.0) (spiral 0.0) 3.0)

// Particles that draw together at the origin by exp(-t).
let private gathering (time: float) =
    Flow.descend (
        Functional.potential "1/2 z^2" (Potential.ofPointwise (fun z -> 0.5 * z[0] * z[0]) (fun z -> [| z[0] |]))
    )
    |> Flow.steppedBy (Integrator.rungeKutta4 0.05)
    |> Flow.from (Particles.ofPoints (Points.ofRows [ [ -1.0 ]; [ 0.0 ]; [ 2.0 ] ]))
    |> Flow.until time
    |> Trajectory.ofPath

[<Fact>]
let ``a law that draws together unasked collapses`` () =
    let reading = gathering 5.0 |> TrajectoryEnd.classify []
    isWord "collapsed" reading
    // The variance of (-1, 0, 2) is 14/9.
    Assert.Contains("1.25", reading.Evidence)

[<Fact>]
let ``a law that was asked to draw together converges`` () =
    gathering 10.0 |> TrajectoryEnd.classify [ 1e-3 ] |> isWord "converged"
    gathering 5.0 |> TrajectoryEnd.classify [ 1.0 ] |> isWord "collapsed"

[<Fact>]
let ``times that do not rise are refused`` () =
    let message =
        Testing.argumentError (fun () -> Trajectory.ofPoints [| 0.0; 0.0 |] [| [| 1.0 |]; [| 2.0 |] |])

    Assert.Contains("rise", message)
