namespace GanFlowTheory.Laws

open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core
open GanFlowTheory.Core.Extending

/// <summary>A flow in the plane with a closed form: the spiral u' = -a u + 2 J u, J the quarter turn, seen through the
/// shears x = u_0 + u_1^2/8, y = u_1 + sin(x)/4. Smooth, nonlinear and not symmetric, so that no order is reached by
/// accident.</summary>
module internal ClosedFlow =

    let private turning = 2.0

    let private sheared (u: float[]) =
        let x = u[0] + 0.125 * u[1] * u[1]
        [| x; u[1] + 0.25 * sin x |]

    // The inverse of the shears.
    let private plain (z: float[]) =
        let u1 = z[1] - 0.25 * sin z[0]
        [| z[0] - 0.125 * u1 * u1; u1 |]

    /// The velocity at z, for the damping a.
    let field (a: float) (z: float[]) : float[] =
        let u = plain z
        let rate0 = -a * u[0] - turning * u[1]
        let rate1 = turning * u[0] - a * u[1]
        let x = rate0 + 0.25 * u[1] * rate1
        [| x; rate1 + 0.25 * cos z[0] * x |]

    /// Where a start is after a time: the spiral's exp(-a t) and its turn by 2 t, through the shears.
    let at (a: float) (time: float) (start: float[]) : float[] =
        let u = plain start
        let shrunk, angle = exp (-a * time), turning * time
        let c, s = cos angle, sin angle
        sheared [| shrunk * (c * u[0] - s * u[1]); shrunk * (s * u[0] + c * u[1]) |]

    /// Four starts about the origin.
    let starts: float[] list =
        [ [| 1.0; 0.5 |]; [| -0.7; 1.2 |]; [| 0.3; -1.1 |]; [| 1.4; -0.2 |] ]

    /// Dampings in sixteenths from 1/2 to 3/2, shrinking towards 1.
    let dampings: Arbitrary<float> =
        let generate = Gen.choose (8, 24) |> Gen.map (fun i -> float i / 16.0)
        Arb.fromGenShrink (generate, (fun a -> if a = 1.0 then Seq.empty else Seq.singleton 1.0))

    /// The problem of one step from z.
    let problem (a: float) (z: float[]) : StepProblem =
        {
            Coordinates = z
            Velocity = field a z
            Field = field a
            Merit = None
            Memory = None
        }

    /// Root mean square over the starts of the distance at time 1 of where a method takes them.
    let error (a: float) (take: float[] -> float[]) : float =
        starts
        |> List.averageBy (fun start ->
            let got, want = take start, at a 1.0 start
            pown (got[0] - want[0]) 2 + pown (got[1] - want[1]) 2)
        |> sqrt

    /// The slope of the line through points by least squares.
    let slope (points: (float * float) list) : float =
        let mx, my = List.averageBy fst points, List.averageBy snd points

        List.sumBy (fun (x, y) -> (x - mx) * (y - my)) points
        / List.sumBy (fun (x, _) -> pown (x - mx) 2) points
