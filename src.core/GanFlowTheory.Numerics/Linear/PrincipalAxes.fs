namespace GanFlowTheory.Core

open System
open MathNet.Numerics.LinearAlgebra

/// The two directions in which a cloud spreads most: points of more than two dimensions are seen best along them.
type internal PrincipalAxes =
    {
        Center: float[]
        First: float[]
        Second: float[]
        /// Shares of the total variance along the two directions, in [0, 1]; 0 for a cloud without spread.
        Shares: float * float
    }

/// Finding principal axes and projecting on them.
module internal PrincipalAxes =

    // Two directions do not change visibly beyond this many points.
    let private enough = 1000

    // A direction at right angles to another: the coordinate axis farthest from it, less its part along it; 0 on the line.
    let private beside (first: float[]) : float[] =
        let axis = Array.IndexOf(Array.map abs first, first |> Array.map abs |> Array.min)

        let off =
            first
            |> Array.mapi (fun k v -> (if k = axis then 1.0 else 0.0) - first[axis] * v)

        let length = Vectors.norm off

        if length > 0.0 then
            Array.map (fun v -> v / length) off
        else
            off

    // An eigenvector's sign is arbitrary: the entry of largest magnitude is made positive.
    let private oriented (v: float[]) =
        let largest = v |> Array.maxBy abs
        if largest < 0.0 then Array.map (fun x -> -x) v else v

    /// The principal axes of a cloud of dimension at least 2, from at most 1,000 of its points.
    let ofPoints (points: Points) : PrincipalAxes =
        let kept = points |> Points.select (Thinning.evenly enough points.Count)
        let center = Points.mean kept

        let centered =
            Matrix<float>.Build.Dense(kept.Count, kept.Dimension, (fun i k -> kept[i, k] - center[k]))

        // X^T X and X X^T share their spectrum; the smaller one is decomposed.
        let small =
            if kept.Dimension <= kept.Count then
                centered.TransposeThisAndMultiply centered
            else
                centered.TransposeAndMultiply centered

        let struct (values, vectors) = SymmetricEigen.decompose small
        let order = small.RowCount
        let total = small.Trace()

        // None where the points do not spread in that many directions, up to rounding.
        let direction (rank: int) : (float[] * float) option =
            let column = order - 1 - rank

            if column < 0 || not (values[column] > 1e-14 * total) then
                None
            else
                let vector = vectors.Column column

                let direction =
                    if kept.Dimension <= kept.Count then
                        vector
                    else
                        centered.TransposeThisAndMultiply vector

                Some(oriented ((direction / direction.L2Norm()).ToArray()), values[column] / total)

        let first, firstShare =
            direction 0
            |> Option.defaultValue (Array.init kept.Dimension (fun k -> if k = 0 then 1.0 else 0.0), 0.0)

        let second, secondShare = direction 1 |> Option.defaultValue (beside first, 0.0)

        {
            Center = center
            First = first
            Second = second
            Shares = firstShare, secondShare
        }

    /// The n x 2 principal coordinates of points.
    let project (axes: PrincipalAxes) (points: Points) : Points =
        let along (direction: float[]) i =
            let mutable total = 0.0

            for k in 0 .. points.Dimension - 1 do
                total <- total + (points[i, k] - axes.Center[k]) * direction[k]

            total

        Points.wrap
            points.Count
            2
            [|
                for i in 0 .. points.Count - 1 -> along axes.First i
                for i in 0 .. points.Count - 1 -> along axes.Second i
            |]
