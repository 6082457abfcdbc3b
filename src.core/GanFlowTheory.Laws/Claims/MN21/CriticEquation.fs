namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// <summary>The equation of a regularised critic, (D + lambda) f = delta, read at points from the values of f and of the
/// kernel alone: all derivatives are difference quotients.</summary>
[<RequireQualifiedAccess>]
module internal CriticEquation =

    /// The regularisations at which it is read.
    let lambdas = [ 1e-4; 0.5; 100.0 ]

    // The kernels have unit length, wherever the points lie.
    let private step = Differences.step 1.0

    /// <summary>The tolerance relative to k(0) (1 + lambda^(-3/2)). As lambda |f|^2 + &lt;f, D f> = &lt;delta, f>, the
    /// gradients of f that D weighs are at most |delta| / (2 lambda^(1/2)). A residual of r in their system is one of
    /// r / lambda in f, and the quotient of f divides an ulp of its terms by step: 2e-16 (n + m + d) 0.5 1.8 1024, for
    /// 60 terms 1e-11. Truncation, step^6/140 times seventh derivatives of the kernels, at most 1e7 for rq-code, is
    /// below 1e-13 / lambda.</summary>
    let tolerance = 1e-10

    let reason =
        "six-point stencils with step 1/1024: rounding 1e-11, truncation 1e-13; powers of 1/lambda are in the scale"

    /// k(0) (1 + lambda^(-3/2)): see tolerance.
    let size (kernel: Kernel) (lambda: float) (x: Points) : float =
        Kernel.value kernel (x.Row 0) (x.Row 0) * (1.0 + lambda ** -1.5)

    /// The derivatives of several functions at 0, by difference quotients with the given step.
    let quotients (step: float) (values: float -> float[]) : float[] =
        let odd e = Array.map2 (-) (values e) (values -e)

        Array.map3
            (fun a b c -> (45.0 * a - 9.0 * b + c) / (60.0 * step))
            (odd step)
            (odd (2.0 * step))
            (odd (3.0 * step))

    /// The partial derivatives of f at each of the points, n x d, by difference quotients.
    let gradient (f: Points -> float[]) (x: Points) : Points =
        let columns =
            Array.init x.Dimension (fun k ->
                quotients step (fun e ->
                    f (Points.init x.Count x.Dimension (fun i a -> if a = k then x[i, a] + e else x[i, a]))))

        Points.init x.Count x.Dimension (fun i k -> columns[k][i])

    /// The derivative along v of a function at 0, by difference quotients along the unit vector.
    let along (v: float[]) (f: float[] -> float) : float =
        let length = Vectors.norm v

        if length > 0.0 then
            length
            * Differences.derivative step (fun e -> f (Array.map (fun u -> e / length * u) v))
        else
            0.0

    /// (mu_p - mu_q)(y) by its definition.
    let delta (kernel: Kernel) (p: IMeasure) (q: IMeasure) (y: float[]) : float =
        let embedded (m: IMeasure) =
            Array.init m.Nodes.Count (fun i -> m.Weights[i] * Kernel.value kernel y (m.Nodes.Row i))
            |> Array.sum

        embedded p - embedded q

    /// sum_j w_j v_j . grad Phi(x_j) at y: (D_q f)(y) where the v_j are the gradients of f at the nodes.
    let flux (kernel: Kernel) (q: IMeasure) (v: Points) (y: float[]) : float =
        Array.init q.Nodes.Count (fun j ->
            let x = q.Nodes.Row j

            q.Weights[j]
            * along (v.Row j) (fun moved -> Kernel.value kernel y (Array.map2 (+) x moved)))
        |> Array.sum

    /// The nodes of q, and p moved by half a cell: places on and off the nodes.
    let places (scene: Scene) : Points =
        Points.append scene.Q.Points scene.Apart.Nodes
