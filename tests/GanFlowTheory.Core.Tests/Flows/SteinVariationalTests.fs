namespace GanFlowTheory.Core.Tests

open System
open Xunit
open GanFlowTheory.Core
open Testing

/// The Stein velocity and discrepancy against their double sums, one pair at a time.
module SteinVariationalTests =

    let private seed = Seed.create 99

    /// The score of an uneven density: -x_k (1 + x_0^2) and a shift.
    let private score (x: Points) =
        Points.init x.Count x.Dimension (fun i k -> 0.3 - x[i, k] * (1.0 + x[i, 0] * x[i, 0]))

    let private cloud (n: int) (d: int) : IMeasure =
        let w = Array.init n (fun i -> 1.0 + float (i % 4))
        let total = Array.sum w
        Empirical.weighted (Array.map (fun v -> v / total) w) (Seed.gaussian n d seed)

    let private product =
        Kernel.ofFunctions
            "(1 + x_0 y_0)^2"
            (fun x y -> (1.0 + x[0] * y[0]) ** 2.0)
            (fun x y -> Array.init x.Length (fun k -> if k = 0 then 2.0 * (1.0 + x[0] * y[0]) * y[0] else 0.0))
            (fun x y ->
                Array2D.init x.Length x.Length (fun a b -> if a = 0 && b = 0 then 2.0 + 4.0 * x[0] * y[0] else 0.0))

    let private kernels =
        [
            Kernel.gaussian 0.8
            Kernel.rqCodeStar
            Kernel.inverseMultiquadric 1.0 0.5
            Kernel.poly3
            Kernel.add (Kernel.gaussian 1.0) product
            Kernel.scale 3.0 (Kernel.matern32 1.0)
        ]

    let private dot (a: float[]) (b: float[]) =
        Array.fold2 (fun t x y -> t + x * y) 0.0 a b

    // Sums of a few dozen terms; the polynomial's are as large as 1e3.

    [<Theory>]
    [<InlineData(1, 1)>]
    [<InlineData(13, 1)>]
    [<InlineData(20, 3)>]
    let ``The velocity is its sum`` (n: int) (d: int) =
        let q = cloud n d
        let x = Seed.gaussian 7 d (Seed.split "x" seed)
        let ys, s = Points.toRows q.Nodes, Points.toRows (score q.Nodes)

        for kernel in Kernel.distance :: kernels do
            let v = SteinVariational.velocity kernel score q x

            for i in 0..6 do
                for k in 0 .. d - 1 do
                    let expected =
                        Seq.sum (
                            seq {
                                for j in 0 .. n - 1 ->
                                    q.Weights[j]
                                    * (Kernel.value kernel (x.Row i) ys[j] * s[j][k]
                                       + (Kernel.gradientAt kernel ys[j] (x.Row i))[k])
                            }
                        )

                    close 1e-11 expected v[i, k]

    [<Theory>]
    [<InlineData(1, 1)>]
    [<InlineData(13, 1)>]
    [<InlineData(20, 3)>]
    let ``The discrepancy is its double sum, and not negative`` (n: int) (d: int) =
        let q = cloud n d
        let ys, s = Points.toRows q.Nodes, Points.toRows (score q.Nodes)

        for kernel in kernels do
            let term i j =
                let mixed = Kernel.mixedAt kernel ys[i] ys[j]

                Kernel.value kernel ys[i] ys[j] * dot s[i] s[j]
                + dot s[i] (Kernel.gradientAt kernel ys[j] ys[i])
                + dot s[j] (Kernel.gradientAt kernel ys[i] ys[j])
                + Seq.sum (seq { for a in 0 .. d - 1 -> mixed[a, a] })

            let terms =
                [|
                    for i in 0 .. n - 1 do
                        for j in 0 .. n - 1 do
                            q.Weights[i] * q.Weights[j] * term i j
                |]

            let found = SteinVariational.squaredDiscrepancy kernel score q
            close (1e-11 * (1.0 + Array.sumBy abs terms)) 0.0 (found - Array.sum terms)
            Assert.True(found >= 0.0)

    [<Fact>]
    let ``The discrepancy is the mean of the Stein operator on the velocity`` () =
        // |v|_H^2 = E_q [s . v + div v], the divergence from values of the velocity alone. Central differences of step
        // 1e-4: 1e-8 of third derivatives of order ten, rounding 1e-12.
        let q = cloud 25 2
        let x, w, s = q.Nodes, q.Weights, score q.Nodes

        for kernel in [ Kernel.gaussian 0.8; Kernel.rqCode ] do
            let v = SteinVariational.velocity kernel score q
            let along = Points.rowDots s (v x)

            let divergence =
                [| 0; 1 |]
                |> Array.map (fun k ->
                    let moved e =
                        v (Points.init x.Count 2 (fun i l -> if l = k then x[i, l] + e else x[i, l]))

                    let up, down = moved 1e-4, moved -1e-4
                    Array.init x.Count (fun i -> (up[i, k] - down[i, k]) / 2e-4))

            let mean =
                Seq.sum (seq { for i in 0 .. x.Count - 1 -> w[i] * (along[i] + divergence[0][i] + divergence[1][i]) })

            close 1e-6 mean (SteinVariational.squaredDiscrepancy kernel score q)

    [<Fact>]
    let ``A single point of the standard normal`` () =
        // s = -x, k(x, x) = 1, grad k = 0, d'd k = 1/h^2: KSD^2 = x^2 + d/h^2, v(x) = -x.
        let standard (x: Points) = Points.scale -1.0 x
        let q = Particles.ofPoints (Points.ofRows [ [ 1.5; -2.0 ] ])
        close 1e-14 (6.25 + 8.0) (SteinVariational.squaredDiscrepancy (Kernel.gaussian 0.5) standard q)
        let v = SteinVariational.velocity (Kernel.gaussian 0.5) standard q q.Nodes
        Assert.Equal<float[]>([| -1.5; 2.0 |], v.Row 0)

    [<Fact>]
    let ``The flow brings particles to the normal and lowers the discrepancy`` () =
        let standard (x: Points) = Points.scale -1.0 x
        let kernel = Kernel.gaussian 1.0

        let mutable q =
            Particles.ofPoints (Points.init 60 1 (fun i _ -> 3.0 + 0.01 * float i))

        let start = SteinVariational.squaredDiscrepancy kernel standard q

        for _ in 1..400 do
            let v = SteinVariational.velocity kernel standard q q.Nodes
            q <- Particles.ofPoints (Points.combine 1.0 q.Nodes 0.1 v)

        // 40 units of time: the mean falls at a rate near E k >= 1/2, to 3 e^(-20) and below. The discrepancy that
        // remains is what 60 points in equilibrium keep; the limit for the variance is loose for their number.
        Assert.True(SteinVariational.squaredDiscrepancy kernel standard q < 1e-3 * start)
        let mean = Measure.mean q
        close 1e-2 0.0 mean[0]
        Assert.InRange((Measure.covariance q)[0, 0], 0.8, 1.1)

    [<Fact>]
    let ``Bad input is named`` () =
        let q = cloud 5 2

        Assert.StartsWith(
            "kernel must have mixed second derivatives everywhere, but laplace:1 has a cusp",
            argumentError (fun () -> SteinVariational.squaredDiscrepancy (Kernel.laplace 1.0) score q)
        )

        Assert.StartsWith(
            "x must have dimension 2, but has dimension 1.",
            argumentError (fun () ->
                SteinVariational.velocity (Kernel.gaussian 1.0) score q (Points.ofValues [| 0.0 |]))
        )

        Assert.StartsWith(
            "score must have 5 entries, but has 4.",
            argumentError (fun () ->
                SteinVariational.velocity (Kernel.gaussian 1.0) (fun _ -> Seed.gaussian 4 2 seed) q q.Nodes)
        )
