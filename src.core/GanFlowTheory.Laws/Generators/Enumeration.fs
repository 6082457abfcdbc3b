namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// All samples from finite laws, each with its probability.
module internal Enumeration =

    /// Every sample of the given size in its order: indices of atoms, with the probability.
    let rec samples (weights: float[]) (size: int) : (int[] * float) list =
        if size = 0 then
            [ [||], 1.0 ]
        else
            [
                for rest, probability in samples weights (size - 1) do
                    for i in 0 .. weights.Length - 1 do
                        if weights[i] > 0.0 then
                            Array.append rest [| i |], probability * weights[i]
            ]

    /// <summary>Every sample of the given size without its order: sorted indices of atoms, with the probability of all of its
    /// orders, n!/(c_1! … c_k!) w_1^c_1 … w_k^c_k. Enough for what is symmetric in the sample.</summary>
    let unordered (weights: float[]) (size: int) : (int[] * float) list =
        // The atoms from i on, to be drawn so many times: binomial factors build up the multinomial one.
        let rec draw i left : (int list * float) list =
            if left = 0 then
                [ [], 1.0 ]
            elif i = weights.Length then
                []
            else
                [
                    for count in 0 .. (if weights[i] > 0.0 then left else 0) do
                        let mutable factor = 1.0

                        for k in 1..count do
                            factor <- factor * float (left - count + k) / float k * weights[i]

                        for rest, probability in draw (i + 1) (left - count) do
                            List.replicate count i @ rest, factor * probability
                ]

        draw 0 size
        |> List.map (fun (indices, probability) -> List.toArray indices, probability)

    /// The points of a sample.
    let select (atoms: Points) (indices: int[]) : Points = Points.select indices atoms

    /// The mean over all pairs of samples from two laws.
    let mean (ofP: (int[] * float) list) (ofQ: (int[] * float) list) (value: int[] -> int[] -> float) : float =
        List.sumBy (fun (x, a) -> ofQ |> List.sumBy (fun (y, b) -> a * b * value x y)) ofP

    /// The binomial coefficients (n over 0), …, (n over n).
    let binomials (n: int) : float[] =
        Array.scan (fun c k -> c * float (n - k) / float (k + 1)) 1.0 [| 0 .. n - 1 |]

    /// The n-th difference of n + 1 values: sum_i (-1)^(n - i) (n over i) v_i.
    let difference (values: float[]) : float =
        let n = values.Length - 1

        Array.map2 (*) (binomials n) values
        |> Array.mapi (fun i v -> if (n - i) % 2 = 0 then v else -v)
        |> Array.sum
