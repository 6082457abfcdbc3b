namespace GanFlowTheory.Core

/// <summary>What is known of KID and FID between normal laws on the line (BSAG18-6).</summary>
[<RequireQualifiedAccess>]
module internal KidFacts =

    let private normal (mean: float) : IMeasure =
        // Exact for polynomials of degree 7 in the node; the kernel has degree 3.
        GaussianState.onRule (GaussHermite.tensor 4 1) [| mean |] (array2D [ [ 1.0 ] ])

    let private repeats = 400
    let private size = 200

    let private sampled (values: float[]) : struct (float * FactError) =
        let mean = GanComparison.meanOf values
        struct (mean.Mean, FactError.Sampled(mean.StandardError |> Option.defaultValue nan))

    // The estimator on samples of N(0, 1) and N(1, 1), again and again.
    let private estimates (seed: Seed) : float[] =
        LongWork.each repeats (fun i ->
            let own = Seed.splitAt i seed
            let x = Seed.gaussian size 1 (Seed.split "x" own)

            let y =
                Points.ofValues (Seed.normals size (Seed.split "y" own) |> Array.map (fun v -> 1.0 + v))

            (Kid.full Kernel.poly3 (Rows.ofPoints x) (Rows.ofPoints y)).Estimate.Value)

    let private count = 10
    let private trials = 100_000

    // FID of N(0, 1) and the sample's mean and variance.
    let private fid (values: float[]) : float =
        let n = float values.Length
        let mean = Array.average values

        let variance =
            (values |> Array.sumBy (fun v -> (v - mean) * (v - mean))) / (n - 1.0)

        Fid.betweenGaussians [| mean |] (array2D [ [ variance ] ]) [| 0.0 |] (array2D [ [ 1.0 ] ])

    /// KID of N(0, 1) and N(1, 1), and the laws that FID of samples ranks wrongly (appendix D.1).
    let gaussians (seed: Seed) : PrintedFact list =
        let struct (mean, error) = sampled (estimates (Seed.split "kid" seed))
        let narrow (m: int) = 1.0 - 1.0 / float m
        let z = Seed.normals (count * trials) (Seed.split "fid" seed)

        // The same normal values for both laws.
        let struct (difference, differenceError) =
            Array.init trials (fun i ->
                let values = Array.sub z (i * count) count
                fid (values |> Array.map (fun v -> narrow count * v)) - fid values)
            |> sampled

        [
            // Sixteen values of the kernel, at most some thousand each.
            PrintedFact.number
                "KID of N(0,1) and N(1,1), by moments"
                "BSAG18-6"
                22.0
                1.0
                (Mmd.squared Kernel.poly3 (normal 0.0) (normal 1.0))
                (FactError.Computed 1e-10)
            PrintedFact.number
                (invariant $"the mean of {repeats} estimates of it from {size} values")
                "BSAG18-6"
                22.0
                1.0
                mean
                error

            for m in [ 2; 10; 1000 ] do
                let known count deviation =
                    Fid.expectedOnLine 0.0 deviation count 0.0 1.0 None

                // The laws' own FID, 1/m^2 and 0; the means of FID over samples of m. A few operations on numbers of at most 1.
                PrintedFact.atLeast
                    (invariant $"FID(P1,Q) - FID(P2,Q), m = {m}")
                    "BSAG18, D.1"
                    0.0
                    (known None (narrow m) - known None 1.0)
                    (FactError.Computed 1e-14)

                PrintedFact.atMost
                    (invariant $"the same of means over samples of {m}")
                    "BSAG18, D.1"
                    0.0
                    (known (Some m) (narrow m) - known (Some m) 1.0)
                    (FactError.Computed 1e-14)

            PrintedFact.atMost
                (invariant $"the same over samples of {count}, by simulation")
                "BSAG18, D.1"
                0.0
                difference
                differenceError
        ]
