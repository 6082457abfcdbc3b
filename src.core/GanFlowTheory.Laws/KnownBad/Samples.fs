namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Known-bad estimators and tests of two samples.
[<RequireQualifiedAccess>]
module internal BadSamples =

    let private kernel = Kernel.gaussian 1.0

    let private value x y =
        (MmdEstimator.unbiased kernel x y).Value

    let private biased x y = (MmdEstimator.biased kernel x y).Value

    let private estimator least value : SampleEstimator =
        {
            Name = ""
            Kernel = kernel
            Least = least
            Paired = false
            Value = value
            Variance = None
        }

    let private firstHalf (x: Points) (y: Points) =
        let half (points: Points) =
            Points.select [| 0 .. (points.Count + 1) / 2 - 1 |] points

        value (half x) (half y)

    let private exact = SampleDefinitions.variance kernel value

    let private without i (points: Points) =
        Points.select (Array.init (points.Count - 1) (fun j -> if j < i then j else j + 1)) points

    let private jackknife (x: Points) (y: Points) =
        let part (estimates: float[]) =
            let n, centre = float estimates.Length, Array.average estimates

            (n - 1.0) / n
            * (estimates |> Array.sumBy (fun e -> (e - centre) * (e - centre)))

        part [| for i in 0 .. x.Count - 1 -> value (without i x) y |]
        + part [| for j in 0 .. y.Count - 1 -> value x (without j y) |]

    let private variance flaw (f: Points -> Points -> float) =
        Flaw.bad flaw (SampleLaws.variance (estimator 4 value) f)

    // Of the other splits alone.
    let private withoutObserved (statistic: Points -> Points -> float) (x: Points) (y: Points) =
        let pooled, seen = Points.append x y, statistic x y

        let others =
            SampleDefinitions.splits x.Count y.Count
            |> List.tail
            |> List.map (fun (a, b) -> statistic (Points.select a pooled) (Points.select b pooled))

        let reached = others |> List.filter (fun s -> s >= seen - 1e-12) |> List.length
        float reached / float others.Length

    let private withoutTies (statistic: Points -> Points -> float) (x: Points) (y: Points) =
        let pooled, seen = Points.append x y, statistic x y

        let all =
            SampleDefinitions.splits x.Count y.Count
            |> List.map (fun (a, b) -> statistic (Points.select a pooled) (Points.select b pooled))

        let above = all |> List.filter (fun s -> s > seen + 1e-12) |> List.length
        float (1 + above) / float all.Length

    let private test flaw pValue =
        Flaw.bad
            flaw
            (SampleLaws.level
                {
                    Name = ""
                    Least = 2
                    PValue = pValue
                })

    let all: KnownBad list =
        [
            Flaw.bad "the unbiased estimator of the first half alone" (SampleLaws.symmetry (estimator 4 firstHalf))
            Flaw.bad
                "a symmetric estimate with a variance that sees the first point alone"
                (SampleLaws.symmetry
                    { estimator 4 value with
                        Variance = Some(fun x _ -> x[0, 0] * x[0, 0])
                    })
            Flaw.bad "the biased V-statistic" (SampleLaws.unbiased (estimator 2 biased))
            Flaw.bad "half the estimator" (SampleLaws.unbiased (estimator 2 (fun x y -> 0.5 * value x y)))
            variance "a plug-in variance: T^2 less the squared V-statistic" (fun x y ->
                pown (value x y) 2 - pown (biased x y) 2)
            variance "a variance that is floored at 0" (fun x y -> max 0.0 (exact x y))
            variance "a jackknife variance" jackknife
            variance "a variance of the estimator of pairs" (fun x y ->
                let n = min x.Count y.Count
                let x, y = Points.select [| 0 .. n - 1 |] x, Points.select [| 0 .. n - 1 |] y
                SampleDefinitions.variancePaired kernel (fun x y -> (MmdEstimator.uStatistic kernel x y).Value) x y)
            test "a permutation p-value without its + 1" (withoutObserved value)
            test "a permutation p-value that leaves out ties" (withoutTies value)
        ]
