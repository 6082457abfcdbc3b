namespace GanFlowTheory.Core

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

        let direction (rank: int) : float[] * float =
            // A single point of more dimensions leaves one eigenvector only.
            if rank >= order then
                Array.init kept.Dimension (fun k -> if k = rank then 1.0 else 0.0), 0.0
            else
                let column = order - 1 - rank
                let value = max 0.0 values[column]
                let vector = vectors.Column column

                let direction =
                    if kept.Dimension <= kept.Count then
                        vector
                    else
                        centered.TransposeThisAndMultiply vector

                let length = direction.L2Norm()

                if length > 0.0 then
                    oriented ((direction / length).ToArray()), (if total > 0.0 then value / total else 0.0)
                else
                    Array.init kept.Dimension (fun k -> if k = rank then 1.0 else 0.0), 0.0

        let first, firstShare = direction 0
        let second, secondShare = direction 1

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
