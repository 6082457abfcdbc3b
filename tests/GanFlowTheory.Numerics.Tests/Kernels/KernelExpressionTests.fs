module GanFlowTheory.Core.Tests.KernelExpressionTests

open System
open System.Globalization
open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core
open GanFlowTheory.Core.Tests.Testing
open Xunit

let private replayed =
    Config.QuickThrowOnFailure
        .WithMaxTest(500)
        .WithReplay(
            Some
                {
                    Rnd = Rnd(5UL, 0x9E3779B97F4A7C15UL)
                    Size = None
                }
        )

// Positive numbers over many magnitudes, whose shortest forms have exponents and up to 17 digits.
let private magnitude =
    gen {
        let! exponent = Gen.choose (-25, 25)
        let! digits = Gen.choose (1, Int32.MaxValue)
        let! fine = Gen.choose (1, 1 <<< 20)

        return!
            Gen.elements
                [
                    float digits * Math.Pow(10.0, float exponent - 9.0)
                    1.0 + 1.0 / float fine
                    float fine
                ]
    }

let private small = Gen.choose (1, 100000) |> Gen.map (fun v -> float v / 777.0)

let private single =
    Gen.oneof
        [
            Gen.map Kernel.gaussian magnitude
            Gen.map Kernel.laplace magnitude
            Gen.map Kernel.matern32 magnitude
            Gen.map Kernel.matern52 magnitude
            Gen.map Kernel.rationalQuadratic small
            Gen.map2 Kernel.inverseMultiquadric magnitude small
            Gen.map Kernel.polynomial (Gen.choose (1, 5))
            Gen.map (fun v -> Kernel.distanceOf (2.0 * v / (1.0 + v))) small
            Gen.map2 (fun u v -> Kernel.distanceFrom [| -u; v |]) magnitude magnitude
            Gen.map2 (fun u v -> Kernel.distanceOfFrom (2.0 * u / (1.0 + u)) [| v; -u |]) small magnitude
            Gen.elements
                [
                    Kernel.distance
                    Kernel.dot
                    Kernel.poly3
                    Kernel.rqPaper
                    Kernel.rqCode
                    Kernel.rqCodeStar
                    Kernel.rbfMix
                ]
        ]

let rec private kernelOf depth =
    if depth = 0 then
        single
    else
        let inner = kernelOf (depth - 1)

        Gen.frequency
            [
                1, single
                2, Gen.map2 Kernel.add inner inner
                2, Gen.map2 Kernel.scale (Gen.oneof [ magnitude; Gen.constant 0.0 ]) inner
            ]

let private kernels = Gen.choose (0, 4) |> Gen.bind kernelOf

let private probes =
    [ [| 0.0; 0.0 |]; [| 1.0; -2.0 |]; [| 0.25; 3.0 |]; [| -1e-3; 40.0 |] ]

let private valueBits (kernel: Kernel) =
    [
        for x in probes do
            for y in probes do
                BitConverter.DoubleToInt64Bits(Kernel.value kernel x y)
    ]

/// The same summands in the same order: equal bits everywhere.
let private assertSame (expected: Kernel) (actual: Kernel) =
    Assert.Equal(expected.Name, actual.Name)
    Assert.Equal(expected.Terms.Length, actual.Terms.Length)
    Assert.Equal<int64 list>(valueBits expected, valueBits actual)

let private property (arbitrary: Arbitrary<'a>) (body: 'a -> unit) =
    Check.One(replayed, Prop.forAll arbitrary body)

let private shown = Arb.fromGen (Gen.map (fun (k: Kernel) -> k.Name, k) kernels)

[<Fact>]
let ``every kernel's name makes the same kernel again`` () =
    property shown (fun (name, kernel) -> assertSame kernel (Kernel.parse name))

[<Fact>]
let ``a name does not depend on the culture`` () =
    let before = CultureInfo.CurrentCulture
    // A culture of our own with a decimal comma: it exists on every machine.
    let comma = CultureInfo.InvariantCulture.Clone() :?> CultureInfo
    comma.NumberFormat.NumberDecimalSeparator <- ","

    try
        CultureInfo.CurrentCulture <- comma

        for kernel in
            [
                Kernel.gaussian 0.5
                Kernel.inverseMultiquadric 1.5 0.5
                Kernel.polynomial 2
                Kernel.distanceFrom [| 0.5; 1.5 |]
                Kernel.scale 0.1 Kernel.rqPaper
            ] do
            assertSame kernel (Kernel.parse kernel.Name)
    finally
        CultureInfo.CurrentCulture <- before

[<Fact>]
let ``blanks between the parts change nothing`` () =
    property shown (fun (name, kernel) ->
        let mutable spaced =
            name.Replace("(", " ( ").Replace(")", "\t) ").Replace(" + ", "  +")
        // The star of rq-code* is part of the name.
        spaced <- spaced.Replace("rq-code*", "rq-code#").Replace("*", " * ").Replace("rq-code#", "rq-code*")
        assertSame kernel (Kernel.parse $"  {spaced} "))

let meanings: TheoryData<string, string, Kernel> =
    let data = TheoryData<string, string, Kernel>()
    let add text name kernel = data.Add(text, name, kernel)
    add "gaussian:1.0" "gaussian:1" (Kernel.gaussian 1.0)
    add "laplace:1" "laplace:1" (Kernel.laplace 1.0)
    add "rq:.5" "rq:0.5" (Kernel.rationalQuadratic 0.5)
    add "imq:1,0.5" "imq:1,0.5" (Kernel.inverseMultiquadric 1.0 0.5)
    add "imq: 2 , 0.5" "imq:2,0.5" (Kernel.inverseMultiquadric 2.0 0.5)
    add "matern32:1" "matern32:1" (Kernel.matern32 1.0)
    add "matern52:+1e+1" "matern52:10" (Kernel.matern52 10.0)
    add "distance" "distance" Kernel.distance
    add "distance:1" "distance" Kernel.distance
    add "distance: .5" "distance:0.5" (Kernel.distanceOf 0.5)
    add "distance:2" "distance:2" (Kernel.distanceOf 2.0)
    add "distance:.5, 1,-2" "distance:0.5,1,-2" (Kernel.distanceOfFrom 0.5 [| 1.0; -2.0 |])
    add "distance:1,2,0.5" "distance-from:2,0.5" (Kernel.distanceFrom [| 2.0; 0.5 |])
    add "distance-from:0,1" "distance-from:0,1" (Kernel.distanceFrom [| 0.0; 1.0 |])
    add "dot" "dot" Kernel.dot
    add "poly3" "poly3" Kernel.poly3
    add "poly7" "poly7" (Kernel.polynomial 7)
    add "rq-code*" "rq-code*" Kernel.rqCodeStar
    add "2*rq-code*" "2*(rq-code*)" (Kernel.scale 2.0 Kernel.rqCodeStar)
    add "((dot))" "dot" Kernel.dot
    add "0.1*dot+dot" "0.1*dot + dot" (Kernel.add (Kernel.scale 0.1 Kernel.dot) Kernel.dot)
    add "0.1*(dot+dot)" "0.1*(dot + dot)" (Kernel.scale 0.1 (Kernel.add Kernel.dot Kernel.dot))
    add "2*3*dot" "2*3*dot" (Kernel.scale 2.0 (Kernel.scale 3.0 Kernel.dot))

    let gaussian, laplace = Kernel.gaussian 1e5, Kernel.laplace 2.0
    add "gaussian:1E+05+laplace:2" "gaussian:100000 + laplace:2" (Kernel.add gaussian laplace)

    let rq = [ 0.1; 1.0; 10.0 ] |> List.map Kernel.rationalQuadratic |> Kernel.sum
    add "rq:0.1 + rq:1 + rq:10 + dot" "rq:0.1 + rq:1 + rq:10 + dot" (Kernel.add rq Kernel.dot)
    data

[<Theory>]
[<MemberData(nameof meanings)>]
let ``an expression means what it says`` (text: string, name: string, expected: Kernel) =
    let kernel = Kernel.parse text
    Assert.Equal(name, kernel.Name)
    assertSame expected kernel

[<Fact>]
let ``the named mixtures have the summands of their papers`` () =
    let rq a = Kernel.rationalQuadratic a

    let same (named: Kernel) (parts: Kernel list) =
        Assert.Equal<int64 list>(valueBits (Kernel.sum parts), valueBits named)

    same (Kernel.parse "rq-paper") [ rq 0.2; rq 0.5; rq 1.0; rq 2.0; rq 5.0 ]
    same (Kernel.parse "rq-code") [ rq 0.1; rq 1.0; rq 10.0 ]
    same (Kernel.parse "rq-code*") [ rq 0.1; rq 1.0; rq 10.0; Kernel.dot ]

    same (Kernel.parse "rbf-mix") ([ 2.0; 5.0; 10.0; 20.0; 40.0; 80.0 ] |> List.map Kernel.gaussian)

[<Theory>]
[<InlineData("", 1, "it is empty")>]
[<InlineData("  ", 3, "it is empty")>]
[<InlineData("gausian:1", 1, "unknown kernel 'gausian'; did you mean 'gaussian'?")>]
[<InlineData("dot + mattern32:1", 7, "did you mean 'matern32'?")>]
[<InlineData("zzzzzzzz", 1, "unknown kernel 'zzzzzzzz'; known: gaussian, laplace")>]
[<InlineData("gaussian", 1, "gaussian takes 1 parameter, gaussian:s, but has none")>]
[<InlineData("gaussian:", 10, "the bandwidth of gaussian is missing")>]
[<InlineData("gaussian:1,2", 1, "gaussian takes 1 parameter, gaussian:s, but has 2")>]
[<InlineData("imq:1", 1, "imq takes 2 parameters, imq:c,b, but has 1")>]
[<InlineData("imq:1,", 7, "the exponent of imq is missing")>]
[<InlineData("imq:1,-1", 7, "the exponent of imq must be positive, but is -1")>]
[<InlineData("dot:1", 1, "dot takes no parameter")>]
[<InlineData("rq-paper:1", 1, "rq-paper takes no parameter")>]
[<InlineData("gaussian:abc", 10, "the bandwidth of gaussian must be a number, but is 'abc'")>]
[<InlineData("gaussian:NaN", 10, "must be a number, but is 'NaN'")>]
[<InlineData("gaussian:Infinity", 10, "must be a number, but is 'Infinity'")>]
[<InlineData("gaussian:1e999", 10, "must be finite, but is '1e999'")>]
[<InlineData("gaussian:0", 10, "the bandwidth of gaussian must be positive, but is 0")>]
[<InlineData("laplace:-1", 9, "the bandwidth of laplace must be positive, but is -1")>]
[<InlineData("rq:median", 4, "the exponent of rq must be a number, but is 'median'")>]
[<InlineData("gaussian:medium", 10, "must be a number, but is 'medium'")>]
[<InlineData("distance:", 10, "the power of distance is missing")>]
[<InlineData("distance:1,2,", 14, "a coordinate of the base point is missing")>]
[<InlineData("distance:0", 10, "the power of distance must be positive, but is 0")>]
[<InlineData("distance:2.5", 10, "the power of distance must be above 0, from 1E-60 on, and at most 2, but is 2.5")>]
[<InlineData("distance:median", 10, "the power of distance must be a number, but is 'median'")>]
[<InlineData("distance-from", 1, "takes the base point")>]
[<InlineData("distance-from:1,x", 17, "a coordinate of the base point must be a number, but is 'x'")>]
[<InlineData("poly0", 1, "the degree of poly must be a whole number of at least 1, but is '0'")>]
[<InlineData("poly99999999999", 1, "the degree of poly")>]
[<InlineData("dot +", 6, "the expression ends here")>]
[<InlineData("+ dot", 1, "a kernel was expected, but '+' was found")>]
[<InlineData("dot + + dot", 7, "a kernel was expected, but '+' was found")>]
[<InlineData("dot dot", 5, "'+' or the end was expected, but 'd' was found")>]
[<InlineData("(dot", 1, "this parenthesis is never closed")>]
[<InlineData("2*(dot + (dot)", 3, "this parenthesis is never closed")>]
[<InlineData("(dot dot)", 6, "')' or '+' was expected, but 'd' was found")>]
[<InlineData("dot)", 4, "this parenthesis was never opened")>]
[<InlineData("()", 2, "a kernel was expected, but ')' was found")>]
[<InlineData("-0.1*dot", 1, "a factor must be non-negative, but is -0.1")>]
[<InlineData("dot - dot", 5, "kernels are added, never subtracted")>]
[<InlineData("0.1 dot", 1, "the factor 0.1 must be followed by * and a kernel")>]
[<InlineData("2", 1, "the factor 2 must be followed by * and a kernel")>]
[<InlineData("2*", 3, "the expression ends here")>]
[<InlineData("2x*dot", 1, "a factor must be a number, but is '2x'")>]
[<InlineData("dot*2", 4, "a factor stands before its kernel")>]
[<InlineData("dot*dot", 4, "kernels are not multiplied")>]
let ``a fault is one sentence with its position`` (text: string, position: int, sentence: string) =
    let message = argumentError (fun () -> Kernel.read text)
    Assert.StartsWith($"kernel expression '{text}', position {position}: ", message)
    Assert.Contains(sentence, message)

[<Fact>]
let ``an endless nesting is refused, not followed`` () =
    for unit in [ "("; "1*" ] do
        let message = argumentError (fun () -> Kernel.read (String.replicate 100000 unit))

        Assert.Contains("nested deeper than", message)

[<Fact>]
let ``garbage gives an argument error or a kernel, nothing else`` () =
    let pieces =
        Gen.elements
            [
                "gaussian:"
                "dot"
                "rq-code"
                "poly"
                "imq:1"
                "median"
                "*"
                "+"
                "("
                ")"
                ","
                ":"
                "-"
                "1"
                "2.5"
                "e"
                " "
                "é"
            ]

    let texts = Gen.listOf pieces |> Gen.map (String.concat "") |> Arb.fromGen

    property texts (fun text ->
        try
            Kernel.read text |> ignore
        with :? ArgumentException ->
            ())

let private resolve text sample =
    Kernel.resolve (Kernel.read text) sample

let private threePoints () = Points.ofValues [| 0.0; 1.0; 10.0 |]

[<Theory>]
[<InlineData("gaussian")>]
[<InlineData("laplace")>]
[<InlineData("matern32")>]
[<InlineData("matern52")>]
let ``median takes the median heuristic of the sample and says so`` (name: string) =
    let resolved = resolve $"{name}:median" (Some threePoints)
    // Distances 1, 10, 9.
    Assert.Equal<(string * float) list>([ $"{name}:median", 9.0 ], resolved.Chosen)
    Assert.Equal($"{name}:9", resolved.Kernel.Name)
    assertSame (Kernel.parse $"{name}:9") resolved.Kernel

[<Fact>]
let ``the sample is called for once, and only if it is needed`` () =
    let mutable calls = 0

    let sample () =
        calls <- calls + 1
        threePoints ()

    Assert.Empty((resolve "gaussian:1 + dot" (Some sample)).Chosen)
    Assert.Equal(0, calls)

    let resolved = resolve "gaussian:median + 0.5*(dot + laplace:median)" (Some sample)

    Assert.Equal<(string * float) list>([ "gaussian:median", 9.0; "laplace:median", 9.0 ], resolved.Chosen)
    Assert.Equal("gaussian:9 + 0.5*(dot + laplace:9)", resolved.Kernel.Name)
    Assert.Equal(1, calls)

[<Fact>]
let ``parsing alone says whether a sample is needed`` () =
    Assert.True((Kernel.read "dot + 2*(gaussian:median)").NeedsSample)
    Assert.False((Kernel.read "dot + 2*(gaussian:3)").NeedsSample)

[<Fact>]
let ``median without a sample is an argument error`` () =
    let message = argumentError (fun () -> Kernel.parse "dot + gaussian:median")

    Assert.Contains("'dot + gaussian:median' asks for the median heuristic, but there is no sample", message)

[<Theory>]
[<InlineData("gaussian:1e-61", "s must be between 1E-60 and 1E+60, but is 1E-61")>]
[<InlineData("imq:1e61,1", "c must be between 1E-60 and 1E+60, but is 1E+61")>]
[<InlineData("rq:1e7", "a must be between 1E-60 and 1E+06, but is 10000000")>]
let ``parameters beyond what float64 can square are refused`` (text: string, sentence: string) =
    Assert.Contains(sentence, argumentError (fun () -> Kernel.parse text))

[<Fact>]
let ``a sum of more terms than a person writes is refused, and one of as many is read`` () =
    let sum (count: int) =
        String.concat "+" (Array.create count "gaussian:1")

    Assert.Equal(1000, (Kernel.parse (sum 1000)).Terms.Length)
    Assert.Contains("a kernel has at most 1000 terms", argumentError (fun () -> Kernel.parse (sum 1001)))
    // In parentheses too, and in a sentence of bearable length.
    let sentence =
        argumentError (fun () -> Kernel.read $"({sum 600}) + 2*({sum 30000})")

    Assert.Contains("a kernel has at most 1000 terms", sentence)
    Assert.True(sentence.Length < 400, sentence)

[<Fact>]
let ``many kernels are added at once`` () =
    let kernels = List.replicate 20000 (Kernel.gaussian 1.0)
    Assert.Equal(20000, (Kernel.sum kernels).Terms.Length)

[<Fact>]
let ``the digits that a polynomial loses far from the origin`` () =
    let at (offset: float) =
        Points.ofRows [ [ offset - 10.0; 0.0 ]; [ offset + 10.0; 0.0 ] ]

    // c = 1e9 + 10 and s = 10: 2 log10(1e8).
    Assert.Equal(16.0, Kernel.lostDigits Kernel.poly3 (at 1e9), 6)
    Assert.Equal(16.0, Kernel.lostDigits (Kernel.add (Kernel.gaussian 1.0) (Kernel.polynomial 2)) (at 1e9), 6)
    Assert.Equal(2.0 * log10 2.0, Kernel.lostDigits Kernel.poly3 (at 10.0), 12)
    // Far and tiny alike: a ratio of lengths.
    Assert.Equal(
        Kernel.lostDigits Kernel.poly3 (at 1e4),
        Kernel.lostDigits Kernel.poly3 (Points.scale 1e200 (at 1e4)),
        9
    )

    for kernel in
        [
            Kernel.dot
            Kernel.polynomial 1
            Kernel.gaussian 1.0
            Kernel.distance
            Kernel.add Kernel.dot (Kernel.laplace 1.0)
        ] do
        Assert.Equal(0.0, Kernel.lostDigits kernel (at 1e9))

    Assert.Equal(0.0, Kernel.lostDigits Kernel.poly3 (Points.ofRows [ [ 5.0 ]; [ 5.0 ] ]))
    Assert.Equal(0.0, Kernel.lostDigits Kernel.poly3 (Points.ofRows [ [ 0.0 ]; [ 0.0 ] ]))
