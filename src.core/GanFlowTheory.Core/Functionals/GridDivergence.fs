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
                Name = $"{f.Name} on {target.Grid}"
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
