namespace GanFlowTheory.Laws

open System
open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// The law that named targets are their documented formulas, written once more.
[<RequireQualifiedAccess>]
module internal TargetFormulaLaws =

    let private normal (deviation: float) (x: float * float) (centre: float * float) : float =
        let u, v = fst x - fst centre, snd x - snd centre
        let variance = deviation * deviation
        exp (-0.5 * (u * u + v * v) / variance) / (2.0 * Math.PI * variance)

    // The mean of the normal density about a curve at t uniform on [a, b], by Simpson's rule: with 24,000 panels the steps
    // along the curve are below 1/250 of the deviation.
    let private about (deviation: float) (curve: float -> float * float) (a: float) (b: float) (x: float * float) =
        let panels = 24000

        Seq.init (panels + 1) (fun i ->
            let weight =
                if i = 0 || i = panels then 1.0
                elif i % 2 = 1 then 4.0
                else 2.0

            weight * normal deviation x (curve (a + (b - a) * float i / float panels)))
        |> Seq.sum
        |> fun total -> total / (3.0 * float panels)

    let private circle radius t = radius * cos t, radius * sin t

    /// Densities by the descriptions of the named targets, at points of the plane.
    let formulas: (Target * (float * float -> float)) list =
        [
            Target.eightGaussians,
            (fun x ->
                Seq.init 8 (fun j -> 0.125 * normal 0.2 x (circle 2.0 (2.0 * Math.PI * float j / 8.0)))
                |> Seq.sum)
            Target.twoMoons,
            (fun x ->
                0.5 * about 0.1 (circle 1.0) 0.0 Math.PI x
                + 0.5
                  * about
                      0.1
                      (fun t ->
                          let u, v = circle 1.0 t
                          1.0 + u, 0.5 + v)
                      Math.PI
                      (2.0 * Math.PI)
                      x)
            // As much mass per length on each circle.
            Target.rings,
            (fun x ->
                [ 1.0; 2.0; 3.0 ]
                |> List.sumBy (fun r -> r / 6.0 * about 0.1 (circle r) 0.0 (2.0 * Math.PI) x))
            Target.checkerboard,
            (fun (u, v) ->
                let inside a = a >= -2.0 && a < 2.0
                let even = (int (floor u) + int (floor v)) % 2 = 0
                if inside u && inside v && even then 0.125 else 0.0)
            Target.funnel,
            (fun (u, v) ->
                let normal variance a =
                    exp (-0.5 * a * a / variance) / sqrt (2.0 * Math.PI * variance)

                normal 2.25 u * normal (exp u) v)
            Target.sCurve,
            (fun x -> about 0.1 (fun t -> sin t, float (sign t) * (cos t - 1.0)) (-1.5 * Math.PI) (1.5 * Math.PI) x)
        ]

    let private points =
        Arb.fromGenShrink (
            Gen.two (Gen.choose (-40, 40)),
            Generators.shrinkEither Generators.shrinkInt Generators.shrinkInt
        )

    /// The density is its description, written once more.
    let formula (target: Target) (density: float * float -> float) : Law =
        Law.forAll
            {
                Name = "target-formula"
                Statement = "The density of a named target is its documented formula, written once more in the law."
                Source = ""
                Judge =
                    Judge.Relative(
                        1e-8,
                        "Simpson's rule on curves with steps of 1/250 of the deviation, 1e-10, and quadrature in the target, 1e-10, "
                        + "relative to the density's peak"
                    )
            }
            target.Name
            points
            (fun (i, j) ->
                // Off the edges of cells.
                let u, v = float i / 12.0 + 0.01, float j / 12.0 + 0.01

                match target.LogDensity with
                | Some logDensity ->
                    [
                        Equation.scalar
                            $"p({Show.number u}, {Show.number v})"
                            1.0
                            (logDensity (Points.ofRows [ [ u; v ] ]) |> Array.head |> exp)
                            (density (u, v))
                    ]
                | None -> [])
