namespace GanFlowTheory.Laws

open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// <summary>One step of an optimiser: from its memory, the coordinates, the velocity there and the velocity elsewhere
/// to new coordinates and a new memory.</summary>
type OptimiserStep =
    Optimiser -> OptimiserMemory -> float[] -> float[] -> (float[] -> float[]) -> struct (float[] * OptimiserMemory)

/// Laws of optimisers.
[<RequireQualifiedAccess>]
module OptimiserLaws =

    let private run (step: OptimiserStep) (optimiser: Optimiser) (field: float[] -> float[]) count (start: float[]) =
        let rec go k memory x =
            if k = count then
                x
            else
                let struct (x, memory) = step optimiser memory x (field x) field
                go (k + 1) memory x

        go 0 (Optimiser.start start.Length optimiser) start

    /// How fast an optimiser moves along a constant velocity, in units of it: 1 / (1 - beta) with momentum. None for
    /// rules that divide by the size of velocities.
    let speed (optimiser: Optimiser) : float option =
        match optimiser.Rule with
        | OptimiserRule.GradientDescent
        | OptimiserRule.Extragradient
        | OptimiserRule.Optimistic -> Some 1.0
        | OptimiserRule.HeavyBall beta
        | OptimiserRule.Nesterov beta -> Some(1.0 / (1.0 - beta))
        | OptimiserRule.Adam _
        | OptimiserRule.RmsProp _ -> None

    /// As steps shrink, an optimiser of the given speed follows the flow, with an error of order 1.
    let limit (step: OptimiserStep) (speed: float) (optimiser: Optimiser) : Law =
        Law.forAll
            {
                Name = "optimiser-limit"
                Statement =
                    "With steps of length tau (1 - beta), beta the momentum, the error against the flow at a fixed time shrinks "
                    + "like tau."
                Source = "T21-2"
                Judge =
                    Judge.Relative(
                        0.3,
                        ("the next term of the error's expansion bends the slope by less than 0.3 at 64 steps and more, where "
                         + "momenta of 0.5 have forgotten their start")
                    )
            }
            (Optimiser.name optimiser)
            IntegratorLaws.dampings
            (fun a ->
                let steps = [ 64; 128; 256; 512 ]
                let exact = IntegratorLaws.reference a

                let error (count: int) =
                    let optimiser =
                        { optimiser with
                            Rate = 1.0 / (speed * float count)
                        }

                    List.map2
                        (fun start (want: float[]) ->
                            let got = run step optimiser (IntegratorLaws.field a) count start
                            pown (got[0] - want[0]) 2 + pown (got[1] - want[1]) 2)
                        IntegratorLaws.starts
                        exact
                    |> List.average
                    |> sqrt

                let points = steps |> List.map (fun n -> -log(float n), log (error n))

                [
                    Equation.scalar $"slope with damping {a}" 1.0 (IntegratorLaws.slopeOf points) 1.0
                ])

    // 1 to 19 sixteenths, so that whole vectors, ragged ends and both are met.
    let private coordinates: Arbitrary<int[]> =
        let generate =
            gen {
                let! count = Gen.choose (1, 19)
                return! Gen.arrayOfLength count (Gen.choose (-32, 32))
            }

        let shrink (values: int[]) =
            seq {
                if values.Length > 1 then
                    yield values[.. values.Length / 2 - 1]
                    yield values[1..]

                yield! Generators.shrinkEach Generators.shrinkInt values
            }

        Arb.fromGenShrink (generate, shrink)

    let private started (values: int[]) =
        values |> Array.map (fun v -> float v / 16.0)

    // Each entry by itself.
    let private separate (x: float[]) =
        x |> Array.map (fun v -> sin (3.0 * v) - v * v * v)

    /// Coordinates move as they would alone.
    let alone (step: OptimiserStep) (optimiser: Optimiser) : Law =
        Law.forAll
            {
                Name = "optimiser-coordinates"
                Statement = "Where velocities are separate, every coordinate moves as it would alone."
                Source = "T21-1"
                Judge = Judge.Exact
            }
            (Optimiser.name optimiser)
            coordinates
            (fun values ->
                let start = started values
                let go = run step optimiser separate 6

                [
                    Equation.vector
                        "together against each alone"
                        1.0
                        (go start)
                        (start |> Array.collect (fun v -> go [| v |]))
                ])

    /// In other units of the velocity, with the rate or the epsilon in those units, the steps are the same.
    let units (step: OptimiserStep) (optimiser: Optimiser) : Law =
        Law.forAll
            {
                Name = "optimiser-units"
                Statement =
                    "With velocities four times as long the steps are the same at a quarter of the rate; for rules that divide by "
                    + "the size of velocities at the same rate and four times the epsilon."
                Source = "T21-1"
                Judge = Judge.Exact
            }
            (Optimiser.name optimiser)
            coordinates
            (fun values ->
                let scaled =
                    match optimiser.Rule with
                    | OptimiserRule.Adam(beta1, beta2, epsilon) ->
                        { optimiser with
                            Rule = OptimiserRule.Adam(beta1, beta2, 4.0 * epsilon)
                        }
                    | OptimiserRule.RmsProp(decay, epsilon) ->
                        { optimiser with
                            Rule = OptimiserRule.RmsProp(decay, 4.0 * epsilon)
                        }
                    | _ ->
                        { optimiser with
                            Rate = 0.25 * optimiser.Rate
                        }

                let long x =
                    separate x |> Array.map (fun v -> 4.0 * v)

                let start = started values

                [
                    Equation.vector
                        "in one unit against another"
                        1.0
                        (run step optimiser separate 6 start)
                        (run step scaled long 6 start)
                ])

    /// Every law of an optimiser that does not clip.
    let all (optimiser: Optimiser) : Law list =
        [
            match speed optimiser with
            | Some speed when optimiser.Schedule = Schedule.Constant -> limit Optimiser.step speed optimiser
            | _ -> ()

            if optimiser.Clip.IsNone then
                alone Optimiser.step optimiser
                units Optimiser.step optimiser
        ]
