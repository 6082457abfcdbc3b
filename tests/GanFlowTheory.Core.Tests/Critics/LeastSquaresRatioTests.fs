namespace GanFlowTheory.Core.Tests

open System
open Xunit
open GanFlowTheory.Core
open Testing
open RatioTesting

/// Least-squares importance fitting against its normal equations and against leaving points out one by one.
module LeastSquaresRatioTests =

    let private support (w: float[]) (x: Points) : Support =
        {
            Nodes = x
            Weights = w
            Numbers = [| 0 .. x.Count - 1 |]
        }

    /// H = E_q k k^T + ridge I and h = E_p k by the definition.
    let private system (bandwidth: float) (ridge: float) (c: Points) (p: Support) (q: Support) =
        let gram = Kernel.gram (Kernel.gaussian bandwidth)
        let ofP, ofQ = gram p.Nodes c, gram q.Nodes c

        let h =
            Array2D.init c.Count c.Count (fun a b ->
                (if a = b then ridge else 0.0)
                + Seq.sum (seq { for j in 0 .. q.Nodes.Count - 1 -> q.Weights[j] * ofQ[j, a] * ofQ[j, b] }))

        let mean =
            Array.init c.Count (fun a -> Seq.sum (seq { for i in 0 .. p.Nodes.Count - 1 -> p.Weights[i] * ofP[i, a] }))

        struct (h, mean)

    [<Theory>]
    [<InlineData(1, 1, 1, 1.0, 1e-1)>]
    [<InlineData(1, 9, 14, 0.5, 1e-3)>]
    [<InlineData(2, 25, 10, 1.0, 1e-4)>]
    let ``Coefficients solve the normal equations`` (d: int) (n: int) (m: int) (bandwidth: float) (ridge: float) =
        let p, q =
            support (unequal n) (normal "p" n d 0.0 1.0), support (unequal m) (normal "q" m d 0.5 1.5)

        let a = LeastSquaresRatio.coefficients bandwidth ridge p.Nodes p q
        let struct (h, mean) = system bandwidth ridge p.Nodes p q

        // A backward stable solve leaves a residual of some ulp of |H| |a|; |a| <= |h| / ridge <= 5e4.
        for l in 0 .. n - 1 do
            close 1e-10 mean[l] (Seq.sum (seq { for b in 0 .. n - 1 -> h[l, b] * a[b] }))

        // A minimum: it is not that of the samples swapped.
        if n > 1 then
            let swapped = LeastSquaresRatio.coefficients bandwidth ridge p.Nodes q p

            let residual l =
                mean[l] - Seq.sum (seq { for b in 0 .. n - 1 -> h[l, b] * swapped[b] })

            Assert.True(Seq.max (seq { for l in 0 .. n - 1 -> abs (residual l) }) > 1e-3)

    [<Fact>]
    let ``The ratio is the sum of kernels with the positive coefficients`` () =
        let x, y = normal "p" 12 2 0.0 1.0, normal "q" 9 2 0.5 1.5
        let v, w = unequal 12, unequal 9

        let found =
            fit (RatioEstimator.leastSquares (KernelRatioOptions.fixedAt 0.8 1e-2)) (measure v x) (measure w y)

        let a = LeastSquaresRatio.coefficients 0.8 1e-2 x (support v x) (support w y)
        // Some are negative here: the step that makes a logarithm is not idle.
        Assert.Contains(a, fun v -> v < 0.0)
        let at = normal "at" 30 2 0.0 2.0

        let expected =
            PairwiseReference.apply (Kernel.gaussian 0.8) at x (a |> Array.map (max 0.0))
            |> Array.map log

        Array.iter2 (close 1e-11) expected (found.LogRatio.Value at)

    [<Fact>]
    let ``Leaving one out in closed form is leaving one out`` () =
        let p, q =
            support (unequal 8) (normal "p" 8 1 0.0 1.0), support (unequal 6) (normal "q" 6 1 0.5 1.5)

        let bandwidth, ridges = 0.7, [| 1e-1; 1e-3 |]
        let found = LeastSquaresRatio.leaveOneOut bandwidth ridges p.Nodes p q

        let without (out: int) (s: Support) =
            let fold = Array.init s.Weights.Length (fun i -> if i = out then 0 else 1)

            { s with
                Weights = KernelRatioOptions.without 0 fold s.Weights
            }

        let valueAt (x: Points) (i: int) (a: float[]) =
            let at = Points.select [| i |] x
            (PairwiseReference.apply (Kernel.gaussian bandwidth) at p.Nodes a)[0]

        for r in 0 .. ridges.Length - 1 do
            let ofQ =
                Seq.sum (
                    seq {
                        for j in 0..5 do
                            let w = q.Weights[j]

                            let a =
                                LeastSquaresRatio.coefficients bandwidth (ridges[r] / (1.0 - w)) p.Nodes p (without j q)

                            0.5 * w * valueAt q.Nodes j a ** 2.0
                    }
                )

            let ofP =
                Seq.sum (
                    seq {
                        for i in 0..7 do
                            let a = LeastSquaresRatio.coefficients bandwidth ridges[r] p.Nodes (without i p) q
                            p.Weights[i] * valueAt p.Nodes i a
                    }
                )

            // Condition numbers below 1/ridge = 1e3.
            close 1e-10 (ofQ - ofP) found[r]

    [<Fact>]
    let ``A point of twice the weight is two points`` () =
        let x, y = normal "x" 12 2 0.0 1.0, normal "y" 9 2 0.5 1.0
        let heavy = Array.init 9 (fun i -> if i = 3 then 0.2 else 0.1)
        let copied = Points.append y (Points.select [| 3 |] y)
        let p = support (unequal 12) x
        let coefficients = LeastSquaresRatio.coefficients 0.6 1e-2 x p

        Array.iter2 (close 1e-12) (coefficients (support heavy y)) (coefficients (support (Array.create 10 0.1) copied))

    [<Fact>]
    let ``The gradient is that of the value, far away too`` () =
        let found =
            fit
                (RatioEstimator.leastSquares KernelRatioOptions.standard)
                (sample (normal "p" 60 2 0.0 1.0))
                (sample (normal "q" 60 2 1.0 1.0))

        gradientMatches 1e-5 1e-4 found.LogRatio (normal "x" 40 2 0.5 1.5)
        gradientMatches 1e-5 1e-4 found.LogRatio (normal "x" 40 2 200.0 1.5)

    [<Fact>]
    let ``Degenerate samples have a ratio`` () =
        let at = Points.ofRows [ [ 0.0; 0.0 ]; [ 1.0; 2.0 ]; [ 1e8; 0.0 ] ]
        let one = Points.ofRows [ [ 1.0; 2.0 ] ]
        let same = Points.ofRows (List.replicate 5 [ 0.1; 0.2 ])
        let cloud = normal "cloud" 20 2 0.0 1.0

        for p in [ one; same; cloud ] do
            for q in [ one; same; cloud ] do
                let found =
                    fit (RatioEstimator.leastSquares KernelRatioOptions.standard) (sample p) (sample q)

                everyFinite (found.LogRatio.Value at)
                everyFinite (data (found.LogRatio.Gradient at))
                Assert.Equal(p.Count > 1 && q.Count > 1, found.HeldOutScore.IsSome)
                found.HeldOutScore |> Option.iter (fun s -> everyFinite [| s |])

    [<Fact>]
    let ``Two thousand points find most of the Jensen-Shannon divergence`` () =
        // Fixed seeds. A hundred kernels; negative ones cut off: a fifth of the divergence of 0.1 is allowed, while
        // samples taken for each other lose more than all of it.
        let estimator = RatioEstimator.leastSquares KernelRatioOptions.standard
        let struct (regret, found, best) = regret estimator 2000 1000
        Assert.InRange(regret, -0.001, 0.02)
        Assert.InRange(found.HeldOutScore.Value - best, -0.05, 0.05)
        Assert.True(found.HeldOutScore.Value < log 2.0 - 0.05)
        let p, q = sample (normal "p" 2000 1 0.0 1.0), sample (normal "q" 1000 1 1.0 1.5)
        // A warm start looks beside the settings before, and finds them again.
        Assert.Equal(found.Settings, (estimator.Fit seed p q (Some found)).Settings)
