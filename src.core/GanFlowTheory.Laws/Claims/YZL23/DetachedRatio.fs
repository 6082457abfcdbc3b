namespace GanFlowTheory.Laws

open System
open GanFlowTheory.Core

/// <summary>A Gaussian generator against a Gaussian target: gradients in its parameters, and of objectives in which the
/// ratio r = p/q is held fixed.</summary>
[<RequireQualifiedAccess>]
module internal DetachedRatio =

    let private product (a: float[,]) (b: float[,]) =
        let d = Array2D.length1 a
        Array2D.init d d (fun i j -> Seq.sum (Seq.init d (fun k -> a[i, k] * b[k, j])))

    // B, upper triangular: axes of length 1 to 16, and a shear by up to 1/2.
    let private units (scene: Scene) (d: int) : float[,] =
        let length k = Math.ScaleB(1.0, abs scene.First[k])

        Array2D.init d d (fun i j ->
            if i = j then length i
            elif i < j then length 0 * float scene.First[2] / 8.0
            else 0.0)

    // How much wider q is than p along each axis: 15/16, 1 or 9/8 in the plane, where r^a, -1 <= a <= 2, is as
    // finite as the rule is accurate, and not at all on the line.
    let private widths (scene: Scene) (d: int) : float[] =
        Array.init d (fun k ->
            if d = 1 then
                1.0
            else
                [| 15.0 / 16.0; 1.0; 9.0 / 8.0 |][(scene.Second[k] + 4) % 3])

    // Gaussians that B takes from others with factors near I (for q, near the widths) and means of length up to stretch/8,
    // on fine rules. The ratio is that of the others.
    let pair (stretch: float) (scene: Scene) : struct (GaussianMixture * GaussianState) =
        let place (cloud: Cloud) =
            let mean, factor = StateKind.mild cloud.Measure
            let d = mean.Length
            let b = units scene d

            Array.init d (fun i -> Seq.sum (Seq.init d (fun k -> b[i, k] * stretch * mean[k]))), product b factor

        let mean, factor = place scene.P
        let d = mean.Length

        let covariance =
            Array2D.init d d (fun a b -> Seq.sum (Seq.init d (fun k -> factor[a, k] * factor[b, k])))

        let rule = GaussHermite.tensor (if d = 1 then 64 else 32) d
        let widths = widths scene d
        let place, factor = place scene.Q

        struct (GaussianMixture.gaussian mean covariance,
                GaussianState.onRule rule place (Array2D.mapi (fun _ j v -> v * widths[j]) factor))

    let densities (p: GaussianMixture) (q: GaussianState) =
        Density.ofMixture "p" p, (q :> IDensity).Density

    // The gradient in the coordinates (m, A).
    let gradient (value: GaussianState -> float) (q: GaussianState) : float[] =
        let chart = q :> IState<GaussianState>
        let at = chart.Coordinates

        Array.init at.Length (fun k ->
            Differences.derivative (1.0 / 1024.0) (fun e ->
                value (chart.At(Array.mapi (fun j v -> if j = k then v + e else v) at))))

    // log r on R^d, d = 1 or 2. Between Gaussians it is quadratic: its values at the mean of q, a unit to either side
    // of it and, in the plane, at a corner give it everywhere, for a fraction of the time of
    // two densities at every node.
    let logRatio (p: GaussianMixture) (q: GaussianState) : Points -> float[] =
        let own, other = densities p q
        let d, m = q.Dimension, q.Mean

        let u =
            Divergence.logRatio
                own
                other
                (Points.init (if d = 1 then 3 else 6) d (fun i k ->
                    let offset =
                        match i with
                        | 0 -> 0.0
                        | 5 -> 1.0
                        | _ when (i - 1) / 2 = k -> if i % 2 = 1 then 1.0 else -1.0
                        | _ -> 0.0

                    m[k] + offset))

        let slope k = 0.5 * (u[2 * k + 1] - u[2 * k + 2])

        let curved k =
            0.5 * (u[2 * k + 1] + u[2 * k + 2]) - u[0]

        if d = 1 then
            let a, b = slope 0, curved 0

            fun x ->
                let values: float[] = Array.zeroCreate x.Count
                let first = x.Coordinate 0

                for i in 0 .. values.Length - 1 do
                    let s = first[i] - m[0]
                    values[i] <- u[0] + s * (a + b * s)

                values
        else
            let a, b, e, f = slope 0, curved 0, slope 1, curved 1
            let cross = u[5] - u[0] - a - b - e - f

            fun x ->
                let values: float[] = Array.zeroCreate x.Count
                let first = x.Coordinate 0
                let second = x.Coordinate 1

                for i in 0 .. values.Length - 1 do
                    let s, t = first[i] - m[0], second[i] - m[1]
                    values[i] <- u[0] + s * (a + b * s + cross * t) + t * (e + f * t)

                values

    // sum_i w_i g(u(G_theta(z_i))) as a function of theta, with the function u = log r of the given state held fixed.
    let detached (g: float -> float) (p: GaussianMixture) (q: GaussianState) : GaussianState -> float =
        let ratio = logRatio p q

        fun moved ->
            let u, w = ratio moved.Nodes, moved.Weights
            let mutable total = 0.0

            for i in 0 .. w.Length - 1 do
                total <- total + w[i] * g u[i]

            total

    // -E J^T slope(u) grad u.
    let pulledBack (slope: float -> float) (p: GaussianMixture) (q: GaussianState) : float[] =
        let own, other = densities p q
        let xi = (Divergence.firstVariation FDivergence.kl own other).Gradient q.Nodes
        let factors = Divergence.logRatio own other q.Nodes |> Array.map slope
        (q :> ITransport).OfVelocity(Points.scaleRows factors xi)
