namespace GanFlowTheory.Laws

open FsCheck
open GanFlowTheory.Core

/// The law that sums and multiples of metrics are what they say.
[<RequireQualifiedAccess>]
module internal MetricSumLaws =

    /// The inner product of Wasserstein-2 by its definition, E_q <grad xi, grad eta>.
    let transport (q: IMeasure) (xi: Covector) (eta: Covector) : float =
        Vectors.inner q.Weights (Points.rowDots xi.Gradient eta.Gradient)

    /// The inner product of Fisher-Rao by its definition, Cov_q(xi, eta).
    let reaction (q: IMeasure) (xi: Covector) (eta: Covector) : float =
        let mean = Vectors.inner q.Weights

        Vectors.inner q.Weights (Array.map2 (*) xi.Values eta.Values)
        - mean xi.Values * mean eta.Values

    /// The inner product of the Stein metric by its definition, E E k(X, X') <grad xi(X), grad eta(X')>.
    let stein (kernel: Kernel) (q: IMeasure) (xi: Covector) (eta: Covector) : float =
        let x, w = Points.toRows q.Nodes, q.Weights
        let mutable total = 0.0

        for i in 0 .. x.Length - 1 do
            for j in 0 .. x.Length - 1 do
                total <-
                    total
                    + w[i]
                      * w[j]
                      * Kernel.value kernel x[i] x[j]
                      * Vectors.inner (xi.Gradient.Row i) (eta.Gradient.Row j)

        total

    let private covector (pattern: int[]) (q: IMeasure) : Covector =
        let n, d = q.Nodes.Count, q.Nodes.Dimension
        Covector(lazy (Scene.NumbersAt pattern n), lazy (Scene.VectorsAt pattern n d))

    /// The pairing with a K + b L is a times that with K plus b times that with L, each inner product by its definition.
    let sum
        (scenes: Arbitrary<Scene>)
        (kind: StateKind<'q>)
        (name: string)
        (combined: float -> float -> Metric<'q>)
        (first: IMeasure -> Covector -> Covector -> float)
        (second: IMeasure -> Covector -> Covector -> float)
        : Law when 'q :> IState<'q> =
        Law.forAll
            {
                Name = "metric-sum"
                Statement =
                    "Metrics scale and add: <xi, (a K + b L) eta> = a <xi, K eta> + b <xi, L eta>, each inner product by its "
                    + "definition."
                Source = "MN21-1"
                // Potentials and the lengths of their gradients are at most 1, and so are the kernels at x = y.
                Judge = Judge.Relative(1e-13, "sums of at most 144 terms of size at most a + b, one ulp each")
            }
            $"{name} on {kind.Name}"
            scenes
            (fun scene ->
                let q = StateKind.ofCloud scene.Q kind
                let xi, eta = covector scene.First q, covector scene.Second q
                // Multiples of 1/4 from 0 to 1, and of 1/2 from 0 to 2: seldom equal.
                let a, b = 0.25 * float (abs scene.First[0]), 0.5 * float (abs scene.Second[0])

                [
                    Equation.scalar
                        $"<xi, K eta> at a = {a}, b = {b}"
                        (a + b)
                        (Metric.inner (combined a b) q xi eta)
                        (a * first q xi eta + b * second q xi eta)
                ])
