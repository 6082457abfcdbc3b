module GanFlowTheory.Core.Tests.Reproductions.PrintedFactTests

open System
open GanFlowTheory.Core
open Xunit

let private number ours error =
    PrintedFact.number "x" "s" 0.52 0.01 ours error |> PrintedFact.verdict

let private computed = FactError.Computed 0.0
let private sampled = FactError.Sampled

[<Fact>]
let ``a computed number is to be within half a unit of the last digit`` () =
    Assert.Equal(FactVerdict.Reproduced, number 0.5249 computed)
    Assert.Equal(FactVerdict.Reproduced, number 0.525 computed)
    Assert.Equal(FactVerdict.NotReproduced, number 0.5251 computed)
    Assert.Equal(FactVerdict.NotReproduced, number 0.5149 computed)
    Assert.Equal(FactVerdict.Reproduced, number 0.5259 (FactError.Computed 0.001))

[<Fact>]
let ``a sampled number has three standard errors more`` () =
    Assert.Equal(FactVerdict.Reproduced, number 0.5279 (sampled 0.001))
    Assert.Equal(FactVerdict.NotReproduced, number 0.5281 (sampled 0.001))
    // The margin is 0.03, three units: 0.49 to 0.55 would do as well.
    Assert.Equal(FactVerdict.Undecided, number 0.52 (sampled 0.01))
    // So far off it is another number whatever the error.
    Assert.Equal(FactVerdict.NotReproduced, number 0.6 (sampled 0.01))

[<Fact>]
let ``a bound is kept or missed by the margin`` () =
    let atMost ours =
        PrintedFact.atMost "x" "s" 1.0 ours (sampled 0.1) |> PrintedFact.verdict

    let atLeast ours =
        PrintedFact.atLeast "x" "s" 1.0 ours (sampled 0.1) |> PrintedFact.verdict

    Assert.Equal(FactVerdict.Reproduced, atMost 0.69)
    Assert.Equal(FactVerdict.Undecided, atMost 0.71)
    Assert.Equal(FactVerdict.Undecided, atMost 1.29)
    Assert.Equal(FactVerdict.NotReproduced, atMost 1.31)
    Assert.Equal(FactVerdict.NotReproduced, atLeast 0.69)
    Assert.Equal(FactVerdict.Undecided, atLeast 0.71)
    Assert.Equal(FactVerdict.Reproduced, atLeast 1.31)

[<Fact>]
let ``what is not finite is not reproduced, and an unknown error decides nothing`` () =
    Assert.Equal(FactVerdict.NotReproduced, number nan computed)
    Assert.Equal(FactVerdict.NotReproduced, number infinity (sampled 0.001))
    Assert.Equal(FactVerdict.Undecided, number 0.52 (sampled nan))

[<Fact>]
let ``the texts have the printed digits`` () =
    let fact = PrintedFact.number "x" "s" 0.5 0.01 0.5 computed
    Assert.Equal("0.50", PrintedFact.printedText fact)
    Assert.Equal("22", PrintedFact.printedText (PrintedFact.number "x" "s" 22.0 1.0 22.0 computed))
    Assert.Equal("at most 0", PrintedFact.printedText (PrintedFact.atMost "x" "s" 0.0 0.0 computed))
    Assert.Equal("exact", FactError.text computed)
    Assert.Equal("unknown", FactError.text (sampled nan))

[<Fact>]
let ``a printed number needs a unit`` () =
    Assert.Throws<ArgumentException>(fun () -> PrintedFact.number "x" "s" 1.0 0.0 1.0 computed |> ignore)
    |> ignore
