namespace GanFlowTheory.Core.Tests

open System
open Xunit
open GanFlowTheory.Core
open Testing
open GeneratorTesting

/// The chart theta -> law of G_theta(z).
module ParameterStateTests =

    let private states =
        [
            affine 2 2 7 1
            affine 3 2 1 2
            perceptron 2 5 3 8 3
            perceptron 1 4 1 6 4
            ParameterState.initial (Network.multilayer [ 2; 3; 3; 2 ] Activation.Softplus) 5 (Seed.create 5)
            ParameterState.initial (Network.parse "2-3-4x4:tanh") 3 (Seed.create 6)
        ]

    let private rate (q: ParameterState) seed =
        Seed.normals q.Parameters.Length (Seed.create seed)

    let private vectors (q: ParameterState) seed =
        Seed.gaussian q.Nodes.Count q.Nodes.Dimension (Seed.create seed)

    [<Fact>]
    let ``nodes are the network's outputs, weights are equal`` () =
        for q in states do
            let n = q.Nodes.Count
            Assert.Equal<float[]>((Network.evaluate q.Network q.Parameters q.Noise).Data, q.Nodes.Data)
            Assert.Equal<float[]>(Array.create n (1.0 / float n), q.Weights)
            Assert.Equal<float[]>(q.Parameters, (q :> IState<ParameterState>).Coordinates)

    [<Fact>]
    let ``push and pull are adjoint`` () =
        for q in states do
            for seed in 1..5 do
                let u, v = rate q seed, vectors q (100 + seed)
                let pushed, pulled = (parametric q).Push u, (parametric q).Pull v
                // Rounding of two sums of products, relative to their terms.
                let size = norm u * norm pulled + 1.0
                close (1e-14 * size) (weighted q v pushed) (dot pulled u)

    [<Fact>]
    let ``push is the derivative of the nodes`` () =
        for q in states do
            let u = rate q 9
            let h = 1e-3

            let nodes e =
                ((q :> IState<ParameterState>).At(Array.map2 (fun a b -> a + e * b) q.Parameters u)).Nodes.Data

            let odd e = Array.map2 (-) (nodes e) (nodes -e)
            // The central stencil of order six: truncation h^6 times a seventh derivative, rounding 1e-16 / h.
            let derivative =
                Array.map3 (fun a b c -> (45.0 * a - 9.0 * b + c) / (60.0 * h)) (odd h) (odd (2.0 * h)) (odd (3.0 * h))

            closeAll 1e-10 derivative ((parametric q).Push u).Data

    [<Fact>]
    let ``the pull-back of a potential is its gradient in the parameters`` () =
        let c =
            Potential.ofPointwise
                (Array.mapi (fun k v -> sin (v + float k) + 0.25 * v * v) >> Array.sum)
                (Array.mapi (fun k v -> cos (v + float k) + 0.5 * v))

        for q in states do
            let u = rate q 11

            let value e =
                let moved =
                    (q :> IState<ParameterState>).At(Array.map2 (fun a b -> a + e * b) q.Parameters u)

                dot moved.Weights (c.Value moved.Nodes)

            let odd e = value e - value -e
            let h = 1e-3
            let observed = (45.0 * odd h - 9.0 * odd (2.0 * h) + odd (3.0 * h)) / (60.0 * h)
            let back = (q :> IState<ParameterState>).PullBack(Potential.at q.Nodes c)
            close (1e-9 * norm u) observed (dot back u)
            // The same adjoint as Pull.
            Assert.Equal<float[]>((parametric q).Pull(c.Gradient q.Nodes), back)

    [<Fact>]
    let ``mobilities are the products of the Jacobian of each node`` () =
        for q in states do
            let n, d = q.Nodes.Count, q.Nodes.Dimension
            let columns = jacobian q
            let mobilities = (parametric q).Mobilities()
            Assert.Equal(n, mobilities.Length)

            for i in 0 .. n - 1 do
                for a in 0 .. d - 1 do
                    for b in 0 .. d - 1 do
                        let want = columns |> Array.sumBy (fun u -> u[i, a] * u[i, b])
                        let size = columns |> Array.sumBy (fun u -> abs (u[i, a] * u[i, b]))
                        close (1e-14 * (1.0 + size)) want (mobilities[i][a * d + b])

    [<Fact>]
    let ``an affine generator in closed form`` () =
        let q = affine 3 2 6 7
        let z, n = q.Noise, 6
        let u = rate q 1
        let pushed = (parametric q).Push u
        // y = z W + b, W by rows, so that y' = z W' + b'.
        for i in 0 .. n - 1 do
            for k in 0..1 do
                let want = u[6 + k] + Seq.sum (seq { for l in 0..2 -> z[i, l] * u[2 * l + k] })
                close 1e-14 want pushed[i, k]

            // J J^T = (1 + |z|^2) I.
            let square = Seq.sum (seq { for l in 0..2 -> z[i, l] * z[i, l] })
            let mobility = ((parametric q).Mobilities())[i]
            Array.iter2 (close 1e-14) [| 1.0 + square; 0.0; 0.0; 1.0 + square |] mobility

    [<Fact>]
    let ``initial parameters and noise come from the seed`` () =
        let network = Network.multilayer [ 2; 4; 2 ] Activation.Tanh

        let make seed =
            ParameterState.initial network 9 (Seed.create seed)

        Assert.Equal<int64[]>(bits (make 1).Nodes.Data, bits (make 1).Nodes.Data)
        Assert.NotEqual<float[]>((make 1).Parameters, (make 2).Parameters)
        Assert.NotEqual<float[]>((make 1).Noise.Data, (make 2).Noise.Data)

    [<Fact>]
    let ``renewal draws other noise for the same parameters`` () =
        let q = perceptron 2 5 3 8 3

        let renewed seed =
            (q :> IRenewable<ParameterState>).Renewed(Seed.create seed)

        Assert.Equal<float[]>(q.Parameters, (renewed 1).Parameters)
        Assert.Equal<int64[]>(bits (renewed 1).Nodes.Data, bits (renewed 1).Nodes.Data)
        Assert.NotEqual<float[]>((renewed 1).Noise.Data, (renewed 2).Noise.Data)
        Assert.NotEqual<float[]>((renewed 1).Noise.Data, q.Noise.Data)

        Assert.Equal<float[]>((Network.evaluate q.Network q.Parameters (renewed 1).Noise).Data, (renewed 1).Nodes.Data)

    [<Fact>]
    let ``a state owns its arrays`` () =
        let network = Network.affine 1 1
        let theta = [| 2.0; 1.0 |]
        let q = ParameterState.create network (Points.ofRows [ [ 3.0 ] ]) theta
        theta[0] <- 5.0
        q.Parameters[1] <- 5.0
        Assert.Equal<float[]>([| 2.0; 1.0 |], q.Parameters)
        Assert.Equal(7.0, q.Nodes[0, 0])

    [<Fact>]
    let ``bad arguments`` () =
        let network = Network.affine 2 1
        let noise = Points.ofRows [ [ 1.0; 2.0 ] ]

        let create network noise theta =
            argumentError (fun () -> ParameterState.create network noise theta)

        Assert.Contains("noise must have dimension 2", create network (Points.ofRows [ [ 1.0 ] ]) [| 1.0; 2.0; 3.0 |])
        Assert.Contains("theta must hold the 3 parameters", create network noise [| 1.0; 2.0 |])
        Assert.Contains("theta[1]", create network noise [| 1.0; nan; 3.0 |])

        Assert.Contains("must have parameters to move", create (Network.activation Activation.Tanh 2) noise [||])

        let q = ParameterState.create network noise [| 1.0; 2.0; 3.0 |]
        Assert.Contains("rate must have 3 entries", argumentError (fun () -> (parametric q).Push [| 1.0 |]))

        Assert.Contains(
            "vectors must have 1 entries",
            argumentError (fun () -> (parametric q).Pull(Points.ofRows [ [ 1.0 ]; [ 2.0 ] ]))
        )

        Assert.Contains(
            "vectors must have dimension 1",
            argumentError (fun () -> (parametric q).Pull(Points.ofRows [ [ 1.0; 2.0 ] ]))
        )

    let private target: IMeasure =
        Empirical.ofPoints (Seed.gaussian 12 3 (Seed.create 77))

    let private run fresh (optimiser: string) seed =
        let flow =
            Flow.create (Functional.mmd (Kernel.gaussian 1.0) target) Metric.euclidean
            |> Flow.steppedBy (Integrator.parse optimiser)

        (if fresh then Flow.withFreshNoise flow else flow)
        |> Flow.from (perceptron 2 5 3 8 3)
        |> Flow.withSeed (Seed.create seed)

    let private same (a: Path<ParameterState>) (b: Path<ParameterState>) =
        Array.forall2
            (fun (_, x: ParameterState) (_, y: ParameterState) ->
                bits x.Parameters = bits y.Parameters && bits x.Noise.Data = bits y.Noise.Data)
            a.States
            b.States

    [<Fact>]
    let ``fresh noise: the same seed gives the same bits, another seed another run`` () =
        for optimiser in [ "gd:0.5"; "adam:0.05"; "extragradient:0.5"; "rk4:0.5" ] do
            let path seed = Flow.steps 6 (run true optimiser seed)
            Assert.True(same (path 1) (path 1))
            Assert.False(same (path 1) (path 2))
            // A new sample at every step, the first excepted: that is the start.
            let noise = (path 1).States |> Array.map (fun (_, q) -> q.Noise.Data)
            Assert.Equal<float[]>((perceptron 2 5 3 8 3).Noise.Data, noise[0])
            Assert.Equal(7, noise |> Array.distinct |> Array.length)

    [<Fact>]
    let ``without fresh noise the sample stays, and the seed changes nothing`` () =
        let path seed =
            Flow.steps 6 (run false "adam:0.05" seed)

        Assert.True(same (path 1) (path 2))

        for _, q in (path 1).States do
            Assert.Equal<float[]>((perceptron 2 5 3 8 3).Noise.Data, q.Noise.Data)

        Assert.True((path 1).Steps[3].Diagnostics.ObservedRate.IsSome)
        Assert.True((Path.identityResidual (path 1)).IsSome)

    [<Fact>]
    let ``with fresh noise no rate is observed between samples, and each is measured on its own`` () =
        let path = Flow.steps 6 (run true "gd:0.5" 1)

        for step, (_, q) in Array.zip path.Steps path.States do
            Assert.True(step.Diagnostics.ObservedRate.IsNone)
            Assert.True(step.Diagnostics.IdentityResidual.IsNone)
            let f: Functional<ParameterState> = Functional.mmd (Kernel.gaussian 1.0) target
            close 1e-12 (f.Value q) step.Diagnostics.Functional.Value

        Assert.True((Path.identityResidual path).IsNone)
        Assert.Contains("fresh samples at every step", Flow.describe (run true "gd:0.5" 1).Flow)
        Assert.DoesNotContain("fresh", Flow.describe (run false "gd:0.5" 1).Flow)

    [<Fact>]
    let ``stochastic gradients of an affine generator find the mean of the target`` () =
        // F = E |x - m|^2 / 2 on b + z, z ~ N(0, 1/n samples): b follows an autoregression around m with stationary
        // standard deviation sqrt(tau / (2 - tau) / n) = 0.016; five of them fail once in a million.
        let pull =
            Potential.ofPointwise (fun x -> 0.5 * (x[0] - 4.0) ** 2.0) (fun x -> [| x[0] - 4.0 |])

        let network =
            Network.create "shift" 1 1 [ Parameter.constant "bias" [| 1 |] 0.0 ] (fun theta x -> x + theta "bias")

        let path =
            Flow.create (Functional.potential "pull" pull) Metric.euclidean
            |> Flow.steppedBy (Integrator.optimised (Optimiser.gradientDescent 0.05))
            |> Flow.withFreshNoise
            |> Flow.from (ParameterState.initial network 100 (Seed.create 1))
            |> Flow.steps 300

        close (5.0 * 0.016 / 4.0) 4.0 path.Final.Parameters[0]
        // The spread of the fresh samples is seen: on a fixed sample b would come to rest.
        let last = path.States[250..] |> Array.map (fun (_, q) -> q.Parameters[0])
        Assert.True(last |> Array.pairwise |> Array.forall (fun (a, b) -> a <> b))
