namespace GanFlowTheory.Core

/// <summary>MonoFlow's Gaussian example, p = N(0, [[1, 0.8], [0.8, 0.89]]) from q = N((1, 1), I), and the shifted losses on it (YZL23).</summary>
[<RequireQualifiedAccess>]
module internal MonoFlowFacts =

    let private p =
        GaussianMixture.gaussian [| 0.0; 0.0 |] (array2D [ [ 1.0; 0.8 ]; [ 0.8; 0.89 ] ])

    let private density = Density.ofMixture "p" p

    let private start (nodes: int) : GaussianState =
        GaussianState.onRule (GaussHermite.tensor nodes 2) [| 1.0; 1.0 |] (array2D [ [ 1.0; 0.0 ]; [ 0.0; 1.0 ] ])

    let private logRatio (q: GaussianState) =
        Divergence.logRatio density (q :> IDensity).Density q.Nodes

    let private tolerance = 1e-9

    let private run (nodes: int) (until: float) (loss: GeneratorLoss) : Path<GaussianState> =
        Flow.create (Functional.klToGaussian p) (Metric.monoFlow loss logRatio)
        |> Flow.steppedBy (Integrator.dormandPrince 0.01 tolerance (0.01 * tolerance))
        |> Flow.from (start nodes)
        |> Flow.until until

    // The covariance of p has these eigenvalues; that of q, I, commutes with it.
    let private wide, private narrow =
        let larger = 0.5 * (1.89 + sqrt (1.89 * 1.89 - 1.0))
        larger, 0.25 / larger

    // KL and its rate along the flow of reverse KL, axis by axis of p: at time t the variance is v + (1 - v) e^(-2t/v) and the mean m e^(-t/v),
    // on which log r has the slope -x/v + (x - mean)/variance.
    let private closed (t: float) : struct (float * float) =
        let c, s =
            let x, y = 0.8, wide - 1.0
            let length = sqrt (x * x + y * y)
            x / length, y / length

        let axis (v: float) (m: float) =
            let mean, variance = m * exp (-t / v), v + (1.0 - v) * exp (-2.0 * t / v)
            let ratio = variance / v
            let off = 1.0 / variance - 1.0 / v
            struct (0.5 * (ratio + mean * mean / v - 1.0 - log ratio), mean * mean / (v * v) + variance * off * off)

        let struct (k1, r1) = axis wide (c + s)
        let struct (k2, r2) = axis narrow (s - c)
        struct (k1 + k2, r1 + r2)

    let private kl (path: Path<GaussianState>) =
        path.Steps |> Array.map _.Diagnostics.Functional.Value

    /// The example's distances, and KL along the flow of reverse KL.
    let gaussian (_: Seed) : PrintedFact list =
        let source = "YZL23, Gaussian example"
        let struct (_, rate) = closed 0.0
        let struct (later, _) = closed 1.0
        let path = run 4 1.0 GeneratorLoss.logit
        let vanilla = kl (run 16 1.0 GeneratorLoss.vanilla)

        [
            // Some ten operations each.
            PrintedFact.number
                "KL(q||p)"
                source
                2.66685281944
                1e-11
                (GaussianDivergence.kl p (start 2))
                (FactError.Computed 1e-13)
            PrintedFact.number
                "W2^2(q,p)"
                source
                2.49
                0.01
                (2.0 * (Functional.wassersteinToGaussian p).Value(start 2))
                (FactError.Computed 1e-12)
            // -dKL/dt = E |grad log r|^2 with affine gradients, which the nodes integrate exactly; compared with its closed form at a unit of 1e-9.
            PrintedFact.number
                "-dKL/dt at the start, by the flow of reverse KL"
                "YZL23-2"
                rate
                1e-9
                (Array.head path.Steps).Diagnostics.PredictedDissipation.Value
                (FactError.Computed 1e-12)
            // Errors of at most 1e-9 a step of less than a hundred.
            PrintedFact.number
                "KL(q||p) at time 1"
                "YZL23-2"
                later
                1e-7
                (GaussianDivergence.kl p path.Final)
                (FactError.Computed 1e-7)
            PrintedFact.atMost
                "the largest change of KL at a step, vanilla loss"
                "YZL23-2"
                0.0
                (vanilla |> Array.pairwise |> Array.map (fun (a, b) -> b - a) |> Array.max)
                (FactError.Computed 0.0)
        ]

    let private shifts = [ -10.0; -5.0; 0.0; 3.0; 5.0; 10.0 ]

    // Enough for sigmoid(u + C), whose poles lie pi from the line, between laws whose log r is spread by a few units.
    let private nodes = 24

    /// <summary>The losses softplus(u + C): h' = sigmoid(u + C) rises with C towards that of the logit loss, and is at most e^C e^u.</summary>
    let shift (_: Seed) : PrintedFact list =
        let source = "YZL23, h' = sigmoid(u + C); none printed"

        let read loss =
            let path = run nodes 1.0 loss
            struct ((Array.head path.Steps).Diagnostics.PredictedDissipation.Value, GaussianDivergence.kl p path.Final)

        let all =
            [
                for c in shifts do
                    invariant $"C = {c}", read (GeneratorLoss.shifted c)
                "the logit loss", read GeneratorLoss.logit
            ]

        // As large at the nodes: the same sums with h' = e^u in place of sigmoid(u + C).
        let starved =
            let flow =
                Flow.create (Functional.klToGaussian p) (Metric.monoFlow GeneratorLoss.mle logRatio)

            let step =
                flow
                |> Flow.steppedBy (Integrator.euler 1e-6)
                |> Flow.from (start nodes)
                |> Flow.steps 1

            (Array.head step.Steps).Diagnostics.PredictedDissipation.Value

        let struct (firstRate, _) = snd all.Head

        [
            PrintedFact.atMost
                "-dKL/dt at the start with C = -10 (bound: e^-10 times that of the MLE loss)"
                source
                (exp -10.0 * starved)
                firstRate
                (FactError.Computed 1e-12)

            for (before, struct (slower, more)), (name, struct (rate, left)) in List.pairwise all do
                // Rounding of some thousand terms: the order holds at each node, and so for their sums.
                PrintedFact.atLeast
                    (invariant $"-dKL/dt at the start with {name} (bound: with {before})")
                    source
                    slower
                    rate
                    (FactError.Computed 1e-12)
                // Not a theorem for a whole flow, which visits other laws: what the order of the rates leads one to expect.
                PrintedFact.atMost
                    (invariant $"KL left at time 1 with {name} (bound: with {before})")
                    source
                    more
                    left
                    (FactError.Computed 1e-6)
        ]
