namespace GanFlowTheory.Core

/// <summary>Potential and interaction energies .</summary>
[<AutoOpen>]
module EnergyFunctionals =

    /// The functionals.
    [<RequireQualifiedAccess>]
    module Functional =

        // A node of weight zero carries no energy, wherever it is.
        let private mean (w: float[]) (values: float[]) =
            let mutable total = 0.0

            for i in 0 .. w.Length - 1 do
                if w[i] > 0.0 then
                    total <- total + w[i] * values[i]

            total

        /// The potential energy F(q) = E_q V; its first variation is V, whatever q.
        let potential (name: string) (v: Potential) : Functional<'q> when 'q :> IMeasure =
            let v = Potential.named (invariant $"potential '{name}'") v

            {
                Name = invariant $"potential[{name}]"
                Value = fun q -> mean q.Weights (v.Value q.Nodes)
                FirstVariation = fun _ -> v
                Evaluate =
                    fun q ->
                        let seen = v.At q.Nodes

                        {
                            Value = mean q.Weights seen.Values
                            Variation = seen
                        }
            }

        /// The interaction energy F(q) = 1/2 E W(X, X'), X and X' ~ q independent, coincident pairs included; its first
        /// variation is E_q W(x, X').
        let interaction (w: Kernel) : Functional<'q> when 'q :> IMeasure =
            {
                Name = invariant $"interaction[{w.Name}]"
                Value = fun q -> 0.5 * Mmd.inner w q q
                FirstVariation = fun q -> Mmd.embedding w q
                Evaluate =
                    fun q ->
                        let struct (values, gradient) =
                            Pairwise.applyWithGradient w q.Nodes q.Nodes q.Weights

                        {
                            Value = 0.5 * mean q.Weights values
                            Variation = Covector(lazy values, lazy gradient)
                        }
            }
