module GanFlowTheory.Core.Tests.PairwiseTests

open System
open Xunit
open GanFlowTheory.Core

let private kernels =
    [
        Kernel.gaussian 1.3
        Kernel.laplace 0.7
        Kernel.rqPaper
        Kernel.rqCodeStar
        Kernel.inverseMultiquadric 1.2 0.7
        Kernel.matern32 1.1
        Kernel.matern52 0.9
        Kernel.distanceFrom [| 0.5 |]
        Kernel.distanceOfFrom 1.5 [| 0.5 |]
        Kernel.poly3
        Kernel.rbfMix
        Kernel.radial "cauchy" (fun s -> 1.0 / (1.0 + s)) (fun s -> -1.0 / pown (1.0 + s) 2) (fun s ->
            2.0 / pown (1.0 + s) 3)
    ]

let private allSums =
    KernelSums.tiled
    :: KernelSums.reference
    :: List.map KernelSums.onEngine TestEngines.all

/// The names of all sums, for theories.
let sumNames: TheoryData<string> =
    TheoryData<string>(allSums |> List.map _.Name |> List.toArray)

/// The kernels, summed by the sums of a name.
let private kernelsBy (name: string) =
    let sums = allSums |> List.find (fun sums -> sums.Name = name)
    kernels |> List.map (Kernel.on sums)

/// The base point is given in one dimension; other dimensions take the origin.
let private inDimension d (kernel: Kernel) =
    if (kernel.Name.StartsWith "distance-from" || kernel.Name.Contains ',') && d <> 1 then
        Kernel.on kernel.Sums Kernel.distance
    else
        kernel

let private size (points: Points) =
    points.Data |> Array.fold (fun most v -> max most (abs v)) 0.0

let private apart (a: Points) (b: Points) = size (Points.combine 1.0 a -1.0 b)

/// Shapes that meet every loop: below, at and above the widths of lanes, tiles, strips and chunks, narrow and wide.
let private shapes =
    [
        for d in [ 1; 2; 3; 7; 8; 13; 33; 64 ] do
            for n, m in
                (if d < 33 then
                     [ 1, 1; 3, 5; 37, 301; 130, 33 ]
                 else
                     [ 1, 1; 5, 37 ]) do
                d, n, m
    ]

[<Theory>]
[<MemberData(nameof sumNames)>]
let ``sums agree with the scalar reference on every shape`` (sums: string) =
    for d, n, m in shapes do
        let scale = 1.0 / sqrt (float d)
        let x = Points.scale scale (Seed.gaussian n d (Seed.create 1))
        let y = Points.scale scale (Seed.gaussian m d (Seed.create 2))
        let v = Seed.gaussian m d (Seed.create 4)

        for w in [ Seed.uniforms m (Seed.create 3); Array.create m (1.0 / float m) ] do
            for kernel in kernelsBy sums |> List.map (inDimension d) do
                let struct (values, gradients) = Pairwise.applyWithGradient kernel x y w
                let alone = Pairwise.apply kernel x y w
                let expected = PairwiseReference.apply kernel x y w
                let total = Array.sum w

                // Each value is a sum of m terms of size at most a few units times its weight; each rounds in its last
                // places, a few ulp for the profile and one per addition along a lane.
                let allowed = 1e-13 * total * (1.0 + (expected |> Array.maxBy abs |> abs))

                for i in 0 .. n - 1 do
                    Assert.InRange(abs (values[i] - expected[i]), 0.0, allowed)
                    Assert.InRange(abs (alone[i] - expected[i]), 0.0, allowed)

                // Gradients and products: the same count of roundings, relative to the sum of the terms' sizes, which
                // the largest entry and the number of terms bound.
                let expectedGradients = PairwiseReference.gradient kernel x y w
                let allowed = 1e-12 * (total + size expectedGradients)
                let name = $"{kernel.Name}, d = {d}, n = {n}, m = {m}"
                Assert.True(apart gradients expectedGradients <= allowed, name)
                Assert.True(apart (Pairwise.gradient kernel x y w) expectedGradients <= allowed, name)

        for kernel in kernelsBy sums |> List.map (inDimension d) do
            let expected = PairwiseReference.applyVectors kernel x y v
            let allowed = 1e-13 * (float m * size v + size expected)

            Assert.True(
                apart (Pairwise.applyVectors kernel x y v) expected <= allowed,
                $"{kernel.Name}, vectors, d = {d}"
            )

            // Mixed second derivatives are unbounded at coincident points for kernels with a cusp.
            if Kernel.hasMixedDerivatives kernel then
                let expected = PairwiseReference.mixedHessian kernel x y v
                let allowed = 1e-12 * (float m * size v + size expected)

                Assert.True(
                    apart (Pairwise.mixedHessian kernel x y v) expected <= allowed,
                    $"{kernel.Name}, mixed, d = {d}"
                )

[<Fact>]
let ``a cloud against itself, each pair taken once, agrees with the scalar reference`` () =
    // Counts below, at and above one chunk of 32 rows, two, and an odd and an even number of them, with ragged tiles.
    for d in [ 1; 2; 3; 8; 13; 33 ] do
        for n in
            (if d < 33 then
                 [ 31; 32; 33; 64; 67; 99; 130; 161 ]
             else
                 [ 33; 70 ]) do
            let x = Points.scale (1.0 / sqrt (float d)) (Seed.gaussian n d (Seed.create 11))

            let w = Array.create n (1.0 / float n)

            for kernel in kernels |> List.map (inDimension d) do
                let struct (values, gradients) = Pairwise.applyWithGradient kernel x x w
                let alone = Pairwise.apply kernel x x w
                let expected = PairwiseReference.apply kernel x x w
                // As for two clouds: a few ulp a term.
                let allowed = 1e-13 * (1.0 + (expected |> Array.maxBy abs |> abs))

                for i in 0 .. n - 1 do
                    Assert.InRange(abs (values[i] - expected[i]), 0.0, allowed)
                    Assert.InRange(abs (alone[i] - expected[i]), 0.0, allowed)

                let expected = PairwiseReference.gradient kernel x x w
                let allowed = 1e-12 * (1.0 + size expected)
                let name = $"{kernel.Name}, d = {d}, n = {n}"
                Assert.True(apart gradients expected <= allowed, name)
                Assert.True(apart (Pairwise.gradient kernel x x w) expected <= allowed, name)

[<Fact>]
let ``any number of threads gives the same bits`` () =
    for d in [ 1; 2; 5; 16 ] do
        let x = Seed.gaussian 700 d (Seed.create 5)
        let y = Seed.gaussian 531 d (Seed.create 6)
        let w = Seed.uniforms 531 (Seed.create 7)
        let equal = Array.create 700 (1.0 / 700.0)

        for kernel in kernels |> List.map (inDimension d) do
            let sums () =
                let struct (values, gradients) = Pairwise.applyWithGradient kernel x y w
                let struct (own, ownGradients) = Pairwise.applyWithGradient kernel x x equal
                values, gradients.Data, (Pairwise.gradient kernel x y w).Data, own, ownGradients.Data

            let alone = Parallelism.withThreadCount 1 sums

            // With 16 a chunk of rows is smaller.
            for threads in [ 2; 3; 16 ] do
                Assert.Equal(alone, Parallelism.withThreadCount threads sums)

[<Theory>]
[<InlineData(2)>]
[<InlineData(9)>]
let ``a far offset of both clouds costs no more than it rounds the coordinates`` (d: int) =
    // The expanded squared distance would lose |x|^2 eps; the engine centres first.
    let x = Seed.gaussian 40 d (Seed.create 8)
    let y = Seed.gaussian 50 d (Seed.create 9)
    let offset = 1024.0

    let move (points: Points) =
        Points.init points.Count d (fun i k -> points[i, k] + offset)

    let back (points: Points) =
        Points.init points.Count d (fun i k -> points[i, k] - offset)

    let w = Array.create 50 0.02
    let far = Pairwise.gradient (Kernel.gaussian 2.0) (move x) (move y) w
    // Moving there and back rounds the coordinates, and nothing else.
    // Weights sum to one and slopes times differences stay below one: 50 rounded terms, 45 ulp.
    let near =
        PairwiseReference.gradient (Kernel.gaussian 2.0) (back (move x)) (back (move y)) w

    Assert.InRange(apart far near, 0.0, 1e-14)

[<Fact>]
let ``exponentials that vanish and distances that overflow are 0, not NaN`` () =
    for kernel in
        [
            Kernel.gaussian 1e-3
            Kernel.laplace 1e-3
            Kernel.rqPaper
            Kernel.matern52 0.1
        ] do
        for distance in [ 1e3; 1e100; 1e200 ] do
            for d in [ 2; 8 ] do
                let x = Points.init 2 d (fun i _ -> if i = 0 then 0.0 else distance)

                let struct (values, gradients) =
                    Pairwise.applyWithGradient kernel x x [| 1.0; 1.0 |]

                for v in Array.append values gradients.Data do
                    Assert.True(Double.IsFinite v, $"{kernel.Name} at distance {distance} in dimension {d} gives {v}")

[<Fact>]
let ``unequal dimensions and missing weights are argument errors`` () =
    let x = Seed.gaussian 3 2 (Seed.create 10)
    let y = Seed.gaussian 4 3 (Seed.create 11)

    Assert.Contains(
        "y must have dimension 2, but has dimension 3",
        Testing.argumentError (fun () -> Pairwise.apply (Kernel.gaussian 1.0) x y (Array.zeroCreate 4))
    )

    Assert.Contains(
        "w must have 3 entries, but has 4",
        Testing.argumentError (fun () -> Pairwise.gradient (Kernel.gaussian 1.0) x x (Array.zeroCreate 4))
    )

[<Fact>]
let ``blocks of an engine's sums join without a seam`` () =
    // More points than a block of each cloud has, and no multiple of it; a far offset, which sums near each block's centre
    // do not feel.
    let x = Points.init 700 2 (fun i k -> 100.0 + sin (float (7 * i + k)))
    let y = Points.init 1100 2 (fun j k -> 100.0 + cos (float (5 * j - k)))
    let w = Seed.uniforms 1100 (Seed.create 3)
    let v = Seed.gaussian 1100 2 (Seed.create 4)

    for kernel in [ Kernel.gaussian 0.8; Kernel.rqCodeStar; Kernel.distance ] do
        let onEngine = Kernel.on (KernelSums.onEngine Engine.managed) kernel
        let struct (values, gradients) = Pairwise.applyWithGradient onEngine x y w
        let struct (expected, expectedGradients) = Pairwise.applyWithGradient kernel x y w
        // 1,100 terms of either sign of rounding, each of a few ulp of sizes that the largest entry bounds.
        let allowed = 1e-13 * (1.0 + Array.max (Array.map abs expected))
        Array.iter2 (fun a e -> Assert.InRange(abs (a - e), 0.0, allowed)) values expected
        let allowed = 1e-12 * (Array.sum w + size expectedGradients)
        Assert.InRange(apart gradients expectedGradients, 0.0, allowed)
        let expected = Pairwise.applyVectors kernel x y v
        Assert.InRange(apart (Pairwise.applyVectors onEngine x y v) expected, 0.0, 1e-12 * (1100.0 + size expected))

        if Kernel.hasMixedDerivatives kernel then
            let expected = Pairwise.mixedHessian kernel x y v
            Assert.InRange(apart (Pairwise.mixedHessian onEngine x y v) expected, 0.0, 1e-12 * (1100.0 + size expected))

[<Fact>]
let ``a kernel moves to other sums and stays the same kernel`` () =
    let kernel = Kernel.rqCodeStar
    Assert.Same(KernelSums.tiled, kernel.Sums)
    let sums = KernelSums.onEngine TestEngines.toy
    Assert.Same(sums, KernelSums.onEngine TestEngines.toy)
    let moved = Kernel.on sums kernel
    Assert.Same(sums, moved.Sums)
    Assert.Equal(kernel.Name, moved.Name)
    Assert.Same(kernel.Terms, moved.Terms)

    // Whatever is made of it is summed alike.
    for made in
        [
            Kernel.scale 2.0 moved
            Kernel.named "other" moved
            Kernel.add moved (Kernel.on sums Kernel.dot)
            Kernel.sum [ moved; moved ]
        ] do
        Assert.Same(sums, made.Sums)

[<Fact>]
let ``kernels of different sums are not added`` () =
    let message =
        Testing.argumentError (fun () ->
            Kernel.add (Kernel.gaussian 1.0) (Kernel.on KernelSums.reference (Kernel.gaussian 2.0)))

    Assert.Contains("'gaussian:1' is by tiled and 'gaussian:2' by reference", message)
