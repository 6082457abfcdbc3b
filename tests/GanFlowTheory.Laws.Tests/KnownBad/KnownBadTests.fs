namespace GanFlowTheory.Laws.Tests

open System
open System.IO
open System.Text.RegularExpressions
open Xunit
open GanFlowTheory.Core
open GanFlowTheory.Laws

/// A law that accepts a known-bad instance is worthless.
type KnownBadTests() =

    static let laws = Named.index (KnownBad.all |> List.map _.Law)

    static member Names = Named.rows laws

    [<Theory>]
    [<MemberData(nameof KnownBadTests.Names)>]
    member _.``is rejected``(name: string) =
        // Two seeds: the rejection does not hang on one lucky case.
        for seed in [ 0; 7 ] do
            match
                Law.run
                    { Law.defaults with
                        Seed = Seed.create seed
                    }
                    laws[name]
            with
            | Verdict.Falsified f ->
                Assert.DoesNotContain("could be generated", f.Detail)
                Assert.DoesNotContain("the check raised", f.Detail)
            | Verdict.Holds(cases, _) -> Assert.Fail($"{name} passed {cases} cases with seed {seed}.")

    [<Fact>]
    member _.``every law rejects at least one``() =
        let checkedLaws = Registry.laws |> List.map _.Name |> set
        let rejecting = KnownBad.all |> List.map _.Law.Name |> set
        Assert.Equal<Set<string>>(checkedLaws, rejecting)

    // The section of a law in laws.md, with every run of white space one space.
    static member private Section(name: string) =
        let text =
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "proofs-notes", "laws.md"))

        let section =
            Regex.Match(
                text,
                $@"^## law:{Regex.Escape name}\r?$.*?(?=^## |\z)",
                RegexOptions.Multiline ||| RegexOptions.Singleline
            )

        Regex.Replace(section.Value, @"\s+", " ")

    [<Fact>]
    member _.``laws.md names them all, and no others``() =
        for name, bad in KnownBad.all |> List.groupBy _.Law.Name do
            let flaws = String.Join("; ", bad |> List.map _.Flaw)
            Assert.Contains($"Known-bad instances that it rejects: {flaws}. ", KnownBadTests.Section name + " ")

    /// The known-bad instances of a claim's laws are among its necessity laws, next to hypotheses that are dropped.
    [<Fact>]
    member _.``every law of a claim rejects at least one``() =
        let rejecting = Catalogue.all |> List.collect _.Necessity |> List.map _.Name |> set

        let accepting =
            [
                for claim in Catalogue.all do
                    for law in List.distinctBy _.Name claim.Property do
                        if not (rejecting.Contains $"not:{law.Name}") then
                            $"{claim.Id}: {law.Name}"
            ]

        Assert.Equal<string list>([], accepting)
