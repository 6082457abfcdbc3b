module GanFlowTheory.Core.Tests.Reproductions.ReproductionTests

open System
open GanFlowTheory.Core
open Xunit

let names () : TheoryData<string> =
    TheoryData<string>(Reproduction.all |> List.map _.Name)

let private facts (name: string) =
    (Reproduction.parse name).Facts(Seed.create 0)

/// Every fact with what the source says moved by more than the margin: a number by three units and three margins, a bound to the wrong side of ours.
let private spoilt (fact: PrintedFact) : PrintedFact =
    let margin = FactError.margin fact.Error
    // A bound is missed where ours lies beyond it by more than the margin.
    let beyond = margin + max 1e-9 (abs fact.Ours * 1e-9)

    { fact with
        Printed =
            match fact.Printed with
            | PrintedValue.Number(value, unit) -> PrintedValue.Number(value + 3.0 * unit + 3.0 * margin, unit)
            | PrintedValue.AtMost _ -> PrintedValue.AtMost(fact.Ours - beyond)
            | PrintedValue.AtLeast _ -> PrintedValue.AtLeast(fact.Ours + beyond)
    }

[<Theory; MemberData(nameof names)>]
let ``every fact is reproduced, and none with a wrong print`` (name: string) =
    let all = facts name
    Assert.NotEmpty all

    for fact in all do
        Assert.True((PrintedFact.word fact = "reproduced"), $"{fact.What}: {PrintedFact.word fact}, {fact.Ours:R}")
        Assert.Equal(FactVerdict.NotReproduced, PrintedFact.verdict (spoilt fact))

[<Fact>]
let ``the same seed gives the same numbers, and another seed others where there is chance`` () =
    let ours seed =
        (Reproduction.parse "bsag18-b4").Facts(Seed.create seed) |> List.map _.Ours

    Assert.Equal<float list>(ours 1, ours 1)
    let one, two = ours 1, ours 2
    Assert.Equal(one[0], two[0])
    Assert.NotEqual(one[1], two[1])

/// erf(1/2), by its series to 1e-16.
[<Fact>]
let ``the chance and the mean of B.4 are those of erf`` () =
    let erf =
        Seq.init 16 (fun n ->
            (if n % 2 = 0 then 1.0 else -1.0) * 0.5 ** float (2 * n + 1)
            / (float (2 * n + 1) * (Seq.fold (*) 1.0 (Seq.init n (fun k -> float (k + 1))))))
        |> Seq.sum
        |> fun s -> 2.0 / sqrt Math.PI * s

    let all = facts "bsag18-b4"
    Assert.Equal(0.5 * (1.0 - erf), all[0].Ours, 1e-12)
    Assert.Equal(erf, all[2].Ours, 1e-12)

/// Two ways to one number: they differ by four standard errors once in 16,000 seeds.
[<Fact>]
let ``quadrature and simulation of B.5 agree`` () =
    let all = facts "bsag18-b5"

    match all[1].Error with
    | FactError.Sampled error -> Assert.InRange(all[1].Ours - all[0].Ours, -4.0 * error, 4.0 * error)
    | other -> Assert.Fail(string other)

[<Fact>]
let ``a mistyped name gives the nearest`` () =
    let e =
        Assert.Throws<ArgumentException>(fun () -> Reproduction.parse "yzl23-gausian" |> ignore)

    Assert.Contains("did you mean 'yzl23-gaussian'?", e.Message)
