namespace GanFlowTheory.Core

open System

/// <summary>How the bandwidths of the two kernel densities are chosen.</summary>
[<RequireQualifiedAccess>]
type BandwidthChoice =
    /// Each by its own leave-one-out likelihood.
    | Separate
    /// One for both, by the sum of the two leave-one-out likelihoods. Far from all points u then grows linearly, where
    /// two bandwidths make it quadratic.
    | Shared
    /// These, > 0, in the units of the points.
    | Given of target: float * current: float

/// <summary>
/// The ratio of two Gaussian kernel densities, u = log p_h - log q_k,
/// p_h(x) = sum_i w_i (2 pi h^2)^(-d/2) exp(-|x - x_i|^2 / (2 h^2)): O(n + m) memory, finite with the right gradient
/// at any distance from the data.
/// </summary>
[<RequireQualifiedAccess>]
module KernelDensityRatio =

    let private sumOf (support: Support) (h: float) : LogKernelSum =
        {
            Centres = support.Nodes
            Weights = support.Weights
            Bandwidth = h
        }

    let private logNormaliser (support: Support) (h: float) =
        float support.Nodes.Dimension * (0.5 * log (2.0 * Math.PI) + log h)

    let private logDensity (support: Support) (h: float) (x: Points) : float[] =
        let shift = logNormaliser support h
        LogKernelSum.values (sumOf support h) x |> Array.map (fun v -> v - shift)

    /// The same with its gradient, n x d.
    let private logDensityWithGradient (support: Support) (h: float) (x: Points) : struct (float[] * Points) =
        let shift = logNormaliser support h
        let struct (values, gradient) = LogKernelSum.valuesAndGradient (sumOf support h) x
        struct (values |> Array.map (fun v -> v - shift), gradient)

    /// The logarithm of the density at its own points, each without its own kernel; at least two points.
    let private leaveOneOut (support: Support) (h: float) : float[] =
        let shift = logNormaliser support h

        LogKernelSum.leaveOneOut (sumOf support h)
        |> Array.mapi (fun i v -> v - shift - Elementary.log1p -support.Weights[i])

    /// <summary>The leave-one-out log-likelihood per point, sum_i w_i log p_h without i (x_i), of a kernel density with
    /// bandwidth h &gt; 0 on at least two points that carry mass; larger is better. Points that coincide make it grow
    /// without bound as h falls to 0.</summary>
    let leaveOneOutLikelihood (bandwidth: float) (measure: IMeasure) : float =
        Guard.positive (nameof bandwidth) bandwidth
        let support = Support.ofMeasure (nameof measure) measure

        if support.Nodes.Count < 2 then
            Guard.fail (nameof measure) "measure must have at least two points that carry mass, but has 1."

        Vectors.inner support.Weights (leaveOneOut support bandwidth)

    /// Silverman's rule for a normal sample, with the effective number of points under weights; 0 where they coincide.
    let private ruleOfThumb (support: Support) : float =
        let d = float support.Nodes.Dimension
        let effective = 1.0 / Vectors.inner support.Weights support.Weights

        Support.spread support
        * Math.Pow(4.0 / ((d + 2.0) * effective), 1.0 / (d + 4.0))

    /// The rules of both; where the points of one coincide, the other's, and 1 where there is no length at all.
    let private rules (p: Support) (q: Support) : struct (float * float) =
        match ruleOfThumb p, ruleOfThumb q with
        | 0.0, 0.0 -> struct (1.0, 1.0)
        | 0.0, k -> struct (k, k)
        | h, 0.0 -> struct (h, h)
        | h, k -> struct (h, k)

    /// <summary>The multiple of the rule with the largest likelihood: octaves from 2^-7 to 2, then half octaves beside
    /// the best. Near a multiple that was chosen before, only its neighbourhood.</summary>
    let private search (likelihood: float -> float) (before: float option) : float =
        let octaves =
            match before with
            | Some multiple when multiple > 0.0 && Double.IsFinite multiple ->
                let nearest = max -7.0 (min 1.0 (round (log multiple / log 2.0)))
                [ nearest - 1.0; nearest; nearest + 1.0 ]
            | _ -> [ -7.0 .. 1.0..1.0 ]

        let score octave =
            struct (octave, likelihood (Math.Pow(2.0, octave)))

        let better (struct (_, a) as first) (struct (_, b) as second) = if b > a then second else first
        let scored = octaves |> List.map score
        let struct (best, _) as winner = List.reduce better scored

        let struct (octave, _) =
            [ best - 0.5; best + 0.5 ] |> List.map score |> List.fold better winner

        Math.Pow(2.0, octave)

    let private bandwidths (choice: BandwidthChoice) (p: Support) (q: Support) (before: RatioFit option) =
        let struct (h, k) = rules p q

        let earlier =
            match before with
            | Some {
                       Settings = RatioSettings.DensityBandwidths(h, k)
                   } -> Some(struct (h, k))
            | _ -> None

        let likelihood (support: Support) (bandwidth: float) =
            if support.Nodes.Count > 1 then
                Vectors.inner support.Weights (leaveOneOut support bandwidth)
            else
                0.0

        let own (support: Support) (rule: float) (before: float option) =
            if support.Nodes.Count > 1 then
                rule
                * search (fun a -> likelihood support (a * rule)) (before |> Option.map (fun b -> b / rule))
            else
                rule

        match choice with
        | BandwidthChoice.Given(target, current) -> struct (target, current)
        | BandwidthChoice.Separate ->
            struct (own p h (earlier |> Option.map (fun (struct (b, _)) -> b)),
                    own q k (earlier |> Option.map (fun (struct (_, b)) -> b)))
        | BandwidthChoice.Shared ->
            let rule = sqrt h * sqrt k

            let multiple =
                if p.Nodes.Count > 1 || q.Nodes.Count > 1 then
                    search
                        (fun a -> likelihood p (a * rule) + likelihood q (a * rule))
                        (earlier |> Option.map (fun (struct (b, _)) -> b / rule))
                else
                    1.0

            struct (multiple * rule, multiple * rule)

    let internal fit (choice: BandwidthChoice) (name: string) (p: IMeasure) (q: IMeasure) (before: RatioFit option) =
        Guard.sameDimension (nameof q) p.Nodes.Dimension q.Nodes.Dimension
        let p, q = Support.ofMeasure (nameof p) p, Support.ofMeasure (nameof q) q
        let struct (h, k) = bandwidths choice p q before

        let score =
            if p.Nodes.Count < 2 || q.Nodes.Count < 2 then
                None
            else
                Some(
                    RatioFit.logLossOf
                        p.Weights
                        (Array.map2 (-) (leaveOneOut p h) (logDensity q k p.Nodes))
                        q.Weights
                        (Array.map2 (-) (logDensity p h q.Nodes) (leaveOneOut q k))
                )

        {
            Name = name
            LogRatio =
                Potential.ofBoth (fun x -> Array.map2 (-) (logDensity p h x) (logDensity q k x)) (fun x ->
                    let struct (logP, ofP) = logDensityWithGradient p h x
                    let struct (logQ, ofQ) = logDensityWithGradient q k x
                    struct (Array.map2 (-) logP logQ, Points.combine 1.0 ofP -1.0 ofQ))
            HeldOutScore = score
            HeldOut = []
            Settings = RatioSettings.DensityBandwidths(h, k)
        }

/// Ratios of kernel density estimates.
[<AutoOpen>]
module KernelDensityRatios =

    /// Estimators of density ratios.
    [<RequireQualifiedAccess>]
    module RatioEstimator =

        /// <summary>The ratio of two Gaussian kernel densities with the chosen bandwidths, and their leave-one-out
        /// log-loss. Bandwidths that are not given maximise the leave-one-out likelihood over multiples of Silverman's
        /// rule, 2^-7.5 to 2^1.5 in half octaves around the best octave; nothing in it is random.</summary>
        let kernelDensity (choice: BandwidthChoice) : RatioEstimator =
            let name =
                match choice with
                | BandwidthChoice.Separate -> "kde"
                | BandwidthChoice.Shared -> "kde:shared"
                | BandwidthChoice.Given(target, current) ->
                    Guard.positive (nameof target) target
                    Guard.positive (nameof current) current
                    (invariant $"kde:{target},{current}")

            {
                Name = name
                Fit = fun _ p q before -> KernelDensityRatio.fit choice name p q before
            }
