namespace GanFlowTheory.Core

open System

/// <summary>Metrics that move mass between the neighbouring cells of a grid. On the faces (i, j) of the grid
/// (K c)_i = sum_j a_ij (c_i - c_j) with a conductivity a_ij = a_ji >= 0, so that &lt;xi, K eta> = sum over faces of
/// a_ij (xi_i - xi_j) (eta_i - eta_j): symmetric, positive, and of sum zero.</summary>
[<RequireQualifiedAccess>]
module GridTransport =

    /// The harmonic mean, 0 where either is 0.
    let internal harmonic (a: float) (b: float) : float =
        let sum = a + b
        if sum > 0.0 then 2.0 * a * (b / sum) else 0.0

    // The sum over j of what flows from i to j, through the face between them along an axis.
    let private divergence (grid: Grid) (flow: int -> int -> int -> float) : float[] =
        let rate: float[] = Array.zeroCreate grid.Count

        for k in 0 .. grid.Dimension - 1 do
            let stride, last = grid.Stride k, grid.Axis(k).Cells - 1

            for i in 0 .. grid.Count - 1 do
                if grid.Place i k < last then
                    let j = i + stride
                    let flow = flow k i j

                    if flow <> 0.0 then
                        rate[i] <- rate[i] + flow
                        rate[j] <- rate[j] - flow

        rate

    /// The sum over j of a_ij (c_i - c_j); the conductivity of the face between cells i and j along an axis.
    let internal laplacian (grid: Grid) (conductivity: int -> int -> int -> float) (c: float[]) : float[] =
        divergence grid (fun k i j ->
            let a = conductivity k i j
            // A face that conducts nothing moves nothing, whatever the potential in an empty cell.
            if a = 0.0 then 0.0 else a * (c[i] - c[j]))

    // The rate with the potential as a covector of the masses. Where no face conducts, an infinite potential counts
    // nothing, so that <xi, K xi> is the sum over the faces that do.
    let private paired (c: float[]) (rate: float[]) : Tangent =
        {
            Rate = rate
            Pulled = Some(Array.map2 (fun c v -> if v = 0.0 && not (Double.IsFinite c) then 0.0 else c) c rate)
            Solve = None
        }

    /// K c by the conductivity of the faces.
    let internal tangent (grid: Grid) (conductivity: int -> int -> int -> float) (c: float[]) : Tangent =
        paired c (laplacian grid conductivity c)

    /// K c by the flow through the faces that it drives.
    let internal tangentOf (grid: Grid) (flow: int -> int -> int -> float) (c: float[]) : Tangent =
        paired c (divergence grid flow)

    /// A metric by its tangents.
    let internal metric (name: string) (apply: GridDensity -> Covector -> Tangent) : Metric<GridDensity> =
        {
            Name = name
            Apply = apply
            LogDensity = None
            Masses = fun _ -> None
        }

    let private rule = GaussLegendre.rule 4 0.0 1.0

    // theta = (Phi(w_j) - Phi(w_i)) / (xi_j - xi_i), times a scale: both are integrals of h' over u between the ends,
    // Phi' = -h' e^(-u) and xi' = -h', which are taken by quadrature where the differences would cancel.
    let internal mean (f: FDivergence) (pressure: Pressure) (a: float) (b: float) : float =
        let from, until = -log a, -log b

        if a = b then
            a
        elif abs (until - from) < 0.1 then
            // Relative error of 4 points on exponentials of rate up to 10 over a length of 0.1: below 1e-12.
            let top = f.LogMobility from
            let mutable above = 0.0
            let mutable below = 0.0

            for struct (node, share) in rule do
                let x = node * (until - from)
                let weight = share * exp (f.LogMobility(from + x) - top)
                above <- above + weight * exp -x
                below <- below + weight

            a * above / below
        else
            (pressure.Value b - pressure.Value a)
            / (f.FirstVariation until - f.FirstVariation from)

/// Transport on grids as metrics.
[<AutoOpen>]
module GridMetrics =

    /// The metrics.
    [<RequireQualifiedAccess>]
    module Metric =

        /// <summary>The Wasserstein-2 metric of the finite-volume flow of D_f(p||q): the conductivity of a face is p_ij
        /// theta(w_i, w_j) / h^2 with w = q/p, p_ij the harmonic mean of p, and theta = (Phi(w_j) - Phi(w_i)) / (xi_j
        /// - xi_i), the mean that makes K xi the two-point flux of FokkerPlanck; for kl theta is the logarithmic mean
        /// (Maas 2011). Faces of an empty cell, of p or of q, conduct nothing.</summary>
        let onGridAlong (f: FDivergence) (target: GridDensity) : Metric<GridDensity> =
            let pressure = Pressure.ofDivergence f
            let p = target.Weights

            GridTransport.metric (invariant $"grid-wasserstein:{f.Name}") (fun (q: GridDensity) c ->
                Grid.checkSame "q" target.Grid q.Grid
                let m = q.Weights

                let conductivity k i j =
                    if m[i] = 0.0 || m[j] = 0.0 || p[i] = 0.0 || p[j] = 0.0 then
                        0.0
                    else
                        let h = q.Grid.Axis(k).Width

                        GridTransport.harmonic p[i] p[j] / (h * h)
                        * GridTransport.mean f pressure (m[i] / p[i]) (m[j] / p[j])

                GridTransport.tangent q.Grid conductivity c.Values)

        /// <summary>Wasserstein-2 on a grid, without a target: the conductivity of a face is L(q_i, q_j) / h^2, L the
        /// logarithmic mean (Maas 2011), so that the flow of the entropy is the discrete heat flow. Faces of an empty
        /// cell conduct nothing.</summary>
        let onGrid: Metric<GridDensity> =
            let pressure = Pressure.ofDivergence FDivergence.kl

            GridTransport.metric "grid-wasserstein" (fun (q: GridDensity) c ->
                let m = q.Weights

                let conductivity k i j =
                    if m[i] = 0.0 || m[j] = 0.0 then
                        0.0
                    else
                        let h = q.Grid.Axis(k).Width
                        GridTransport.mean FDivergence.kl pressure m[i] m[j] / (h * h)

                GridTransport.tangent q.Grid conductivity c.Values)
