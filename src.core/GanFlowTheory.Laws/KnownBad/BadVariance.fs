namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// The sums that closed formulas of the variance of ustat take, m points in each sample.
type internal BadVariance =
    {
        /// m.
        M: float
        /// Row sums of k(x_i, x_j) without the diagonal.
        XX: float[]
        /// Row sums of k(y_i, y_j) without the diagonal.
        YY: float[]
        /// Row sums of k(x_i, y_j).
        XY: float[]
        /// Column sums of k(x_i, y_j).
        YX: float[]
        /// Sums of squares of the three matrices.
        Squares: float * float * float
    }

/// Formulas of the variance of ustat that are in use and are not unbiased.
[<RequireQualifiedAccess>]
module internal BadVariance =

    let create (k: Kernel) (x: Points) (y: Points) : BadVariance =
        let gram (a: Points) (b: Points) (diagonal: bool) =
            Array.init a.Count (fun i ->
                Array.init b.Count (fun j ->
                    if i = j && not diagonal then
                        0.0
                    else
                        Kernel.value k (a.Row i) (b.Row j)))

        let xx, yy, xy = gram x x false, gram y y false, gram x y true
        let squares = Array.sumBy (Array.sumBy (fun v -> v * v))

        {
            M = float x.Count
            XX = Array.map Array.sum xx
            YY = Array.map Array.sum yy
            XY = Array.map Array.sum xy
            YX = Array.map Array.sum (Array.transpose xy)
            Squares = squares xx, squares yy, squares xy
        }

    let private square (v: float[]) = Array.sumBy (fun e -> e * e) v

    let private dot (u: float[]) (v: float[]) =
        Array.fold2 (fun t a b -> t + a * b) 0.0 u v

    /// The closed formula as printed in the public notes of Sutherland 2019: (m-1)^2 where (m-1)^3 belongs in the factor of
    /// the row sums of k(x_i, y_j).
    let misprinted (v: BadVariance) : float =
        let m = v.M
        let sx, sy, sxy = Array.sum v.XX, Array.sum v.YY, Array.sum v.XY
        let xx, yy, xy = v.Squares
        let three = m * (m - 1.0) * (m - 2.0)
        let four = three * (m - 3.0)

        4.0 / four * (square v.XX + square v.YY)
        + 4.0 * (m * m - m - 1.0) / (m ** 3.0 * (m - 1.0) ** 2.0)
          * (square v.XY + square v.YX)
        - 8.0 / (m * three) * (dot v.XX v.XY + dot v.YY v.YX)
        + 8.0 / (m * m * three) * (sx + sy) * sxy
        - 2.0 * (2.0 * m - 3.0) / (m * (m - 1.0) * four) * (sx * sx + sy * sy)
        - 4.0 * (2.0 * m - 3.0) / (m ** 3.0 * (m - 1.0) ** 3.0) * sxy * sxy
        - 2.0 / four * (xx + yy)
        + 4.0 * (m - 2.0) / (m * m * (m - 1.0) ** 3.0) * xy

    /// 4 (m-2)/(m (m-1)) zeta_1 + 2/(m (m-1)) zeta_2 with means of products in place of products of means of separate
    /// points (Sutherland et al. 2017).
    let plugIn (v: BadVariance) : float =
        let m = v.M

        let a, b, c =
            Array.sum v.XX / (m * (m - 1.0)), Array.sum v.YY / (m * (m - 1.0)), Array.sum v.XY / (m * m)

        let xx, yy, xy = v.Squares
        let three = m * (m - 1.0) * (m - 2.0)
        let withCross = (dot v.XX v.XY + dot v.YY v.YX) / (m * m * (m - 1.0))

        let first =
            (square v.XX - xx + square v.YY - yy) / three - a * a - b * b
            + (square v.XY + square v.YX - 2.0 * xy) / (m * m * (m - 1.0))
            - 2.0 * c * c
            - 2.0 * withCross
            + 2.0 * (a + b) * c

        let second =
            (xx + yy) / (m * (m - 1.0)) - a * a - b * b + 2.0 * xy / (m * m)
            - 2.0 * c * c
            - 4.0 * withCross
            + 4.0 * (a + b) * c

        (4.0 * (m - 2.0) * first + 2.0 * second) / (m * (m - 1.0))
