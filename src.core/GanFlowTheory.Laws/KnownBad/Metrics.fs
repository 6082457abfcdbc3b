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

/// Known-bad metrics.
[<RequireQualifiedAccess>]
module internal BadMetrics =

    let private scenes = Scenes.any
    let private gaussian = Kernel.gaussian 1.0
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

    let upwards = onGradient (fun _ g -> Points.scale -1.0 g)

    let private steinOfNegative =
        onGradient (fun q g ->
            Pairwise.applyVectors BadKernels.negativeDistance q.Nodes q.Nodes (Points.scaleRows q.Weights g))

    let private normalised =
        onGradient (fun _ g ->
            let size = g.Data |> Array.sumBy abs
            if size = 0.0 then g else Points.scale (1.0 / size) g)

    let all: KnownBad list =
        [
            Flaw.bad
                "a transposed Jacobian: v = A grad c, A not symmetric"
                (MetricLaws.symmetry scenes particles sheared)
            Flaw.bad "Stein sums without the weights" (MetricLaws.symmetry scenes particles steinWithoutWeights)
            Flaw.bad
                "a mobility on Gaussians that acts on the unprojected gradient"
                (MetricLaws.symmetry
                    scenes
                    StateKind.gaussians
                    (Metric.create "bad" (fun q c ->
                        let m = Points.toRows q.Nodes |> Array.map (fun x -> 1.5 + sin (Array.sum x))
                        (q :> ITransport).OfVelocity(Points.scaleRows m c.Gradient))))
            Flaw.bad "a mobility that is negative in places" (MetricLaws.positivity scenes particles negativeMobility)
            Flaw.bad "a sign flip: ascent" (MetricLaws.positivity scenes particles upwards)
            Flaw.bad "Stein with a kernel that is not positive" (MetricLaws.positivity scenes particles steinOfNegative)
            Flaw.bad "gradients normalised to unit length" (MetricLaws.linearity scenes particles normalised)
            Flaw.bad
                "a pull-back without the weights"
                (MetricLaws.chart
                    scenes
                    {
                        Name = "bad"
                        Of = fun w x -> ForgetfulParticles(Particles.weighted w x)
                        Speed = StateKind.nodeSpeed
                    })
        ]
