namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Derivatives by finite differences, with the argument for their step and their tolerance.
module internal Differences =

    /// <summary>The derivative at 0 by the central stencil of order six, (45 (f(h) - f(-h)) - 9 (f(2h) - f(-2h)) +
    /// f(3h) - f(-3h)) / (60 h); its error is h^6 f'''''''/140. At a kink that is even, such as |e|, it gives 0, the
    /// minimal-norm subgradient.</summary>
    let derivative (h: float) (f: float -> float) : float =
        let odd e = f e - f -e
        (45.0 * odd h - 9.0 * odd (2.0 * h) + odd (3.0 * h)) / (60.0 * h)

    /// The state at its coordinates + e u.
    let along (q: 'q) (u: float[]) (e: float) : 'q :> IState<'q> =
        q.At(Array.map2 (fun x v -> x + e * v) q.Coordinates u)

    /// <summary>The step for points at a given spread. Distinct points of a cloud are at least spread/8 apart, and a
    /// direction of length 1 changes their distances by at most 6 h = 0.05 of that, so that the stencil never meets a
    /// cusp. Where the derivatives of f grow like m!! / length^m with length >= spread/16 (|x-y| at the smallest
    /// distance; a Gaussian of bandwidth spread/16), the truncation h^6 f'''''''/140 is below 1e-9 f/length.</summary>
    let step (spread: float) : float = spread / 1024.0

    /// <summary>Tolerance for a derivative against its stencil, relative to the sizes of f / spread and of the terms of
    /// the derivative: truncation below 1e-9 (see step), rounding about 20 ulp of f / h = 5e-12 f / spread.</summary>
    let tolerance = 1e-8

    let reason =
        "six-point stencil with step spread/1024: truncation below 1e-9, rounding 5e-12 of F/spread"

    /// A derivative against its stencil at that step.
    let judge = Judge.Relative(tolerance, reason)

    /// <summary>The size of the terms of a functional near q: its largest value at q, at q twice as large, at q
    /// shifted, and at q pulled apart. F(q) itself can vanish (p = q, or coincident points for one that sees only
    /// differences) while the terms it is made of do not.</summary>
    let size (f: Functional<'q>) (of': Points -> 'q) (nodes: Points) (spread: float) : float =
        let shifted =
            Points.init nodes.Count nodes.Dimension (fun i k -> nodes[i, k] + 2.0 * spread)

        let apart =
            Points.init nodes.Count nodes.Dimension (fun i k ->
                nodes[i, k] + spread * float (i + 1) / float nodes.Count)

        [ nodes; Points.scale 2.0 nodes; shifted; apart ]
        |> List.map (fun x -> abs (f.Value(of' x)))
        |> List.max
