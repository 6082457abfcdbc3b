module GanFlowTheory.Core.Tests.ShardTests

open System
open GanFlowTheory.Core
open Xunit

// All lists of up to 40 and all numbers of parts up to 12.
[<Fact>]
let ``each is in exactly one part, in its order, and parts differ by one at most`` () =
    for count in 1..12 do
        let shards = [ for at in 1..count -> Shard.create at count ]

        for length in 0..40 do
            let items = [ 0 .. length - 1 ]
            let parts = shards |> List.map (Shard.part items)
            Assert.Equal<int list>(items, parts |> List.concat |> List.sort)

            for shard, part in List.zip shards parts do
                Assert.Equal<int list>(List.sort part, part)
                Assert.All(part, (fun k -> Assert.Equal(shard.At, 1 + k % count)))
                Assert.InRange(part.Length, length / count, (length + count - 1) / count)

[<Fact>]
let ``the whole is all, and a part is spelt as it is read`` () =
    Assert.Equal<int list>([ 3; 1; 2 ], Shard.whole |> Shard.part [ 3; 1; 2 ])

    for text in [ "1/1"; "2/4"; "12/12" ] do
        Assert.Equal(text, string (Shard.parse text))

[<Theory>]
[<InlineData("0/4")>]
[<InlineData("5/4")>]
[<InlineData("1/0")>]
[<InlineData("-1/-1")>]
[<InlineData("2")>]
[<InlineData("1/2/3")>]
[<InlineData("a/b")>]
[<InlineData("")>]
let ``what is no part is refused with its spelling`` (text: string) =
    let error = Assert.Throws<ArgumentException>(fun () -> Shard.parse text |> ignore)
    Assert.StartsWith($"shard must be I/N with 1 <= I <= N, such as 2/4, but is '{text}'.", error.Message)

[<Fact>]
let ``numbers that give no part are refused`` () =
    Assert.Throws<ArgumentException>(fun () -> Shard.create 3 2 |> ignore) |> ignore
    Assert.Throws<ArgumentException>(fun () -> Shard.create 0 2 |> ignore) |> ignore

    Assert.Throws<ArgumentException>(fun () -> Shard.holds -1 Shard.whole |> ignore)
    |> ignore
