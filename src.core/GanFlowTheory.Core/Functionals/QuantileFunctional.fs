namespace GanFlowTheory.Core

open System

/// <summary> Entropy and KL on quantile states, exact for the density with cells 1/(n Delta_i), Delta_i = Q_{i+1} -
/// Q_i: the half cells outside go on with their neighbour's slope, so that E_q log q = -1/n sum_i a_i log(n Delta_i)
/// with a_i = 1, and 1/2 more at each end.
/// </summary>
/// <remarks>The first variation's gradient at the nodes is the exact derivative, n dF/dQ_i; elsewhere it is
/// interpolated linearly and constant beyond the ends, and the value is its integral. Where quantiles coincide or have
/// crossed there is no density and the value is infinity. At least 2 quantiles.</remarks>
[<AutoOpen>]
module QuantileFunctionals =

    /// The functionals.
    [<RequireQualifiedAccess>]
    module Functional =

        // The mass, in units of 1/n, that has the density of gap i: the half cells beyond the ends share that of their
        // neighbours.
        let private share (gaps: int) (i: int) : float =
            1.0 + (if i = 0 then 0.5 else 0.0) + (if i = gaps - 1 then 0.5 else 0.0)

        let private check (q: QuantileState) =
            if q.Count < 2 then
                Guard.fail (nameof q) "q must have at least 2 quantiles for a density, but has 1."

        let private value (q: QuantileState) : float =
            check q
            let x, n = q.Nodes.Data, q.Count
            let mutable total = 0.0
            let mutable ordered = true

            for i in 0 .. n - 2 do
                let gap = x[i + 1] - x[i]
                ordered <- ordered && gap > 0.0
                total <- total + share (n - 1) i * log (float n * abs gap)

            if ordered then -total / float n else infinity

        // n dF/dQ_i = a_i/Delta_i - a_{i-1}/Delta_{i-1}, with nothing beyond the ends.
        let private slopes (q: QuantileState) : float[] =
            check q
            let x, n = q.Nodes.Data, q.Count

            let pressure i =
                if i < 0 || i > n - 2 then
                    0.0
                else
                    share (n - 1) i / (x[i + 1] - x[i])

            Array.init n (fun i -> pressure i - pressure (i - 1))

        let private variation (q: QuantileState) : Potential =
            let g = slopes q

            if Vectors.allFinite g then
                Interpolation.potential q.Nodes.Data g
            else
                // No density: the value is infinite, and nobody moves along this.
                Potential.zero

        /// The negative entropy E_q log q; first variation log q + 1.
        let entropy: Functional<QuantileState> =
            {
                Name = "entropy"
                Value = value
                FirstVariation = variation
                Evaluate =
                    fun q ->
                        {
                            Value = value q
                            Variation =
                                Covector(
                                    lazy ((variation q).Value q.Nodes),
                                    lazy
                                        (let g = slopes q
                                         Points.wrap q.Count 1 g)
                                )
                        }
            }

        /// KL(q||p) = E_q log q - E_q log p to a density p on R, the second mean over the quantiles (the midpoint rule
        /// in u); first variation log(q/p) + 1.
        let klOnLine (p: Density) : Functional<QuantileState> =
            Guard.sameDimension (nameof p) 1 p.Dimension

            let energy =
                Functional.potential
                    p.Name
                    (Potential.create (fun x -> p.LogValue x |> Array.map (fun v -> -v)) (fun x ->
                        Points.scale -1.0 (p.Score x)))

            { Functional.add entropy energy with
                Name = invariant $"kl to {p.Name}"
            }
