namespace GanFlowTheory.Core

open System
open MathNet.Numerics.LinearAlgebra.Double

/// <summary>
/// Unconstrained least-squares importance fitting (Kanamori, Hido and Sugiyama 2009): r(x) = sum_l a_l k(x, c_l),
/// Gaussian kernel at points c_l of p, where a minimises 1/2 E_q r^2 - E_p r + ridge/2 |a|^2.
/// </summary>
/// <remarks>The minimum over all functions is at r = p/q. So that log r exists, negative a_l are set to 0 after the
/// solve, as the authors do: what remains is a positive sum of kernels, whose logarithm and gradient are computed at
/// any distance from the data. The step from the minimiser is a bias, upwards in r; it is 0 where no a_l is
/// negative.</remarks>
[<RequireQualifiedAccess>]
module LeastSquaresRatio =

    /// k(x_i, c_l), one array for each point.
    let private rows (bandwidth: float) (x: Points) (landmarks: Points) : float[][] =
        let rate = -0.5 / bandwidth / bandwidth

        Array.init x.Count (fun i ->
            Array.init landmarks.Count (fun l ->
                let mutable s = 0.0

                for k in 0 .. x.Dimension - 1 do
                    let e = x[i, k] - landmarks[l, k]
                    s <- s + e * e

                exp (rate * s)))

    /// H = E_q k k^T, lower triangle by rows, and h = E_p k.
    let private moments (ofP: float[][]) (v: float[]) (ofQ: float[][]) (w: float[]) : struct (float[] * float[]) =
        let count = ofP[0].Length
        let h = Array.zeroCreate (count * count)
        let mean = Array.zeroCreate count

        for j in 0 .. ofQ.Length - 1 do
            let k = ofQ[j]

            if w[j] > 0.0 then
                for a in 0 .. count - 1 do
                    let s = w[j] * k[a]

                    for b in 0..a do
                        h[a * count + b] <- h[a * count + b] + s * k[b]

        for i in 0 .. ofP.Length - 1 do
            if v[i] > 0.0 then
                for a in 0 .. count - 1 do
                    mean[a] <- mean[a] + v[i] * ofP[i][a]

        struct (h, mean)

    let private solve (h: float[]) (mean: float[]) (ridge: float) : float[] =
        let count = mean.Length
        let a = Array.copy h

        for l in 0 .. count - 1 do
            a[l * count + l] <- a[l * count + l] + ridge

        match LinearSystem.tryCholesky a mean with
        | Ok solution -> solution.Solution
        | Error(struct (_, pivot)) ->
            Guard.fail
                "ridge"
                (invariant $"ridge must be larger: the normal equations have the pivot {pivot:R} at {ridge:R}.")

    /// The coefficients before negative ones are set to 0: (H + ridge I) a = h.
    let internal coefficients (bandwidth: float) (ridge: float) (landmarks: Points) (p: Support) (q: Support) =
        let struct (h, mean) =
            moments (rows bandwidth p.Nodes landmarks) p.Weights (rows bandwidth q.Nodes landmarks) q.Weights

        solve h mean ridge

    /// <summary>The leave-one-out value of 1/2 E_q r^2 - E_p r for each ridge, in closed form; at least two points
    /// each.</summary>
    /// <remarks>With A = H + ridge I and g(x) = k(x)^T A^(-1) k(x): without y_j, of weight w, and the ridge over 1 - w,
    /// r(y_j) becomes (1 - w) r(y_j) / (1 - w g(y_j)) by the formula of Sherman and Morrison; without x_i, of weight v,
    /// r(x_i) becomes (r(x_i) - v g(x_i)) / (1 - v).</remarks>
    let internal leaveOneOut (bandwidth: float) (ridges: float[]) (landmarks: Points) (p: Support) (q: Support) =
        let ofP, ofQ = rows bandwidth p.Nodes landmarks, rows bandwidth q.Nodes landmarks
        let struct (h, mean) = moments ofP p.Weights ofQ q.Weights
        let count = mean.Length

        let struct (spectrum, vectors) =
            SymmetricEigen.decompose (DenseMatrix.Create(count, count, (fun a b -> h[max a b * count + min a b])))

        let basis = vectors.ToColumnMajorArray()
        // Rounding leaves eigenvalues of size 1e-16 on either side of 0.
        let eigenvalues = spectrum |> Array.map (max 0.0)

        let project (k: float[]) =
            Array.init count (fun e -> Vectors.innerOfParts k 0 basis (e * count) count)

        let zP, zQ, zMean = Array.map project ofP, Array.map project ofQ, project mean

        ridges
        |> Array.map (fun ridge ->
            let along (z: float[]) =
                let mutable r = 0.0
                let mutable g = 0.0

                for e in 0 .. count - 1 do
                    let scaled = z[e] / (eigenvalues[e] + ridge)
                    r <- r + scaled * zMean[e]
                    g <- g + scaled * z[e]

                struct (r, g)

            let mutable total = 0.0

            for j in 0 .. zQ.Length - 1 do
                let w = q.Weights[j]
                let struct (r, g) = along zQ[j]
                let left = (1.0 - w) * r / (1.0 - w * g)
                total <- total + 0.5 * w * left * left

            for i in 0 .. zP.Length - 1 do
                let v = p.Weights[i]
                let struct (r, g) = along zP[i]
                total <- total - v * (r - v * g) / (1.0 - v)

            total)

    let private logRatio (bandwidth: float) (landmarks: Points) (a: float[]) : LogKernelSum =
        // a^T h = h^T A^(-1) h > 0 with h > 0: some coefficient is positive.
        let positive =
            [|
                for l in 0 .. a.Length - 1 do
                    if a[l] > 0.0 then
                        l
            |]

        {
            Centres = Points.select positive landmarks
            Weights = Array.map (fun l -> a[l]) positive
            Bandwidth = bandwidth
        }

    let private ridges = [ 1.0; 1e-1; 1e-2; 1e-3; 1e-4; 1e-5 ]

    let internal fit (options: KernelRatioOptions) (name: string) (seed: Seed) p q (before: RatioFit option) =
        let p, q: IMeasure * IMeasure = p, q
        Guard.sameDimension (nameof q) p.Nodes.Dimension q.Nodes.Dimension
        let p, q = Support.ofMeasure (nameof p) p, Support.ofMeasure (nameof q) q
        let n, m = p.Nodes.Count, q.Nodes.Count
        let unit = Support.radius p q (Support.centre p q)

        let order =
            if n <= options.Landmarks then
                [| 0 .. n - 1 |]
            else
                Seed.permutation n (Seed.split "landmarks" seed)

        // The first of the points that are seen.
        let landmarksOf (isSeen: int -> bool) =
            Points.select (order |> Array.filter isSeen |> Array.truncate options.Landmarks) p.Nodes

        let landmarks = landmarksOf (fun _ -> true)

        let struct (bandwidths, ridges) =
            KernelRatioOptions.search options unit ridges before

        let ridges = Array.ofList ridges

        let folds = min options.Folds (min n m)

        let struct (bandwidth, ridge) =
            if folds < 2 || bandwidths.Length * ridges.Length = 1 then
                struct (bandwidths[bandwidths.Length / 2], ridges[ridges.Length / 2])
            else
                let scores = Array.zeroCreate<float[]> bandwidths.Length

                Parallelism.overBlocks bandwidths.Length 1 (fun b _ ->
                    scores[b] <- leaveOneOut bandwidths[b] ridges landmarks p q)

                Seq.minBy
                    snd
                    (seq {
                        for b in 0 .. bandwidths.Length - 1 do
                            for r in 0 .. ridges.Length - 1 do
                                struct (bandwidths[b], ridges[r]), scores[b][r]
                    })
                |> fst

        let fitted (landmarks: Points) (v: float[]) (w: float[]) =
            coefficients bandwidth ridge landmarks { p with Weights = v } { q with Weights = w }
            |> logRatio bandwidth landmarks

        let potential (sum: LogKernelSum) =
            Potential.ofBoth (LogKernelSum.values sum) (LogKernelSum.valuesAndGradient sum)

        let score, heldOut =
            if folds < 2 then
                None, []
            else
                let folding = Seed.split "folds" seed

                let foldP, foldQ =
                    KernelRatioOptions.folds folds n folding, KernelRatioOptions.folds folds m folding

                let parts = Array.zeroCreate<struct (float * LogKernelSum)> folds

                Parallelism.overBlocks folds 1 (fun out _ ->
                    let sum =
                        fitted
                            (landmarksOf (fun i -> foldP[i] <> out))
                            (KernelRatioOptions.without out foldP p.Weights)
                            (KernelRatioOptions.without out foldQ q.Weights)

                    let heldOut (fold: int[]) (w: float[]) =
                        w |> Array.mapi (fun i w -> if fold[i] = out then w else 0.0)

                    let loss =
                        RatioFit.logLossOf
                            (heldOut foldP p.Weights)
                            (LogKernelSum.values sum p.Nodes)
                            (heldOut foldQ q.Weights)
                            (LogKernelSum.values sum q.Nodes)

                    parts[out] <- struct (loss, sum))

                Some(parts |> Array.sumBy (fun (struct (loss, _)) -> loss)),
                [
                    for out in 0 .. folds - 1 do
                        let struct (_, sum) = parts[out]

                        {
                            Target = p.NumbersOf(KernelRatioOptions.held out foldP)
                            Current = q.NumbersOf(KernelRatioOptions.held out foldQ)
                            LogRatio = potential sum
                        }
                ]

        {
            Name = name
            LogRatio = potential (fitted landmarks p.Weights q.Weights)
            HeldOutScore = score
            HeldOut = heldOut
            Settings = RatioSettings.RegularisedKernel(bandwidth, ridge)
        }

/// Ratios by least squares.
[<AutoOpen>]
module LeastSquaresRatios =

    /// Estimators of density ratios.
    [<RequireQualifiedAccess>]
    module RatioEstimator =

        /// <summary>Unconstrained least-squares importance fitting: landmarks are p's points or a seeded subset of
        /// them; bandwidth and ridge that are not given minimise the leave-one-out value of the least-squares
        /// criterion, in closed form, over multiples 1/8 ... 4 of the root mean square radius of the pooled points and
        /// ridges 1e-5 ... 1. The held-out score is over seeded folds.</summary>
        let leastSquares (options: KernelRatioOptions) : RatioEstimator =
            KernelRatioOptions.check options
            let name = invariant $"lsif{KernelRatioOptions.suffix options}"

            {
                Name = name
                Fit = fun seed p q before -> LeastSquaresRatio.fit options name seed p q before
            }
