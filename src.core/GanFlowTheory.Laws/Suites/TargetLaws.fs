namespace GanFlowTheory.Laws

open System
open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// <summary>Laws of targets: sampler, log-density and score belong to one law; and the moments of mixtures.</summary>
[<RequireQualifiedAccess>]
module TargetLaws =

    let private seeds =
        Arb.fromGenShrink (Gen.choose (0, 9999), Generators.shrinkInt >> Seq.filter (fun seed -> seed >= 0))

    // A direction of length 1 from whole numbers.
    let private direction (d: int) (k: int) : float[] =
        let v = Array.init d (fun a -> cos (1.0 + float (7 * k + 3 * a)))
        let length = Vectors.norm v
        Array.map (fun a -> a / length) v

    let private project (x: Points) (a: float[]) : float[] =
        Array.init x.Count (fun i -> Array.fold2 (fun t u v -> t + u * v) 0.0 (x.Row i) a)

    let private meanAndError (values: float[]) : struct (float * float) =
        let mean = Array.average values
        let square = values |> Array.sumBy (fun v -> (v - mean) * (v - mean))
        let n = float values.Length
        struct (mean, sqrt (square / (n * (n - 1.0))))

    /// The score is the gradient of the log-density, at draws and beside them.
    let score (target: Target) : Law =
        Law.forAll
            {
                Name = "target-score"
                Statement = "The score is the gradient of the log-density: d/de log p(x + e u) = <score(x), u>."
                Source = "YZL23-1"
                Judge =
                    Judge.Relative(
                        1e-7,
                        "six-point stencil with step 1/1024 on densities with lengths of 1/20 or more: truncation 1e-9, rounding "
                        + "20 ulp of log p over the step, 5e-12, and densities by quadrature to 1e-10"
                    )
            }
            target.Name
            seeds
            (fun seed ->
                match target.LogDensity, target.Score with
                | Some logDensity, Some score ->
                    let drawn = target.Sample (Seed.create seed) 8

                    let beside =
                        Seed.gaussian 8 target.Dimension (Seed.split "beside" (Seed.create seed))

                    let x = Points.append drawn (Points.combine 1.0 drawn 0.25 beside)
                    let u = direction target.Dimension seed
                    let scores = project (score x) u
                    let values = logDensity x

                    let along (e: float) =
                        logDensity (Points.init x.Count x.Dimension (fun i k -> x[i, k] + e * u[k]))

                    let odd k =
                        Array.map2 (-) (along (k / 1024.0)) (along (-k / 1024.0))

                    let observed =
                        Array.map3
                            (fun a b c -> (45.0 * a - 9.0 * b + c) / (60.0 / 1024.0))
                            (odd 1.0)
                            (odd 2.0)
                            (odd 3.0)

                    [
                        for i in 0 .. x.Count - 1 do
                            Equation.scalar
                                $"d/de log p against the score at {Show.numbers (x.Row i)}"
                                (1.0 + abs values[i] + Vectors.norm ((score x).Row i))
                                observed[i]
                                scores[i]
                    ]
                | _ -> [ Equation.scalar "no score is claimed" 0.0 0.0 0.0 ])

    /// <summary>A quadrature of the plane or the line for a target: nodes, and p times the weight at each.</summary>
    /// <remarks>x = sinh t in every coordinate, even steps of t: fine near 0 and wide in the tails. A density that jumps is
    /// summed over even cells of 1/32 instead.</remarks>
    let private quadrature (shift: float) (target: Target) (logDensity: Points -> float[]) : struct (Points * float[]) =
        let d = target.Dimension
        let drawn = target.Sample (Seed.create 0) 4000
        let smooth = target.Score.IsSome

        let ranges =
            Array.init d (fun k ->
                let x = drawn.Coordinate(k).ToArray()
                let low, high = Array.min x, Array.max x

                if smooth then
                    // As much again in t: the tails beyond 4,000 draws.
                    let a, b = Math.Asinh low, Math.Asinh high
                    let margin = max 1.0 (0.5 * (b - a))
                    32.0 * (a - margin) |> floor, 32.0 * (b + margin) |> ceil
                else
                    32.0 * (low - 1.0) |> floor, 32.0 * (high + 1.0) |> ceil)

        let counts = ranges |> Array.map (fun (a, b) -> int (b - a) + 1)
        let total = Array.fold (*) 1 counts

        let at i k =
            let before = Array.fold (*) 1 counts[.. k - 1]
            let step = fst ranges[k] + shift + float (i / before % counts[k])
            if smooth then sinh (step / 32.0) else (step + 0.5) / 32.0

        let x = Points.init total d at

        let weight i =
            Seq.fold
                (fun w k -> w / 32.0 * (if smooth then sqrt (1.0 + x[i, k] * x[i, k]) else 1.0))
                1.0
                (seq { 0 .. d - 1 })

        struct (x, logDensity x |> Array.mapi (fun i v -> exp v * weight i))

    /// The log-density integrates to 1: for targets on the line or in the plane.
    let normaliser (target: Target) : Law =
        Law.forEach
            {
                Name = "target-normaliser"
                Statement = "The log-density integrates to 1 over the line or the plane."
                Source = "YZL23-1"
                Judge =
                    Judge.Relative(
                        1e-6,
                        "trapezoidal rule in t = arsinh x with step 1/32: e^(-17) where the density has lengths of 1/10 at a "
                        + "distance of 3, and the tails beyond half as much again in t as 4,000 draws reach"
                    )
            }
            target.Name
            // Grids that begin elsewhere.
            [ -0.25; 0.0; 0.25 ]
            (fun shift ->
                match target.LogDensity with
                | Some logDensity when target.Dimension <= 2 ->
                    let struct (_, mass) = quadrature shift target logDensity
                    [ Equation.scalar "the integral of p" 1.0 (Array.sum mass) 1.0 ]
                | _ -> [ Equation.scalar "no density in one or two dimensions is claimed" 0.0 0.0 0.0 ])

    let private draws = 20000

    /// The sampler draws from the density: by characteristic functions, and by Stein's identity.
    let sampler (target: Target) : Law =
        Law.forEach
            {
                Name = "target-sampler"
                Statement =
                    "The sampler draws from the density: E cos<a, X>, E sin<a, X> over 20,000 draws are those of p, and where "
                    + "the score s is known E (<s(X), u> cos<a, X> - <a, u> sin<a, X>) = 0."
                Source = "YZL23-1"
                Judge = Judge.Statistical 1e-9
            }
            target.Name
            [ 1..6 ]
            (fun k ->
                let x = target.Sample (Seed.create k) draws
                let u = direction target.Dimension k
                // Waves of lengths 6, 3 and 1.5.
                let a = u |> Array.map (fun v -> float (pown 2 (k % 3)) * v)
                let waves = project x a

                [
                    match target.LogDensity with
                    | Some logDensity when target.Dimension <= 2 ->
                        let struct (nodes, mass) = quadrature 0.0 target logDensity
                        let phases = project nodes a

                        let expected f =
                            Array.fold2 (fun t m v -> t + m * f v) 0.0 mass phases

                        for name, f in [ "cos", cos; "sin", sin ] do
                            let struct (mean, error) = meanAndError (Array.map f waves)
                            Equation.scalar $"E {name}<a, X>, a = {Show.numbers a}" error mean (expected f)
                    | _ -> ()

                    match target.Score with
                    | Some score ->
                        let slope = Array.fold2 (fun t v w -> t + v * w) 0.0 a u

                        let struct (mean, error) =
                            Array.map2 (fun s v -> s * cos v - slope * sin v) (project (score x) u) waves
                            |> meanAndError

                        Equation.scalar $"Stein's identity, a = {Show.numbers a}" error mean 0.0
                    | None -> ()

                    match target.Mixture with
                    | Some mixture ->
                        let mean, covariance =
                            GaussianMixture.mean mixture, GaussianMixture.covariance mixture

                        let centre = Array.fold2 (fun t v w -> t + v * w) 0.0 mean u

                        let variance =
                            Seq.sum (
                                seq {
                                    for i in 0 .. u.Length - 1 do
                                        for j in 0 .. u.Length - 1 do
                                            u[i] * covariance[i, j] * u[j]
                                }
                            )

                        let along = project x u
                        let struct (m, e) = meanAndError along
                        Equation.scalar "mean of the draws" e m centre

                        let struct (v, f) =
                            along |> Array.map (fun t -> (t - centre) * (t - centre)) |> meanAndError

                        Equation.scalar "variance of the draws" f v variance
                    | None -> ()
                ])

    // Up to three Gaussians in R^d from a seed, with correlations.
    let private mixtureOf (seed: int) : GaussianMixture =
        let draw label count =
            Seed.normals count (Seed.split label (Seed.create seed))

        let d, parts = 1 + seed % 3, 1 + seed / 3 % 3
        let raw = draw "weights" parts |> Array.map (fun v -> 1.0 + v * v)
        let total = Array.sum raw

        GaussianMixture.mixture
            (raw |> Array.map (fun v -> v / total))
            [
                for j in 0 .. parts - 1 do
                    let b = draw $"factor {j}" (d * d)

                    let covariance =
                        Array2D.init d d (fun a c ->
                            (if a = c then 0.25 else 0.0)
                            + Seq.sum (Seq.init d (fun k -> b[a * d + k] * b[c * d + k])))

                    GaussianMixture.gaussian (draw $"mean {j}" d |> Array.map ((*) 2.0)) covariance
            ]

    // Cholesky's lower factor, for nodes of its own.
    let private lower (c: float[,]) : float[,] =
        let d = Array2D.length1 c
        let l = Array2D.zeroCreate d d

        for j in 0 .. d - 1 do
            for i in j .. d - 1 do
                let mutable s = c[i, j]

                for k in 0 .. j - 1 do
                    s <- s - l[i, k] * l[j, k]

                l[i, j] <- if i = j then sqrt s else s / l[j, j]

        l

    /// Mean and covariance of mixtures by Gauss-Hermite nodes of each component, and the log-density by its formula.
    let internal mixturesBy
        (mean: GaussianMixture -> float[])
        (covariance: GaussianMixture -> float[,])
        (logDensity: Points -> GaussianMixture -> float[])
        : Law =
        Law.forAll
            {
                Name = "mixture-moments"
                Statement =
                    "Mean and covariance of a mixture of Gaussians are the sums over Gauss-Hermite nodes m_j + L_j z of its "
                    + "components, and its density is sum_j w_j N(x; m_j, C_j)."
                Source = "YZL23-1"
                Judge =
                    Judge.Relative(
                        1e-11,
                        "sums of fewer than 100 terms; |L^(-1)(x - m)|^2 loses its condition number, 1e3, of ulps"
                    )
            }
            "mixtures of up to three Gaussians in up to three dimensions"
            seeds
            (fun seed ->
                let mixture = mixtureOf seed
                let d = mixture.Dimension
                let rule = GaussHermite.tensor 3 d
                let factors = mixture.Covariances |> Array.map lower

                let nodes =
                    [|
                        for j in 0 .. mixture.Count - 1 do
                            for i in 0 .. rule.Nodes.Count - 1 do
                                let z = rule.Nodes.Row i

                                mixture.Weights[j] * rule.Weights[i],
                                Array.init d (fun a ->
                                    mixture.Means[j][a] + Seq.sum (Seq.init d (fun b -> factors[j][a, b] * z[b])))
                    |]

                let expect f =
                    nodes |> Array.sumBy (fun (w, x) -> w * f x)

                let centre = Array.init d (fun a -> expect (fun x -> x[a]))

                let spread =
                    [|
                        for a in 0 .. d - 1 do
                            for b in 0 .. d - 1 do
                                expect (fun (x: float[]) -> (x[a] - centre[a]) * (x[b] - centre[b]))
                    |]

                // |L^(-1)(x - m)|^2 by substitution.
                let logNormal j (x: float[]) =
                    let l = factors[j]
                    let z = Array.zeroCreate<float> d

                    for a in 0 .. d - 1 do
                        let mutable s = x[a] - mixture.Means[j][a]

                        for b in 0 .. a - 1 do
                            s <- s - l[a, b] * z[b]

                        z[a] <- s / l[a, a]

                    -0.5 * Array.sumBy (fun v -> v * v) z
                    - Seq.sum (Seq.init d (fun a -> log l[a, a]))
                    - 0.5 * float d * log (2.0 * Math.PI)

                let x = GaussianMixture.sample (Seed.create seed) 5 mixture

                let expected =
                    Array.init x.Count (fun i ->
                        Seq.init mixture.Count (fun j -> mixture.Weights[j] * exp (logNormal j (x.Row i)))
                        |> Seq.sum
                        |> log)

                [
                    Equation.vector "the mean" (1.0 + Vectors.largest centre) (mean mixture) centre
                    Equation.vector
                        "the covariance"
                        (1.0 + Vectors.largest spread)
                        (covariance mixture |> Seq.cast<float> |> Array.ofSeq)
                        spread
                    Equation.vector "the log-density" (1.0 + Vectors.largest expected) (logDensity x mixture) expected
                ])

    /// The library's mixtures.
    let mixtures: Law =
        mixturesBy GaussianMixture.mean GaussianMixture.covariance GaussianMixture.logDensity

    /// The laws of a target.
    let all (target: Target) : Law list =
        [ score target; normaliser target; sampler target ]
