namespace GanFlowTheory.Core.Tests

open System
open GanFlowTheory.Core
open MathNet.Numerics.Integration

/// Quadrature, finite differences and sampling bounds for checks of densities.
module Quadrature =

    /// Gauss-Legendre nodes and weights on each of the given number of equal cells of [a, b]: (node, weight, cell).
    let cells (order: int) (count: int) (a: float, b: float) : (float * float * int)[] =
        [|
            for c in 0 .. count - 1 do
                let edge k = a + (b - a) * float k / float count

                let rule = GaussLegendreRule(edge c, edge (c + 1), order)

                for k in 0 .. order - 1 -> rule.GetAbscissa k, rule.GetWeight k, c
        |]

    /// The integrals of f over the cells of a rectangle, count x count.
    let overCells order count (first: float * float) (second: float * float) (f: Points -> float[]) : float[,] =
        let rows, columns = cells order count first, cells order count second
        let integrals = Array2D.zeroCreate count count
        let pairs = Array.allPairs rows columns

        let x =
            Points.init pairs.Length 2 (fun i k ->
                let (x, _, _), (y, _, _) = pairs[i]
                if k = 0 then x else y)

        Array.iter2 (fun ((_, v, a), (_, w, b)) value -> integrals[a, b] <- integrals[a, b] + v * w * value) pairs (f x)

        integrals

    /// The integral of f over a rectangle.
    let overRectangle order count first second f : float =
        overCells order count first second f |> Seq.cast<float> |> Seq.sum

    /// The gradient of f at each point by the five-point central difference with step h: truncation h^4 f'''''/30,
    /// rounding about |f| 2^-52 1.5/h.
    let gradient (h: float) (f: Points -> float[]) (x: Points) : Points =
        let shifted k by =
            f (Points.init x.Count x.Dimension (fun i l -> x[i, l] + (if l = k then by else 0.0)))

        let columns =
            Array.init x.Dimension (fun k ->
                let far = Array.map2 (-) (shifted k (2.0 * h)) (shifted k (-2.0 * h))
                let near = Array.map2 (-) (shifted k h) (shifted k -h)
                Array.map2 (fun n f -> (8.0 * n - f) / (12.0 * h)) near far)

        Points.init x.Count x.Dimension (fun i k -> columns[k][i])

    /// How far a frequency of n draws of an event of probability p stays from p, but for probability alarm (Bernstein):
    /// P(|frequency - p| > t) <= 2 exp(-n t^2/(2 (p (1 - p) + t/3))).
    let frequencyBound (alarm: float) (n: int) (p: float) : float =
        let c = log (2.0 / alarm) / float n
        c / 3.0 + sqrt (c * c / 9.0 + 2.0 * c * p * (1.0 - p))
