namespace GanFlowTheory.Laws

open FsCheck
open GanFlowTheory.Core

/// The laws of how estimators of density ratios choose their settings, and of what critics read off their fits.
[<RequireQualifiedAccess>]
module internal RatioChoiceLaws =

    let private mean (m: IMeasure) (f: float[] -> float) =
        Seq.sum (Seq.init m.Nodes.Count (fun i -> m.Weights[i] * f (m.Nodes.Row i)))

    // The root mean square distance from the middle of the two means, each sample with half of the mass.
    let private radius (p: IMeasure) (q: IMeasure) : float =
        let d = p.Nodes.Dimension

        let centre =
            Array.init d (fun k -> 0.5 * (mean p (fun x -> x[k]) + mean q (fun x -> x[k])))

        let square (x: float[]) =
            Vectors.squaredNorm (Array.map2 (-) x centre)

        sqrt (0.5 * (mean p square + mean q square))

    let private multiples = [ 4.0; 2.0; 1.0; 0.5; 0.25; 0.125 ]

    let private candidate (p: IMeasure) (q: IMeasure) (h: float) =
        let unit = radius p q

        Equation.scalar
            "the bandwidth against the nearest multiple of the radius"
            h
            h
            (multiples
             |> List.map (fun a -> a * unit)
             |> List.minBy (fun v -> abs (log (v / h))))

    let private head name statement slack reason =
        {
            Name = name
            Statement = statement
            Source = "YZL23-4"
            Judge = Judge.AtMost(slack, reason)
        }

    /// The rule of thumb for kernel densities: the spread of a coordinate times (4/((d + 2) n))^(1/(d + 4)), n the effective
    /// number of points.
    let private thumb (m: IMeasure) : float =
        let d = m.Nodes.Dimension
        let centre = Array.init d (fun k -> mean m (fun x -> x[k]))

        let spread =
            sqrt (mean m (fun x -> Vectors.squaredNorm (Array.map2 (-) x centre)) / float d)

        let effective = 1.0 / Vectors.squaredNorm m.Weights
        spread * (4.0 / ((float d + 2.0) * effective)) ** (1.0 / (float d + 4.0))

    /// Bandwidths of kernel densities: no octave of the rule of thumb has a larger leave-one-out likelihood.
    let densities (name: string) (estimator: RatioEstimator) : Law =
        Law.forAll
            (head
                "ratio-density-bandwidths"
                ("Bandwidths of kernel densities are the rule of thumb times a power of sqrt 2, and none of its octaves from 2^-7 to 2 has a larger "
                 + "leave-one-out likelihood.")
                1e-9
                "likelihoods of fewer than 20 terms")
            name
            RatioSamples.any
            (fun sample ->
                let p, q = sample.P :> IMeasure, sample.Q :> IMeasure
                let fit = estimator.Fit (Seed.create sample.Seed) p q None

                match fit.Settings with
                | RatioSettings.DensityBandwidths(h, k) ->
                    [
                        for m, chosen in [ p, h; q, k ] do
                            let rule = thumb m
                            let halves = 2.0 * System.Math.Log2(chosen / rule)
                            Equation.scalar "off a power of sqrt 2" 1.0 (abs (halves - round halves)) 0.0
                            let best = KernelDensityRatio.leaveOneOutLikelihood chosen m

                            for octave in -7 .. 1 do
                                let other = KernelDensityRatio.leaveOneOutLikelihood (rule * 2.0 ** float octave) m

                                Equation.scalar
                                    $"the likelihood at octave {octave} against that chosen"
                                    (1.0 + abs best)
                                    other
                                    best
                    ]
                | _ -> [ Equation.condition "two bandwidths are chosen" false ])

    /// Least-squares fits: no candidate has a smaller leave-one-out criterion.
    let leastSquares (name: string) (estimator: RatioEstimator) : Law =
        Law.forAll
            (head
                "ratio-least-squares-choice"
                ("Where nothing is given, least squares takes the bandwidth, a power of 2 from 1/8 to 4 times the radius, and the ridge, a power of 10 "
                 + "from 1e-5 to 1, of the smallest leave-one-out criterion.")
                1e-9
                "criteria of systems whose condition number is below 1e6")
            name
            RatioSamples.any
            (fun sample ->
                let p, q = sample.P :> IMeasure, sample.Q :> IMeasure
                let fit = estimator.Fit (Seed.create sample.Seed) p q None

                match fit.Settings with
                | RatioSettings.RegularisedKernel(bandwidth, ridge) ->
                    let support (m: IMeasure) : Support =
                        {
                            Nodes = m.Nodes
                            Weights = m.Weights
                            Numbers = [| 0 .. m.Nodes.Count - 1 |]
                        }

                    let criterion h r =
                        (LeastSquaresRatio.leaveOneOut h [| r |] p.Nodes (support p) (support q))[0]

                    let best = criterion bandwidth ridge

                    [
                        { candidate p q bandwidth with
                            Scale = 1.0
                        }

                        for a in multiples do
                            for power in 0..5 do
                                let other = criterion (a * radius p q) (10.0 ** -float power)

                                Equation.scalar
                                    $"the criterion chosen against {a}, 1e-{power}"
                                    (1.0 + abs best)
                                    best
                                    other
                    ]
                | _ -> [ Equation.condition "bandwidth and ridge are chosen" false ])

    /// Logistic regression: at its strongest ridge no candidate bandwidth has a smaller held-out score.
    let logistic (name: string) (estimator: RatioEstimator) (fixedAt: float -> float -> RatioEstimator) : Law =
        Law.forAll
            (head
                "ratio-logistic-choice"
                ("Where nothing is given, logistic regression's held-out score is that of its bandwidth and ridge when they are given, and no larger "
                 + "than that of any bandwidth, a power of 2 from 1/8 to 4 times the radius, at the strongest ridge.")
                1e-3
                "scores are minimised to 5e-5 in each fold")
            name
            RatioSamples.paired
            (fun sample ->
                let p, q = sample.P :> IMeasure, sample.Q :> IMeasure
                let seed = Seed.create sample.Seed
                let fit = estimator.Fit seed p q None

                let scoreOf (estimator: RatioEstimator) =
                    defaultArg (estimator.Fit seed p q None).HeldOutScore nan

                let best = defaultArg fit.HeldOutScore nan

                match fit.Settings with
                | RatioSettings.RegularisedKernel(bandwidth, ridge) ->
                    [
                        Equation.scalar
                            "the score off that of its settings"
                            1.0
                            (abs (best - scoreOf (fixedAt bandwidth ridge)))
                            0.0

                        for a in multiples do
                            Equation.scalar
                                $"the score against that at {a}"
                                1.0
                                best
                                (scoreOf (fixedAt (a * radius p q) 0.1))
                    ]
                | _ -> [ Equation.condition "bandwidth and ridge are chosen" false ])

    /// Reads q and then another law with the successor: the potentials, the plug-in values, and what the fits were given.
    let reading
        (name: string)
        (f: FDivergence)
        (critic: RatioEstimator -> FDivergence -> IMeasure -> Critic<Particles>)
        (estimator: RatioEstimator)
        : Law =
        Law.forAll
            {
                Name = "ratio-reading"
                Statement =
                    "From u = log r of its fit a critic reads the first variation of D_f with its gradient, and the plug-in value E_q f(r); the critic that "
                    + "it hands on fits from that fit."
                Source = "YZL23-4"
                Judge = Judge.Relative(1e-9, "sums of fewer than 20 terms of the fit's own values")
            }
            $"{f.Name} by {name}"
            RatioSamples.any
            (fun sample ->
                let p, q = sample.P :> IMeasure, sample.Q
                let given = ResizeArray<RatioFit option>()
                let fits = ResizeArray<RatioFit>()

                let noting: RatioEstimator =
                    {
                        Name = "noting"
                        Fit =
                            fun seed p q before ->
                                let fit = estimator.Fit seed p q None
                                given.Add before
                                fits.Add fit
                                fit
                    }

                let states =
                    [
                        Particles.weighted q.Weights q.Nodes
                        Particles.weighted q.Weights (Points.scale 0.5 q.Nodes)
                    ]

                let readings =
                    states
                    |> List.mapFold
                        (fun (critic: Critic<Particles>) state ->
                            let reading = critic.Estimate.Value None (Seed.create sample.Seed) state
                            reading, reading.Next)
                        (critic noting f p)
                    |> fst

                [
                    for at, (state, reading) in List.indexed (List.zip states readings) do
                        let u = fits[at].LogRatio.At state.Nodes
                        let c = Potential.at state.Nodes reading.Potential
                        let size = 1.0 + Vectors.largest (Array.map f.Value u.Values)
                        let variation = Array.map f.FirstVariation u.Values

                        let slopes =
                            Points.scaleRows (Array.map (fun v -> -(f.Mobility v)) u.Values) u.Gradient

                        Equation.scalar
                            $"the plug-in value of reading {at}"
                            size
                            (defaultArg reading.PlugIn nan)
                            (Vectors.inner state.Weights (Array.map f.Value u.Values))

                        Equation.vector
                            $"the potential of reading {at}"
                            (1.0 + Vectors.largest variation)
                            c.Values
                            variation

                        Equation.vector $"its gradient" (1.0 + Vectors.largest slopes.Data) c.Gradient.Data slopes.Data

                    Equation.condition "the first fit is given none" given[0].IsNone

                    Equation.condition
                        "the second fit is given the first"
                        (match given[1] with
                         | Some before -> before.Settings = fits[0].Settings
                         | None -> false)
                ])
