namespace GanFlowTheory.Core.Tests

open System
open Xunit
open GanFlowTheory.Core
open Testing

/// The finite-volume solver against its oracles, its own equation, and itself.
type FokkerPlanckTests() =

    static let solve f method time n (mean, sd) =
        let equation = FokkerPlanck.create f (Gaussians.onLine n 0.0 1.0)

        FokkerPlanck.trajectory method [ time ] equation (Gaussians.onLine n mean sd)
        |> Seq.head

    static let moments (step: DensityStep) =
        Gaussians.mean step.State, Gaussians.variance step.State

    // The order between three refinements by a factor of 2, and the value extrapolated from the last two.
    static let order power (values: float[]) =
        Math.Log2((values[0] - values[1]) / (values[1] - values[2])),
        values[2] + (values[2] - values[1]) / (Math.Pow(2.0, power) - 1.0)

    [<Fact>]
    member _.``the JSD flow meets its oracle with order two in h``() =
        // Heun's steps are a part of h^2: their error, of order h^4, does not show.
        let steps =
            [|
                for n in [ 150; 300; 600 ] ->
                    solve FDivergence.jsd (FokkerPlanckMethod.ExplicitHeun 0.9) 1.0 n (1.5, 0.8)
            |]

        for read, oracle, digits in
            [
                (fun (s: DensityStep) -> s.Functional), 0.168435, 5e-7
                (fun s -> fst (moments s)), 1.26212, 5e-6
                (fun s -> snd (moments s)), 0.962165, 5e-7
            ] do
            let measured, limit = order 2.0 (Array.map read steps)
            // The next term is of order h^4, h = 0.12: the order is 2 up to (h/s)^2 = 0.02, doubled for safety.
            Assert.InRange(measured, 1.95, 2.05)
            // The oracle's own rounding, half a unit of its last digit, and as much again for the h^4 left.
            Assert.InRange(limit, oracle - 2.0 * digits, oracle + 2.0 * digits)

    [<Fact>]
    member _.``JSD at the start is the oracle's``() =
        let values =
            [|
                for n in [ 300; 600; 1200 ] ->
                    (solve FDivergence.jsd (FokkerPlanckMethod.ExplicitHeun 0.9) 0.0 n (1.5, 0.8)).Functional
            |]

        let measured, limit = order 2.0 values
        Assert.InRange(measured, 1.95, 2.05)
        Assert.InRange(limit, 0.2622327 - 1e-7, 0.2622327 + 1e-7)

    [<Fact>]
    member _.``the KL flow meets its closed form with order two in h``() =
        let steps =
            [|
                for n in [ 200; 400; 800 ] ->
                    solve FDivergence.kl (FokkerPlanckMethod.ExplicitHeun 0.9) 1.0 n (3.0, 0.5)
            |]

        for read, oracle in [ fst, 1.10363832351; snd, 0.898498537573 ] do
            let values = steps |> Array.map (moments >> read)
            let measured, limit = order 2.0 values
            // The start is narrower, h/s = 0.18: the h^4 term is up to 0.03 of the leading one.
            Assert.InRange(measured, 1.93, 2.07)
            // Extrapolation leaves about 0.03/16 of the last error.
            let left = 0.01 * abs (values[2] - oracle)
            Assert.InRange(limit, oracle - left, oracle + left)

    [<Theory>]
    [<InlineData("jsd")>]
    [<InlineData("kl")>]
    member _.``implicit steps are of order one and agree with explicit ones``(name: string) =
        let f = if name = "jsd" then FDivergence.jsd else FDivergence.kl
        let exact = solve f (FokkerPlanckMethod.ExplicitHeun 0.9) 1.0 200 (1.5, 0.8)

        for read in [ (fun (s: DensityStep) -> s.Functional); moments >> fst; moments >> snd ] do
            let errors =
                [|
                    for tau in [ 0.02; 0.01; 0.005 ] ->
                        read (solve f (FokkerPlanckMethod.Implicit tau) 1.0 200 (1.5, 0.8)) - read exact
                |]

            // Order one with a second-order remainder of relative size tau.
            Assert.InRange(errors[0] / errors[1], 1.9, 2.1)
            Assert.InRange(errors[1] / errors[2], 1.95, 2.05)

    [<Fact>]
    member _.``explicit Euler is of order two in h, as its steps are``() =
        let values =
            [|
                for n in [ 150; 300; 600 ] ->
                    solve FDivergence.jsd (FokkerPlanckMethod.ExplicitEuler 0.99) 1.0 n (1.5, 0.8)
            |]
            |> Array.map (moments >> fst)

        let measured, limit = order 2.0 values
        Assert.InRange(measured, 1.9, 2.1)
        Assert.InRange(limit, 1.26212 - 1e-5, 1.26212 + 1e-5)

    [<Fact>]
    member _.``an implicit step solves its equation``() =
        let target = Gaussians.onLine 90 0.0 1.0
        let start = Gaussians.onLine 90 1.5 0.8

        for f in [ FDivergence.kl; FDivergence.jsd ] do
            let equation = FokkerPlanck.create f target

            for tau in [ 1e-4; 0.01; 1.0; 100.0 ] do
                let next = FokkerPlanck.implicitEuler tau equation start
                let rate = FokkerPlanck.rate equation next
                let stiff = tau / FokkerPlanck.stableStep equation start

                for i in 0..89 do
                    let residual = next.Weights[i] - start.Weights[i] - tau * rate[i]
                    // The terms of the flux are up to the stiffness times the mass of the cell and its neighbours.
                    let size =
                        Seq.max
                            [
                                for j in max 0 (i - 1) .. min 89 (i + 1) -> next.Weights[j] + start.Weights[j]
                            ]

                    Assert.True(
                        abs residual <= 1e-13 * (1.0 + stiff) * size,
                        $"{f.Name}, tau {tau}, cell {i}: residual {residual:G3} of {size:G3}"
                    )

    [<Fact>]
    member _.``a very long implicit step lands on the target``() =
        let equation = FokkerPlanck.create FDivergence.jsd (Gaussians.onLine 300 0.0 1.0)
        let start = Gaussians.onLine 300 1.5 0.8
        let far = FokkerPlanck.implicitEuler 1e6 equation start
        // |q - p| after the step is at most |q0 - p| / (1 + tau gap), the gap at least 0.2 here.
        Assert.True(GridDensity.distance far equation.Target < 2.0 / (1.0 + 0.2e6))
        close 1e-9 1.0 (GridDensity.mass far)

    [<Fact>]
    member _.``the target does not move``() =
        let target = Gaussians.onLine 300 0.5 0.7

        for f in [ FDivergence.kl; FDivergence.jsd ] do
            let equation = FokkerPlanck.create f target
            Assert.Equal<float[]>(target.Weights, (FokkerPlanck.explicitEuler 1.0 equation target).Weights)
            Assert.Equal<float[]>(target.Weights, (FokkerPlanck.implicitEuler 1.0 equation target).Weights)
            Assert.Equal(0.0, FokkerPlanck.dissipation equation target)

    [<Fact>]
    member _.``dissipation is the rate of the functional``() =
        let start = Gaussians.onLine 90 1.5 0.8

        for f in [ FDivergence.kl; FDivergence.jsd ] do
            let equation = FokkerPlanck.create f (Gaussians.onLine 90 0.0 1.0)
            let rate = FokkerPlanck.rate equation start

            let along e =
                let moved =
                    GridDensity(start.Grid, Array.map2 (fun m v -> m + e * v) start.Weights rate)

                GridDivergence.value f equation.Target moved

            // Steps far below the stable one; truncation (e/stable)^2 / 6, rounding an ulp over e.
            let e = 1e-4 * FokkerPlanck.stableStep equation start
            let observed = (along e - along -e) / (2.0 * e)
            let predicted = -(FokkerPlanck.dissipation equation start)
            Assert.True(abs (observed / predicted - 1.0) < 1e-6, $"{f.Name}: {observed} against {predicted}")

    [<Fact>]
    member _.``the metric gives the rate of the scheme``() =
        let target, q = Gaussians.onLine 90 0.0 1.0, Gaussians.onLine 90 1.5 0.8

        for f in [ FDivergence.kl; FDivergence.jsd ] do
            let equation = FokkerPlanck.create f target
            let functional = Functional.onGrid f target

            let tangent =
                (Metric.onGridAlong f target).Apply q (functional.Evaluate q).Variation

            let rate = FokkerPlanck.rate equation q

            for i in 0..89 do
                let size = max (abs rate[i]) (q.Weights[i] / FokkerPlanck.stableStep equation q)
                // theta is right to 1e-12, the difference of potentials to an ulp of their size, at most 50 here, over
                // their difference, at least 1e-3.
                Assert.True(abs (tangent.Rate[i] + rate[i]) <= 1e-10 * size, $"{f.Name}, cell {i}")

            close
                1e-10
                (FokkerPlanck.dissipation equation q)
                (Metric.pairing q (functional.Evaluate q).Variation tangent.Rate)

    [<Fact>]
    member _.``the mean of the metric is the logarithmic one for kl``() =
        let pressure = Pressure.ofDivergence FDivergence.kl
        let mean = GridTransport.mean FDivergence.kl pressure

        for a, b in [ 1.0, 1.0; 1.0, 1.0 + 1e-9; 1.0, 1.05; 1.0, 2.0; 1e-200, 3e-200; 2.0, 1e-30 ] do
            let d = log b - log a
            // sqrt(ab) sinh(d/2)/(d/2), by its series where d is small.
            let exact =
                if abs d < 0.01 then
                    sqrt a * sqrt b * (1.0 + d * d / 24.0 + d * d * d * d / 1920.0)
                else
                    (b - a) / d

            Assert.True(abs (mean a b / exact - 1.0) < 1e-13, $"L({a}, {b}) = {mean a b}, not {exact}")
            Assert.True(abs (mean a b / mean b a - 1.0) < 1e-13)

        // Both ways to the mean meet at the switch, for jsd too, and lie between the arguments.
        let jsd = GridTransport.mean FDivergence.jsd (Pressure.ofDivergence FDivergence.jsd)

        for a in [ 1e-3; 1.0; 1e3 ] do
            let below, above = jsd a (a * exp 0.0999999999), jsd a (a * exp 0.1000000001)
            Assert.True(abs (below / above - 1.0) < 2e-10)
            Assert.InRange(jsd a (3.0 * a), a, 3.0 * a)

    [<Fact>]
    member _.``in the plane a product stays a product under the KL flow``() =
        // Its discrete fluxes factorise too: kappa is the product of the 1-D one and the other axis' mass.
        let a, b = Grid.axis -6.0 6.0 40, Grid.axis -7.0 7.0 50
        let lineA, lineB = Grid.line -6.0 6.0 40, Grid.line -7.0 7.0 50

        let product (x: GridDensity) (y: GridDensity) =
            GridDensity(Grid.plane a b, Array.allPairs y.Weights x.Weights |> Array.map (fun (v, w) -> v * w))

        let on line mean sd =
            GridDensity.ofDensity (Gaussians.density [| mean |] sd) line

        let x0, y0 = on lineA 1.0 0.7, on lineB -1.5 0.9
        let px, py = on lineA 0.0 1.0, on lineB 0.5 1.1
        let alone f p = FokkerPlanck.create f p
        let both = FokkerPlanck.create FDivergence.kl (product px py)
        let tau = 0.25

        let implicitly =
            product
                (FokkerPlanck.implicitEuler tau (alone FDivergence.kl px) x0)
                (FokkerPlanck.implicitEuler tau (alone FDivergence.kl py) y0)

        let found = FokkerPlanck.implicitEuler tau both (product x0 y0)

        for i in 0 .. implicitly.Weights.Length - 1 do
            Assert.True(abs (found.Weights[i] - implicitly.Weights[i]) <= 1e-11 * implicitly.Weights[i])

        // The rate obeys the product rule.
        let rx, ry =
            FokkerPlanck.rate (alone FDivergence.kl px) x0, FokkerPlanck.rate (alone FDivergence.kl py) y0

        let start = product x0 y0
        let rate = FokkerPlanck.rate both start

        for i in 0 .. rate.Length - 1 do
            let u, v = i % 40, i / 40
            let expected = rx[u] * y0.Weights[v] + x0.Weights[u] * ry[v]

            let size = start.Weights[i] / FokkerPlanck.stableStep both (product x0 y0)

            Assert.True(abs (rate[i] - expected) <= 1e-12 * (size + abs expected))

    [<Fact>]
    member _.``in the plane explicit and implicit steps agree, at any number of threads``() =
        let axis = Grid.axis -6.0 6.0 48
        let plane = Grid.plane axis axis
        let target = GridDensity.ofDensity (Gaussians.density [| 0.0; 0.0 |] 1.0) plane
        let start = GridDensity.ofDensity (Gaussians.density [| 1.0; -0.5 |] 0.8) plane
        let equation = FokkerPlanck.create FDivergence.jsd target
        let exact = FokkerPlanck.at (FokkerPlanckMethod.ExplicitHeun 0.9) 0.5 equation start

        let errors =
            [|
                for tau in [ 0.02; 0.01 ] ->
                    GridDensity.distance exact (FokkerPlanck.at (FokkerPlanckMethod.Implicit tau) 0.5 equation start)
            |]

        // Splitting and implicit Euler are both of order one.
        Assert.InRange(errors[0] / errors[1], 1.85, 2.15)
        Assert.True(errors[1] < 0.01)

        let withThreads count =
            Parallelism.withThreadCount count (fun () -> (FokkerPlanck.implicitEuler 0.1 equation start).Weights)

        Assert.Equal<int64[]>(bits (withThreads 1), bits (withThreads 3))

    [<Fact>]
    member _.``the one loop moves grid densities too``() =
        // The heat flow: entropy in the target-free metric, against the KL flow to the uniform density.
        let grid = Grid.line -9.0 9.0 120
        let uniform = GridDensity.ofMasses (Array.create 120 (1.0 / 120.0)) grid
        let start = Gaussians.onLine 120 0.0 1.0
        let functional = Functional.onGrid FDivergence.kl uniform

        let path =
            Flow.create functional Metric.onGrid
            |> Flow.steppedBy (Integrator.heun 0.005)
            |> Flow.from start
            |> Flow.until 0.25

        Assert.True(Outcome.succeeded path.Outcome, Outcome.sentence path.Outcome)
        close 1e-13 1.0 (GridDensity.mass path.Final)
        // Variance 1 + 2 t + h^2/12: the discrete Laplacian is exact on quadratics, and Heun on what is linear in t.
        close 1e-9 (1.5 + 0.15 * 0.15 / 12.0) (Gaussians.variance path.Final)

    [<Fact>]
    member _.``bad problems are refused in one sentence``() =
        let grid = Grid.line 0.0 4.0 4
        let masses m = GridDensity.ofMasses m grid
        let p = masses [| 0.5; 0.5; 0.0; 0.0 |]
        let q = masses [| 0.25; 0.25; 0.5; 0.0 |]

        for f in [ FDivergence.kl; FDivergence.jsd ] do
            let sentence =
                argumentError (fun () -> FokkerPlanck.explicitEuler 0.1 (FokkerPlanck.create f p) q)

            Assert.Contains("the target has mass 0 in cell 3 at (2.5), where the flow has mass 0.5", sentence)

        // Cells that are empty in both stay empty, and the rest flows.
        let start = masses [| 1.0; 0.0; 0.0; 0.0 |]
        let equation = FokkerPlanck.create FDivergence.jsd p

        for next in
            [
                FokkerPlanck.at (FokkerPlanckMethod.ExplicitHeun 0.5) 50.0 equation start
                FokkerPlanck.at (FokkerPlanckMethod.Implicit 1.0) 50.0 equation start
            ] do
            Array.iter2 (close 1e-6) p.Weights next.Weights
            Assert.Equal(0.0, next.Weights[2])

        let negative = GridDensity(grid, [| 1.5; -0.5; 0.0; 0.0 |])

        Assert.Contains(
            "must be non-negative, but its mass is -0.5 in cell 2",
            argumentError (fun () -> FokkerPlanck.rate equation negative)
        )

        let trajectory method times () =
            FokkerPlanck.trajectory method times equation start |> Seq.length

        // At the whole stable step two equal cells may change places for ever (HZ23-4).
        for method in [ FokkerPlanckMethod.ExplicitEuler; FokkerPlanckMethod.ExplicitHeun ] do
            for part in [ 0.0; 1.0; 1.5; nan ] do
                Assert.Contains("part must be in (0, 1)", argumentError (trajectory (method part) [ 1.0 ]))

        Assert.Contains("tau must be positive", argumentError (trajectory (FokkerPlanckMethod.Implicit 0.0) [ 1.0 ]))

        Assert.Contains(
            "must not decrease, but 1 follows 2",
            argumentError (trajectory (FokkerPlanckMethod.Implicit 0.1) [ 2.0; 1.0 ])
        )

        Assert.Contains(
            "q must lie on the grid",
            argumentError (fun () -> FokkerPlanck.rate equation (Gaussians.onLine 60 0.0 1.0))
        )
