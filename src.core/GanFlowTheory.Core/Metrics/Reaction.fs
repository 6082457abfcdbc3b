namespace GanFlowTheory.Core

/// <summary>Metrics that move weights: Fisher-Rao, and its sum with Wasserstein-2.</summary>
[<AutoOpen>]
module ReactionMetrics =

    /// The metrics.
    [<RequireQualifiedAccess>]
    module Metric =

        /// Fisher-Rao (spherical): K c is the growth rate c - E_q c of the log-weights; <xi, K eta> = Cov_q(xi,
        /// eta).
        let fisherRao<'q when 'q :> IMeasure and 'q :> IReaction> : Metric<'q> =
            Metric.createReaction "fisher-rao" (fun (q: 'q) c ->
                let w, values = q.Weights, c.Values
                let mean = Vectors.inner w values
                Array.map (fun v -> v - mean) values)

        /// Wasserstein-Fisher-Rao: transport x Wasserstein-2 + reaction x Fisher-Rao, both factors >= 0.
        let wassersteinFisherRao
            (transport: float)
            (reaction: float)
            : Metric<'q> when 'q :> IMeasure and 'q :> ITransport and 'q :> IReaction =
            Guard.nonNegative (nameof transport) transport
            Guard.nonNegative (nameof reaction) reaction
            Metric.add (Metric.scale transport Metric.wasserstein<'q>) (Metric.scale reaction fisherRao<'q>)
