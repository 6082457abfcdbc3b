namespace GanFlowTheory.Core.Tests

open System
open Xunit
open GanFlowTheory.Core
open Testing
open RatioTesting

/// Birth and death: Fisher-Rao on KL, exactly on grids and through kernel densities on weighted particles.
module BirthDeathTests =

    let private onGrid (f: float -> float) (grid: Grid) =
        let raw = Points.toRows grid.Centres |> Array.map (fun x -> f x[0])
        GridDensity.ofMasses (raw |> Array.map (fun v -> v / Array.sum raw)) grid

    [<Fact>]
    let ``on a density it interpolates logarithms`` () =
        // d log q/dt = -(log q/p - mean): log q_t = e^(-t) log q_0 + (1 - e^(-t)) log p + a constant.
        let grid = Grid.line -4.0 4.0 40
        let p = onGrid (fun x -> exp (-0.5 * x * x)) grid

        let q =
            onGrid (fun x -> exp (-((x - 1.0) * (x - 1.0))) + 0.2 * exp (-abs(x + 2.0))) grid

        let path =
            Flow.create (Functional.onGrid FDivergence.kl p) Metric.fisherRao
            |> Flow.steppedBy (Integrator.dormandPrince 0.01 1e-11 1e-13)
            |> Flow.from q
            |> Flow.until 1.5

        let part = exp -1.5

        let raw =
            Array.map2 (fun q p -> exp (part * log q + (1.0 - part) * log p)) q.Weights p.Weights

        let total = Array.sum raw
        // Fewer than a hundred steps of local error 1e-11 and less, masses below 1.
        Array.iter2 (fun expected actual -> close 1e-9 (expected / total) actual) raw path.Final.Weights

    let private bandwidths = BandwidthChoice.Given(0.4, 0.3)

    let private critic (target: IMeasure) : Critic<WeightedParticles> =
        Critic.ratio (RatioEstimator.kernelDensity bandwidths) FDivergence.kl target

    let private target = sample (normal "birth and death" 60 1 0.0 1.0)

    let private first (q: WeightedParticles) metric =
        Flow.through "kl" (critic target)
        |> Flow.inMetric metric
        |> Flow.steppedBy (Integrator.euler 0.01)
        |> Flow.from q
        |> Flow.steps 1

    let private logDensity (h: float) (nodes: Points) (w: float[]) (x: float) =
        let terms =
            Array.map2
                (fun v w -> w * exp (-0.5 * (x - v) * (x - v) / (h * h)) / (h * sqrt (2.0 * Math.PI)))
                nodes.Data
                w

        log (Array.sum terms)

    [<Fact>]
    let ``on particles weights grow with the log-ratio of the kernel densities, weights included`` () =
        let nodes = normal "nodes" 30 1 0.7 1.2
        let w = unequal 30
        let q = WeightedParticles.weighted w nodes
        let path = first q Metric.fisherRao

        let log' =
            nodes.Data
            |> Array.map (fun x -> logDensity 0.4 target.Nodes target.Weights x - logDensity 0.3 nodes w x)

        let mean = Array.map2 (*) w log' |> Array.sum
        let raw = Array.map2 (fun w u -> w * exp (0.01 * (u - mean))) w log'
        let total = Array.sum raw
        // Values of order ten in differences, twice as many ulp as terms: 1e-13.
        Array.iter2 (fun expected actual -> close 1e-12 (expected / total) actual) raw path.Final.Weights
        Assert.Equal<int64[]>(bits nodes.Data, bits path.Final.Nodes.Data)

        // <c, K c> = Var_q(log r).
        let variance =
            Array.map2 (fun w u -> w * (u - mean) * (u - mean)) w log' |> Array.sum

        close 1e-11 variance path.Steps[0].Diagnostics.CriticDissipation.Value
        close 1e-11 -mean path.Steps[0].Diagnostics.PlugIn.Value

    [<Fact>]
    let ``a weight is as good as that many particles`` () =
        let x = [| -1.0; 0.2; 1.5 |]
        let merged = WeightedParticles.weighted [| 0.5; 0.25; 0.25 |] (Points.ofValues x)

        let apart =
            WeightedParticles.ofPoints (Points.ofValues [| x[0]; x[0]; x[1]; x[2] |])

        for metric: Metric<WeightedParticles> in [ Metric.fisherRao; Metric.wassersteinFisherRao 1.0 0.5 ] do
            let a, b = first merged metric, first apart metric
            let wa, wb = a.Final.Weights, b.Final.Weights
            close 1e-13 wa[0] (wb[0] + wb[1])
            close 1e-13 a.Final.Nodes[0, 0] b.Final.Nodes[0, 0]
            close 1e-13 a.Final.Nodes[2, 0] b.Final.Nodes[3, 0]

            let dissipation (path: Path<WeightedParticles>) =
                path.Steps[0].Diagnostics.CriticDissipation.Value

            close 1e-12 (dissipation a) (dissipation b)

    [<Fact>]
    let ``Wasserstein-Fisher-Rao dissipates both`` () =
        let q = WeightedParticles.weighted (unequal 30) (normal "nodes" 30 1 0.7 1.2)

        let dissipation (metric: Metric<WeightedParticles>) =
            (first q metric).Steps[0].Diagnostics.CriticDissipation.Value

        close
            1e-12
            (2.0 * dissipation Metric.wasserstein + 0.5 * dissipation Metric.fisherRao)
            (dissipation (Metric.wassersteinFisherRao 2.0 0.5))

    [<Fact>]
    let ``with transport it brings weighted particles to their target`` () =
        let start = WeightedParticles.ofPoints (normal "far" 100 1 2.0 0.7)

        let path =
            Flow.through "kl" (critic target)
            |> Flow.inMetric (Metric.wassersteinFisherRao 1.0 1.0)
            |> Flow.steppedBy (Integrator.dormandPrince 0.01 1e-3 1e-3)
            |> Flow.from start
            |> Flow.until 3.0

        // KL(N(2, 0.49) || N(0, 1)) = 2.1 before smoothing. Transport alone leaves e^(-6) of the squared distance; what
        // is left after it is the difference of the bandwidths and of two samples, of order 0.05.
        Assert.True(path.Steps[0].Diagnostics.PlugIn.Value > 1.0)
        Assert.InRange((Array.last path.Steps).Diagnostics.PlugIn.Value, -0.2, 0.2)
        let aim, found = Measure.mean target, Measure.mean path.Final
        close 0.3 aim[0] found[0]
