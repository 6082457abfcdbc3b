namespace GanFlowTheory.Core

open System

/// <summary>f-divergences D_f(p||q) = sum_i m_i f(r_i) between densities on one grid, r_i the ratio of the masses of
/// target and flow on cell i: exact for densities that are constant on cells.</summary>
[<RequireQualifiedAccess>]
module GridDivergence =

    /// log r on a cell: log p - log q, +infinity where q is 0 and p is not.
    let internal logRatio (p: float) (q: float) : float =
        if p = q then 0.0
        elif q = 0.0 then Double.PositiveInfinity
        elif p = 0.0 then Double.NegativeInfinity
        else log p - log q

    // q f(r) at r = e^u. Where q or p is 0 it has the limits p f'(inf) and q f(0); there, and where e^u would overflow,
    // q f(r) = q xi + p f'(r) gives them term by term.
    let private term (f: FDivergence) (p: float) (q: float) : float =
        let u = logRatio p q

        if Double.IsFinite u && u <= 700.0 then
            q * f.Value u
        else
            (if q = 0.0 then 0.0 else q * f.FirstVariation u)
            + (if p = 0.0 then 0.0 else p * f.Slope u)

    /// <summary>D_f(p||q). Where q is 0 a cell counts p f'(infinity), where p is 0 it counts q f(0): for jsd both are
    /// 1/2 log 2 times the mass, for kl the first is 0 and the second infinite.</summary>
    let value (f: FDivergence) (target: GridDensity) (q: GridDensity) : float =
        Grid.checkSame "q" target.Grid q.Grid
        let mutable total = 0.0

        for i in 0 .. q.Weights.Length - 1 do
            if q.Weights[i] <> 0.0 || target.Weights[i] <> 0.0 then
                total <- total + term f target.Weights[i] q.Weights[i]

        total

    // q f(r) - f'(1) (p - q) >= 0: with the tangent at r = 1 taken off a term is positive, and the sum over all of space,
    // where p and q have one mass, is the same.
    let private positive (f: FDivergence) (p: float) (q: float) : float =
        if p = 0.0 && q = 0.0 then
            0.0
        else
            max 0.0 (term f p q - f.Slope 0.0 * (p - q))

    /// <summary>What the tails beyond the grid would add to D_f(p||q), an estimate >= 0: on each line of cells the
    /// terms of the two cells at its ends are continued as a geometric sequence, t + t rho + t rho^2 .. with rho = t/t'.
    /// Where the logarithm of the term is concave beyond the ends, as it is for two Gaussians whose sum converges, this
    /// is no less than the true tail. Infinite where terms grow outwards, rho >= 1, and are not nothing: as flat, over one
    /// more length of the grid, more than a millionth of the divergence.</summary>
    let outside (f: FDivergence) (target: GridDensity) (q: GridDensity) : float =
        Grid.checkSame "q" target.Grid q.Grid
        let grid, p, m = target.Grid, target.Weights, q.Weights
        let scale = abs (value f target q)
        let mutable flat = 0.0
        let mutable total = 0.0

        for k in 0 .. grid.Dimension - 1 do
            let stride, last = grid.Stride k, grid.Axis(k).Cells - 1

            if last >= 1 then
                for i in 0 .. m.Length - 1 do
                    let place = grid.Place i k

                    if place = 0 || place = last then
                        let inner = if place = 0 then i + stride else i - stride
                        let edge, before = positive f p[i] m[i], positive f p[inner] m[inner]

                        if edge > 0.0 then
                            if edge < before then
                                total <- total + edge * edge / (before - edge)
                            else
                                flat <- flat + edge * float (last + 1)

        if flat > 1e-6 * scale then
            Double.PositiveInfinity
        else
            total + flat

    /// The first variation xi = f(r) - r f'(r) on each cell, length n; where both masses are 0 it is that of r = 1.
    let firstVariation (f: FDivergence) (target: GridDensity) (q: GridDensity) : float[] =
        Grid.checkSame "q" target.Grid q.Grid
        Array.map2 (fun p m -> f.FirstVariation(logRatio p m)) target.Weights q.Weights

/// F-divergences on grids as functionals.
[<AutoOpen>]
module GridFunctional =

    /// The functionals.
    [<RequireQualifiedAccess>]
    module Functional =

        /// <summary>The f-divergence D_f(p||q) of a density q on the target's grid. As a function on R^d its first
        /// variation interpolates the values on the cells linearly.</summary>
        let onGrid (f: FDivergence) (target: GridDensity) : Functional<GridDensity> =
            {
                Name = invariant $"{f.Name} on {target.Grid}"
                Value = GridDivergence.value f target
                FirstVariation = fun q -> Grid.potential (GridDivergence.firstVariation f target q) q.Grid
                Evaluate =
                    fun q ->
                        let xi = GridDivergence.firstVariation f target q

                        {
                            Value = GridDivergence.value f target q
                            Variation =
                                Covector(
                                    lazy xi,
                                    lazy
                                        (Points.wrap
                                            q.Grid.Count
                                            q.Grid.Dimension
                                            (Array.concat (Array.init q.Grid.Dimension (Grid.differences q.Grid xi))))
                                )
                        }
            }
