module GanFlowTheory.Core.Tests.Flows.MinimisingMovementTests

open System
open Xunit
open GanFlowTheory.Core

let private cloud label count =
    Seed.gaussian count 2 (Seed.split label (Seed.create 3))

let private target = Empirical.ofPoints (cloud "target" 60)

let private mmd: Functional<Particles> = Functional.mmd (Kernel.gaussian 0.7) target

// The movement's own inequality, up to the rounding of two values of F.
let private falls before (movement: Movement<'q>) tau =
    let after = movement.Functional + movement.SquaredDistance / (2.0 * tau)
    Assert.True(after <= before + 1e-15, $"{after} is above {before}")

[<Theory>]
[<InlineData(0.01)>]
[<InlineData(1.0)>]
[<InlineData(100.0)>]
[<InlineData(10000.0)>]
let ``a movement of 1/2 MMD^2 on particles falls by its distance and is stationary`` (tau: float) =
    let q = Particles.ofPoints (cloud "start" 40)
    let movement = MinimisingMovement.step tau mmd Metric.wasserstein q
    falls (mmd.Value q) movement tau
    Assert.True(movement.Residual <= 1e-6, string movement.Residual)

    // The pairing of least cost is not above the identity's.
    Assert.True(movement.PairingGap.Value.Value >= 0.0)

[<Fact>]
let ``on points a quadratic has the proximal point in closed form`` () =
    let quadratic: Functional<Particles> =
        Functional.potential
            "1/2 c |z|^2"
            (Potential.ofPointwise (fun z -> 1.5 * (z[0] * z[0] + z[1] * z[1])) (Array.map (fun v -> 3.0 * v)))

    let movement =
        MinimisingMovement.step 0.5 quadratic Metric.wasserstein (Particles.point [| 5.0; -1.0 |])

    Assert.Equal(2.0, movement.State.Nodes[0, 0], 14)
    Assert.Equal(-0.4, movement.State.Nodes[0, 1], 14)

[<Fact>]
let ``on Gaussians the movement of KL has its mean and variance in closed form`` () =
    // m+ = m/(1 + tau), and s+ solves s+ - s + tau (s+ - 1/s+) = 0 where the target is N(0, 1).
    let q = GaussianState.isotropic [| 3.0 |] 0.5

    let kl: Functional<GaussianState> =
        Functional.divergence FDivergence.kl (Density.ofMixture "normal" (GaussianMixture.standard 1))

    let tau = 0.4
    let movement = MinimisingMovement.step tau kl Metric.wasserstein q
    let s = (0.5 + sqrt (0.25 + 4.0 * tau * (1.0 + tau))) / (2.0 * (1.0 + tau))
    Assert.Equal(3.0 / 1.4, movement.State.Mean[0], 9)
    Assert.Equal(s * s, movement.State.Covariance[0, 0], 9)
    falls (kl.Value q) movement tau

[<Fact>]
let ``on quantiles KL falls and the quantiles stay in order`` () =
    let q = QuantileState.ofMixture 100 (GaussianMixture.isotropic [| 3.0 |] 0.5)

    let kl =
        Functional.klOnLine (Density.ofMixture "normal" (GaussianMixture.standard 1))

    let movement = MinimisingMovement.step 0.5 kl Metric.wasserstein q
    falls (kl.Value q) movement 0.5
    Assert.Equal<float[]>(Array.sort movement.State.Quantiles, movement.State.Quantiles)
    // The mean is that of the flow of |x|^2/2: the entropy does not move it.
    Assert.Equal(2.0, (Measure.mean movement.State)[0], 9)

[<Fact>]
let ``a flow by minimising movements lowers its functional whatever the step`` () =
    let q = Particles.ofPoints (cloud "start" 30)

    let path =
        Flow.descend mmd
        |> Flow.byMinimisingMovements 50.0
        |> Flow.from q
        |> Flow.steps 5

    let values = path.Steps |> Array.map _.Diagnostics.Functional.Value
    Assert.True(values |> Array.pairwise |> Array.forall (fun (a, b) -> b < a))
    Assert.Contains("minimising-movement:50", Flow.describe (Flow.descend mmd |> Flow.byMinimisingMovements 50.0))
    Assert.True(path.Steps |> Array.tail |> Array.forall _.Diagnostics.Solve.IsSome)

[<Fact>]
let ``a movement without a minimiser is refused with what to change`` () =
    let concave: Functional<Particles> =
        Functional.potential "-1/2 z^2" (Potential.ofPointwise (fun z -> -0.5 * z[0] * z[0]) (fun z -> [| -z[0] |]))

    let refusal =
        Assert.Throws<ArgumentException>(fun () ->
            MinimisingMovement.step 2.0 concave Metric.wasserstein (Particles.point [| 1.0 |])
            |> ignore)

    Assert.Contains("take a smaller tau", refusal.Message)

    // At the top of the hill the gradient says nothing; the curvature does.
    Assert.Throws<ArgumentException>(fun () ->
        MinimisingMovement.step 2.0 concave Metric.wasserstein (Particles.point [| 0.0 |])
        |> ignore)
    |> ignore

[<Fact>]
let ``metrics and states whose distance is not known are refused`` () =
    let q = Particles.ofPoints (cloud "start" 10)

    let refusal =
        Assert.Throws<ArgumentException>(fun () ->
            MinimisingMovement.step 1.0 mmd (Metric.stein (Kernel.gaussian 1.0)) q |> ignore)

    Assert.Contains("is not Euclidean", refusal.Message)

[<Fact>]
let ``the assignment is the least of all permutations`` () =
    let rec permutations items =
        match items with
        | [] -> [ [] ]
        | _ ->
            items
            |> List.collect (fun x -> permutations (List.filter ((<>) x) items) |> List.map (fun rest -> x :: rest))

    for seed in 0..19 do
        for n in 1..5 do
            let costs = Seed.uniforms (n * n) (Seed.splitAt (10 * seed + n) (Seed.create 1))

            let total (columns: seq<int>) =
                columns |> Seq.mapi (fun i j -> costs[i * n + j]) |> Seq.sum

            let least = permutations [ 0 .. n - 1 ] |> List.map total |> List.min
            Assert.Equal(least, total (Assignment.solve n costs), 12)
