namespace GanFlowTheory.Core

open System

/// <summary>What a ratio critic saw at a state.</summary>
[<NoComparison; NoEquality>]
type RatioSight =
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
        {
            Value = fun x -> logRatio.Value x |> Array.map divergence.FirstVariation
            Gradient =
                fun x ->
                    logRatio.Gradient x
                    |> Points.scaleRows (logRatio.Value x |> Array.map (fun u -> -divergence.Mobility u))
        }

    /// The plug-in value sum_i w_i f(e^(u(x_i))) at the nodes of q.
    let plugIn (divergence: FDivergence) (fit: RatioFit) (q: IMeasure) : float =
        let u = fit.LogRatio.Value q.Nodes
        let mutable total = 0.0

        for i in 0 .. u.Length - 1 do
            if q.Weights[i] > 0.0 then
                total <- total + q.Weights[i] * divergence.Value u[i]

        total

    /// What the critic sees at q: fits p/q, from the fit before where there is one.
    let look
        (estimator: RatioEstimator)
        (divergence: FDivergence)
        (p: IMeasure)
        (before: RatioFit option)
        (seed: Seed)
        (q: IMeasure)
        : RatioSight =
        let fit = estimator.Fit seed p q before

        {
            Potential = potential divergence fit.LogRatio
            Fit = fit
            PlugIn = plugIn divergence fit q
        }

    /// A potential of no numbers, by which a flow whose state has left the numbers ends as diverged.
    let private nowhere: Potential =
        {
            Value = fun x -> Array.create x.Count nan
            Gradient = fun x -> Points.wrap x.Count x.Dimension (Array.create (x.Count * x.Dimension) nan)
        }

    /// <summary>The critic of D_f(p||q) through the ratio that the estimator fits to the nodes of p and q: its potential
    /// is that of the fitted log-ratio, and each fit narrows the search of the next.</summary>
    let create (estimator: RatioEstimator) (divergence: FDivergence) (p: IMeasure) : Critic<'q> when 'q :> IMeasure =
        let rec after (before: RatioFit option) : Critic<'q> =
            {
                Name = $"{estimator.Name}[{divergence.Name}]"
                Estimate =
                    Some(fun _ seed q ->
                        let numbers = Array.forall Double.IsFinite q.Nodes.Data

                        if numbers && Array.forall Double.IsFinite q.Weights then
                            let sight = look estimator divergence p before seed q
                            sight.Potential, after (Some sight.Fit)
                        else
                            nowhere, after before)
            }

        after None
