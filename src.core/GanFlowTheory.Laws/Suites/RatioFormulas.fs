namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// What ratio estimators should find, by formula: kernels, densities, and the least-squares fit.
module internal RatioFormulas =

    /// log(1 + e^u).
    let softplus (u: float) = max u 0.0 + log (1.0 + exp -(abs u))

    /// The Gaussian kernel exp(-|x - y|^2/(2 h^2)).
    let kernel (h: float) (x: float[]) (y: float[]) : float =
        exp (-(Array.fold2 (fun t a b -> t + (a - b) * (a - b)) 0.0 x y) / (2.0 * h * h))

    /// A measure without the points at these indices, the weights of the others divided by what they sum to.
    let without (out: int list) (measure: IMeasure) : Empirical =
        let kept =
            [|
                for i in 0 .. measure.Nodes.Count - 1 do
                    if not (List.contains i out) then
                        i
            |]

        let mass = kept |> Array.map (fun i -> measure.Weights[i])
        let total = Array.sum mass
        Empirical.weighted (mass |> Array.map (fun w -> w / total)) (Points.select kept measure.Nodes)

    /// Point i alone.
    let one (i: int) (measure: IMeasure) : Points = Points.select [| i |] measure.Nodes

    /// The size of log-ratios.
    let size (u: float[]) = 1.0 + Vectors.largest u

    /// The tolerance of what has a closed form.
    let closed =
        Judge.Relative(1e-9, "closed forms of fewer than 20 terms, and systems whose condition number is below 1e5")

    /// log of the Gaussian kernel density sum_i w_i N(x; x_i, h^2 I) at the points, by its formula.
    let logKernelDensity (h: float) (measure: IMeasure) (x: Points) : float[] =
        let constant = 0.5 * float x.Dimension * log (2.0 * System.Math.PI * h * h)

        Array.init x.Count (fun i ->
            let terms =
                Array.mapi (fun j w -> w * kernel h (x.Row i) (measure.Nodes.Row j)) measure.Weights

            log (Array.sum terms) - constant)

    /// The same with its gradient, relative to the largest term, so that it holds wherever a point lies.
    let logKernelDensityFar (h: float) (measure: IMeasure) (x: float[]) : struct (float * float[]) =
        let offsets =
            measure.Nodes
            |> Points.toRows
            |> Array.map (fun y -> Array.map2 (fun a b -> (b - a) / h) x y)

        let exponents =
            Array.map2 (fun w e -> log w - 0.5 * Vectors.squaredNorm e) measure.Weights offsets

        let top = Array.max exponents
        let shares = exponents |> Array.map (fun e -> exp (e - top))
        let total = Array.sum shares

        struct (top + log total - 0.5 * float x.Length * log (2.0 * System.Math.PI * h * h),
                Array.init x.Length (fun k ->
                    Array.fold2 (fun t share (e: float[]) -> t + share / total * e[k] / h) 0.0 shares offsets))

    /// a with (E_q k k^T + ridge I) a = E_p k, k(x) = (k(x, c_l)).
    let coefficients (h: float) (ridge: float) (centres: Points) (p: IMeasure) (q: IMeasure) : float[] =
        let at (x: Points) i l = kernel h (x.Row i) (centres.Row l)

        let mean (m: IMeasure) f =
            Seq.sum (Seq.init m.Nodes.Count (fun i -> m.Weights[i] * f i))

        let matrix =
            MathNet.Numerics.LinearAlgebra.Matrix<float>.Build.Dense(
                centres.Count,
                centres.Count,
                (fun a b ->
                    mean q (fun j -> at q.Nodes j a * at q.Nodes j b)
                    + (if a = b then ridge else 0.0))
            )

        let right =
            MathNet.Numerics.LinearAlgebra.Vector<float>.Build.Dense(
                centres.Count,
                (fun l -> mean p (fun i -> at p.Nodes i l))
            )

        matrix.Solve(right).ToArray()

    // log of sum_l max(a_l, 0) k(x, c_l).
    let private logSum (h: float) (centres: Points) (a: float[]) (x: Points) : float[] =
        Array.init x.Count (fun i ->
            a
            |> Array.mapi (fun l a -> max a 0.0 * kernel h (x.Row i) (centres.Row l))
            |> Array.sum
            |> log)

    /// log r at points by the fit, without what the measures lack.
    let leastSquaresRefit (h: float) (ridge: float) (p: IMeasure) (q: IMeasure) =
        let centres = p.Nodes
        logSum h centres (coefficients h ridge centres p q)
