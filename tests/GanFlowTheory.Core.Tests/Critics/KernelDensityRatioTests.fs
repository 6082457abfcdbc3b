namespace GanFlowTheory.Core.Tests

open System
open Xunit
open GanFlowTheory.Core
open Testing
open RatioTesting

/// Kernel density ratios against the definition, one point at a time, in logarithms.
module KernelDensityRatioTests =

    let private square (a: float[]) (b: float[]) =
        Array.fold2 (fun s x y -> s + (x - y) * (x - y)) 0.0 a b

    /// log of the weighted kernel density at x and its gradient, without the points skipped.
    let private reference (w: float[]) (c: Points) (h: float) (skip: int) (x: float[]) : struct (float * float[]) =
        let used = [| for j in 0 .. c.Count - 1 -> j |] |> Array.filter (fun j -> j <> skip)

        let logs =
            used |> Array.map (fun j -> log w[j] - 0.5 * square x (c.Row j) / (h * h))

        let top = Array.max logs
        let shares = logs |> Array.map (fun v -> exp (v - top))
        let total = Array.sum shares
        let mass = used |> Array.sumBy (fun j -> w[j])

        let gradient =
            Array.init x.Length (fun k ->
                (used |> Seq.mapi (fun p j -> shares[p] * (c[j, k] - x[k])) |> Seq.sum)
                / total
                / (h * h))

        let normaliser = float x.Length * (0.5 * log (2.0 * Math.PI) + log h) + log mass
        struct (top + log total - normaliser, gradient)

    [<Theory>]
    [<InlineData(1, 1, 1)>]
    [<InlineData(1, 7, 3)>]
    [<InlineData(2, 40, 17)>]
    [<InlineData(3, 8, 65)>]
    [<InlineData(7, 33, 20)>]
    let ``The ratio is that of the definition, near and far`` (d: int) (n: int) (m: int) =
        let c, y = normal "c" n d 0.0 1.0, normal "y" m d 0.5 1.5
        let v, w = unequal n, unequal m
        let h, k = 0.4, 0.7

        let found =
            fit (RatioEstimator.kernelDensity (BandwidthChoice.Given(h, k))) (measure v c) (measure w y)

        for scale in [ 1.0; 10.0; 25.0; 1e3; 1e5 ] do
            let x = Points.scale scale (normal "x" 50 d 0.2 1.0)
            let value, gradient = found.LogRatio.Value x, found.LogRatio.Gradient x

            for i in 0 .. x.Count - 1 do
                let struct (p, ofP) = reference v c h -1 (x.Row i)
                let struct (q, ofQ) = reference w y k -1 (x.Row i)
                // The two logarithms are rounded at their own size; so are the two gradients.
                close (1e-12 * (1.0 + abs p + abs q)) 0.0 (value[i] - (p - q))

                for l in 0 .. d - 1 do
                    close (1e-12 * (1.0 + abs ofP[l] + abs ofQ[l] + scale)) 0.0 (gradient[i, l] - (ofP[l] - ofQ[l]))

    [<Fact>]
    let ``A thousand bandwidths away the nearest points of each sample decide`` () =
        let h = 1e-3
        let p, q = Points.ofValues [| 0.0; 1.0 |], Points.ofValues [| 0.25; 0.5 |]

        let found =
            fit (RatioEstimator.kernelDensity (BandwidthChoice.Given(h, h))) (sample p) (sample q)

        let x = Points.ofValues [| 3.0; -2.0 |]
        // All other terms are e^(-10^5) of these.
        let expected =
            [| -4.0 + 6.25; -4.0 + 2.25 * 2.25 |] |> Array.map (fun v -> v / 2e-6)

        let slopes = [| -2.0 + 2.5; 2.0 - 2.25 |] |> Array.map (fun v -> v / 1e-6)
        Array.iter2 (close 1e-12) expected (found.LogRatio.Value x)
        Array.iter2 (close 1e-12) slopes (data (found.LogRatio.Gradient x))

    [<Fact>]
    let ``Beyond the range of squares the ratio is still a number`` () =
        let found =
            fit
                (RatioEstimator.kernelDensity BandwidthChoice.Separate)
                (sample (normal "p" 9 2 0.0 1.0))
                (sample (normal "q" 9 2 1.0 1.0))

        for size in [ 1e100; 1e160; 1e250 ] do
            let x = Points.ofRows [ [ size; -size ]; [ 0.0; size ] ]
            everyFinite (found.LogRatio.Value x)
            everyFinite (data (found.LogRatio.Gradient x))

    [<Fact>]
    let ``The leave-one-out likelihood is that of the definition, for a lonely point too`` () =
        // 40 bandwidths away from the rest: its own kernel is all that the full sum can see.
        let c = Points.append (normal "c" 30 2 0.0 1.0) (Points.ofRows [ [ 20.0; 0.0 ] ])
        let w = unequal 31

        for h in [ 0.1; 0.5; 3.0 ] do
            let expected =
                Seq.sum (
                    seq {
                        for i in 0..30 do
                            let struct (v, _) = reference w c h i (c.Row i)
                            w[i] * v
                    }
                )

            // The difference of a sum and its own term keeps nine digits at least.
            close 1e-9 expected (KernelDensityRatio.leaveOneOutLikelihood h (measure w c))

    [<Fact>]
    let ``Separate bandwidths maximise the likelihood among their neighbours`` () =
        let p, q = sample (normal "p" 200 2 0.0 1.0), sample (normal "q" 150 2 3.0 0.2)

        match (fit (RatioEstimator.kernelDensity BandwidthChoice.Separate) p q).Settings with
        | RatioSettings.DensityBandwidths(h, k) ->
            for b, m in [ h, p; k, q ] do
                let at a =
                    KernelDensityRatio.leaveOneOutLikelihood (a * b) m

                Assert.True(at 1.0 >= at (sqrt 2.0))
                Assert.True(at 1.0 >= at (sqrt 0.5))
            // The optimum scales with the sample: q is five times as narrow.
            Assert.InRange(h / k, 2.5, 10.0)
        | other -> Assert.Fail $"{other}"

    [<Fact>]
    let ``A warm start finds the same bandwidths near by, and reaches them from afar`` () =
        let p, q = sample (normal "p" 200 2 0.0 1.0), sample (normal "q" 150 2 3.0 0.2)

        for choice in [ BandwidthChoice.Separate; BandwidthChoice.Shared ] do
            let estimator = RatioEstimator.kernelDensity choice
            let cold = fit estimator p q
            Assert.Equal(cold.Settings, (estimator.Fit seed p q (Some cold)).Settings)

    [<Fact>]
    let ``A point of twice the weight is two points`` () =
        let x = normal "x" 12 2 0.0 1.0
        let doubled = Points.append x (Points.select [| 3; 7 |] x)

        let heavy =
            Array.init 12 (fun i -> if i = 3 || i = 7 then 2.0 / 14.0 else 1.0 / 14.0)

        let y = sample (normal "y" 9 2 0.5 1.0)
        let estimator = RatioEstimator.kernelDensity (BandwidthChoice.Given(0.3, 0.4))
        let at = normal "at" 20 2 0.0 3.0
        let value p = (fit estimator p y).LogRatio.Value at
        // Sums of a dozen terms in another order.
        Array.iter2 (close 1e-13) (value (sample doubled)) (value (measure heavy x))

    [<Fact>]
    let ``Points without mass change nothing`` () =
        let x = normal "x" 12 2 0.0 1.0
        let padded = Points.append (Points.ofRows [ [ 100.0; 100.0 ] ]) x
        let y = sample (normal "y" 9 2 0.5 1.0)
        let at = normal "at" 20 2 0.0 3.0
        let weights = Array.append [| 0.0 |] (Array.create 12 (1.0 / 12.0))

        for estimator in
            [
                RatioEstimator.kernelDensity BandwidthChoice.Separate
                RatioEstimator.kernelDensity BandwidthChoice.Shared
                RatioEstimator.kernelLogistic small
            ] do
            let plain, withZero =
                fit estimator (sample x) y, fit estimator (measure weights padded) y

            Assert.Equal(plain.HeldOutScore, withZero.HeldOutScore)
            Assert.Equal<int64[]>(bits (plain.LogRatio.Value at), bits (withZero.LogRatio.Value at))

    [<Fact>]
    let ``Swapping the samples negates the log-ratio to the bit`` () =
        let p, q =
            sample (normal "p" 40 2 0.0 1.0), measure (unequal 25) (normal "q" 25 2 1.0 0.5)

        let at = normal "at" 30 2 0.0 4.0

        for choice in [ BandwidthChoice.Separate; BandwidthChoice.Shared ] do
            let estimator = RatioEstimator.kernelDensity choice
            let forth, back = fit estimator p q, fit estimator q p
            Assert.Equal<float[]>(forth.LogRatio.Value at, back.LogRatio.Value at |> Array.map (fun v -> -v))

            close 1e-14 forth.HeldOutScore.Value back.HeldOutScore.Value

    [<Fact>]
    let ``The gradient is that of the value`` () =
        let found =
            fit
                (RatioEstimator.kernelDensity BandwidthChoice.Separate)
                (sample (normal "p" 60 3 0.0 1.0))
                (sample (normal "q" 60 3 1.0 1.0))

        // Third derivatives are of order h^(-3) times cubes of a few sigma, some hundreds:
        // 1e-4^2 of that, and 1e-15/1e-4.
        gradientMatches 1e-5 1e-4 found.LogRatio (normal "x" 40 3 0.5 1.5)
        gradientMatches 1e-5 1e-4 found.LogRatio (normal "x" 40 3 60.0 1.5)

    [<Fact>]
    let ``Degenerate samples have a ratio`` () =
        let at = Points.ofRows [ [ 0.0; 0.0 ]; [ 1.0; 2.0 ]; [ 50.0; 0.0 ] ]
        let one = Points.ofRows [ [ 1.0; 2.0 ] ]
        let same = Points.ofRows (List.replicate 5 [ 0.1; 0.2 ])
        let cloud = normal "cloud" 20 2 0.0 1.0

        for p in [ one; same; cloud ] do
            for q in [ one; same; cloud ] do
                for choice in
                    [
                        BandwidthChoice.Separate
                        BandwidthChoice.Shared
                        BandwidthChoice.Given(0.5, 2.0)
                    ] do
                    let found = fit (RatioEstimator.kernelDensity choice) (sample p) (sample q)
                    everyFinite (found.LogRatio.Value at)
                    everyFinite (data (found.LogRatio.Gradient at))
                    Assert.Equal(p.Count > 1 && q.Count > 1, found.HeldOutScore.IsSome)
                    found.HeldOutScore |> Option.iter (fun s -> everyFinite [| s |])

    [<Fact>]
    let ``A thousand points find most of the Jensen-Shannon divergence`` () =
        // Fixed seeds. The regret of a kernel density of n points on the line is of order n^(-4/5), 0.004, against a
        // divergence of about 0.1; a wrong sign loses more than the divergence. The held-out score is the loss of a fit
        // of one point less, over 2,000 points whose loss varies by less than 1: three standard errors are below 0.05.
        for choice in [ BandwidthChoice.Separate; BandwidthChoice.Shared ] do
            let struct (regret, found, best) =
                regret (RatioEstimator.kernelDensity choice) 1000 1000

            Assert.InRange(regret, -0.001, 0.01)
            Assert.InRange(found.HeldOutScore.Value - best, -0.05, 0.05)
            Assert.True(found.HeldOutScore.Value < log 2.0 - 0.05)

    [<Fact>]
    let ``Bad input is named`` () =
        let p, q = sample (normal "p" 5 2 0.0 1.0), sample (normal "q" 5 3 0.0 1.0)

        Assert.StartsWith(
            "q must have dimension 2, but has dimension 3.",
            argumentError (fun () -> fit (RatioEstimator.kernelDensity BandwidthChoice.Separate) p q)
        )

        Assert.StartsWith(
            "current must be positive and finite, but is 0.",
            argumentError (fun () -> RatioEstimator.kernelDensity (BandwidthChoice.Given(1.0, 0.0)))
        )

        Assert.StartsWith(
            "measure must have at least two points that carry mass, but has 1.",
            argumentError (fun () -> KernelDensityRatio.leaveOneOutLikelihood 1.0 (sample (Points.ofValues [| 1.0 |])))
        )

    [<Fact>]
    let ``The exact ratio is a difference, and 0 outside both supports`` () =
        let x = Points.ofValues [| -1.0; 0.0; 2.5 |]
        let found = RatioFit.exact (density 0.0 1.0) (density 1.0 2.0)
        // log p/q = -x^2/2 + (x-1)^2/8 + log 2.
        let expected =
            [| -0.5 + 0.5; 0.125; -3.125 + 0.28125 |] |> Array.map (fun v -> v + log 2.0)

        Array.iter2 (close 1e-14) expected (found.LogRatio.Value x)
        Array.iter2 (close 1e-14) [| 0.5; -0.25; -2.125 |] (data (found.LogRatio.Gradient x))

        let uniform (a: float) (b: float) : Density =
            {
                Name = "uniform"
                Dimension = 1
                LogValue =
                    fun x ->
                        Array.init x.Count (fun i ->
                            if a <= x[i, 0] && x[i, 0] <= b then
                                -log(b - a)
                            else
                                -infinity)
                Score = fun x -> Points.zero x.Count 1
            }

        let found = RatioFit.exact (uniform 0.0 2.0) (uniform 1.0 3.0)

        Assert.Equal<float[]>(
            [| 0.0; infinity; 0.0; -infinity; 0.0 |],
            found.LogRatio.Value(Points.ofValues [| -1.0; 0.5; 1.5; 2.5; 9.0 |])
        )
