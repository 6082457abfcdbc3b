namespace GanFlowTheory.Core.Tests

open System.Collections.Generic
open System.Threading.Tasks
open Xunit
open GanFlowTheory.Core

module RecentlyUsedTests =

    let private recording (kept: int) =
        let made = List<int>()

        let recent =
            RecentlyUsed<int, obj>(
                kept,
                fun key ->
                    made.Add key
                    obj ()
            )

        recent, made

    [<Fact>]
    let ``what is kept is not made anew`` () =
        let recent, made = recording 2
        let first = recent.For 1
        recent.For 2 |> ignore
        Assert.Same(first, recent.For 1)
        Assert.Equal<int list>([ 1; 2 ], List.ofSeq made)

    [<Fact>]
    let ``the one not asked for the longest goes`` () =
        let recent, made = recording 2

        for key in [ 1; 2; 1; 3; 1; 2 ] do
            recent.For key |> ignore

        Assert.Equal<int list>([ 1; 2; 3; 2 ], List.ofSeq made)

    [<Fact>]
    let ``what cannot be made leaves the others kept`` () =
        let recent =
            RecentlyUsed<int, obj>(1, (fun key -> if key < 0 then invalidOp "negative" else obj ()))

        let first = recent.For 1

        Assert.Throws<System.InvalidOperationException>(fun () -> recent.For -1 |> ignore)
        |> ignore

        Assert.Same(first, recent.For 1)

    [<Fact>]
    let ``threads that ask at once share what one of them makes`` () =
        let recent, made = recording 4
        Parallel.For(0, 400, (fun i -> recent.For(i % 4) |> ignore)) |> ignore
        Assert.Equal<int list>([ 0; 1; 2; 3 ], made |> Seq.sort |> List.ofSeq)
