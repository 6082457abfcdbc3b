namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Exact variances and exact tests by their definitions, as slow as they are plain: what the laws of samples are met by.
module internal SampleDefinitions =

    /// All splits of n + m points into n and m, as indices.
    let splits (n: int) (m: int) : (int[] * int[]) list =
        let rec subsets from size =
            if size = 0 then
                [ [] ]
            elif n + m - from < size then
                []
            else
                (subsets (from + 1) (size - 1) |> List.map (fun rest -> from :: rest))
                @ subsets (from + 1) size

        [
            for chosen in subsets 0 n ->
                List.toArray chosen, [| 0 .. n + m - 1 |] |> Array.filter (fun i -> not (List.contains i chosen))
        ]

    /// The part of the splits whose statistic is at least that of the samples, themselves among them; ties count.
    let permutation (statistic: Points -> Points -> float) (x: Points) (y: Points) : float =
        let pooled = Points.append x y
        let seen = statistic x y

        let statistics =
            splits x.Count y.Count
            |> List.map (fun (a, b) -> statistic (Points.select a pooled) (Points.select b pooled))

        let reached = statistics |> List.filter (fun s -> s >= seen - 1e-12) |> List.length
        float reached / float statistics.Length

    // All ways to take four different indices of n, in order.
    let private quadruples (n: int) =
        [|
            for i in 0 .. n - 1 do
                for j in 0 .. n - 1 do
                    for k in 0 .. n - 1 do
                        for l in 0 .. n - 1 do
                            if List.distinct [ i; j; k; l ] |> List.length = 4 then
                                struct (i, j, k, l)
        |]

    /// <summary>The variance of an unbiased estimator T of MMD^2, symmetric and exactly unbiased: T^2 less the mean of
    /// h(x_i, x_j, y_a, y_b) h(x_k, x_l, y_c, y_d) over different i, j, k, l and different a, b, c, d, whose mean is
    /// (MMD^2)^2.</summary>
    let variance (kernel: Kernel) (value: Points -> Points -> float) (x: Points) (y: Points) : float =
        let rows, columns = Points.toRows x, Points.toRows y

        let table (a: float[][]) (b: float[][]) =
            a |> Array.map (fun r -> b |> Array.map (Kernel.value kernel r))

        let xx, yy, xy = table rows rows, table columns columns, table rows columns

        let h i j a b =
            xx[i][j] + yy[a][b] - xy[i][a] - xy[j][b]

        let ofX, ofY = quadruples x.Count, quadruples y.Count
        let mutable total = 0.0

        for struct (i, j, k, l) in ofX do
            for struct (a, b, c, d) in ofY do
                total <- total + h i j a b * h k l c d

        let t = value x y
        t * t - total / float (ofX.Length * ofY.Length)

    /// The same for an estimator of pairs: four different pairs.
    let variancePaired (kernel: Kernel) (value: Points -> Points -> float) (x: Points) (y: Points) : float =
        let rows, columns = Points.toRows x, Points.toRows y
        let k = Kernel.value kernel

        let h i j =
            k rows[i] rows[j] + k columns[i] columns[j]
            - k rows[i] columns[j]
            - k rows[j] columns[i]

        let pairs = quadruples x.Count
        let t = value x y
        t * t - Array.averageBy (fun struct (i, j, k, l) -> h i j * h k l) pairs
