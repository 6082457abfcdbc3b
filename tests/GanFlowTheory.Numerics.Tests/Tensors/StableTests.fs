module GanFlowTheory.Core.Tests.StableTests

open System
open Xunit
open GanFlowTheory.Core

/// Value and gradient at a point.
let private both (engine: Engine) (f: Tensor -> Tensor) (point: float[]) : float * float[] =
    let x = Tensor.input "x" [| point.Length |]
    let y = f x

    let results =
        (Engine.compile engine [ x ] [ y; Differentiate.gradient y x ]).Evaluate [| point |]

    results[0][0], results[1]

let private close (relative: float) (expected: float) (actual: float) =
    Assert.InRange(actual, expected - relative * abs expected, expected + relative * abs expected)

[<Theory; ClassData(typeof<EveryEngine>)>]
let ``the gradient of squared distances keeps its digits far from the origin`` (engineName: string) =
    let engine = TestEngines.named engineName

    // sum_j exp(-(x - y_j)^2/(2 s^2)), y_j = off + s (0.2 j - 3), at x = off + 0.37 s: slopes from exact differences.
    for off, s, exact in
        [
            1e6, 1e-4, 119.20784164508503
            1.7e9, 1.0, 0.011921221774625925
            1.7e9, 0.01, 1.1915706565069715
        ] do
        let y =
            Tensor.constant [| 50; 1 |] (Array.init 50 (fun j -> off + s * (float j * 0.2 - 3.0)))

        let value (x: Tensor) =
            Tensor.sum (Tensor.exp (-0.5 / (s * s) * Tensor.squaredDistances (Tensor.reshape [| 1; 1 |] x) y))

        let _, gradient = both engine value [| off + s * 0.37 |]
        close 1e-9 exact gradient[0]

        // Two clouds far apart: no one centre serves both.
        let far = Tensor.constant [| 1; 1 |] [| -off |]

        let both' (x: Tensor) =
            value x
            + Tensor.sum (Tensor.exp -(Tensor.squaredDistances (Tensor.reshape [| 1; 1 |] x) far))

        let _, gradient = both engine both' [| off + s * 0.37 |]
        close 1e-9 exact gradient[0]

[<Theory; ClassData(typeof<EveryEngine>)>]
let ``norms are right at 0, and where squares overflow or vanish`` (engineName: string) =
    let engine = TestEngines.named engineName
    Assert.Equal((0.0, [| 0.0; 0.0 |]), both engine Tensor.norm [| 0.0; 0.0 |])

    Assert.Equal(
        (0.0, [| 0.0; 0.0 |]),
        both engine (fun v -> Tensor.power 0.5 (Tensor.sum (Tensor.square v))) [| 0.0; 0.0 |]
    )

    // Other roots have no finite slope at 0 either.
    Assert.Equal((0.0, [| 0.0 |]), both engine (Tensor.power 0.25 >> Tensor.sum) [| 0.0 |])

    for scale in [ 1.0; 1e200; 1e-200; 1e307; 1e-320 ] do
        let value, gradient = both engine Tensor.norm [| 3.0 * scale; -4.0 * scale |]
        // Subnormal numbers have few bits.
        let tolerance = if scale < 1e-300 then 1e-3 else 1e-15
        close tolerance (5.0 * scale) value
        close tolerance 0.6 gradient[0]
        close tolerance -0.8 gradient[1]

[<Theory; ClassData(typeof<EveryEngine>)>]
let ``functions keep their digits where plain formulas lose them`` (engineName: string) =
    let engine = TestEngines.named engineName
    let sum f = both engine (f >> Tensor.sum)

    // 4 e^-40/(1 + e^-40)^2 and its slope -2 tanh 20 times it; 1 - tanh^2 is 0 in doubles.
    let slope = 1.6993417021166355e-17
    close 1e-14 slope (snd (sum Tensor.tanh [| 20.0 |]) |> Array.head)
    close 1e-14 slope (snd (sum Tensor.tanh [| -20.0 |]) |> Array.head)

    let x = Tensor.input "x" [| 1 |]
    let first = Differentiate.gradient (Tensor.sum (Tensor.tanh x)) x
    let second = Differentiate.gradient (Tensor.sum first) x
    let results = (Engine.compile engine [ x ] [ second ]).Evaluate [| [| 20.0 |] |]
    close 1e-14 (-2.0 * slope) (results |> Array.head |> Array.head)

    // x log x at 0 is 0, and its slope log x + 1 is -infinity.
    let value, gradient = sum (fun x -> Tensor.xLogY x x) [| 0.0 |]
    Assert.Equal(0.0, value)
    Assert.Equal(Double.NegativeInfinity, gradient[0])

    close 1e-15 1e-20 (fst (sum Tensor.log1p [| 1e-20 |]))
    close 1e-15 1e-20 (fst (sum Tensor.expm1 [| 1e-20 |]))
    close 1e-15 -1e-20 (fst (sum Tensor.expm1 [| -1e-20 |]))
    Assert.Equal(-1.0, fst (sum Tensor.expm1 [| -800.0 |]))

[<Theory; ClassData(typeof<EveryEngine>)>]
let ``log-sum-exp neither overflows nor vanishes, and its gradient is the softmax`` (engineName: string) =
    let engine = TestEngines.named engineName
    // 1000 + log 2, to the last digit.
    let value, gradient = both engine Tensor.logSumExp [| 1000.0; 1000.0 |]
    close 1e-15 1000.6931471805599 value
    Assert.Equal<float[]>([| 0.5; 0.5 |], gradient)
    let value, _ = both engine Tensor.logSumExp [| -1000.0; -1000.0 |]
    close 1e-15 -999.3068528194401 value

    for values, expected in
        [
            [| -infinity; 3.0 |], 3.0
            [| -infinity; -infinity |], -infinity
            [| infinity; 3.0 |], infinity
        ] do
        Assert.Equal(expected, fst (both engine Tensor.logSumExp values))

    // softmax of (0, log 2, log 4) is (1, 2, 4)/7.
    let _, gradient = both engine Tensor.logSumExp [| 0.0; log 2.0; log 4.0 |]
    [ 1.0; 2.0; 4.0 ] |> List.iteri (fun i v -> close 1e-15 (v / 7.0) gradient[i])

[<Theory; ClassData(typeof<EveryEngine>)>]
let ``the largest entry is found along every axis, and equal ones share its derivative`` (engineName: string) =
    let engine = TestEngines.named engineName

    for extent in 1..9 do
        for at in 0 .. extent - 1 do
            let values = Array.init extent (fun i -> if i = at then 7.0 else float (i - 20))
            let value, gradient = both engine (Tensor.maxAlong 0) values
            Assert.Equal(7.0, value)
            Assert.Equal<float[]>(Array.init extent (fun i -> if i = at then 1.0 else 0.0), gradient)

        // However ties are broken, the derivative adds up to 1.
        close 1e-15 1.0 (Array.sum (snd (both engine (Tensor.maxAlong 0) (Array.create extent 2.0))))

    let x = Tensor.constant [| 2; 3 |] [| 1.0; 5.0; 3.0; 4.0; 2.0; 6.0 |]

    let along axis =
        (Engine.compile engine [] [ Tensor.maxAlong axis x ]).Evaluate [||]
        |> Array.head

    Assert.Equal<float[]>([| 4.0; 5.0; 6.0 |], along 0)
    Assert.Equal<float[]>([| 5.0; 6.0 |], along 1)
    Assert.Contains("axis", Testing.argumentError (fun () -> Tensor.maxAlong 2 x |> ignore))
    Assert.Contains("axis", Testing.argumentError (fun () -> Tensor.logSumExpAlong -1 x |> ignore))
    Assert.Contains("axis", Testing.argumentError (fun () -> Tensor.normAlong 2 x |> ignore))
