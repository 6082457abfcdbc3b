namespace GanFlowTheory.Core.Tests

open System
open System.Numerics
open Xunit
open GanFlowTheory.Core
open Testing

/// Optimisers against their recursions written plainly, and against closed forms.
module OptimiserTests =

    let private still (_: float[]) : float[] =
        failwith "this rule asks for no second velocity"

    /// The coordinates at steps 0, 1, ..., count.
    let private iterate (optimiser: Optimiser) (field: float[] -> float[]) (start: float[]) (count: int) : float[][] =
        ((start, Optimiser.start start.Length optimiser), [ 1..count ])
        ||> List.scan (fun (x, memory) _ ->
            let struct (x, memory) = Optimiser.step optimiser memory x (field x) field
            x, memory)
        |> List.map fst
        |> List.toArray

    // Nonlinear, and coupled along the array, so that no entry may be taken for another.
    let private field (x: float[]) =
        x
        |> Array.mapi (fun p v -> cos (1.5 * v + float p) - 0.5 * v + 0.25 * x[(p + 1) % x.Length])

    let private start count =
        Array.init count (fun p -> sin (2.0 * float p) + 0.1 * float p)

    let private add a (x: float[]) b (y: float[]) =
        Array.map2 (fun u v -> a * u + b * v) x y

    /// Each rule, written as in its source, one line per quantity: the coordinates after each step.
    let private plain (rule: OptimiserRule) (rate: int -> float) (start: float[]) (count: int) : float[][] =
        let zero = Array.zeroCreate start.Length
        let states = Array.create (count + 1) start
        let mutable first = zero
        let mutable second = zero

        for k in 0 .. count - 1 do
            let x = states[k]
            let v = field x
            let tau = rate k

            states[k + 1] <-
                match rule with
                | OptimiserRule.GradientDescent -> add 1.0 x tau v
                | OptimiserRule.HeavyBall beta ->
                    // Polyak's form without a momentum: x + tau v + beta (x - x of the step before), at a fixed rate.
                    let before = if k = 0 then x else states[k - 1]
                    add 1.0 (add 1.0 x tau v) beta (add 1.0 x -1.0 before)
                | OptimiserRule.Nesterov beta ->
                    // Nesterov's own form: y+ = x + tau v, x+ = y+ + beta (y+ - y), y = x at the start.
                    let y = if k = 0 then x else first
                    first <- add 1.0 x tau v
                    add (1.0 + beta) first -beta y
                | OptimiserRule.Adam(beta1, beta2, epsilon) ->
                    first <- add beta1 first (1.0 - beta1) v
                    second <- add beta2 second (1.0 - beta2) (Array.map (fun v -> v * v) v)
                    let mean = first |> Array.map (fun m -> m / (1.0 - pown beta1 (k + 1)))
                    let square = second |> Array.map (fun s -> s / (1.0 - pown beta2 (k + 1)))
                    add 1.0 x tau (Array.map2 (fun m s -> m / (sqrt s + epsilon)) mean square)
                | OptimiserRule.RmsProp(decay, epsilon) ->
                    second <- add decay second (1.0 - decay) (Array.map (fun v -> v * v) v)
                    add 1.0 x tau (Array.map2 (fun v s -> v / (sqrt s + epsilon)) v second)
                | OptimiserRule.Extragradient -> add 1.0 x tau (field (add 1.0 x tau v))
                | OptimiserRule.Optimistic ->
                    let before = if k = 0 then v else first
                    first <- v
                    add 1.0 x tau (add 2.0 v -1.0 before)

        states

    let internal rules =
        [
            Optimiser.gradientDescent 0.1
            Optimiser.heavyBall 0.1 0.8
            Optimiser.nesterov 0.1 0.8
            Optimiser.adam 0.1
            Optimiser.adamWith 0.1 0.0 0.5 1e-3
            Optimiser.rmsProp 0.1 0.9 1e-8
            Optimiser.extragradient 0.1
            Optimiser.optimistic 0.1
        ]

    [<Fact>]
    let ``every rule is its recursion`` () =
        // Whole vectors, a ragged end, and both.
        for count in [ 1; 3; 8; 19 ] do
            for optimiser in rules do
                let got = iterate optimiser field (start count) 30
                let want = plain optimiser.Rule (fun _ -> 0.1) (start count) 30

                // Forms of a step that are equal but for rounding, a few ulp each. Adam and RMSProp divide by the root
                // of a mean that may nearly vanish: rounding errors then grow by at most 1 / (1 - decay) per step.
                for k in 0..30 do
                    Array.iter2 (close 1e-11) want[k] got[k]

    [<Fact>]
    let ``a schedule multiplies the rate of each step`` () =
        for schedule in
            [
                Schedule.Linear 40
                Schedule.Cosine 40
                Schedule.Halving 7
                Schedule.InverseRoot 5
            ] do
            let rate k = 0.1 * Schedule.factor k schedule

            for optimiser in
                [
                    Optimiser.gradientDescent 0.1
                    Optimiser.adam 0.1
                    Optimiser.extragradient 0.1
                    Optimiser.optimistic 0.1
                ] do
                let got = iterate (Optimiser.scheduled schedule optimiser) field (start 5) 30
                let want = plain optimiser.Rule rate (start 5) 30
                Array.iter2 (close 1e-11) want[30] got[30]

    [<Fact>]
    let ``the heavy ball on a quadratic is a linear recursion of order two`` () =
        let tau, beta = 0.1, 0.25

        let path =
            iterate (Optimiser.heavyBall tau beta) (Array.map (fun v -> -v)) [| 1.0 |] 40
        // x+ = (1 + beta - tau) x - beta x-, from x = x- = 1: a sum of powers of the roots of its polynomial.
        let trace = 1.0 + beta - tau
        let gap = sqrt (trace * trace - 4.0 * beta)
        let large, small = 0.5 * (trace + gap), 0.5 * (trace - gap)
        // a + b = x(0) = 1 and a / large + b / small = x(-1) = 1.
        let a = (1.0 - 1.0 / small) / (1.0 / large - 1.0 / small)

        path
        |> Array.iteri (fun k x ->
            // Contracting: each step rounds by an ulp or two.
            close 1e-14 (a * Math.Pow(large, float k) + (1.0 - a) * Math.Pow(small, float k)) x[0])

    [<Fact>]
    let ``Adam along a constant velocity moves by its sign: both means are unbiased at every step`` () =
        let v = [| 1e-3; -1.0; 20.0; -1e6 |]
        let path = iterate (Optimiser.adam 0.01) (fun _ -> v) (Array.zeroCreate 4) 200

        for k in 0..200 do
            for p in 0..3 do
                // tau v / (|v| + epsilon) each; the corrections 1 - beta^k carry k ulp of 1 over 1 - beta2 = 1e-3.
                let got = path[k][p]
                close 1e-12 (0.01 * float k * v[p] / (abs v[p] + 1e-8)) got

    [<Fact>]
    let ``RMSProp along a constant velocity starts with long steps`` () =
        let path =
            iterate (Optimiser.rmsProp 0.01 0.9 1e-8) (fun _ -> [| -3.0 |]) [| 0.0 |] 50

        for k in 1..50 do
            let root = 3.0 * sqrt (1.0 - Math.Pow(0.9, float k))
            close 1e-14 (0.01 * -3.0 / (root + 1e-8)) (path[k][0] - path[k - 1][0])

    // x' = -y, y' = x: the game min over x, max over y of -x y, or any bilinear one.
    let private rotation (z: float[]) = [| -z[1]; z[0] |]
    let private radius (z: float[]) = sqrt (z[0] * z[0] + z[1] * z[1])

    [<Fact>]
    let ``on the bilinear game gradient descent spirals out by sqrt(1 + tau^2) each step`` () =
        for tau in [ 0.5; 0.1; 0.01 ] do
            let path = iterate (Optimiser.gradientDescent tau) rotation [| 0.6; -0.8 |] 100

            for before, after in Array.pairwise path do
                close 1e-14 (sqrt (1.0 + tau * tau)) (radius after / radius before)

    [<Fact>]
    let ``on the bilinear game extragradient spirals in by sqrt(1 - tau^2 + tau^4) each step`` () =
        for tau in [ 0.5; 0.1; 0.01 ] do
            let path = iterate (Optimiser.extragradient tau) rotation [| 0.6; -0.8 |] 100

            for before, after in Array.pairwise path do
                close 1e-14 (sqrt (1.0 - tau * tau + pown tau 4)) (radius after / radius before)

    [<Fact>]
    let ``on the bilinear game the optimistic gradient spirals in, by its characteristic roots`` () =
        for tau in [ 0.3; 0.1 ] do
            let path = iterate (Optimiser.optimistic tau) rotation [| 0.6; -0.8 |] 300
            // In the plane as C the field is i z: z+ = (1 + 2 i tau) z - i tau z-, with z- = z at the start.
            let turn = Complex(0.0, tau)
            let trace = Complex.One + 2.0 * turn
            let gap = Complex.Sqrt(trace * trace - 4.0 * turn)
            let r, s = 0.5 * (trace + gap), 0.5 * (trace - gap)
            let z0 = Complex(0.6, -0.8)
            let a = z0 * (Complex.One - 1.0 / s) / (1.0 / r - 1.0 / s)

            path
            |> Array.iteri (fun k z ->
                let want = a * Complex.Pow(r, float k) + (z0 - a) * Complex.Pow(s, float k)
                // Complex powers lose k ulp of their phase.
                close 1e-12 want.Real z[0]
                close 1e-12 want.Imaginary z[1])

            Assert.True(Complex.Abs r < 1.0 && Complex.Abs s < 1.0)
            Assert.True(radius path[300] < 0.5 * radius path[0], $"tau {tau}: radius {radius path[300]}")

    [<Fact>]
    let ``schedules at their corners`` () =
        for schedule in
            [
                Schedule.Constant
                Schedule.Linear 10
                Schedule.Cosine 10
                Schedule.Halving 10
                Schedule.InverseRoot 10
            ] do
            Assert.Equal(1.0, Schedule.factor 0 schedule)

            for k in 0..50 do
                Assert.InRange(Schedule.factor (k + 1) schedule, 0.0, Schedule.factor k schedule)

        Assert.Equal(0.25, Schedule.factor 30 (Schedule.Linear 40))
        Assert.Equal(0.0, Schedule.factor 40 (Schedule.Linear 40))
        Assert.Equal(0.0, Schedule.factor 99 (Schedule.Linear 40))
        close 1e-16 0.5 (Schedule.factor 20 (Schedule.Cosine 40))
        Assert.Equal(0.0, Schedule.factor 40 (Schedule.Cosine 40))
        Assert.Equal(0.0, Schedule.factor Int32.MaxValue (Schedule.Cosine 40))
        Assert.Equal(0.125, Schedule.factor 30 (Schedule.Halving 10))
        Assert.Equal(0.5, Schedule.factor 30 (Schedule.InverseRoot 10))
        close 1e-16 (0.01 * sqrt 0.5) (Optimiser.rateAt 5 (Optimiser.parse "gd:0.01@halving:10"))

    [<Fact>]
    let ``clipping shortens long velocities and leaves short ones to the bit`` () =
        let move v =
            let optimiser = Optimiser.gradientDescent 1.0 |> Optimiser.clipped 5.0

            let struct (x, _) =
                Optimiser.step optimiser (Optimiser.start 2 optimiser) [| 0.0; 0.0 |] v still

            x

        Assert.Equal<float[]>([| 3.0; -4.0 |], move [| 3.0; -4.0 |])
        Array.iter2 (close 1e-15) [| 3.0; -4.0 |] (move [| 6.0; -8.0 |])
        Assert.Equal<float[]>([| 0.0; 0.0 |], move [| 0.0; 0.0 |])
        // Neither a square nor the norm itself may overflow.
        Array.iter2 (close 1e-15) [| sqrt 12.5; -(sqrt 12.5) |] (move [| Double.MaxValue; -Double.MaxValue |])
        Assert.Equal<float[]>([| Double.Epsilon; 0.0 |], move [| Double.Epsilon; 0.0 |])

        // Both velocities of an extragradient step.
        let optimiser = Optimiser.extragradient 1.0 |> Optimiser.clipped 5.0
        let seen = ResizeArray<float[]>()

        let struct (x, _) =
            Optimiser.step optimiser (Optimiser.start 2 optimiser) [| 1.0; 1.0 |] [| 30.0; 40.0 |] (fun at ->
                seen.Add at
                [| -8.0; 6.0 |])

        Array.iter2 (close 1e-15) [| 4.0; 5.0 |] (Assert.Single seen)
        Array.iter2 (close 1e-15) [| -3.0; 4.0 |] x

    [<Fact>]
    let ``a step changes nothing that it is given`` () =
        for optimiser in rules do
            let optimiser = Optimiser.clipped 0.5 optimiser
            let x, v = start 5, field (start 5)

            let struct (moved, memory) =
                Optimiser.step optimiser (Optimiser.start 5 optimiser) x v field

            let again = memory.Arrays |> Array.map Array.copy
            let at, slope = Array.copy moved, field moved
            Optimiser.step optimiser memory moved slope field |> ignore
            Assert.Equal<float[]>(start 5, x)
            Assert.Equal<float[]>(field (start 5), v)
            Assert.Equal<float[]>(at, moved)
            Assert.Equal<float[]>(field at, slope)
            Assert.Equal<float[][]>(again, memory.Arrays)
            Assert.Equal(1, memory.Count)

    [<Fact>]
    let ``a memory of another rule or length is refused`` () =
        let refused optimiser (memory: OptimiserMemory) =
            argumentError (fun () -> Optimiser.step optimiser memory (start 3) (field (start 3)) field)

        let adam = Optimiser.adam 0.1
        Assert.Contains("memory must have 3 entries, but has 4", refused adam (Optimiser.start 4 adam))

        Assert.Contains(
            "memory must be that of adam, whose rule is to step, but is that of heavy-ball",
            refused adam (Optimiser.start 3 (Optimiser.heavyBall 0.1 0.9))
        )

        // Both keep one array.
        Assert.Contains(
            "is that of heavy-ball",
            refused (Optimiser.rmsProp 0.1 0.9 1e-8) (Optimiser.start 3 (Optimiser.heavyBall 0.1 0.9))
        )

        Assert.Contains(
            "memory of adam must have 2 arrays, but has 1",
            refused
                adam
                { Optimiser.start 3 adam with
                    Arrays = [| Array.zeroCreate 3 |]
                }
        )

        Assert.Contains(
            "memory.Count",
            refused
                adam
                { Optimiser.start 3 adam with
                    Count = -1
                }
        )

        Assert.Contains(
            "v must have 3 entries, but has 2",
            argumentError (fun () -> Optimiser.step adam (Optimiser.start 3 adam) (start 3) [| 1.0; 2.0 |] field)
        )

        let short = Optimiser.extragradient 0.1

        Assert.Contains(
            "field must have 3 entries, but has 2",
            argumentError (fun () ->
                Optimiser.step short (Optimiser.start 3 short) (start 3) (start 3) (fun _ -> [| 1.0; 2.0 |]))
        )

    [<Fact>]
    let ``bad arguments`` () =
        Assert.Contains("rate", argumentError (fun () -> Optimiser.gradientDescent infinity))
        Assert.Contains("beta1", argumentError (fun () -> Optimiser.adamWith 0.1 -0.1 0.9 1e-8))
        Assert.Contains("beta", argumentError (fun () -> Optimiser.nesterov 0.1 nan))
        Assert.Contains("norm", argumentError (fun () -> Optimiser.clipped nan (Optimiser.adam 0.1)))
        Assert.Contains("steps", argumentError (fun () -> Optimiser.scheduled (Schedule.Cosine 0) (Optimiser.adam 0.1)))
        Assert.Contains("k must be", argumentError (fun () -> Schedule.factor -1 Schedule.Constant))
