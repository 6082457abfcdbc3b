namespace GanFlowTheory.Core.Tests

open Xunit
open GanFlowTheory.Core
open Testing

type WassersteinDistanceTests() =

    let p =
        GaussianMixture.gaussian [| 0.0; 0.0 |] (array2D [ [ 1.0; 0.8 ]; [ 0.8; 0.89 ] ])

    let q =
        GaussianState.ofFactor [| 0.5; -1.5 |] (array2D [ [ 1.0; 0.4 ]; [ -0.8; 0.9 ] ])

    let rec permutations (items: 'a list) : 'a list list =
        match items with
        | [] -> [ [] ]
        | _ ->
            items
            |> List.mapi (fun i x -> permutations (List.removeAt i items) |> List.map (fun rest -> x :: rest))
            |> List.concat

    [<Fact>]
    member _.``commuting covariances: the sum of squared differences of means and standard deviations``() =
        let a = GaussianState.create [| 0.0; 0.0 |] (array2D [ [ 4.0; 0.0 ]; [ 0.0; 1.0 ] ])

        let b =
            GaussianMixture.gaussian [| 3.0; 4.0 |] (array2D [ [ 1.0; 0.0 ]; [ 0.0; 9.0 ] ])

        close 1e-14 (sqrt 30.0) (WassersteinDistance.betweenGaussians b a)
        close 1e-14 15.0 ((Functional.wassersteinToGaussian b).Value a)

    /// x - grad xi is the gradient of a convex function and pushes q to p: by Brenier it is the optimal map, and its
    /// cost is the value.
    [<Fact>]
    member _.``the map is a convex gradient that pushes q to p at the cost of W2``() =
        let f = Functional.wassersteinToGaussian p
        let e = f.Evaluate q
        let image = Points.combine 1.0 q.Nodes -1.0 e.Variation.Gradient
        let pushed = Empirical.weighted q.Weights image
        Array.iter2 (close 1e-12) [| 0.0; 0.0 |] (Measure.mean pushed)

        Array.iter2
            (close 1e-12)
            [| 1.0; 0.8; 0.8; 0.89 |]
            (Measure.covariance pushed |> Seq.cast<float> |> Seq.toArray)

        let cost =
            Array.fold2
                (fun t w s -> t + 0.5 * w * s)
                0.0
                q.Weights
                (Points.rowDots e.Variation.Gradient e.Variation.Gradient)

        close 1e-12 cost e.Value
        // The linear part of the map, from images of 0, e_1, e_2.
        let probes = Points.ofRows [ [ 0.0; 0.0 ]; [ 1.0; 0.0 ]; [ 0.0; 1.0 ] ]
        let map = Points.combine 1.0 probes -1.0 ((f.FirstVariation q).Gradient probes)
        let m i k = map[i + 1, k] - map[0, k]
        close 1e-12 (m 0 1) (m 1 0)
        Assert.True(m 0 0 > 0.0 && m 0 0 * m 1 1 - m 0 1 * m 1 0 > 0.0)
        // The value's gradient is the gradient, and Evaluate agrees with both.
        let xi = f.FirstVariation q
        let g = Quadrature.gradient 1e-3 xi.Value probes
        Array.iter2 (close 1e-9) (xi.Gradient probes).Data g.Data
        Array.iter2 (close 1e-12) (xi.Gradient q.Nodes).Data e.Variation.Gradient.Data

    [<Fact>]
    member _.``Euler steps multiply the distance by exactly 1 - tau``() =
        let start = WassersteinDistance.betweenGaussians p q

        let path =
            Flow.descend (Functional.wassersteinToGaussian p)
            |> Flow.steppedBy (Integrator.euler 0.1)
            |> Flow.from q
            |> Flow.steps 20

        Assert.Equal(21, path.States.Length)

        for n in 0..20 do
            let _, state = path.States[n]
            close 1e-13 (start * pown 0.9 n) (WassersteinDistance.betweenGaussians p state)

        let target = QuantileState.ofFunction 15 (fun u -> u * u * u)
        let line = Functional.wassersteinOnLine target
        let from = QuantileState.ofFunction 15 (fun u -> 2.0 - exp -u)

        let path =
            Flow.descend line
            |> Flow.steppedBy (Integrator.euler 0.1)
            |> Flow.from from
            |> Flow.steps 20

        for n in 0..20 do
            close 1e-13 (line.Value from * pown 0.81 n) path.Steps[n].Diagnostics.Functional.Value

    [<Fact>]
    member _.``the distance decays like e^(-t)``() =
        let path =
            Flow.descend (Functional.wassersteinToGaussian p)
            |> Flow.steppedBy (Integrator.dormandPrince 0.1 1e-11 1e-11)
            |> Flow.from q
            |> Flow.until 1.5

        close
            1e-9
            (WassersteinDistance.betweenGaussians p q * exp -1.5)
            (WassersteinDistance.betweenGaussians p path.Final)

    [<Fact>]
    member _.``one step of length 1 lands on the target, even from a flat Gaussian``() =
        let flat = (q :> IState<GaussianState>).At [| 1.0; 1.0; 1.0; 0.0; 0.0; 0.0 |]

        let path =
            Flow.descend (Functional.wassersteinToGaussian p)
            |> Flow.steppedBy (Integrator.euler 1.0)
            |> Flow.from flat
            |> Flow.steps 1

        close 1e-12 0.0 (WassersteinDistance.betweenGaussians p path.Final)

    /// Both measures as equal atoms of mass 1/6, matched in the best of all 720 ways.
    [<Fact>]
    member _.``on the line the distance is the best matching``() =
        let atoms = [ -1.0; 0.5; 2.5 ]
        let quantiles = [ -0.3; 0.9 ]
        let replicate times = List.collect (List.replicate times)

        let best =
            permutations (replicate 2 atoms)
            |> List.map (fun match' ->
                List.sum (List.map2 (fun (a: float) b -> (a - b) * (a - b)) (replicate 3 quantiles) match'))
            |> List.min

        let f =
            Functional.wassersteinOnLine (Empirical.ofPoints (Points.ofValues (List.toArray atoms)))

        let state = QuantileState.ofValues (List.toArray quantiles)
        close 1e-14 (best / 12.0) (f.Value state)
        // Its derivative, by a difference that is exact for a quadratic.
        let chart = state :> IState<QuantileState>
        let at h = f.Value(chart.At [| -0.3 + h; 0.9 |])
        close 1e-12 ((at 0.25 - at -0.25) / 0.5) (Array.head (chart.PullBack (f.Evaluate state).Variation))

    [<Fact>]
    member _.``quantiles of Gaussians are at the Bures distance but for the quantiles' own second moment``() =
        let n = 40
        let a = QuantileState.ofMixture n (GaussianMixture.isotropic [| 1.0 |] 2.0)
        let b = QuantileState.ofMixture n (GaussianMixture.isotropic [| -2.0 |] 0.5)
        let z = QuantileState.ofMixture n (GaussianMixture.standard 1)
        let second = (Measure.covariance z)[0, 0]
        close 1e-12 (0.5 * (9.0 + 2.25 * second)) ((Functional.wassersteinOnLine b).Value a)

    [<Fact>]
    member _.``mixtures and other dimensions are refused``() =
        let two = GaussianMixture.mixture [| 0.5; 0.5 |] [ GaussianMixture.standard 2; p ]

        Assert.Contains(
            "p must be one Gaussian, but is a mixture of 2",
            argumentError (fun () -> Functional.wassersteinToGaussian two)
        )

        Assert.Contains("p must have dimension 1", argumentError (fun () -> Functional.wassersteinOnLine q))

        Assert.Contains(
            "the flowing distribution must have dimension 1, but has dimension 2",
            argumentError (fun () -> WassersteinDistance.betweenGaussians (GaussianMixture.standard 1) q)
        )
