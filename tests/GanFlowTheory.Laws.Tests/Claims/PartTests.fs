namespace GanFlowTheory.Laws.Tests

open System
open System.Collections.Generic
open Xunit
open FsCheck.FSharp
open GanFlowTheory.Core
open GanFlowTheory.Laws

/// Claims that are run in parts: what is joined is what one run finds.
type PartTests() =

    let head name =
        {
            Name = name
            Statement = ""
            Source = ""
            Judge = Judge.AtMost(0.0, "whole numbers")
        }

    // Of the numbers up to 1000 those above the first limit have no equations, and those above the second break the law.
    // Each number that is judged is put into the list.
    let numbers (judged: List<int>) (name: string) (speaks: int -> bool) (limit: int) =
        Law.forAll (head name) "numbers" (Arb.fromGenShrink (Gen.choose (0, 1000), Generators.shrinkInt)) (fun n ->
            judged.Add n

            if not (speaks n) then
                []
            elif n = 997 then
                failwith "997 is raised"
            else
                [ Equation.scalar "n" 1.0 (float n) (float (min n limit)) ])

    let claim (judged: List<int>) (speaks: int -> bool) (limit: int) : Claim =
        {
            Id = "P-1"
            Statement = ""
            Hypotheses = []
            Source = ""
            Page = ""
            Property =
                [
                    numbers judged "first" speaks 2000
                    numbers judged "second" speaks limit
                    Law.forEach (head "listed") "" [ 1..30 ] (fun n -> [ Equation.condition "listed" (n < limit) ])
                ]
            Necessity = [ Law.fails "some number is above 900" (numbers judged "third" speaks 900) ]
        }

    // All that a verdict says; what was raised by its message, for each run raises its own.
    let told verdict =
        match verdict with
        | Verdict.Holds(cases, witness) -> [ string cases; string witness ]
        | Verdict.Falsified f ->
            [
                f.Law
                f.Case
                f.Detail
                f.Seed
                string f.CasesBefore
                f.Error |> Option.map _.Message |> string
            ]

    let joined count settings claim =
        let parts =
            [
                for at in 1..count ->
                    let shard = Shard.create at count
                    shard, Claim.runShard shard settings claim
            ]

        Claim.join parts settings claim

    static member Kinds: seq<objnull[]> =
        seq {
            for divisor in [ 1; 2; 3; 5 ] do
                for limit in [ 20; 400; 990; 2000 ] do
                    [| box divisor; box limit |]
        }

    // A law that holds, one that is broken at once, late or never, one that raises, one that speaks of too few cases: the
    // verdict, its case and its replay, for parts of every number up to 7 and several seeds.
    [<Theory>]
    [<MemberData(nameof PartTests.Kinds)>]
    member _.``the joined verdict is that of one run``(divisor: int, limit: int) =
        let claim = claim (List()) (fun n -> divisor = 1 || n % divisor <> 0) limit
        let verdicts = HashSet<string>()

        for seed in 0..4 do
            for cases in [ 3; 20; 150 ] do
                let settings =
                    { Law.defaults with
                        Seed = Seed.create seed
                        Cases = cases
                    }

                let whole = told (Claim.run settings claim)
                verdicts.Add(String.concat "|" whole) |> ignore

                for count in 1..7 do
                    Assert.Equal<string list>(whole, told (joined count settings claim))

        Assert.True(verdicts.Count > 1)

    [<Fact>]
    member _.``a law that speaks of too few cases is refused as in one run``() =
        let claim = claim (List()) (fun n -> n % 10 = 0) 2000
        let whole = told (Claim.run Law.defaults claim)
        Assert.Contains("a law must speak of at least half", whole[2])

        for count in 2..5 do
            Assert.Equal<string list>(whole, told (joined count Law.defaults claim))

    // Without a case that breaks it a law is judged once for each case, in whatever part; a few cases more or less where some have
    // no equations, for a part knows of its own alone.
    [<Theory>]
    [<InlineData(1, 0)>]
    [<InlineData(5, 12)>]
    member _.``each case is judged in one part, and few are when parts are joined``(divisor: int, few: int) =
        let judged = List<int>()

        let claim =
            { claim judged (fun n -> n <> 997 && (divisor = 1 || n % divisor <> 0)) 2000 with
                Necessity = []
            }

        let settings = { Law.defaults with Cases = 400 }
        Claim.run settings claim |> ignore
        let whole = judged.Count
        let parts = List()

        for at in 1..4 do
            judged.Clear()
            let shard = Shard.create at 4
            parts.Add((shard, Claim.runShard shard settings claim))
            Assert.InRange(judged.Count, whole / 4 - few, whole / 4 + few)

        judged.Clear()
        Claim.join (List.ofSeq parts) settings claim |> ignore
        Assert.InRange(judged.Count, 0, 2 * few)

    [<Fact>]
    member _.``a part that is not there is judged when parts are joined``() =
        let claim = claim (List()) (fun n -> n % 3 <> 0) 990
        let shard = Shard.create 2 3
        let found = Claim.runShard shard Law.defaults claim

        Assert.Equal<string list>(
            told (Claim.run Law.defaults claim),
            told (Claim.join [ shard, found ] Law.defaults claim)
        )

    [<Fact>]
    member _.``marks say what was found, case by case``() =
        let claim =
            { claim (List()) (fun _ -> true) 2000 with
                Property =
                    [
                        Law.forEach (head "listed") "" [ 0..7 ] (fun n ->
                            if n = 4 then [] else [ Equation.condition "" (n <> 6) ])
                    ]
                Necessity = []
            }

        let marks at =
            (Claim.runShard (Shard.create at 2) Law.defaults claim).Head

        Assert.Equal({ Law = "listed"; Marks = "++0-" }, marks 1)
        Assert.Equal({ Law = "listed"; Marks = "++++" }, marks 2)

    [<Fact>]
    member _.``what another claim's part found is refused``() =
        let first = claim (List()) (fun _ -> true) 2000
        let found = Claim.runShard Shard.whole Law.defaults { first with Necessity = [] }

        let error =
            Assert.Throws<ArgumentException>(fun () -> Claim.join [ Shard.whole, found ] Law.defaults first |> ignore)

        Assert.StartsWith("part 1/1 has not the laws of P-1.", error.Message)

    // Every third claim, with its known-bad instances, in three parts.
    [<Fact>]
    member _.``claims of the theory are the same in parts``() =
        let claims =
            Catalogue.theory
            |> List.indexed
            |> List.filter (fun (k, _) -> k % 3 = 0)
            |> List.map snd

        Assert.NotEmpty claims
        let settings = { Law.defaults with Cases = 6 }

        for claim in claims do
            Assert.Equal<string list>(
                claim.Id :: told (Claim.run settings claim),
                claim.Id :: told (joined 3 settings claim)
            )
