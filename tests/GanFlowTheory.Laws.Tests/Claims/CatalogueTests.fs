namespace GanFlowTheory.Laws.Tests

open System
open System.IO
open Xunit
open GanFlowTheory.Laws

/// Claims, pages, properties and necessity agree.
type CatalogueTests() =

    static let folder = Path.Combine(AppContext.BaseDirectory, "proofs-notes")

    static let page (claim: Claim) =
        File.ReadAllText(Path.Combine(folder, claim.Page))

    static member Ids: seq<objnull[]> = Catalogue.all |> Seq.map (fun claim -> [| box claim.Id |])

    [<Theory>]
    [<MemberData(nameof CatalogueTests.Ids)>]
    member _.``page states the claim and its hypotheses``(id: string) =
        let claim = Catalogue.find id
        let text = page claim
        Assert.Contains($"> {claim.Statement}\n", text.Replace("\r\n", "\n"))
        Assert.Contains(claim.Id, text)

        for hypothesis in claim.Hypotheses do
            Assert.Contains($"* {hypothesis}\n", text.Replace("\r\n", "\n"))

    [<Theory>]
    [<MemberData(nameof CatalogueTests.Ids)>]
    member _.``claim has properties with statements and necessity``(id: string) =
        let claim = Catalogue.find id
        Assert.NotEmpty claim.Property
        Assert.NotEmpty claim.Necessity

        for law in claim.Property @ claim.Necessity do
            Assert.NotEqual<string>("", law.Statement)
            Assert.NotEqual<string>("", law.Tolerance)

    [<Fact>]
    member _.``page names every property of its claim``() =
        for claim in Catalogue.theory do
            let text = page claim

            for law in claim.Property do
                Assert.True(text.Contains $"*{law.Name}*", $"{claim.Page} does not explain {law.Name}.")

    [<Fact>]
    member _.``every page belongs to a claim``() =
        let pages = DirectoryInfo(folder).GetFiles("*.md") |> Array.map _.Name |> set
        let claimed = Catalogue.all |> List.map _.Page |> set
        Assert.Equal<Set<string>>(pages, Set.add "README.md" claimed)

    [<Fact>]
    member _.``the index lists every claim with its page``() =
        let index = File.ReadAllText(Path.Combine(folder, "README.md"))

        for claim in Catalogue.theory do
            Assert.Contains($"| {claim.Id} |", index)
            Assert.Contains($"[{claim.Page}]({claim.Page})", index)

        Assert.Contains("[laws.md](laws.md)", index)

    [<Fact>]
    member _.``ids are unique and follow the theory``() =
        let ids = Catalogue.all |> List.map _.Id
        Assert.Equal<string list>(List.distinct ids, ids)

        Assert.Equal<string list>(
            [
                "MN21-1"
                "MN21-2"
                "MN21-3"
                "MN21-4"
                "MN21-5"
                "MN21-6"
                "MN21-7"
                "MN21-8"
                "MMD-W2"
                "HZ23-1"
                "HZ23-2"
                "HZ23-3"
                "HZ23-4"
                "HZ23-5"
                "HZ23-6"
                "HZ23-7"
                "HZ23-8"
                "BSAG18-1"
                "BSAG18-2"
                "BSAG18-3"
                "BSAG18-4"
                "BSAG18-5"
                "BSAG18-6"
                "BSAG18-7"
                "BSAG18-8"
                "BSAG18-9"
                "BSAG18-10"
                "BSAG18-11"
                "BSAG18-12"
                "T21-0"
                "T21-1"
                "T21-2"
                "T21-3"
                "T21-4"
                "T21-5"
                "T21-6"
                "T21-7"
                "YZL23-1"
                "YZL23-2"
                "YZL23-3"
                "YZL23-4"
                "YZL23-5"
                "YZL23-6"
            ],
            Catalogue.theory |> List.map _.Id
        )

    [<Fact>]
    member _.``every law of the registry is in exactly one claim``() =
        let claimed = LawClaims.all |> List.sumBy _.Property.Length
        Assert.Equal(Registry.laws.Length, claimed)

    [<Fact>]
    member _.``ids are found in any case of letters``() =
        Assert.Equal("MN21-7", (Catalogue.find "mn21-7").Id)

    [<Fact>]
    member _.``an unknown id suggests the nearest``() =
        let error =
            Assert.ThrowsAny<ArgumentException>(fun () -> Catalogue.find "MN21-77" |> ignore)

        Assert.Contains("MN21-77", error.Message)
        Assert.Contains("MN21-7", error.Message)
