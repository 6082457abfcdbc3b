namespace GanFlowTheory.Core

open System
open MathNet.Numerics

/// The law in the plane of centre + radius (cos t, sin t) + noise (z1, z2), with t uniform on [From, To] and z standard
/// normal.
[<NoComparison; NoEquality>]
type internal NoisyArc =
    {
        Centre: float * float
        Radius: float
        From: float
        To: float
        Noise: float
    }

/// Arcs with noise: sampling, and densities by quadrature along the arc or in closed form on the full circle.
module internal NoisyArc =

    /// n draws from the mixture of arcs with the given probabilities, n x 2.
    let sample (parts: (float * NoisyArc)[]) (seed: Seed) (count: int) : Points =
        Guard.atLeast (nameof count) 1 count
        let bounds = parts |> Array.map fst |> Array.scan (+) 0.0
        let picks = Seed.uniforms count (Seed.split "arc" seed)
        let angles = Seed.uniforms count (Seed.split "angle" seed)
        let noise = Seed.gaussian count 2 (Seed.split "noise" seed)
        let data = Array.zeroCreate (2 * count)

        for i in 0 .. count - 1 do
            // The last arc takes what the rounded sum of probabilities leaves.
            let mutable j = 0

            while j < parts.Length - 1 && picks[i] >= bounds[j + 1] do
                j <- j + 1

            let arc = snd parts[j]
            let t = arc.From + angles[i] * (arc.To - arc.From)
            data[i] <- fst arc.Centre + arc.Radius * cos t + arc.Noise * noise[i, 0]
            data[count + i] <- snd arc.Centre + arc.Radius * sin t + arc.Noise * noise[i, 1]

        Points.wrap count 2 data

    /// The density of the arc as a sum of Gaussian bumps at Gauss-Legendre nodes, its height times the given weight.
    /// At x, r away from the centre, the integrand is exp(k cos(t - t0)) with k = r radius/noise^2; the rule has 256
    /// nodes, pi/2 (To - From)/256 apart at the widest, and misses exp(-2 (pi/spacing)^2/k) of the sum: below 1e-11 for
    /// k (To - From)^2 &lt; 2 10^4.
    let bumps (weight: float, arc: NoisyArc) : GaussianBump[] =
        let density = weight / (2.0 * Math.PI * arc.Noise * arc.Noise * (arc.To - arc.From))

        GaussLegendre.rule 256 arc.From arc.To
        |> Array.map (fun (struct (t, share)) ->
            {
                Centre = [| fst arc.Centre + arc.Radius * cos t; snd arc.Centre + arc.Radius * sin t |]
                Factor = Array2D.init 2 2 (fun a b -> if a = b then arc.Noise else 0.0)
                LogHeight = log (density * share)
            })

    /// log(exp(-k) I_0(k)) and I_1(k)/I_0(k), modified Bessel functions, k >= 0.
    let bessel (k: float) : struct (float * float) =
        if k < 50.0 then
            let i0 = SpecialFunctions.BesselI0 k
            struct (log i0 - k, SpecialFunctions.BesselI1 k / i0)
        else
            // The asymptotic series; from k = 50 on, terms past the twelfth are below 1e-16 of the sum.
            let series (order: int) =
                let mutable term = 1.0
                let mutable total = 1.0

                for m in 1..12 do
                    let odd = float (2 * m - 1)
                    term <- -term * (4.0 * float (order * order) - odd * odd) / (8.0 * float m * k)
                    total <- total + term

                total

            let s0 = series 0
            struct (log s0 - 0.5 * log (2.0 * Math.PI * k), series 1 / s0)

    /// Log-density and score of the mixture of full circles about the origin, (probability, radius) each, with
    /// isotropic Gaussian noise: a circle gives exp(-(r^2 + R^2)/(2 s^2)) I_0(r R/s^2)/(2 pi s^2) at radius r.
    let circles (noise: float) (parts: (float * float)[]) (x: Points) : float[] * Points =
        let variance = noise * noise
        let widest = parts |> Array.map snd |> Array.max
        let values = Array.zeroCreate x.Count
        let score = Array.zeroCreate (2 * x.Count)
        let logs = Array.zeroCreate parts.Length
        let pulls = Array.zeroCreate parts.Length

        for i in 0 .. x.Count - 1 do
            let r = SpecialFunctions.Hypotenuse(x[i, 0], x[i, 1])

            for j in 0 .. parts.Length - 1 do
                let probability, radius = parts[j]
                let struct (logI0, ratio) = bessel (r * radius / variance)
                let off = (r - radius) / noise
                logs[j] <- log (probability / (2.0 * Math.PI * variance)) + logI0 - 0.5 * off * off
                pulls[j] <- radius * ratio

            let top = Array.max logs
            let mutable total = 0.0
            let mutable pull = 0.0

            // So far out that even the logarithms overflow, the widest circle decides.
            if Double.IsNegativeInfinity top then
                total <- 1.0
                pull <- widest
            else
                for j in 0 .. parts.Length - 1 do
                    let share = exp (logs[j] - top)
                    total <- total + share
                    pull <- pull + share * pulls[j]

            values[i] <- top + log total

            // The mean of the noiseless point given x lies pull/total out, in the direction of x; at the centre it is
            // 0.
            let pull = pull / total

            let push (v: float) =
                ((if r > 0.0 then pull * (v / r) else 0.0) - v) / variance

            score[i] <- push x[i, 0]
            score[x.Count + i] <- push x[i, 1]

        values, Points.wrap x.Count 2 score
