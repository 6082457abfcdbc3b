namespace GanFlowTheory.Core

/// The sums of k - shift over the pairs of one sample.
[<NoComparison; NoEquality>]
type internal OwnSums =
    {
        /// Over j <> i, length n.
        Rows: float[]
        /// Of the squares over i <> j.
        Squares: float
    }

/// The sums of k - shift over the pairs of two samples.
[<NoComparison; NoEquality>]
type internal CrossSums =
    {
        /// Over j, length n.
        Rows: float[]
        /// Over i, length m.
        Columns: float[]
        /// Of the squares over all pairs.
        Squares: float
    }

/// The sums by their definition.
[<RequireQualifiedAccess>]
module internal GramSums =

    let own (kernel: Kernel) (shift: float) (x: Points) : OwnSums =
        let rows = Points.toRows x

        let values =
            Array.init rows.Length (fun i ->
                Array.init rows.Length (fun j ->
                    if i = j then
                        0.0
                    else
                        Kernel.value kernel rows[i] rows[j] - shift))

        {
            Rows = Array.map Array.sum values
            Squares = values |> Array.sumBy Vectors.squaredNorm
        }

    let cross (kernel: Kernel) (shift: float) (x: Points) (y: Points) : CrossSums =
        let xs, ys = Points.toRows x, Points.toRows y

        let values =
            xs
            |> Array.map (fun r -> ys |> Array.map (fun s -> Kernel.value kernel r s - shift))

        {
            Rows = Array.map Array.sum values
            Columns = Array.init ys.Length (fun j -> values |> Array.sumBy (fun row -> row[j]))
            Squares = values |> Array.sumBy Vectors.squaredNorm
        }

    let quadratic (kernel: Kernel) (shift: float) (x: Points) (labels: float[]) (columns: int) : float[] =
        let rows = Points.toRows x

        Array.init columns (fun b ->
            let mutable total = 0.0

            for i in 0 .. rows.Length - 1 do
                for j in 0 .. rows.Length - 1 do
                    if i <> j && labels[i * columns + b] * labels[j * columns + b] > 0.0 then
                        total <- total + Kernel.value kernel rows[i] rows[j] - shift

            total)
