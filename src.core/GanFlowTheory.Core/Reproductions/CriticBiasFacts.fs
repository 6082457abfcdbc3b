namespace GanFlowTheory.Core

open System

/// <summary>What BSAG18's appendix B prints of critics that are chosen by samples.</summary>
[<RequireQualifiedAccess>]
module internal CriticBiasFacts =

    let private meanOf (values: float[]) : struct (float * FactError) =
        let mean = GanComparison.meanOf values
        struct (mean.Mean, FactError.Sampled(mean.StandardError |> Option.defaultValue nan))

    // Phi(-1/sqrt 2), the chance that X ~ N(1, 1) is below Y ~ N(0, 1): X - Y is N(1, 2). Below -12 there is 1e-33 of the density.
    let private wrongSide () : float =
        GaussLegendre.rule 64 -12.0 (-1.0 / sqrt 2.0)
        |> Array.sumBy (fun struct (t, w) -> w * exp (-0.5 * t * t) / sqrt (2.0 * Math.PI))

    let private pairs = 400_000

    /// Appendix B.4: W1 of N(1, 1) and N(0, 1) by a critic t or -t that one training pair chooses.
    let onePair (seed: Seed) : PrintedFact list =
        let source = "BSAG18, B.4"
        let wrong = wrongSide ()

        let x, y =
            Seed.normals pairs (Seed.split "x" seed), Seed.normals pairs (Seed.split "y" seed)

        let isWrong = Array.map2 (fun a b -> 1.0 + a < b) x y

        let struct (share, shareError) =
            isWrong |> Array.map (fun w -> if w then 1.0 else 0.0) |> meanOf
        // The critic t sees the distance of the means, 1, on samples that it was not chosen by; -t sees -1.
        let struct (seen, seenError) =
            isWrong |> Array.map (fun w -> if w then -1.0 else 1.0) |> meanOf

        [
            // 64 nodes on a density that is smooth on the scale 1: rounding is left.
            PrintedFact.number
                "the chance of the wrong critic, by quadrature"
                source
                0.24
                0.01
                wrong
                (FactError.Computed 1e-12)
            PrintedFact.number "the chance of the wrong critic, by simulation" source 0.24 0.01 share shareError
            PrintedFact.number
                "the mean of the estimate of W1 = 1, by quadrature"
                source
                0.52
                0.01
                (1.0 - 2.0 * wrong)
                (FactError.Computed 1e-12)
            PrintedFact.number "the mean of the estimate of W1 = 1, by simulation" source 0.52 0.01 seen seenError
        ]

    // theta_1^2 of the unit eigenvector theta of the larger eigenvalue of [[a, b], [b, c]]: (1 + cos 2 phi)/2 with 2 phi the angle of
    // (a - c, 2 b).
    let private firstSquared (a: float) (b: float) (c: float) : float =
        let d = a - c
        0.5 * (1.0 + d / sqrt (d * d + 4.0 * b * b))

    let private draws = 200_000

    // One estimate: the training samples X_1, X_2 of N((1, 0), I), Y_1, Y_2 of N(0, I) choose theta, whose squared distance of means is theta_1^2.
    let private largest (z: float[]) (at: int) : float =
        let x1, x2, y1, y2 = 1.0 + z[at], z[at + 1], z[at + 2], z[at + 3]
        let u1, u2, v1, v2 = 1.0 + z[at + 4], z[at + 5], z[at + 6], z[at + 7]
        // MMD_U^2 of the projections is theta^T A theta: the pairs within X and within Y, less the pairs between them.
        let entry (x: float) (u: float) (y: float) (v: float) (x': float) (u': float) (y': float) (v': float) =
            0.5 * (x * u' + x' * u) + 0.5 * (y * v' + y' * v)
            - 0.25 * ((x + u) * (y' + v') + (x' + u') * (y + v))

        firstSquared (entry x1 u1 y1 v1 x1 u1 y1 v1) (entry x1 u1 y1 v1 x2 u2 y2 v2) (entry x2 u2 y2 v2 x2 u2 y2 v2)

    // With e = (X_1 + X_2 - Y_1 - Y_2)/sqrt 2, b and d the differences within X and Y over sqrt 2, A = 1/2 (e e^T - b b^T - d d^T),
    // and as complex numbers 2 phi is the angle of e^2 - w, w = b^2 + d^2 = (b + id)(b - id). Of w the angle is uniform and the length
    // rho = 4 t, t the root of a product of two exponential variables; e = sqrt 2 (1 + n), n = normal in the plane, so that e^2
    // is 2 q^2 at the angle 2 chi with density q exp(-(q^2 + 1 - 2 q cos chi)/2)/(2 pi) of 1 + n = q e^(i chi).
    let private quadrature (refined: int) : float =
        let panels (coarse: int) (a: float) (b: float) =
            let count = refined * coarse

            [|
                for p in 0 .. count - 1 do
                    let width = (b - a) / float count
                    yield! GaussLegendre.rule 8 (a + width * float p) (a + width * float (p + 1))
            |]

        // The mean of cos arg(1 - s e^(i alpha)) over alpha.
        let turned =
            let alphas = panels 12 0.0 Math.PI

            fun (s: float) ->
                alphas
                |> Array.sumBy (fun struct (alpha, w) ->
                    let c = 1.0 - s * cos alpha
                    let l = sqrt (c * c + (s * sin alpha) ** 2.0)
                    if l = 0.0 then 0.0 else w * c / l)
                |> fun total -> total / Math.PI

        // P(t in dt) = 4 t K_0(2 t) dt, K_0(x) = int_0^inf exp(-x cosh y) dy.
        let roots =
            let ys = panels 6 0.0 12.0

            panels 16 0.0 10.0
            |> Array.map (fun struct (t, w) ->
                let k0 = ys |> Array.sumBy (fun struct (y, v) -> v * exp (-2.0 * t * cosh y))
                struct (t, w * 4.0 * t * k0))

        let chis = panels 4 0.0 Math.PI

        panels 16 0.0 9.0
        |> Array.sumBy (fun struct (q, w) ->
            let angle =
                chis
                |> Array.sumBy (fun struct (chi, v) ->
                    v * cos (2.0 * chi) * exp (-0.5 * (q * q + 1.0 - 2.0 * q * cos chi)))
                |> fun total -> total / Math.PI

            let seen =
                roots |> Array.sumBy (fun struct (t, v) -> v * turned (2.0 * t / (q * q)))

            w * q * angle * seen)
        |> fun mean -> 0.5 * (1.0 + mean)

    /// Appendix B.5: the largest MMD^2 of a projection, chosen by two training samples of each law.
    let maximalMmd (seed: Seed) : PrintedFact list =
        let source = "BSAG18, B.5"
        let z = Seed.normals (8 * draws) seed
        let values = Array.init draws (fun i -> largest z (8 * i))
        let struct (mean, error) = meanOf values
        let coarse, fine = quadrature 1, quadrature 2

        [
            // Panels do not follow the kink where e^2 and w are equal in length, so that no order is known: what halving them all changes,
            // ten times over.
            PrintedFact.number
                "the mean of the estimate of eta = 1, by quadrature"
                source
                0.6
                0.1
                fine
                (FactError.Computed(10.0 * abs (fine - coarse)))
            PrintedFact.number "the mean of the estimate of eta = 1, by simulation" source 0.6 0.1 mean error
            PrintedFact.atMost "the mean of the estimate less eta" source 0.0 (mean - 1.0) error
        ]
