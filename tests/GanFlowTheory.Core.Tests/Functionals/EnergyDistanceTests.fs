namespace GanFlowTheory.Core.Tests

open System
open Xunit
open GanFlowTheory.Core
open Testing

/// The energy distance against its definition by double sums.
module EnergyDistanceTests =

    let private distance (x: float[]) (y: float[]) =
        sqrt (Array.fold2 (fun total a b -> total + (a - b) * (a - b)) 0.0 x y)

    /// E |X - Y|.
    let private mean (p: IMeasure) (q: IMeasure) =
        Seq.sum (
            seq {
                for i in 0 .. p.Nodes.Count - 1 do
                    for j in 0 .. q.Nodes.Count - 1 ->
                        p.Weights[i] * q.Weights[j] * distance (p.Nodes.Row i) (q.Nodes.Row j)
            }
        )

    let private definition (p: IMeasure) (q: IMeasure) =
        mean p q - 0.5 * mean p p - 0.5 * mean q q

    let private at (x: float[]) : IMeasure =
        Empirical.ofPoints (Points.ofRows [ x ])

    /// E sign(x - Y), sign(0) = 0.
    let private sign (p: IMeasure) (x: float) =
        Seq.sum (seq { for i in 0 .. p.Nodes.Count - 1 -> p.Weights[i] * float (Math.Sign(x - p.Nodes[i, 0])) })

    /// Random weights, some of them zero, on multiples of 1/4: many ties and duplicates.
    let private tied (count: int) (seed: Seed) : Empirical =
        let raw =
            Seed.uniforms count (Seed.split "w" seed)
            |> Array.mapi (fun i v -> if i > 0 && v < 0.2 then 0.0 else v + 0.1)

        let nodes =
            Seed.uniforms count (Seed.split "x" seed)
            |> Array.map (fun v -> 0.25 * floor (12.0 * v))

        Empirical.weighted (Array.map (fun v -> v / Array.sum raw) raw) (Points.ofValues nodes)

    // Values are below 3, at most 225 products of a few roundings each: 1e-13, with a factor ten to spare.
    let private tolerance = 1e-12

    [<Fact>]
    let ``sorting gives the definition, with ties, duplicates and zero weights`` () =
        for seed in 0..99 do
            let s = Seed.create seed
            let p = tied (1 + seed % 15) (Seed.split "p" s)
            let q = tied (1 + (7 * seed) % 13) (Seed.split "q" s)
            let sorted: Functional<Empirical> = Functional.energyDistanceOneDimensional p
            let pairs: Functional<Empirical> = Functional.energyDistancePairwise p
            close tolerance (definition p q) (sorted.Value q)
            close tolerance (definition p q) (pairs.Value q)
            let xi = sorted.FirstVariation q
            // Nodes, places between nodes, and places outside all of them.
            let places =
                Array.concat [ q.Nodes.Data; p.Nodes.Data; [| -7.0; -0.1; 0.6; 1.13; 3.3; 9.0 |] ]

            let points = Points.ofValues places

            Array.iter2
                (close tolerance)
                (Array.map (fun x -> mean (at [| x |]) p - mean (at [| x |]) q) places)
                (xi.Value points)

            Array.iter2 (close tolerance) (Array.map (fun x -> sign p x - sign q x) places) (xi.Gradient points).Data

            Array.iter2 (close tolerance) (xi.Gradient points).Data ((pairs.FirstVariation q).Gradient points).Data

    [<Fact>]
    let ``the fused evaluation is the value and the first variation, to the bit`` () =
        for seed in 0..29 do
            let s = Seed.create seed
            let p = tied 12 (Seed.split "p" s)
            let q = tied 9 (Seed.split "q" s)
            let functional: Functional<Empirical> = Functional.energyDistance p
            let both = functional.Evaluate q
            let xi = functional.FirstVariation q
            Assert.Equal(functional.Value q, both.Value)
            Assert.Equal<float[]>(xi.Value q.Nodes, both.Variation.Values)
            Assert.Equal<float[]>((xi.Gradient q.Nodes).Data, both.Variation.Gradient.Data)
            Assert.True(both.Value >= 0.0)

    [<Fact>]
    let ``the distance of a law to itself is exactly zero, in any order`` () =
        let p = Seed.create 3 |> Seed.normals 1000
        let order = Seed.permutation 1000 (Seed.create 4)

        let functional: Functional<Particles> =
            Functional.energyDistance (Empirical.ofPoints (Points.ofValues p))

        let e =
            functional.Evaluate(Particles.ofPoints (Points.ofValues (Array.map (fun i -> p[i]) order)))

        Assert.Equal(0.0, e.Value)
        Assert.All(e.Variation.Gradient.Data, (fun v -> Assert.Equal(0.0, v)))

    [<Fact>]
    let ``a shift of both laws changes nothing, to the bit`` () =
        // Nodes are multiples of 1/4: the shift is exact, and so are all gaps.
        let p, q = tied 15 (Seed.create 1), tied 15 (Seed.create 2)

        let shift (m: Empirical) =
            Empirical.weighted m.Weights (Points.ofValues (Array.map (fun v -> v + 1048576.0) m.Nodes.Data))

        let value (p: Empirical) (q: Empirical) =
            (Functional.energyDistance p: Functional<Empirical>).Value q

        Assert.Equal(value p q, value (shift p) (shift q))

    [<Fact>]
    let ``in the plane it is the definition, and its gradient is zero on coincident points`` () =
        for seed in 0..9 do
            let s = Seed.create seed
            let p = Empirical.ofPoints (Seed.gaussian 7 2 (Seed.split "p" s))

            let q =
                Empirical.ofPoints (
                    Points.append (Seed.gaussian 4 2 (Seed.split "q" s)) (Points.select [| 0; 0 |] p.Nodes)
                )

            let functional: Functional<Empirical> = Functional.energyDistance p
            close tolerance (definition p q) (functional.Value q)
            let both = functional.Evaluate q
            close tolerance (definition p q) both.Value
            // Defined up to a constant: compare differences.
            let expected =
                Array.init q.Nodes.Count (fun i -> mean (at (q.Nodes.Row i)) p - mean (at (q.Nodes.Row i)) q)

            let found = both.Variation.Values
            Array.iter2 (fun e f -> close tolerance (e - expected[0]) (f - found[0])) expected found

            let pull (m: IMeasure) (x: float[]) k =
                Seq.sum (
                    seq {
                        for j in 0 .. m.Nodes.Count - 1 do
                            let r = distance x (m.Nodes.Row j)

                            if r > 0.0 then
                                m.Weights[j] * (x[k] - m.Nodes[j, k]) / r
                            else
                                0.0
                    }
                )

            for i in 0 .. q.Nodes.Count - 1 do
                for k in 0..1 do
                    let x = q.Nodes.Row i
                    close tolerance (pull p x k - pull q x k) both.Variation.Gradient[i, k]

    [<Fact>]
    let ``dimensions are checked, and nodes that are not numbers are not numbers of the result`` () =
        let line = Empirical.ofPoints (Points.ofValues [| 0.0; 1.0 |])
        let plane = Empirical.ofPoints (Points.ofRows [ [ 0.0; 1.0 ] ])

        Assert.Contains(
            "dimension 1",
            argumentError (fun () -> (Functional.energyDistanceOneDimensional plane: Functional<Empirical>))
        )

        let functional: Functional<Empirical> = Functional.energyDistance line
        Assert.Contains("dimension 1", argumentError (fun () -> functional.Value plane))

        for bad in [ nan; infinity; -infinity ] do
            let lost = Empirical(Points.wrap 3 1 [| 0.5; bad; 0.2 |], [| 0.3; 0.3; 0.4 |])
            Assert.True(Double.IsNaN (functional.Evaluate lost).Value)

    [<Fact>]
    let ``a million particles are no effort`` () =
        // A grid of n = 2^20 nodes against itself moved by s = n / 2 gaps, in random order. F_p - F_q climbs by 1/n up
        // to s/n, stays, and falls again: n^3 times the integral of its square is 2 (1 + ... + (s-1)^2)
        // + s^2 (n - s + 1). A sum over all pairs would take an hour.
        let n, s = 1048576, 524288
        let size = float n

        let grid first seed =
            Seed.permutation n (Seed.create seed)
            |> Array.map (fun i -> float (first + i) / size)
            |> Points.ofValues

        let functional: Functional<Particles> =
            Functional.energyDistance (Empirical.ofPoints (grid 0 1))

        let q = Particles.ofPoints (grid s 2)
        let e = functional.Evaluate q
        let squares = float (s - 1) * float s * float (2 * s - 1) / 6.0

        let expected =
            (2.0 * squares + float s * float s * float (n - s + 1)) / (size * size * size)
        // Nodes, weights and distribution functions are exact; the sum is compensated.
        close 1e-14 expected e.Value

        // Twice F_p - F_q, the mean of both sides: at the node number s + i of the merged grid.
        for i in 0..4096 .. n - 1 do
            let excess k =
                if k < n then float s else float (s + n - 1 - k)

            let k = s + int (round ((q.Nodes[i, 0] - 0.5) * size))
            close 1e-14 ((excess k + excess (k - 1)) / size) e.Variation.Gradient[i, 0]

/// Potential and interaction energies.
module EnergiesTests =

    let private q =
        Particles.weighted
            [| 0.2; 0.5; 0.0; 0.3 |]
            (Points.ofRows [ [ 1.0; 2.0 ]; [ 0.0; -1.0 ]; [ 9.0; 9.0 ]; [ 0.5; 0.5 ] ])

    [<Fact>]
    let ``potential energy is the mean of the potential`` () =
        let v =
            Potential.ofPointwise (fun x -> x[0] * x[0] + 3.0 * x[1]) (fun x -> [| 2.0 * x[0]; 3.0 |])

        let f: Functional<Particles> = Functional.potential "v" v
        // 0.2 x 7 + 0.5 x (-3) + 0.3 x 1.75, in multiples of 0.025: three roundings.
        close 1e-15 0.425 (f.Value q)
        let e = f.Evaluate q
        Assert.Equal(f.Value q, e.Value)
        Assert.Equal<float[]>(v.Value q.Nodes, e.Variation.Values)
        Assert.Equal<float[]>((v.Gradient q.Nodes).Data, e.Variation.Gradient.Data)
        Assert.Equal<float[]>((v.Gradient q.Nodes).Data, ((f.FirstVariation q).Gradient q.Nodes).Data)

    [<Fact>]
    let ``a node of weight zero carries no potential energy even where the potential is infinite`` () =
        let v =
            Potential.ofPointwise (fun x -> if x[0] > 5.0 then infinity else x[0]) (fun _ -> [| 1.0; 0.0 |])

        close 1e-15 0.35 ((Functional.potential "wall" v: Functional<Particles>).Value q)

    [<Fact>]
    let ``interaction energy is half the mean over pairs, and its first variation the mean over one`` () =
        // W = |x - y|^2: 1/2 E W = trace of the covariance, first variation |x - m|^2 + that trace, gradient 2 (x - m).
        let w = Kernel.radial "square" id (fun _ -> 1.0) (fun _ -> 0.0)
        let f: Functional<Particles> = Functional.interaction w
        let m = Measure.mean q
        let covariance = Measure.covariance q
        let trace = covariance[0, 0] + covariance[1, 1]
        let e = f.Evaluate q
        // Exact algebra on numbers below 200.
        close 1e-13 trace (f.Value q)
        close 1e-13 trace e.Value
        let xi = Potential.at q.Nodes (f.FirstVariation q)

        for i in 0..3 do
            let offset = Array.map2 (-) (q.Nodes.Row i) m
            let expected = trace + Array.sumBy (fun v -> v * v) offset
            close 1e-13 expected e.Variation.Values[i]
            close 1e-13 expected xi.Values[i]

            for k in 0..1 do
                close 1e-13 (2.0 * offset[k]) e.Variation.Gradient[i, k]
                close 1e-13 (2.0 * offset[k]) xi.Gradient[i, k]
