module GanFlowTheory.Core.Tests.NearestNameTests

open GanFlowTheory.Core
open GanFlowTheory.Core.Tests.Testing
open Xunit

[<Theory>]
[<InlineData("", "", 0)>]
[<InlineData("", "abc", 3)>]
[<InlineData("kitten", "sitting", 3)>]
[<InlineData("eigth", "eight", 1)>]
// The swap may enclose an insertion: ca -> ac -> abc (the distance that allows no edit inside a swap gives 3).
[<InlineData("ca", "abc", 2)>]
[<InlineData("Rings", "rings", 0)>]
let ``the distance counts insertions, deletions, substitutions and swaps`` (a: string, b: string, expected: int) =
    Assert.Equal(expected, NearestName.distance a b)

[<Fact>]
let ``the distance is a metric on all words of up to three letters`` () =
    let letters = [ "a"; "b"; "c" ]

    let longer words =
        List.allPairs letters words |> List.map (fun (l, w) -> l + w)

    let two = longer letters
    let words = "" :: letters @ two @ longer two
    let d = NearestName.distance

    for a in words do
        for b in words do
            Assert.Equal(d a b, d b a)
            Assert.Equal((a = b), (d a b = 0))

    for a in two do
        for b in words do
            for c in words do
                Assert.True(d b c <= d b a + d a c, $"{b} -> {c} is longer than by way of {a}")

[<Fact>]
let ``the nearest name is suggested`` () =
    let known = [ "two-moons"; "eight-gaussians"; "rings" ]
    Assert.Equal("eight-gaussians", NearestName.find "eigth-gaussians" known)

    Assert.Equal(
        "unknown target 'eigth-gaussians'; did you mean 'eight-gaussians'? known: two-moons, eight-gaussians, rings",
        NearestName.unknown "target" "eigth-gaussians" known
    )

[<Fact>]
let ``nothing is suggested for a name that is like none`` () =
    Assert.Equal("unknown target 'xyz'; known: rings, funnel", NearestName.unknown "target" "xyz" [ "rings"; "funnel" ])

[<Fact>]
let ``an empty list of names is refused`` () =
    Assert.Contains("known", argumentError (fun () -> NearestName.find "a" []))
