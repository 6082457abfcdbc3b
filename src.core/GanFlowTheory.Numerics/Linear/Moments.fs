namespace GanFlowTheory.Core

open System

/// <summary>The mean and the covariance of a sample in R^d, or of a law that is known.</summary>
[<Sealed; AllowNullLiteral(false)>]
type Moments internal (count: int option, mean: float[], covariance: float[]) =

    /// The number of rows n that they were taken from; None for a law that is known.
    member _.Count = count

    /// Dimension d.
    member _.Dimension = mean.Length

    /// The mean, length d.
    member _.Mean: float[] = Array.copy mean

    /// The covariance, of a sample with divisor n - 1, d x d.
    member _.Covariance: float[,] =
        let d = mean.Length
        Array2D.init d d (fun a b -> covariance[a * d + b])

    member internal _.RawMean = mean

    /// Row by row.
    member internal _.RawCovariance = covariance

    /// "mean and covariance of n rows in R^d".
    override _.ToString() =
        match count with
        | Some n -> invariant $"mean and covariance of {n} rows in R^{mean.Length}"
        | None -> invariant $"mean and covariance of a law on R^{mean.Length}"

/// <summary>Mean and sum of centred products of rows that come in blocks: one pass, float64, memory O(d^2).</summary>
/// <remarks>A block is centred at its own mean. With n rows so far, mean m and sum M of (x - m)(x - m)^T, and a block of k rows
/// with mean b and sum B, the sum of all is M + B + n k/(n + k) (b - m)(b - m)^T (Chan, Golub and LeVeque 1979): the last term is
/// one more row of the block's product. Means are kept as differences from the first row of all, so that an offset of all rows costs
/// no digits but those that the rows themselves have lost to it.</remarks>
[<Sealed>]
type internal MomentSums(dimension: int) =

    let origin = Array.zeroCreate<float> dimension
    // Less the origin.
    let mean = Array.zeroCreate<float> dimension
    let products = Array.zeroCreate<float>(dimension * dimension)
    let mutable count = 0
    let mutable centred = Array.empty<float>

    // The mean of the centred buffer's first rows, which are centred at it then.
    let centre (rows: int) : float[] =
        let sums = Array.zeroCreate<float> dimension

        for i in 0 .. rows - 1 do
            for k in 0 .. dimension - 1 do
                sums[k] <- sums[k] + centred[i * dimension + k]

        let own = sums |> Array.map (fun total -> total / float rows)

        for i in 0 .. rows - 1 do
            for k in 0 .. dimension - 1 do
                centred[i * dimension + k] <- centred[i * dimension + k] - own[k]

        own

    let join (rows: int) (own: float[]) =
        let total = float count + float rows
        let weight = sqrt (float count * (float rows / total))
        let share = float rows / total

        for k in 0 .. dimension - 1 do
            let apart = own[k] - mean[k]
            centred[rows * dimension + k] <- weight * apart
            mean[k] <- mean[k] + share * apart

    /// Adds the first rows of a block, one row after the other.
    member _.Add(block: float[], rows: int) : unit =
        if rows > 0 then
            if centred.Length < (rows + 1) * dimension then
                centred <- Array.zeroCreate ((rows + 1) * dimension)

            if count = 0 then
                Array.blit block 0 origin 0 dimension

            for i in 0 .. rows - 1 do
                for k in 0 .. dimension - 1 do
                    centred[i * dimension + k] <- block[i * dimension + k] - origin[k]

            let own = centre rows
            join rows own

            MatrixProduct.multiply
                true
                false
                dimension
                dimension
                (rows + 1)
                1.0
                centred
                0
                centred
                0
                (if count = 0 then 0.0 else 1.0)
                products
                0

            count <- count + rows

    /// The mean and the covariance of all rows so far, of which there are at least two; an argument error under the name where
    /// they overflow.
    member _.Finish(name: string) : Moments =
        let divisor = float count - 1.0

        let covariance =
            Array.init products.Length (fun at ->
                let a, b = at / dimension, at % dimension
                0.5 * (products[at] + products[b * dimension + a]) / divisor)

        let mean = Array.map2 (+) origin mean

        if not (Vectors.allFinite covariance && Vectors.allFinite mean) then
            Guard.fail name (invariant $"{name} must have a covariance in float64, but its squares overflow.")

        Moments(Some count, mean, covariance)

/// Mean and covariance of samples.
[<RequireQualifiedAccess>]
module Moments =

    // Rows at a time: 2 MB at d = 256, 16 MB at d = 2048.
    let private blockRows = 1024

    let internal checkCount (name: string) (count: int) : unit =
        if count < 2 then
            Guard.fail name (invariant $"{name} must have at least 2 rows for a covariance, but has {count}.")

    /// The mean and the covariance of rows that come in blocks: arrays of whole rows with the number of rows in each.
    let internal ofBlocks (name: string) (dimension: int) (blocks: (struct (float[] * int)) seq) : Moments =
        let sums = MomentSums dimension
        let mutable count = 0

        for struct (block, rows) in blocks do
            sums.Add(block, rows)
            count <- count + rows

        checkCount name count
        sums.Finish name

    let internal ofNamed (name: string) (x: Points) : Moments =
        checkCount name x.Count

        ofBlocks
            name
            x.Dimension
            (seq {
                for first in 0..blockRows .. x.Count - 1 do
                    let rows = min blockRows (x.Count - first)
                    struct (Points.toRowMajor (Points.block first rows x.Dimension x), rows)
            })

    /// The mean and the covariance of a sample, divisor n - 1; n >= 2.
    let ofPoints (x: Points) : Moments =
        Points.checkFinite (nameof x) x
        ofNamed (nameof x) x

    let private blockOf (rows: Rows) (first: int) (count: int) : float[] =
        let block = Array.zeroCreate (count * rows.Dimension)
        rows.Read(first, System.Span block)
        block

    /// The same of rows that may exceed memory, read once, in blocks.
    let ofRows (rows: Rows) : Moments =
        ofBlocks
            (nameof rows)
            rows.Dimension
            (seq {
                for first in 0..blockRows .. rows.Count - 1 ->
                    let count = min blockRows (rows.Count - first)
                    struct (blockOf rows first count, count)
            })

    /// The mean and the covariance of a law that is known; the covariance is d x d, symmetric, with no eigenvalue below 0.
    let ofLaw (mean: float[]) (covariance: float[,]) : Moments =
        let name = nameof covariance
        let d = mean.Length

        if d = 0 then
            Guard.fail (nameof mean) "mean must not be empty: the law has a dimension of at least 1."

        let rows, columns = Array2D.length1 covariance, Array2D.length2 covariance

        if rows <> d || columns <> d then
            Guard.fail name (invariant $"{name} must have {d} x {d} entries, but has {rows} x {columns}.")

        Array.iter (Guard.finite (nameof mean)) mean
        Seq.iter (Guard.finite name) (Seq.cast<float> covariance)
        let largest = covariance |> Seq.cast<float> |> Seq.map abs |> Seq.max

        for a in 0 .. d - 1 do
            for b in 0 .. a - 1 do
                if abs (covariance[a, b] - covariance[b, a]) > 1e-12 * largest then
                    Guard.fail
                        name
                        (invariant
                            $"{name} must be symmetric, but entry ({a + 1}, {b + 1}) is {covariance[a, b]} and \
                              ({b + 1}, {a + 1}) is {covariance[b, a]}.")

        let symmetric =
            Array.init (d * d) (fun at -> 0.5 * (covariance[at / d, at % d] + covariance[at % d, at / d]))

        let smallest =
            SymmetricEigen.smallest (MathNet.Numerics.LinearAlgebra.Double.DenseMatrix(d, d, symmetric))

        if smallest < -1e-12 * float d * largest then
            Guard.fail name (invariant $"{name} must have no eigenvalue below 0, but its smallest is {smallest}.")

        Moments(None, Array.copy mean, symmetric)
