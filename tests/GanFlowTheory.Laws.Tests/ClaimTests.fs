namespace GanFlowTheory.Laws.Tests

open Xunit
open GanFlowTheory.Core
open GanFlowTheory.Laws

/// Every property and every necessity of the theory's claims.
type ClaimTests() =

    static let laws =
        Catalogue.theory
        |> List.collect (fun claim ->
            claim.Property @ claim.Necessity
            |> List.map (fun law -> $"{claim.Id}: {Law.describe law}", law))
        |> dict

    static member Names: seq<objnull[]> = laws.Keys |> Seq.map (fun name -> [| box name |])

    [<Theory>]
    [<MemberData(nameof ClaimTests.Names)>]
    member _.``holds``(name: string) =
        let settings =
            { Law.defaults with
                Cases = 30
                Seed = Seed.create 2026
            }

        match Law.run settings laws[name] with
        | Holds _ -> ()
        | Falsified f -> Assert.Fail((LawFalsified f).Message)

    [<Fact>]
    member _.``a necessity law shows the counterexample it found``() =
        for claim in Catalogue.theory do
            for law in claim.Necessity do
                match Law.run Law.defaults law with
                | Holds(_, Some witness) -> Assert.Contains("left ", witness)
                | Holds(_, None) -> Assert.Fail $"{Law.describe law} shows no counterexample."
                | Falsified f -> Assert.Fail((LawFalsified f).Message)

    [<Fact>]
    member _.``a claim runs as a whole``() =
        let claim = Catalogue.find "BSAG18-4"

        match Claim.run Law.defaults claim with
        | Holds(cases, _) -> Assert.True(cases >= 60)
        | Falsified f -> Assert.Fail((LawFalsified f).Message)

    [<Fact>]
    member _.``a claim with one false property is falsified``() =
        let claim = Catalogue.find "BSAG18-4"

        let broken =
            { claim with
                Property = claim.Property @ [ KnownBad.all.Head.Law ]
            }

        match Claim.run Law.defaults broken with
        | Falsified f -> Assert.Contains("kernel-symmetry", f.Law)
        | Holds _ -> Assert.Fail "a broken claim holds"
