namespace GanFlowTheory.Core.Tests

open System
open Xunit
open GanFlowTheory.Core
open Testing
open RatioTesting

/// Kernel logistic regression against the conditions that define it.
module KernelLogisticTests =

    let private sigmoid u = 1.0 / (1.0 + exp -u)

    /// Enough landmarks for every point of the small samples here.
    let private fixedAt bandwidth ridge =
        RatioEstimator.kernelLogistic (KernelRatioOptions.fixedAt bandwidth ridge)

    /// t_i c_i sigma(-t_i f_i), the pull of each pooled point on f, p first.
    let private pulls (p: IMeasure) (q: IMeasure) (u: Points -> float[]) : float[] =
        Array.append
            (Array.map2 (fun w f -> 0.5 * w * sigmoid -f) p.Weights (u p.Nodes))
            (Array.map2 (fun w f -> -0.5 * w * sigmoid f) q.Weights (u q.Nodes))

    // The gradient is at most 1e-10 in each of L + 1 coefficients.

    [<Theory>]
    [<InlineData(1, 1, 1, 1.0, 1e-2)>]
    [<InlineData(1, 8, 5, 0.1, 1e-2)>]
    [<InlineData(2, 20, 7, 0.5, 1e-3)>]
    [<InlineData(3, 15, 30, 1.0, 1e-1)>]
    let ``The fit solves the equations of its minimum`` (d: int) (n: int) (m: int) (bandwidth: float) (ridge: float) =
        let p, q =
            measure (unequal n) (normal "p" n d 0.0 1.0), measure (unequal m) (normal "q" m d 1.0 1.5)

        let u = (fit (fixedAt bandwidth ridge) p q).LogRatio.Value
        let pull = pulls p q u
        // In the offset: the pulls cancel.
        close 1e-10 0.0 (Array.sum pull)
        // By the representer theorem ridge (f - b) = sum_i pull_i k(x_i, .), with b the value far away. What is
        // outside the span of the landmarks has norm 1e-4 at most, per unit of the pulls, whose sum of sizes is below
        // 1; all of these points are landmarks, so that only the tolerance is left: 1e-10 sqrt(L + 1) / ridge, in the
        // norm that bounds values.
        let x = Points.append (Points.append p.Nodes q.Nodes) (normal "x" 30 d 0.5 2.0)

        let far = u (Points.init 1 d (fun _ _ -> 1e6)) |> Array.head

        let sum =
            PairwiseReference.apply (Kernel.gaussian bandwidth) x (Points.append p.Nodes q.Nodes) pull

        Array.iter2 (fun s v -> close (1e-10 * sqrt (float (n + m + 1)) / ridge + 1e-11) (far + s / ridge) v) sum (u x)

    [<Fact>]
    let ``A wrong class prior breaks the equation of the offset`` () =
        let p, q = sample (normal "p" 20 1 0.0 1.0), sample (normal "q" 5 1 1.0 1.0)
        let u = (fit (fixedAt 0.5 1e-2) p q).LogRatio.Value
        // Log-ratios of a fit in which every point counts the same are off by log n/m.
        let offset x = u x |> Array.map (fun v -> v + log 4.0)
        Assert.True(abs (Array.sum (pulls p q offset)) > 0.05)

    [<Theory>]
    [<InlineData(30, 1, 0.0, 1e-5)>]
    [<InlineData(300, 2, 0.5, 1e-5)>]
    [<InlineData(300, 2, 100.0, 1e-5)>]
    [<InlineData(50, 5, 3.0, 1e-3)>]
    let ``Newton's method reaches its tolerance`` (n: int) (d: int) (shift: float) (ridge: float) =
        let p, q = normal "p" n d 0.0 1.0, normal "q" (n / 3) d shift 1.0
        let points = Points.append p q
        let count = points.Count

        for bandwidth in [ 0.2; 1.0; 5.0; 100.0 ] do
            let problem: KernelLogistic.Problem =
                {
                    Features = KernelFeatures.build bandwidth 60 (Array.zeroCreate d) points
                    Signs = Array.init count (fun i -> if i < n then 1.0 else -1.0)
                    Weights = Array.init count (fun i -> if i < n then 0.5 / float n else 0.5 / float (n / 3))
                    Ridge = ridge
                }

            let theta =
                KernelLogistic.solve KernelLogistic.Tolerance problem (Array.zeroCreate problem.Features.Width)

            Assert.All(KernelLogistic.gradient problem theta, fun g -> Assert.InRange(g, -1e-10, 1e-10))

    [<Fact>]
    let ``Features reproduce the kernel, and sums over them are sums`` () =
        let x = normal "x" 45 2 0.0 1.0
        let features = KernelFeatures.build 0.7 100 [| 0.0; 0.0 |] x
        let gram = Kernel.gram (Kernel.gaussian 0.7) x x

        let column l i = features.At(l, i)

        let width = features.Width

        for i in 0..44 do
            for j in 0..44 do
                let product = Seq.sum (seq { for l in 1 .. width - 1 -> column l i * column l j })
                // What is left of a diagonal entry is at most 1e-8, and bounds every other entry.
                close 1e-8 gram[i, j] product

        let s = Array.init features.Stride (fun i -> if i < 45 then float (i % 7) else 0.0)
        let h = KernelFeatures.gramian features s

        for a in 0 .. width - 1 do
            for b in 0..a do
                close 1e-12 (Seq.sum (seq { for i in 0..44 -> s[i] * column a i * column b i })) h[a * width + b]

        // Few landmarks are the points that the others cannot replace.
        Assert.Equal(3, (KernelFeatures.build 0.7 3 [| 0.0; 0.0 |] x).Landmarks.Count)

    [<Fact>]
    let ``Class sizes do not enter, and a point of twice the weight is two points`` () =
        let x, y = normal "x" 12 2 0.0 1.0, sample (normal "y" 9 2 0.5 1.0)
        let at = normal "at" 20 2 0.0 2.0

        let value p =
            (fit (fixedAt 0.6 1e-2) p y).LogRatio.Value at

        let twice = Points.append x x
        let heavy = Array.init 12 (fun i -> if i = 3 then 2.0 / 13.0 else 1.0 / 13.0)
        let copied = Points.append x (Points.select [| 3 |] x)
        // Two minimisers of one problem, each within 1e-10 sqrt 22 / 1e-2 in norm.
        Array.iter2 (close 1e-7) (value (sample x)) (value (sample twice))
        Array.iter2 (close 1e-7) (value (sample copied)) (value (measure heavy x))

    [<Fact>]
    let ``Swapping the samples negates the log-ratio, whatever their sizes`` () =
        let p, q = sample (normal "p" 60 2 0.0 1.0), sample (normal "q" 37 2 1.0 0.5)
        let estimator = RatioEstimator.kernelLogistic small
        let forth, back = fit estimator p q, fit estimator q p
        let at = normal "at" 30 2 0.0 3.0
        Assert.Equal(forth.Settings, back.Settings)
        // Scores compare fits whose loss is within 5e-5 of its minimum.
        close 1e-4 forth.HeldOutScore.Value back.HeldOutScore.Value

        // Twice the solver's 1e-10 sqrt 101 over the ridge chosen, in norm.
        match forth.Settings with
        | RatioSettings.RegularisedKernel(_, ridge) ->
            Array.iter2 (fun a b -> close (2e-9 / ridge) 0.0 (a + b)) (forth.LogRatio.Value at) (back.LogRatio.Value at)
        | other -> Assert.Fail $"{other}"

    [<Fact>]
    let ``Translation and scale move the log-ratio along`` () =
        let p, q = normal "p" 60 2 0.0 1.0, normal "q" 37 2 1.0 0.5
        let at = normal "at" 30 2 0.0 3.0

        let move (x: Points) =
            Points.init x.Count 2 (fun i k -> 5.0 + 3.0 * x[i, k])

        let estimator = RatioEstimator.kernelLogistic small

        let here, there =
            fit estimator (sample p) (sample q), fit estimator (sample (move p)) (sample (move q))

        match here.Settings, there.Settings with
        | RatioSettings.RegularisedKernel(a, r), RatioSettings.RegularisedKernel(b, s) ->
            close 1e-12 3.0 (b / a)
            close 0.0 r s
            Array.iter2 (close (2e-9 / r)) (here.LogRatio.Value at) (there.LogRatio.Value(move at))
        | other -> Assert.Fail $"{other}"

    [<Fact>]
    let ``The gradient is that of the value`` () =
        let found =
            fit
                (RatioEstimator.kernelLogistic small)
                (sample (normal "p" 60 3 0.0 1.0))
                (sample (normal "q" 60 3 1.0 1.0))

        // Steps of 1e-4 leave 1e-8 of third derivatives of order one, and the rounding of sums of landmark weights, at
        // most about 1e-10, over 1e-4.
        gradientMatches 1e-5 1e-4 found.LogRatio (normal "x" 40 3 0.5 1.5)

    [<Fact>]
    let ``Equal samples have no ratio to see`` () =
        let x = sample (normal "x" 40 2 0.0 1.0)
        let found = fit (RatioEstimator.kernelLogistic small) x x
        // f = 0 solves the equations: the pulls of the copies cancel.
        Assert.All(found.LogRatio.Value x.Nodes, fun v -> Assert.InRange(v, -1e-12, 1e-12))

    [<Fact>]
    let ``Degenerate samples have a ratio`` () =
        let at = Points.ofRows [ [ 0.0; 0.0 ]; [ 1.0; 2.0 ]; [ 1e8; 0.0 ] ]
        let one = Points.ofRows [ [ 1.0; 2.0 ] ]
        let same = Points.ofRows (List.replicate 5 [ 0.1; 0.2 ])
        let cloud = normal "cloud" 20 2 0.0 1.0

        for p in [ one; same; cloud ] do
            for q in [ one; same; cloud ] do
                let found = fit (RatioEstimator.kernelLogistic small) (sample p) (sample q)

                everyFinite (found.LogRatio.Value at)
                everyFinite (data (found.LogRatio.Gradient at))
                Assert.Equal(p.Count > 1 && q.Count > 1, found.HeldOutScore.IsSome)
                found.HeldOutScore |> Option.iter (fun s -> everyFinite [| s |])

    [<Fact>]
    let ``The same seed gives the same bits on any number of threads`` () =
        let p, q = sample (normal "p" 80 2 0.0 1.0), sample (normal "q" 70 2 1.0 0.5)
        let at = normal "at" 30 2 0.0 3.0
        let estimator = RatioEstimator.kernelLogistic small
        let before = Parallelism.threadCount ()

        try
            let run threads =
                Parallelism.setThreadCount threads
                fit estimator p q

            let one, two = run 1, run 2
            Assert.Equal(one.HeldOutScore, two.HeldOutScore)
            Assert.Equal<int64[]>(bits (one.LogRatio.Value at), bits (two.LogRatio.Value at))
        finally
            Parallelism.setThreadCount before

    [<Fact>]
    let ``A warm start keeps to the neighbourhood of the settings before`` () =
        let p, q = sample (normal "p" 80 2 0.0 1.0), sample (normal "q" 70 2 1.0 0.5)
        let estimator = RatioEstimator.kernelLogistic small
        let cold = fit estimator p q
        let warm = estimator.Fit seed p q (Some cold)
        Assert.Equal(cold.Settings, warm.Settings)

        let strange =
            { cold with
                Settings = RatioSettings.RegularisedKernel(1e9, 1e9)
            }

        Assert.Equal(cold.Settings, (estimator.Fit seed p q (Some strange)).Settings)

    [<Fact>]
    let ``Two thousand points find most of the Jensen-Shannon divergence`` () =
        // Fixed seeds. The log-ratio is a quadratic, which a wide kernel fits with three parameters' worth of variance:
        // regret of order 3/(2 n), 0.001, and the divergence is 0.1. Unequal sizes tell a wrong class prior: it costs
        // more than 0.05. The held-out score is a mean over 2,500 points of losses that vary by less than 1, with each
        // class's own standard error below 0.02.
        let struct (regret, found, best) =
            regret (RatioEstimator.kernelLogistic small) 2000 500

        Assert.InRange(regret, -0.001, 0.01)
        Assert.InRange(found.HeldOutScore.Value - best, -0.05, 0.05)
        Assert.True(found.HeldOutScore.Value < log 2.0 - 0.05)

    [<Fact>]
    let ``Bad input is named`` () =
        let standard = KernelRatioOptions.standard

        for options, sentence in
            [
                { standard with Landmarks = 0 }, "landmarks must be at least 1, but is 0."
                { standard with Folds = 1 }, "folds must be at least 2, but is 1."
                { standard with Bandwidth = Some -1.0 }, "bandwidth must be positive and finite, but is -1."
                { standard with Ridge = Some nan }, "ridge must be positive and finite, but is NaN."
            ] do
            Assert.StartsWith(sentence, argumentError (fun () -> RatioEstimator.kernelLogistic options))
