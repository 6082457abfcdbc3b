namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// <summary>A chart that forgets the weights in its pull-back: the adjoint of nothing.</summary>
[<Sealed>]
type internal ForgetfulParticles(particles: Particles) =
    interface IMeasure with
        member _.Nodes = particles.Nodes
        member _.Weights = particles.Weights

    interface IState<ForgetfulParticles> with
        member _.Coordinates = (particles :> IState<Particles>).Coordinates

        member _.At coordinates =
            ForgetfulParticles((particles :> IState<Particles>).At coordinates)

        member _.PullBack c = c.Gradient.Data

/// Known-bad instances for every law.
[<RequireQualifiedAccess>]
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module KnownBad =

    let private bad = Flaw.bad
    let private scenes = Scenes.any
    let private gaussian = Kernel.gaussian 1.0

    let private mmd p : Functional<IMeasure> = Functional.mmd gaussian p

    let private withVariation (change: IMeasure -> IMeasure -> Potential) (p: IMeasure) : Functional<IMeasure> =
        let f = mmd p
        Functional.create "bad" f.Value (change p)

    let private doubled =
        withVariation (fun p q -> Potential.scale 2.0 ((mmd p).FirstVariation q))

    let private flipped =
        withVariation (fun p q -> Potential.scale -1.0 ((mmd p).FirstVariation q))

    let private withoutSelf =
        withVariation (fun p _ -> Potential.scale -1.0 (Mmd.embedding gaussian p))

    let private halfValues =
        withVariation (fun p q ->
            let xi = (mmd p).FirstVariation q
            let half = Array.map (fun v -> 0.5 * v)
            Potential.create (xi.Value >> half) xi.Gradient)

    // As a log-density without its normaliser where value and gradient are asked for together.
    let private withoutConstant =
        withVariation (fun p q ->
            let xi = (mmd p).FirstVariation q

            { xi with
                At =
                    fun x ->
                        let c = xi.At x
                        Covector(lazy (c.Values |> Array.map (fun v -> v - 0.25)), lazy c.Gradient)
            })

    let private withoutDiagonal (p: IMeasure) : Functional<IMeasure> =
        let f = mmd p

        { f with
            Evaluate =
                fun q ->
                    let e = f.Evaluate q
                    let diagonal = q.Weights |> Array.sumBy (fun w -> w * w)

                    { e with
                        Value = e.Value - 0.5 * diagonal
                    }
        }

    let private byValue (value: Tensor -> Tensor -> Tensor) (_: IMeasure) : Functional<IMeasure> =
        Functional.ofValue "bad" value

    let private functionals =
        [
            bad "a missing factor 2" (FunctionalLaws.movingNodes scenes "" doubled)
            bad "a sign flip" (FunctionalLaws.movingNodes scenes "" flipped)
            bad "a dropped self-term" (FunctionalLaws.movingNodes scenes "" withoutSelf)
            bad "values half as large as their gradients say" (FunctionalLaws.movingWeights scenes "" halfValues)
            bad "a dropped self-term in the values" (FunctionalLaws.movingWeights scenes "" withoutSelf)
            bad "Evaluate without the diagonal" (FunctionalLaws.evaluate scenes "" withoutDiagonal)
            bad "a constant lost with the gradient" (FunctionalLaws.evaluate scenes "" withoutConstant)
            bad
                "a value that forgets the weights"
                (FunctionalLaws.movingNodes
                    scenes
                    ""
                    (byValue (fun x _ -> Tensor.mean (Tensor.sumAlong 1 (Tensor.square x)))))
            bad
                "a value that is not one of measures: squared weights"
                (FunctionalLaws.evaluate
                    scenes
                    ""
                    (byValue (fun x w -> Tensor.inner (Tensor.square w) (Tensor.sumAlong 1 (Tensor.square x)))))
        ]

    let private particles = StateKind.particles

    let private onGradient (f: Particles -> Points -> Points) : Metric<Particles> =
        Metric.create "bad" (fun q c -> (f q c.Gradient).Data)

    // Coordinate 0 gets coordinate 1 added: the velocity is A grad c with a triangular A.
    let private sheared =
        onGradient (fun _ g ->
            Points.init g.Count g.Dimension (fun i k ->
                if k = 0 && g.Dimension > 1 then
                    g[i, 0] + g[i, 1]
                else
                    g[i, k]))

    let private steinWithoutWeights =
        onGradient (fun q g -> Pairwise.applyVectors gaussian q.Nodes q.Nodes g)

    let private negativeMobility =
        onGradient (fun q g -> Points.scaleRows (Points.toRows q.Nodes |> Array.map (fun x -> cos (Array.sum x))) g)

    let private upwards = onGradient (fun _ g -> Points.scale -1.0 g)

    let private steinOfNegative =
        onGradient (fun q g ->
            Pairwise.applyVectors FlawedKernels.negativeDistance q.Nodes q.Nodes (Points.scaleRows q.Weights g))

    let private normalised =
        onGradient (fun _ g ->
            let size = g.Data |> Array.sumBy abs
            if size = 0.0 then g else Points.scale (1.0 / size) g)

    let private metrics =
        [
            bad "a transposed Jacobian: v = A grad c, A not symmetric" (MetricLaws.symmetry scenes particles sheared)
            bad "Stein sums without the weights" (MetricLaws.symmetry scenes particles steinWithoutWeights)
            bad
                "a mobility on Gaussians that acts on the unprojected gradient"
                (MetricLaws.symmetry
                    scenes
                    StateKind.gaussians
                    (Metric.create "bad" (fun q c ->
                        let m = Points.toRows q.Nodes |> Array.map (fun x -> 1.5 + sin (Array.sum x))
                        (q :> ITransport).OfVelocity(Points.scaleRows m c.Gradient))))
            bad "a mobility that is negative in places" (MetricLaws.positivity scenes particles negativeMobility)
            bad "a sign flip: ascent" (MetricLaws.positivity scenes particles upwards)
            bad "Stein with a kernel that is not positive" (MetricLaws.positivity scenes particles steinOfNegative)
            bad "gradients normalised to unit length" (MetricLaws.linearity scenes particles normalised)
            bad
                "a pull-back without the weights"
                (MetricLaws.chart
                    scenes
                    {
                        Name = "bad"
                        Of = fun w x -> ForgetfulParticles(Particles.weighted w x)
                        Speed = StateKind.nodeSpeed
                    })
        ]

    let private flows =
        [
            bad
                "a first variation without its factor 1/2"
                (FlowLaws.dissipation scenes particles "" doubled Metric.wasserstein)
            bad
                "a first variation without its self-term"
                (FlowLaws.dissipation scenes particles "" withoutSelf Metric.wasserstein)
            bad
                "growth rates that use halved values"
                (FlowLaws.dissipation scenes StateKind.weightedParticles "" halfValues Metric.fisherRao)
            bad
                "a first variation without its factor 1/2, over a run"
                (FlowLaws.loop scenes particles "" doubled Metric.wasserstein)
            bad "ascent" (FlowLaws.loop scenes particles "" mmd upwards)
        ]

    let private klToNormal (scene: Scene) : Functional<GaussianState> =
        let p = GaussianMixture.standard scene.P.Dimension
        Functional.divergence FDivergence.kl (Density.ofMixture "p" p)

    let private varied (change: Scene -> 'q -> Potential) (make: Scene -> Functional<'q>) (scene: Scene) =
        let f = make scene
        Functional.create "bad" f.Value (change scene)

    let private states =
        [
            bad
                "KL without the score of q"
                (StateLaws.firstVariation
                    scenes
                    StateKind.gaussians
                    ""
                    (klToNormal
                     |> varied (fun _ _ -> Potential.ofPointwise (fun x -> 0.5 * Array.sumBy (fun v -> v * v) x) id)))
            bad
                "KL with the first variation of forward KL"
                (StateLaws.firstVariation
                    (Scenes.inDimension 1)
                    StateKind.mildGaussians
                    ""
                    (klToNormal
                     |> varied (fun scene q ->
                         let p = Density.ofMixture "p" (GaussianMixture.standard scene.P.Dimension)
                         let u = Divergence.logRatio p (q :> IDensity).Density
                         let xi = Divergence.firstVariation FDivergence.kl p (q :> IDensity).Density

                         Potential.create (fun x -> u x |> Array.map (fun v -> -exp v)) (fun x ->
                             Points.scaleRows (Array.map exp (u x)) (xi.Gradient x)))))
            bad
                "W2^2 sold as its half"
                (StateLaws.firstVariation (Scenes.inDimension 1) StateKind.quantiles "" (fun scene ->
                    let f = Functional.wassersteinOnLine scene.P.Measure

                    { f with
                        Value = fun q -> 2.0 * f.Value q
                    }))
            bad
                "an entropy that forgets the half cells at the ends"
                (StateLaws.firstVariation (Scenes.inDimension 1) StateKind.quantiles "" (fun _ ->
                    let f = Functional.entropy

                    { f with
                        Value =
                            fun q ->
                                let x = q.Quantiles
                                let n = float x.Length
                                -(Array.pairwise x |> Array.sumBy (fun (a, b) -> log (n * (b - a)))) / n
                    }))
        ]

    let private partly (change: LogDensityMotion<GaussianState> -> LogDensityMotion<GaussianState>) =
        let stein: Metric<GaussianState> = Metric.stein (Kernel.gaussian 1.0)
        Metric.withLogDensity (change stein.LogDensity.Value) stein

    let private rated (a: float) =
        partly (fun motion ->
            { motion with
                Rate = motion.Rate |> Option.map (fun rate -> rate >> Array.map (fun v -> a * v))
            })

    let private squared (a: float) =
        partly (fun motion ->
            { motion with
                Square = motion.Square |> Option.map (fun square -> square >> (fun v -> a * v))
            })

    let private logDensities =
        let line = Scenes.inDimension 1

        let normal (_: Scene) =
            Density.ofMixture "p" (GaussianMixture.standard 1)

        let byParts = LogDensityLaws.byParts line StateKind.mildPairs
        let score = LogDensityLaws.score line StateKind.mildPairs "" normal

        [
            bad "Stein without its repulsion" (byParts (rated 0.0))
            bad "Stein with attraction for repulsion" (byParts (rated -1.0))
            bad "half a trace of mixed derivatives" (byParts (squared 0.5))
            bad "SVGD without its repulsion" (score (rated 0.0))
            bad "SVGD with attraction for repulsion" (score (rated -1.0))
            bad "a Stein discrepancy with the sign of its trace flipped" (score (squared -1.0))
        ]

    let private rk4 = Integrator.rungeKutta4 0.1
    let private heun = Integrator.heun 0.1

    let private integrators =
        [
            bad
                "Heun's method declared of order 3"
                (IntegratorLaws.order
                    { heun with
                        Method = { heun.Method with Order = 3 }
                    })
            bad
                "a wrong weight in the classical Runge-Kutta method"
                (IntegratorLaws.order
                    { rk4 with
                        Method =
                            { rk4.Method with
                                Weights = [| 1.0 / 6.0; 1.0 / 6.0; 1.0 / 2.0; 1.0 / 6.0 |]
                            }
                    })
            bad "Euler with fixed steps sold as descent" (IntegratorLaws.descent (Integrator.euler 0.5))
            bad
                "a tolerance that is ignored"
                (IntegratorLaws.errorControl (fun _ -> Integrator.dormandPrince 0.5 1e-2 1e-2))
        ]

    let private withoutFactor (k: Kernel) (x: Points) (y: Points) : Estimate =
        let e = MmdEstimator.unbiased k x y
        let cross = Mmd.inner k (Empirical.ofPoints x) (Empirical.ofPoints y)
        { e with Value = e.Value + cross }

    let private estimators =
        [
            bad "the biased estimator sold as unbiased" (EstimatorLaws.unbiased "" 2 MmdEstimator.biased)
            bad "cross term without its factor 2" (EstimatorLaws.unbiased "" 2 withoutFactor)
            bad "cross term without its factor 2, on large samples" (EstimatorLaws.calibrated "" withoutFactor)
            bad
                "a standard error divided by the sample size"
                (EstimatorLaws.calibrated "" (fun k x y ->
                    let e = MmdEstimator.unbiased k x y

                    { e with
                        StandardError = e.StandardError |> Option.map (fun s -> s / float x.Count)
                    }))
            bad
                "the unbiased estimator sold as the V-statistic"
                (EstimatorLaws.bias "" (fun k x y ->
                    if x.Count > 1 && y.Count > 1 then
                        MmdEstimator.unbiased k x y
                    else
                        MmdEstimator.biased k x y))
            bad
                "ustat with the cross terms of the pairs left in"
                (EstimatorLaws.definitions [ "ustat", MmdEstimator.unbiased ])
        ]

    /// The known-bad instances.
    let all: KnownBad list =
        FlawedKernels.all
        @ functionals
        @ metrics
        @ FlawedParameters.all
        @ flows
        @ states
        @ logDensities
        @ integrators
        @ FlawedOptimisers.all
        @ estimators
