namespace GanFlowTheory.Laws

open FsCheck
open GanFlowTheory.Core

/// Laws of metrics (Onsager operators) and of the charts they act on.
[<RequireQualifiedAccess>]
module MetricLaws =

    let private covector (pattern: int[]) (q: 'q) : Covector when 'q :> IMeasure =
        let n, d = q.Nodes.Count, q.Nodes.Dimension
        Covector(lazy (Scene.NumbersAt pattern n), lazy (Scene.VectorsAt pattern n d))

    let private absolute (c: Covector) =
        Covector(
            lazy (Array.map abs c.Values),
            lazy (Points.init c.Gradient.Count c.Gradient.Dimension (fun i k -> abs c.Gradient[i, k]))
        )

    // The size of <xi, K eta> when nothing cancels: pull-back times rate, the rate also of |eta|, whose terms have one
    // sign.
    let private pairingSize (metric: Metric<'q>) (q: 'q) (xi: Covector) (eta: Covector) : float when 'q :> IState<'q> =
        let rate =
            max (Vectors.largest (metric.Apply q eta).Rate) (Vectors.largest (metric.Apply q (absolute eta)).Rate)

        (q.PullBack xi |> Array.sumBy abs) * rate

    let private judge tolerance =
        Judge.Relative(
            tolerance,
            ("the same products in another order; a linear solve adds its condition number, at most 1e5 here, "
             + "times one ulp")
        )

    /// &lt;xi, K eta> = &lt;eta, K xi> for any potentials.
    let symmetry (scenes: Arbitrary<Scene>) (kind: StateKind<'q>) (metric: Metric<'q>) : Law when 'q :> IState<'q> =
        Law.forAll
            {
                Name = "metric-symmetry"
                Statement = "The Onsager operator is symmetric: <xi, K eta> = <eta, K xi>."
                Source = "MN21-1"
                Judge = judge 1e-10
            }
            $"{metric.Name} on {kind.Name}"
            scenes
            (fun scene ->
                let q = StateKind.ofCloud scene.Q kind
                let xi, eta = covector scene.First q, covector scene.Second q
                let size = pairingSize metric q xi eta + pairingSize metric q eta xi

                [
                    Equation.scalar
                        "<xi, K eta> against <eta, K xi>"
                        size
                        (Metric.inner metric q xi eta)
                        (Metric.inner metric q eta xi)
                ])

    /// &lt;xi, K xi> >= 0 for any potential.
    let positivity (scenes: Arbitrary<Scene>) (kind: StateKind<'q>) (metric: Metric<'q>) : Law when 'q :> IState<'q> =
        Law.forAll
            {
                Name = "metric-positivity"
                Statement = "The Onsager operator is positive: <xi, K xi> >= 0."
                Source = "MN21-1"
                Judge =
                    Judge.AtMost(
                        1e-11,
                        ("rounding of a sum of squares; a linear solve adds its condition number, at most 1e5 here, "
                         + "times one ulp")
                    )
            }
            $"{metric.Name} on {kind.Name}"
            scenes
            (fun scene ->
                let q = StateKind.ofCloud scene.Q kind
                let xi = covector scene.First q

                [
                    Equation.scalar
                        "0 against <xi, K xi>"
                        (pairingSize metric q xi xi)
                        0.0
                        (Metric.inner metric q xi xi)
                ])

    /// K(a xi + b eta) = a K xi + b K eta.
    let linearity (scenes: Arbitrary<Scene>) (kind: StateKind<'q>) (metric: Metric<'q>) : Law when 'q :> IState<'q> =
        Law.forAll
            {
                Name = "metric-linearity"
                Statement = "The Onsager operator is linear: K(2 xi - 3 eta) = 2 K xi - 3 K eta."
                Source = "MN21-1"
                Judge = judge 1e-10
            }
            $"{metric.Name} on {kind.Name}"
            scenes
            (fun scene ->
                let q = StateKind.ofCloud scene.Q kind
                let xi, eta = covector scene.First q, covector scene.Second q

                let mixed =
                    Covector(
                        lazy (Array.map2 (fun a b -> 2.0 * a - 3.0 * b) xi.Values eta.Values),
                        lazy (Points.combine 2.0 xi.Gradient -3.0 eta.Gradient)
                    )

                let rate c = (metric.Apply q c).Rate

                let size =
                    Vectors.largest (rate (absolute xi)) + Vectors.largest (rate (absolute eta))

                let parts = Array.map2 (fun a b -> 2.0 * a - 3.0 * b) (rate xi) (rate eta)

                [
                    Equation.vector
                        "K(2 xi - 3 eta) against 2 K xi - 3 K eta"
                        (5.0 * size + Vectors.largest parts)
                        (rate mixed)
                        parts
                ])

    // A smooth potential with known values and gradients: sum_k sin(x_k + k) + x_k^2 / 4.
    let private probe =
        Potential.ofPointwise
            (Array.mapi (fun k v -> sin (v + float k) + 0.25 * v * v) >> Array.sum)
            (Array.mapi (fun k v -> cos (v + float k) + 0.5 * v))

    /// The pull-back is the adjoint of the chart's derivative: &lt;PullBack c, u> = d/de E_{q(e)} c.
    let chart (scenes: Arbitrary<Scene>) (kind: StateKind<'q>) : Law when 'q :> IState<'q> =
        Law.forAll
            {
                Name = "chart-adjoint"
                Statement =
                    "The pull-back is the adjoint of the chart's derivative: <PullBack c, u> = d/de sum_i w_i(e) "
                    + "c(x_i(e)) along the coordinates + e u."
                Source = "MN21"
                Judge = Differences.judge
            }
            kind.Name
            scenes
            (fun scene ->
                let q = StateKind.ofCloud scene.Q kind
                let u = Scene.CoordinatesAt scene.First q.Coordinates.Length
                let size = probe.Value q.Nodes |> Array.sumBy abs

                let observed =
                    Differences.derivative (min 0.001 (Differences.step scene.Q.Spread)) (fun e ->
                        let moved = Differences.along q u e
                        Vectors.inner moved.Weights (probe.Value moved.Nodes))

                let predicted = Metric.pairing q (Potential.at q.Nodes probe) u

                [
                    Equation.scalar "d/de E c against <PullBack c, u>" (1.0 + size) observed predicted
                ])

    /// Every law of a metric.
    let all (scenes: Arbitrary<Scene>) (kind: StateKind<'q>) (metric: Metric<'q>) : Law list when 'q :> IState<'q> =
        [
            symmetry scenes kind metric
            positivity scenes kind metric
            linearity scenes kind metric
        ]
