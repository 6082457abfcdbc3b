namespace GanFlowTheory.Core.Tests

open System
open Xunit
open GanFlowTheory.Core
open Testing

type DivergenceTests() =

    let named name value mobility : FDivergence =
        { FDivergence.kl with
            Name = name
            Value = value
            Mobility = mobility
        }

    let chi2 =
        named "chi2" (fun u -> pown (exp u - 1.0) 2) (fun u -> 2.0 * exp (2.0 * u))

    let hellinger =
        named "hellinger" (fun u -> pown (exp (0.5 * u) - 1.0) 2) (fun u -> 0.5 * exp (0.5 * u))

    let forwardKl = named "forward-kl" (fun u -> u * exp u) exp

    // Pairs whose precisions differ by a factor rho between 0.8 and 1.6 along every axis: the rule converges like
    // ((1 - rho)/(1 + rho))^2 per node for powers of r, so that 32 nodes are far below rounding.
    let pairs =
        [
            GaussianMixture.gaussian [| 0.3 |] (array2D [ [ 1.2 ] ]), GaussianState.isotropic [| 0.0 |] 1.0
            GaussianMixture.gaussian [| 0.3; -0.4 |] (array2D [ [ 1.0; 0.2 ]; [ 0.2; 0.9 ] ]),
            GaussianState.ofFactor [| 0.0; 0.1 |] (array2D [ [ 1.0; 0.1 ]; [ -0.1; 1.1 ] ])
        ]

    [<Fact>]
    member _.``quadrature agrees with the closed forms between Gaussians``() =
        for p, q in pairs do
            let value f =
                (Functional.divergence f (Density.ofMixture "p" p)).Value q

            close 1e-12 (GaussianDivergence.kl p q) (value FDivergence.kl)
            close 1e-12 (GaussianDivergence.forwardKl p q) (value forwardKl)
            close 1e-11 (GaussianDivergence.chi2 p q) (value chi2)
            close 1e-12 (GaussianDivergence.hellinger p q) (value hellinger)
            close 1e-12 (GaussianDivergence.kl p q) ((Functional.klToGaussian p).Value q)

    [<Fact>]
    member _.``powers: 1 at a = 0 and 1, infinite where the integral is``() =
        for p, q in pairs do
            close 1e-14 0.0 (GaussianDivergence.logPower 0.0 p q)
            close 1e-13 0.0 (GaussianDivergence.logPower 1.0 p q)
            // Symmetric: int p^a q^(1-a) with the roles exchanged.
            let swapped = GaussianState.create p.Means[0] p.Covariances[0]
            let other = GaussianMixture.gaussian q.Mean q.Covariance
            close 1e-13 (GaussianDivergence.logPower 0.3 p q) (GaussianDivergence.logPower 0.7 other swapped)

        let wide = GaussianMixture.isotropic [| 0.0 |] 2.0
        let narrow = GaussianState.isotropic [| 0.0 |] 1.0
        Assert.Equal(infinity, GaussianDivergence.logPower 2.0 wide narrow)
        Assert.Equal(infinity, GaussianDivergence.chi2 wide narrow)
        // int q^2/p for q = N(0, 1), p = N(0, 1.5^2): the same with q narrow enough.
        let p = GaussianMixture.isotropic [| 0.0 |] 1.25
        let s = 1.25 * 1.25
        // int p^2/q = 1/(s sqrt(2 pi)) int exp(-x^2 (1/s - 1/2)) dx.
        close 1e-13 (log (1.0 / (s * sqrt (2.0 * (1.0 / s - 0.5))))) (GaussianDivergence.logPower 2.0 p narrow)

    /// theory.md, section 6.
    [<Fact>]
    member _.``the Jensen-Shannon divergence of the oracle``() =
        let q =
            GaussianState.createOn (GaussHermite.tensor 100 1) [| 1.5 |] (array2D [ [ 0.64 ] ])

        let p = Density.gaussian [| 0.0 |] (array2D [ [ 1.0 ] ])
        let value = (Functional.divergence FDivergence.jsd p).Value q
        // Seven digits are given.
        close 5e-8 0.2622327 value

        // The definition by Gauss-Legendre over [-12, 12], beyond which both densities are below e^-72.
        let direct =
            Quadrature.cells 20 60 (-12.0, 12.0)
            |> Array.sumBy (fun (x, w, _) ->
                let at = Points.ofValues [| x |]
                let a = exp (Array.head (p.LogValue at))
                let b = exp (Array.head ((q :> IDensity).Density.LogValue at))
                let m = 0.5 * (a + b)
                w * 0.5 * (b * log (b / m) + a * log (a / m)))

        // log r is a quadratic with |slope| up to 3: singularities of log(1 + r) at distance about pi/3 and 100 nodes.
        close 1e-9 direct value

    [<Fact>]
    member _.``the first variation is f(r) - r f'(r), with its gradient``() =
        let p = Density.ofMixture "p" (fst pairs[1])
        let q = snd pairs[1]
        let x = Seed.gaussian 9 2 (Seed.create 3)
        let u = Divergence.logRatio p (q :> IDensity).Density x

        for f in [ FDivergence.kl; FDivergence.jsd ] do
            let xi = (Functional.divergence f p).FirstVariation q
            Assert.Equal<float[]>(Array.map f.FirstVariation u, xi.Value x)
            // Truncation h^4 and rounding ulp/h with h = 1e-3.
            Array.iter2 (close 1e-10) (Quadrature.gradient 1e-3 xi.Value x).Data (xi.Gradient x).Data

        Array.iter2
            (close 1e-15)
            (Divergence.logRatio p (q :> IDensity).Density q.Nodes
             |> Array.map (fun u -> 0.5 / (1.0 + exp -u)))
            (Divergence.mobility FDivergence.jsd p q)

    /// The pull-back of the first variation against the exact gradient of the finite sum: with phi = r f'(r), in m and
    /// a, sum_i w_i phi_i (s_p(x_i) (1, z_i) + (0, 1/a)).
    [<Fact>]
    member _.``the gradient of the finite sum: exact for KL on any rule, spectrally accurate otherwise``() =
        let error (f: FDivergence) (p: Density) (k: int) =
            let q =
                GaussianState.createOn (GaussHermite.tensor k 1) [| 0.4 |] (array2D [ [ 1.21 ] ])

            let chart, z = q :> IState<GaussianState>, q.Rule.Nodes
            let u = Divergence.logRatio p (q :> IDensity).Density q.Nodes
            let phi = Array.map2 (fun w u -> w * exp u * f.Slope u) q.Weights u
            let score = (p.Score q.Nodes).Data

            let exact =
                [|
                    Array.fold2 (fun t a s -> t + a * s) 0.0 phi score
                    Seq.sum (Seq.init k (fun i -> phi[i] * (score[i] * z[i, 0] + 1.0 / 1.1)))
                |]

            let pulled =
                chart.PullBack ((Functional.divergence f p: Functional<GaussianState>).Evaluate q).Variation

            Array.map2 (fun a b -> abs (a - b)) exact pulled |> Array.max

        let gaussian = Density.gaussian [| 0.0 |] (array2D [ [ 1.0 ] ])

        let mixture =
            GaussianMixture.mixture
                [| 0.5; 0.5 |]
                [
                    GaussianMixture.isotropic [| -1.0 |] 0.5
                    GaussianMixture.isotropic [| 1.0 |] 0.8
                ]

        for k in [ 2; 3; 10 ] do
            close 1e-14 0.0 (error FDivergence.kl gaussian k)
            // Scores up to about 10 at the outer nodes.
            close 1e-13 0.0 (error FDivergence.kl (Density.ofMixture "p" mixture) k)

        // log r = i pi is first met at distance 3.6 from the axis: errors of order e^(-3.6 sqrt(2 k)), from e^-10 at
        // k = 4 to e^-29 at k = 32.
        let errors = [ 4; 8; 16; 32 ] |> List.map (error FDivergence.jsd gaussian)
        Assert.True(errors[0] > 1e-8, $"{errors}")
        Assert.True(errors[1] < errors[0] / 16.0 && errors[2] < errors[1] / 64.0, $"{errors}")
        Assert.True(errors[3] < 1e-12, $"{errors}")

    [<Fact>]
    member _.``a target without mass where q has some: infinite, with the reason, where f is unbounded``() =
        // Uniform on [0, 10]: 0 at the nodes below 0.
        let half =
            Density.create
                "uniform on [0, 10]"
                1
                (fun x ->
                    Array.init x.Count (fun i ->
                        if x[i, 0] >= 0.0 && x[i, 0] <= 10.0 then
                            -log 10.0
                        else
                            -infinity))
                (fun x -> Points.zero x.Count 1)

        let q =
            GaussianState.createOn (GaussHermite.tensor 8 1) [| 0.0 |] (array2D [ [ 1.0 ] ])

        let kl: Functional<GaussianState> = Functional.divergence FDivergence.kl half
        Assert.Equal(infinity, kl.Value q)

        match Divergence.obstacle FDivergence.kl half q with
        | Some sentence ->
            Assert.StartsWith("kl is infinite: uniform on [0, 10] has density 0 at (-", sentence)
            Assert.EndsWith("and f(r) tends to infinity as r = p/q tends to 0.", sentence)
        | None -> Assert.Fail "no reason"

        let path = Flow.descend kl |> Flow.from q |> Flow.steps 1
        Assert.Contains("the functional", Outcome.sentence path.Outcome)
        // f(0) = 1/2 log 2 is finite for JSD: half of q's mass adds that, and nothing is pushed out there.
        let jsd: Functional<GaussianState> = Functional.divergence FDivergence.jsd half
        Assert.Equal(None, Divergence.obstacle FDivergence.jsd half q)
        let e = jsd.Evaluate q
        Assert.True(Double.IsFinite e.Value && e.Value > 0.25 * log 2.0)

        for i in 0..3 do
            Assert.Equal(0.0, e.Variation.Gradient[i, 0])
            close 1e-15 (0.5 * log 2.0) e.Variation.Values[i]

    [<Fact>]
    member _.``other dimensions are refused``() =
        let p = Density.gaussian [| 0.0 |] (array2D [ [ 1.0 ] ])
        let f: Functional<GaussianState> = Functional.divergence FDivergence.kl p

        Assert.Contains(
            "the flowing distribution must have dimension 1, but has dimension 2",
            argumentError (fun () -> f.Value(snd pairs[1]))
        )
