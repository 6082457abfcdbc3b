namespace GanFlowTheory.Core

open System

/// <summary>What a ratio critic saw at a state.</summary>
[<NoComparison; NoEquality>]
type RatioReading =
    {
        /// The estimate of the first variation, c = f(r) - r f'(r) at the fitted ratio.
        Potential: Potential
        /// The fitted ratio, from which the next fit starts.
        Fit: RatioFit
        /// The plug-in value of the functional, E_q f(r) with the fitted ratio.
        PlugIn: float
    }

/// <summary>Critics that see an f-divergence through a density ratio fitted to samples.</summary>
[<RequireQualifiedAccess>]
module RatioCritic =

    /// <summary>The potential of a log-ratio u under an f-divergence: c = f(r) - r f'(r) at r = e^u, with
    /// grad c = -h'(u) grad u, h'(u) = r^2 f''(r) (YZL23-1).</summary>
    let potential (divergence: FDivergence) (logRatio: Potential) : Potential =
        logRatio
        |> Potential.compose divergence.FirstVariation (fun u -> -divergence.Mobility u)

    /// The plug-in value sum_i w_i f(e^(u(x_i))) at the nodes of q.
    let plugIn (divergence: FDivergence) (fit: RatioFit) (q: IMeasure) : float =
        let u = (fit.LogRatio.At q.Nodes).Values
        let mutable total = 0.0

        for i in 0 .. u.Length - 1 do
            if q.Weights[i] > 0.0 then
                total <- total + q.Weights[i] * divergence.Value u[i]

        total

    // Bandwidths end at 1e60, and those of nodes farther out than this, or multiples of them, would lie beyond: a flow
    // that has come so far is too far out for a ratio.
    let private farthest = 1e50

    // What cannot be fitted at a start was given, and is no divergence.
    let private checkReach (name: string) (x: IMeasure) : unit =
        let largest = Vectors.largest x.Nodes.Data

        if largest > farthest && Double.IsFinite largest then
            Guard.fail
                name
                (invariant
                    $"{name} reaches {largest}, beyond {farthest}, where the squares of distances leave the doubles: give it in a \
                  larger unit.")

    /// What the critic sees at q: fits p/q, from the fit before where there is one.
    let read
        (estimator: RatioEstimator)
        (divergence: FDivergence)
        (p: IMeasure)
        (before: RatioFit option)
        (seed: Seed)
        (q: IMeasure)
        : RatioReading =
        checkReach "the target of a density ratio" p
        checkReach "the current law of a density ratio" q
        let fit = estimator.Fit seed p q before

        {
            Potential = potential divergence fit.LogRatio
            Fit = fit
            PlugIn = plugIn divergence fit q
        }

    let private canBeFitted (q: IMeasure) =
        Array.forall (fun x -> abs x <= farthest) q.Nodes.Data
        && Vectors.allFinite q.Weights

    // seen: what the estimator is shown of q.
    let internal through
        (seen: Seed -> 'q -> IMeasure)
        (estimator: RatioEstimator)
        (goal: string)
        (divergence: FDivergence)
        (potentialOf: Potential -> Potential)
        (p: IMeasure)
        : Critic<'q> when 'q :> IMeasure =
        let own = estimator.Name + "/"
        checkReach "the target of a density ratio" p

        let recalled (arrays: NamedArray list) : RatioFit option =
            for array in arrays do
                if not (array.Name.StartsWith(own, StringComparison.Ordinal)) then
                    Guard.fail
                        (nameof arrays)
                        (invariant
                            $"a fit by the estimator {estimator.Name} cannot go on from '{array.Name}', which another one \
                          remembered.")

            arrays
            |> NamedArray.under own
            |> RatioSettings.ofArrays
            |> Option.map (fun settings ->
                {
                    Name = estimator.Name
                    LogRatio = CriticReading.nowhere
                    HeldOutScore = None
                    HeldOut = []
                    Settings = settings
                })

        let rec after (before: RatioFit option) : Critic<'q> =
            {
                Name = invariant $"{estimator.Name}[{goal}]"
                Estimate =
                    Some(fun _ seed q ->
                        if canBeFitted q then
                            let sample = seen seed q
                            let fit = estimator.Fit seed p sample before
                            // The plug-in value and the flow read at the same nodes.
                            let fit =
                                { fit with
                                    LogRatio = Potential.remembering fit.LogRatio
                                }

                            {
                                Potential = potentialOf fit.LogRatio
                                Next = after (Some fit)
                                HeldOutScore = fit.HeldOutScore
                                PlugIn = Some(plugIn divergence fit sample)
                                Seen = None
                            }
                        else
                            CriticReading.ofPotential (after before) CriticReading.nowhere)
                LogDensity = 0.0
                Memory =
                    Some
                        {
                            Arrays =
                                fun () ->
                                    before
                                    |> Option.map (fun fit -> RatioSettings.toArrays fit.Settings)
                                    |> Option.defaultValue []
                                    |> NamedArray.withPrefix own
                            Recall = fun arrays -> after (recalled arrays)
                            Release =
                                fun () ->
                                    match before with
                                    | Some {
                                               Settings = RatioSettings.Trained discriminator
                                           } -> discriminator.Release()
                                    | _ -> ()
                        }
            }

        after None

    let internal nodes (_: Seed) (q: 'q) : IMeasure when 'q :> IMeasure = q :> IMeasure

/// Critics that see density ratios fitted to samples.
[<AutoOpen>]
module RatioCritics =

    /// The critics.
    [<RequireQualifiedAccess>]
    module Critic =

        /// <summary>The critic of D_f(p||q) through the fitted ratio, by the estimator at the nodes of p and q: its
        /// potential is that of the fitted log-ratio, and each fit narrows the search of the next. It asks no
        /// functional, and reports the held-out score of its fit and the plug-in value of D_f. For kl the flow in
        /// Wasserstein-2 is the probability-flow ODE of the Langevin diffusion, dx/dt = grad log p - grad log q, in
        /// Fisher-Rao it is birth and death at the rate log r - E_q log r, with both estimated.</summary>
        let ratio (estimator: RatioEstimator) (divergence: FDivergence) (p: IMeasure) : Critic<'q> when 'q :> IMeasure =
            RatioCritic.through
                RatioCritic.nodes
                estimator
                divergence.Name
                divergence
                (RatioCritic.potential divergence)
                p

        /// <summary>The critic that sees q through a sample only, drawn anew at every step: the ratio is fitted to the
        /// nodes of p and to the points that draw gives, in equal weights. On a state that knows its density it can be
        /// judged: the flow's diagnostics report its K-correlation with the first variation.</summary>
        let ratioOnSamples
            (draw: Seed -> 'q -> Points)
            (estimator: RatioEstimator)
            (divergence: FDivergence)
            (p: IMeasure)
            : Critic<'q> when 'q :> IMeasure =
            let sample seed q =
                draw (Seed.split "sample" seed) q |> Empirical.ofPoints :> IMeasure

            RatioCritic.through sample estimator divergence.Name divergence (RatioCritic.potential divergence) p

        /// <summary>MonoFlow's critic: the generator loss against the detached ratio that the estimator fits, c = -h(u)
        /// at u = log r, so that in the Wasserstein-2 metric particles follow h'(u) grad u. That is the flow of
        /// KL(q||p) in the metric of mobility h'(u) (YZL23-2), and goes on where h' &lt; 0 makes that no metric and
        /// KL(q||p) may grow (YZL23-3). The plug-in value is that of KL(q||p).</summary>
        let monoFlow (estimator: RatioEstimator) (loss: GeneratorLoss) (p: IMeasure) : Critic<'q> when 'q :> IMeasure =
            RatioCritic.through
                RatioCritic.nodes
                estimator
                (invariant $"monoflow:{loss.Name}")
                FDivergence.kl
                (GeneratorLoss.potential loss)
                p
