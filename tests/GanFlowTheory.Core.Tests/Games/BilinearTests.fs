module GanFlowTheory.Core.Tests.Games.BilinearTests

open System
open Xunit
open GanFlowTheory.Core

let private matrix (n: int) (m: int) (seed: int) : float[,] =
    let values = (Seed.gaussian n m (Seed.create seed)).Data
    Array2D.init n m (fun i j -> values[i * m + j])

let private point (seed: int) (d: int) = Seed.normals d (Seed.create seed)

let private product (x: float[]) (y: float[]) =
    Product.create (Particles.point x) (Particles.point y)

// By the definition, in the order of the indices.
let private times (a: float[,]) (y: float[]) =
    Array.init (Array2D.length1 a) (fun i -> Seq.sum (Seq.init y.Length (fun j -> a[i, j] * y[j])))

let private transposed (a: float[,]) =
    Array2D.init (Array2D.length2 a) (Array2D.length1 a) (fun i j -> a[j, i])

let private near (expected: float[]) (actual: float[]) =
    let size = expected |> Array.map abs |> Array.max
    Assert.Equal(expected.Length, actual.Length)
    // Sums of up to 100 terms in another order.
    Array.iter2
        (fun (e: float) a -> Assert.True(abs (e - a) <= 1e-13 * (1.0 + size), $"{a} is not {e}"))
        expected
        actual

let private rows (q: Points) = q.Row 0

[<Theory>]
[<InlineData(1, 1)>]
[<InlineData(2, 3)>]
[<InlineData(17, 5)>]
[<InlineData(64, 100)>]
[<InlineData(100, 100)>]
let ``a step follows the definition, for matrices of any shape`` (n: int) (m: int) =
    let a, x, y = matrix n m 1, point 2 n, point 3 m

    let path =
        Game.bilinear a
        |> Game.from (product x y) (GameScheme.simultaneous 0.1)
        |> Flow.steps 1

    near (Array.map2 (fun x v -> x - 0.1 * v) x (times a y)) (rows path.Final.First.Nodes)
    near (Array.map2 (fun y v -> y + 0.1 * v) y (times (transposed a) x)) (rows path.Final.Second.Nodes)

[<Fact>]
let ``what is measured is x^T A y, its negative, and the squared products`` () =
    let a, x, y = matrix 7 4 1, point 2 7, point 3 4
    let measured = Game.measure (Game.bilinear a) (product x y)
    let ofY, ofX = times a y, times (transposed a) x

    let dot (u: float[]) (v: float[]) =
        Array.fold2 (fun t a b -> t + a * b) 0.0 u v

    near [| dot x ofY; -(dot x ofY) |] [| for player in measured -> player.Energy.Value |]
    near [| dot ofY ofY; dot ofX ofX |] [| for player in measured -> player.Dissipation |]

[<Fact>]
let ``laws play the mean of their points`` () =
    let a = matrix 2 3 1
    let xs, ys = Seed.gaussian 4 2 (Seed.create 2), Seed.gaussian 5 3 (Seed.create 3)
    let q = Product.create (Particles.ofPoints xs) (Particles.ofPoints ys)

    let path =
        Game.bilinear a |> Game.from q (GameScheme.simultaneous 0.1) |> Flow.steps 1

    let meanX, meanY = Measure.mean q.First, Measure.mean q.Second
    let ofY, ofX = times a meanY, times (transposed a) meanX

    for i in 0..3 do
        near (Array.map2 (fun x v -> x - 0.1 * v) (xs.Row i) ofY) (path.Final.First.Nodes.Row i)

    for i in 0..4 do
        near (Array.map2 (fun y v -> y + 0.1 * v) (ys.Row i) ofX) (path.Final.Second.Nodes.Row i)

    let energy = Array.fold2 (fun t a b -> t + a * b) 0.0 meanX ofY
    near [| energy; -energy |] [| for player in Game.measure (Game.bilinear a) q -> player.Energy.Value |]

[<Fact>]
let ``matrices that are none and states that do not fit are refused`` () =
    let refused (f: unit -> unit) =
        Assert.Throws<ArgumentException>(f).Message

    Assert.Contains("number of rows", refused (fun () -> Game.bilinear (Array2D.zeroCreate 0 2) |> ignore))
    Assert.Contains("number of columns", refused (fun () -> Game.bilinear (Array2D.zeroCreate 2 0) |> ignore))
    Assert.Contains("matrix[1, 0]", refused (fun () -> Game.bilinear (array2D [ [ 1.0 ]; [ nan ] ]) |> ignore))

    let play x y () =
        Game.bilinear (matrix 2 3 1)
        |> Game.from (product (point 1 x) (point 2 y)) (GameScheme.simultaneous 0.1)
        |> Flow.steps 1
        |> ignore

    Assert.Contains(
        "a matrix of 2 rows and 3 columns plays x in R^2 against y in R^3, but x is in R^3.",
        refused (play 3 3)
    )

    Assert.Contains("but y is in R^2.", refused (play 2 2))

[<Fact>]
let ``a game that is measured at its ends alone and reuses its arrays has the same bits, and little garbage`` () =
    let run =
        Game.bilinear (matrix 100 100 1)
        |> Game.from (product (point 2 100) (point 3 100)) (GameScheme.simultaneous 1e-3)

    let whole = run |> Flow.steps 50
    let lean = run |> Flow.reusing |> Flow.measureEvery 1000 |> Flow.keepEvery 1000

    let coordinates (path: Path<Product<Particles, Particles>>) = (path.Final :> IState<_>).Coordinates

    Assert.Equal<float[]>(coordinates whole, coordinates (lean |> Flow.steps 50))

    // Six arrays of 100 and two of 200 numbers, and what holds them together.
    let before = GC.GetAllocatedBytesForCurrentThread()
    lean |> Flow.steps 1000 |> ignore
    let perStep = (GC.GetAllocatedBytesForCurrentThread() - before) / 1000L
    Assert.InRange(perStep, 1L, 16_000L)
