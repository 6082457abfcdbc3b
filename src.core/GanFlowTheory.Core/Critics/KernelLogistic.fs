namespace GanFlowTheory.Core

open System

/// <summary>
/// The log-ratio by kernel logistic regression of points of p against points of q: the f in b + span k(., c_l) that
/// minimises 1/2 E_p log(1 + e^(-f)) + 1/2 E_q log(1 + e^f) + ridge/2 |f|^2, Gaussian kernel, |f| its norm without the
/// offset b.
/// </summary>
/// <remarks>Without penalty the minimiser over all functions is log p/q (YZL23-4): each class has half of the mass
/// whatever its number of points, so that no log n/m enters. Landmarks are picked among the points by a pivoted
/// Cholesky factorisation: as many as the kernel can tell apart, up to the number wanted.</remarks>
[<RequireQualifiedAccess>]
module KernelLogistic =

    /// The classification problem: pooled points, +1 for p and -1 for q, weights that sum to one.
    [<NoComparison; NoEquality>]
    type internal Problem =
        {
            Features: KernelFeatures
            Signs: float[]
            Weights: float[]
            Ridge: float
        }

    /// 1 / (1 + e^(-u)).
    let private sigmoid (u: float) =
        if u >= 0.0 then
            1.0 / (1.0 + exp -u)
        else
            let e = exp u
            e / (1.0 + e)

    let private penalty (problem: Problem) (theta: float[]) =
        0.5 * problem.Ridge * Vectors.innerOfParts theta 1 theta 1 (theta.Length - 1)

    let private loss (problem: Problem) (f: float[]) =
        let mutable total = 0.0

        for i in 0 .. problem.Weights.Length - 1 do
            if problem.Weights[i] > 0.0 then
                total <- total + problem.Weights[i] * Elementary.softplus (-problem.Signs[i] * f[i])

        total

    let private gradientAt (problem: Problem) (theta: float[]) (f: float[]) : float[] =
        let slopes = Array.zeroCreate problem.Features.Stride

        for i in 0 .. problem.Weights.Length - 1 do
            let t = problem.Signs[i]
            slopes[i] <- -t * problem.Weights[i] * sigmoid (-t * f[i])

        let g = KernelFeatures.applyTransposed problem.Features slopes

        for l in 1 .. g.Length - 1 do
            g[l] <- g[l] + problem.Ridge * theta[l]

        g

    /// The gradient of the penalised loss in (b, beta).
    let internal gradient (problem: Problem) (theta: float[]) : float[] =
        gradientAt problem theta (KernelFeatures.apply problem.Features theta)

    /// <summary>Newton's method with backtracking from the given start until no entry of the gradient is larger than
    /// the tolerance, or until rounding stops the descent.</summary>
    let internal solve (tolerance: float) (problem: Problem) (start: float[]) : float[] =
        let features = problem.Features
        let theta = Array.copy start
        let f = KernelFeatures.apply features theta
        let mutable value = loss problem f + penalty problem theta
        let mutable going = true
        let mutable iterations = 0

        while going do
            let g = gradientAt problem theta f

            if Array.forall (fun v -> abs v <= tolerance) g || iterations = 100 then
                going <- false
            else
                iterations <- iterations + 1
                let curvature = Array.zeroCreate features.Stride

                for i in 0 .. problem.Weights.Length - 1 do
                    curvature[i] <- problem.Weights[i] * sigmoid f[i] * sigmoid -f[i]

                let h = KernelFeatures.gramian features curvature
                let width = features.Width

                for l in 0 .. width - 1 do
                    // The offset is not penalised; where every point is classified beyond doubt, this alone keeps its
                    // curvature positive. It changes the path, not the minimiser.
                    h[l * width + l] <- h[l * width + l] + (if l = 0 then 1e-14 else problem.Ridge)

                match LinearSystem.tryCholesky h g with
                | Error _ -> going <- false
                | Ok solution ->
                    let step = solution.Solution
                    let moved = KernelFeatures.apply features step
                    let descent = Vectors.inner g step
                    let mutable length = 1.0
                    let mutable accepted = false

                    while not accepted && length > 1e-10 do
                        let tried = Array.map2 (fun a b -> a - length * b) theta step
                        let triedF = Array.map2 (fun a b -> a - length * b) f moved
                        let triedValue = loss problem triedF + penalty problem tried

                        // Near the minimum a decrease is below the rounding of the value; the full step is right there.
                        if triedValue <= value - 1e-4 * length * descent + 4e-16 * abs value then
                            accepted <- true
                            Array.blit tried 0 theta 0 theta.Length
                            Array.blit triedF 0 f 0 f.Length
                            value <- triedValue
                        else
                            length <- 0.5 * length

                    if not accepted then
                        going <- false

        theta

    // From strong to weak: each fit starts from the one before.
    let private ridges = [ 1e-1; 1e-2; 1e-3; 1e-4; 1e-5; 1e-6 ]

    /// The tolerance of the gradient of a loss of mass one.
    [<Literal>]
    let internal Tolerance = 1e-10

    // A minimum is missed by at most |gradient|^2 / (2 ridge): with at most L = 100 entries as large as this, by 5e-5.
    let private scoreTolerance (ridge: float) = 1e-3 * sqrt ridge

    /// The weights of the training points of a fold, half of the mass in each class, and those of the points held out.
    let private split (problem: Problem) (fold: int[]) (out: int) : struct (float[] * float[]) =
        let massOf sign =
            let mutable total = 0.0

            for i in 0 .. fold.Length - 1 do
                if fold[i] <> out && problem.Signs[i] = sign then
                    total <- total + problem.Weights[i]

            total

        let positive, negative = massOf 1.0, massOf -1.0

        let trained i w =
            if fold[i] = out then
                0.0
            else
                0.5 * w / (if problem.Signs[i] > 0.0 then positive else negative)

        struct (Array.mapi trained problem.Weights,
                Array.mapi (fun i w -> if fold[i] = out then w else 0.0) problem.Weights)

    /// The best of the ridges, its held-out loss and the fits of its folds: from strong to weak until the loss grows, each fold's fit starting
    /// from its fit before.
    let private bestRidge
        (problem: Problem)
        (ridges: float list)
        (folds: int)
        (fold: int[])
        : struct (float * float * float[][]) =
        let parts = Array.init folds (split problem fold)

        let scoreAt (ridge: float) (starts: float[][]) =
            let fits = Array.zeroCreate<float[]> folds
            let heldOut = Array.zeroCreate<float> folds

            Parallelism.overBlocks folds 1 (fun out _ ->
                let struct (weights, left) = parts[out]

                fits[out] <-
                    solve
                        (scoreTolerance ridge)
                        { problem with
                            Weights = weights
                            Ridge = ridge
                        }
                        starts[out]

                heldOut[out] <- loss { problem with Weights = left } (KernelFeatures.apply problem.Features fits[out]))

            struct (Array.sum heldOut, fits)

        let rec follow ridges starts (struct (_, leastScore, _) as best) =
            match ridges with
            | [] -> best
            | ridge :: weaker ->
                let struct (score, fits) = scoreAt ridge starts

                if score < leastScore then
                    follow weaker fits (struct (ridge, score, fits))
                else
                    best

        let zero = Array.init folds (fun _ -> Array.zeroCreate problem.Features.Width)
        follow ridges zero (struct (List.head ridges, infinity, zero))

    let private potential (features: KernelFeatures) (bandwidth: float) (theta: float[]) : Potential =
        let kernel = Kernel.gaussian bandwidth
        let weights = KernelFeatures.weightsOf features theta[1..]

        let shifted = Array.map (fun v -> theta[0] + v)

        Potential.ofBoth (fun x -> Pairwise.apply kernel x features.Landmarks weights |> shifted) (fun x ->
            let struct (values, gradient) =
                Pairwise.applyWithGradient kernel x features.Landmarks weights

            struct (shifted values, gradient))

    let internal fit (options: KernelRatioOptions) (name: string) (seed: Seed) p q (before: RatioFit option) =
        let p, q: IMeasure * IMeasure = p, q
        Guard.sameDimension (nameof q) p.Nodes.Dimension q.Nodes.Dimension
        let p, q = Support.ofMeasure (nameof p) p, Support.ofMeasure (nameof q) q
        let n, m = p.Nodes.Count, q.Nodes.Count
        let points = Points.append p.Nodes q.Nodes
        let centre = Support.centre p q
        let unit = Support.radius p q centre

        let struct (bandwidths, ridges) =
            KernelRatioOptions.search options unit ridges before

        let problemAt bandwidth =
            {
                Features = KernelFeatures.build bandwidth options.Landmarks centre points
                Signs = Array.init (n + m) (fun i -> if i < n then 1.0 else -1.0)
                Weights = Array.append p.Weights q.Weights |> Array.map (fun w -> 0.5 * w)
                Ridge = 1.0
            }

        let problems = Array.zeroCreate<Problem> bandwidths.Length

        Parallelism.overBlocks bandwidths.Length 1 (fun b _ -> problems[b] <- problemAt bandwidths[b])

        let folds = min options.Folds (min n m)

        let struct (chosen, ridge, score, heldOut) =
            if folds < 2 then
                // Nothing can be held out: the middle of what there is.
                struct (bandwidths.Length / 2, ridges[List.length ridges / 2], None, [])
            else
                // One seed for both: what is p and what is q does not matter to the split.
                let folding = Seed.split "folds" seed

                let foldP, foldQ =
                    KernelRatioOptions.folds folds n folding, KernelRatioOptions.folds folds m folding

                let fold = Array.append foldP foldQ
                let found = Array.zeroCreate<struct (float * float * float[][])> bandwidths.Length

                Parallelism.overBlocks bandwidths.Length 1 (fun b _ ->
                    found[b] <- bestRidge problems[b] ridges folds fold)

                let chosen =
                    Seq.minBy
                        (fun b -> let struct (_, score, _) = found[b] in score)
                        (seq { 0 .. bandwidths.Length - 1 })

                let struct (ridge, score, fits) = found[chosen]

                struct (chosen,
                        ridge,
                        Some score,
                        [
                            for out in 0 .. folds - 1 do
                                {
                                    Target = p.NumbersOf(KernelRatioOptions.held out foldP)
                                    Current = q.NumbersOf(KernelRatioOptions.held out foldQ)
                                    LogRatio = potential problems[chosen].Features bandwidths[chosen] fits[out]
                                }
                        ])

        let problem = { problems[chosen] with Ridge = ridge }
        let theta = solve Tolerance problem (Array.zeroCreate problem.Features.Width)

        {
            Name = name
            LogRatio = potential problem.Features bandwidths[chosen] theta
            HeldOutScore = score
            HeldOut = heldOut
            Settings = RatioSettings.RegularisedKernel(bandwidths[chosen], ridge)
        }

/// Ratios by kernel logistic regression.
[<AutoOpen>]
module KernelLogisticRatios =

    /// Estimators of density ratios.
    [<RequireQualifiedAccess>]
    module RatioEstimator =

        /// <summary>Kernel logistic regression of points of p against points of q, by Newton's method to a gradient of
        /// 1e-10 in every coefficient; bandwidth and ridge that are not given minimise the log-loss held out by seeded
        /// folds, over multiples 1/8 ... 4 of the root mean square radius of the pooled points and, for each, ridges
        /// from 1e-1 down to 1e-6 until the loss grows.</summary>
        /// <remarks>Landmarks see the positions of held-out points, never which sample they come from.</remarks>
        let kernelLogistic (options: KernelRatioOptions) : RatioEstimator =
            KernelRatioOptions.check options
            let name = invariant $"logistic{KernelRatioOptions.suffix options}"

            {
                Name = name
                Fit = fun seed p q before -> KernelLogistic.fit options name seed p q before
            }
