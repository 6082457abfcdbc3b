namespace GanFlowTheory.Laws.Tests

open System
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
    member _.``holds``(name: string) = Named.holds laws[name] |> ignore

    [<Fact>]
    member _.``a necessity law shows the counterexample it found``() =
        for claim in Catalogue.theory do
            for law in claim.Necessity do
                match Law.run Law.defaults law with
                | Verdict.Holds(_, Some witness) ->
                    Assert.Contains("left ", witness)
                    // An instance that breaks down is no counterexample to a formula.
                    Assert.DoesNotContain("the check raised", witness)
                    Assert.DoesNotContain("left NaN", witness)
                | Verdict.Holds(_, None) -> Assert.Fail $"{Law.describe law} shows no counterexample."
                | Verdict.Falsified f -> Assert.Fail((LawFalsified f).Message)

    [<Fact>]
    member _.``a claim runs as a whole``() =
        let claim = Catalogue.find "BSAG18-4"

        match Claim.run Law.defaults claim with
        | Verdict.Holds(cases, _) -> Assert.True(cases >= 60)
        | Verdict.Falsified f -> Assert.Fail((LawFalsified f).Message)

    [<Fact>]
    member _.``few cases are few for the property, not for the search for a counterexample``() =
        let seen = ResizeArray<string * int>()
        let claim = Catalogue.find "BSAG18-4"

        let recording name =
            { claim.Property.Head with
                Check =
                    fun settings ->
                        seen.Add((name, settings.Cases))
                        Verdict.Holds(settings.Cases, None)
            }

        let recorded =
            { claim with
                Property = [ recording "property" ]
                Necessity = [ recording "necessity" ]
            }

        let run cases =
            seen.Clear()

            match Claim.run { Law.defaults with Cases = cases } recorded with
            | Verdict.Holds(total, _) -> total, List.ofSeq seen
            | Verdict.Falsified f -> raise (LawFalsified f)

        let least = Law.defaults.Cases
        Assert.Equal((3 + least, [ "property", 3; "necessity", least ]), run 3)
        Assert.Equal((2 * least, [ "property", least; "necessity", least ]), run least)
        Assert.Equal((100, [ "property", 50; "necessity", 50 ]), run 50)

    [<Theory>]
    [<InlineData(1)>]
    [<InlineData(3)>]
    member _.``true claims hold in any number of cases``(cases: int) =
        for claim in Catalogue.theory do
            match Claim.run { Law.defaults with Cases = cases } claim with
            | Verdict.Holds _ -> ()
            | Verdict.Falsified f -> Assert.Fail $"{claim.Id}: {(LawFalsified f).Message}"

    [<Fact>]
    member _.``no cases are refused``() =
        let claim = Catalogue.find "MN21-7"

        Assert.Throws<ArgumentException>(fun () -> Claim.run { Law.defaults with Cases = 0 } claim |> ignore)
        |> ignore

    [<Fact>]
    member _.``a claim with one false property is falsified``() =
        let claim = Catalogue.find "BSAG18-4"

        let bad = KnownBad.all.Head.Law

        let broken =
            { claim with
                Property = claim.Property @ [ bad ]
            }

        match Claim.run Law.defaults broken with
        | Verdict.Falsified f -> Assert.Contains(bad.Name, f.Law)
        | Verdict.Holds _ -> Assert.Fail "a broken claim holds"
