namespace GanFlowTheory.Core

/// <summary>The flow of 1/2 MMD^2 against a moving kernel witness in a finite space of features (T21-6): a critic <c>&lt;a,
/// Phi></c> that lowers -<c>&lt;a, E_p Phi - E_q Phi></c> + lambda/2 |a|^2 on a clock of its own, and a law that lowers
/// -<c>&lt;a, E_q Phi></c>. On an infinitely fast clock the critic is its best response, and the law follows the flow
/// of 1/(2 lambda) MMD^2.</summary>
[<RequireQualifiedAccess>]
module FeatureWitness =

    /// The best response of the critic at q, a = (E_p Phi - E_q Phi)/lambda, lambda > 0.
    let bestResponse (features: Features) (lambda: float) (p: IMeasure) : IMeasure -> float[] =
        Guard.positive (nameof lambda) lambda
        let ofP = lazy Features.mean features p

        fun q -> Array.map2 (fun p q -> (p - q) / lambda) ofP.Value (Features.mean features q)

/// The parts of flows in finite spaces of features.
[<AutoOpen>]
module FeatureGames =

    /// The functionals.
    [<RequireQualifiedAccess>]
    module Functional =

        /// <summary>1/2 MMD^2 with the kernel <c>&lt;Phi(x), Phi(y)></c>, F(q) = 1/2 |E_p Phi - E_q Phi|^2, in time linear
        /// in the nodes; its first variation is <c>&lt;E_q Phi - E_p Phi, Phi></c>.</summary>
        let featureMmd (features: Features) (p: IMeasure) : Functional<'q> when 'q :> IMeasure =
            Guard.sameDimension "target" features.Dimension p.Nodes.Dimension
            let response = FeatureWitness.bestResponse features 1.0 p

            Functional.create
                (invariant $"1/2 MMD^2[{features.Name}]")
                (fun q ->
                    let delta = response q
                    0.5 * OnePoint.dot delta delta)
                (fun q -> Features.combine (response q |> Array.map (~-)) features)

        /// <summary>What a critic of ridge lambda > 0 wins at its best response, the largest <c>&lt;a, E_p Phi - E_q Phi></c>
        /// - lambda/2 |a|^2 = 1/(2 lambda) |E_p Phi - E_q Phi|^2: 1/lambda times 1/2 MMD^2 (T21-6).</summary>
        let featureResponse (features: Features) (lambda: float) (p: IMeasure) : Functional<'q> when 'q :> IMeasure =
            Guard.positive (nameof lambda) lambda
            featureMmd features p |> Functional.scale (1.0 / lambda)

    /// The critics.
    [<RequireQualifiedAccess>]
    module Critic =

        /// <summary>The best response of a critic in the features with ridge lambda > 0: the potential -<c>&lt;a, Phi></c>,
        /// a = (E_p Phi - E_q Phi)/lambda, what a witness on an infinitely fast clock shows (T21-6).</summary>
        let bestResponse (features: Features) (lambda: float) (p: IMeasure) : Critic<'q> when 'q :> IMeasure =
            Guard.sameDimension "target" features.Dimension p.Nodes.Dimension
            let response = FeatureWitness.bestResponse features lambda p

            let rec critic =
                {
                    Name = (invariant $"best-response[{features.Name}]")
                    Estimate =
                        Some(fun _ _ q ->
                            Features.combine (response q |> Array.map (~-)) features
                            |> CriticReading.ofPotential critic)
                    LogDensity = 0.0
                    Memory = None
                }

            critic

    /// Players.
    [<RequireQualifiedAccess>]
    module Player =

        /// <summary>A critic <c>&lt;a, Phi></c> as a player: a, a point of R^m, lowers -<c>&lt;a, E_p Phi - E_q Phi></c> +
        /// lambda/2 |a|^2, lambda >= 0.</summary>
        let featureCritic
            (features: Features)
            (lambda: float)
            (p: IMeasure)
            : Player<Particles, 'q> when 'q :> IMeasure =
            Guard.nonNegative (nameof lambda) lambda
            Guard.sameDimension "target" features.Dimension p.Nodes.Dimension
            let response = FeatureWitness.bestResponse features 1.0 p

            Player.ofFunctional
                "critic"
                (fun (q: 'q) ->
                    let delta = lazy response q

                    Functional.potential
                        (invariant $"-<a, Phi> of {features.Name}")
                        (Potential.ofPointwise
                            (fun a -> 0.5 * lambda * OnePoint.dot a a - OnePoint.dot a delta.Value)
                            (fun a -> Array.map2 (fun a d -> lambda * a - d) a delta.Value)))
                Metric.euclidean

        /// <summary>A law as a player against a critic <c>&lt;a, Phi></c> whose a is the other's state: it lowers
        /// -<c>&lt;a, E_q Phi></c> in a metric of its own state.</summary>
        let againstFeatures (features: Features) (metric: Metric<'q>) : Player<'q, Particles> when 'q :> IMeasure =
            Player.ofFunctional
                "law"
                (fun (a: Particles) ->
                    let a = OnePoint.coordinates "critic" (Some features.Count) a

                    Functional.potential
                        (invariant $"-<a, Phi> of {features.Name}")
                        (Features.combine (Array.map (~-) a) features))
                metric

    /// Games, and the flows that they are.
    [<RequireQualifiedAccess>]
    module Game =

        /// <summary>The flow of 1/2 MMD^2 against a moving kernel witness in a finite space of features: a law in a metric of
        /// its own against a critic <c>&lt;a, Phi></c> with ridge lambda >= 0 on the clock kappa >= 0 (T21-6). kappa = 0
        /// freezes the critic (T21-5); as kappa tends to infinity it is Game.featureBestResponse.</summary>
        let featureWitness
            (kappa: float)
            (features: Features)
            (lambda: float)
            (metric: Metric<'q>)
            (p: IMeasure)
            : Game<Product<'q, Particles>> when 'q :> IState<'q> =
            Game.create
                (Player.againstFeatures features metric)
                (Player.featureCritic features lambda p |> Player.withClock kappa)

        /// <summary>The law's flow while the critic plays its best response at every moment, lambda > 0: that of
        /// 1/lambda times 1/2 MMD^2 with the kernel <c>&lt;Phi(x), Phi(y)></c> (T21-6).</summary>
        let featureBestResponse
            (features: Features)
            (lambda: float)
            (metric: Metric<'q>)
            (p: IMeasure)
            : Flow<'q> when 'q :> IMeasure =
            Flow.create (Functional.featureResponse features lambda p) metric
            |> Flow.seenBy (Critic.bestResponse features lambda p)
