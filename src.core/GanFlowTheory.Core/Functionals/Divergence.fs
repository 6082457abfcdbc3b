namespace GanFlowTheory.Core

open System

/// <summary>The f-divergence D_f(p||q) = E_q f(p/q) to a density p as a functional of q, for states that know their own
/// density: values and first variations by the state's quadrature, everything in terms of u = log p - log q.</summary>
/// <remarks>
/// The first variation is exact as a function on R^d. Along a chart, d/dt sum_i w_i f(u(x_i)) moves the nodes and the
/// density at once, and equals the pull-back of the first variation as far as the rule integrates by parts: to rounding
/// for KL on Gaussian states (any p), otherwise to the accuracy of the rule (proofs-notes/laws.md).
/// </remarks>
[<RequireQualifiedAccess>]
module Divergence =

    // Beyond the range of the exponential: f at r = 0 or infinity where f itself does not say.
    let private far = 750.0

    // A function of u, with its limit where u is infinite.
    let private at (g: float -> float) (u: float) : float =
        let value = g u

        if Double.IsNaN value && Double.IsInfinity u then
            g (Math.CopySign(far, u))
        else
            value

    /// u = log p - log q at the points, length n: -infinity where p is 0, infinity where only q is.
    let logRatio (p: Density) (q: Density) (x: Points) : float[] =
        Array.map2
            (fun own other -> if Double.IsNegativeInfinity own then own else own - other)
            (p.LogValue x)
            (q.LogValue x)

    // sum_i w_i f(u_i); a node of weight zero carries nothing.
    let internal mean (f: FDivergence) (w: float[]) (u: float[]) =
        let mutable total = 0.0

        for i in 0 .. w.Length - 1 do
            if w[i] > 0.0 then
                total <- total + w[i] * at f.Value u[i]

        total

    let internal checkDimension (p: Density) (q: IDensity) =
        Guard.sameDimension "the flowing distribution" p.Dimension q.Nodes.Dimension

    /// What makes the divergence infinite at q, in one sentence: a node of q where p is 0 while f(r) has no limit as r
    /// tends to 0; none where there is no such node.
    let obstacle (f: FDivergence) (p: Density) (q: IDensity) : string option =
        checkDimension p q
        let u = logRatio p q.Density q.Nodes

        match
            Seq.tryFind
                (fun i ->
                    q.Weights[i] > 0.0
                    && Double.IsNegativeInfinity u[i]
                    && Double.IsPositiveInfinity(at f.Value u[i]))
                (seq { 0 .. u.Length - 1 })
        with
        | None -> None
        | Some i ->
            let place = String.Join(", ", q.Nodes.Row i)

            Some(
                invariant
                    $"{f.Name} is infinite: {p.Name} has density 0 at ({place}), where the flowing distribution has mass, \
                  and f(r) tends to infinity as r = p/q tends to 0."
            )

    /// h'(u) = r^2 f''(r) >= 0 at the nodes of q, length n: the mobility of MonoFlow (YZL23), for Metric.mobility.
    let mobility (f: FDivergence) (p: Density) (q: 'q) : float[] when 'q :> IDensity =
        checkDimension p q
        logRatio p q.Density q.Nodes |> Array.map (at f.Mobility)

    /// The first variation f(r) - r f'(r), r = p/q, as a function on R^d; gradient -h'(u) (score p - score q), 0 where
    /// h' vanishes.
    let firstVariation (f: FDivergence) (p: Density) (q: Density) : Potential =
        Guard.sameDimension (nameof q) p.Dimension q.Dimension

        let gradient (x: Points) =
            let m = logRatio p q x |> Array.map (at f.Mobility)
            let own, other = (p.Score x).Data, (q.Score x).Data

            Points.wrap
                x.Count
                x.Dimension
                (Array.init own.Length (fun at ->
                    let factor = m[at % x.Count]

                    if factor = 0.0 then 0.0 else factor * (other[at] - own[at])))

        Potential.create (fun x -> logRatio p q x |> Array.map (at f.FirstVariation)) gradient

/// F-divergences as functionals.
[<AutoOpen>]
module DivergenceFunctional =

    /// The functionals.
    [<RequireQualifiedAccess>]
    module Functional =

        /// The f-divergence D_f(p||q) to a density p, as a functional of q; infinity where q has a node at which p is 0
        /// and f is unbounded there, for the reason that Divergence.obstacle says.
        let divergence (f: FDivergence) (p: Density) : Functional<'q> when 'q :> IDensity =
            Functional.create
                (invariant $"{f.Name} to {p.Name}")
                (fun q ->
                    Divergence.checkDimension p q
                    Divergence.mean f q.Weights (Divergence.logRatio p q.Density q.Nodes))
                (fun q -> Divergence.firstVariation f p q.Density)
