namespace GanFlowTheory.Core.Tests

open System
open System.Threading
open Xunit
open GanFlowTheory.Core

/// Work that is watched: what it reports, and how it stops.
module LongWorkTests =

    // The result and what was reported on the way.
    let private watched (work: unit -> 'a) : 'a * float list =
        let reports = ResizeArray<float>()
        let result = LongWork.watched CancellationToken.None reports.Add work
        result, List.ofSeq reports

    [<Fact>]
    let ``pieces are reported by their shares`` () =
        let work () =
            let shares = Shares 4.0
            shares.Take(1.0, ignore)

            // Of a piece in pieces.
            shares.Take(2.0, (fun () -> LongWork.each 2 string))
            |> fun inner -> shares.Take(1.0, (fun () -> inner))

        let result, reports = watched work
        Assert.Equal<string[]>([| "0"; "1" |], result)
        Assert.Equal<float list>([ 0.25; 0.5; 0.75; 1.0 ], reports)

    [<Fact>]
    let ``a count is a part of the piece that it is in`` () =
        let work () =
            let shares = Shares 2.0

            for _ in 1..2 do
                shares.Take(
                    1.0,
                    fun () ->
                        let meter = LongWork.meter 10.0

                        for _ in 1..10 do
                            LongWork.advance 1.0 meter
                )

        let (), reports = watched work
        Assert.Equal(20, reports.Length)
        Assert.All(List.mapi (fun i r -> i, r) reports, (fun (i, r) -> Assert.Equal(float (i + 1) / 20.0, r, 1e-12)))

    // More than was said, less, again, and by several threads.
    [<Fact>]
    let ``what is reported rises from above 0 to 1 whatever is counted`` () =
        let counts (total: float) (counted: int) () =
            let meter = LongWork.meter total

            Threading.Tasks.Parallel.For(0, counted, (fun _ -> LongWork.advance 1.0 meter))
            |> ignore

        for total, counted in [ 10.0, 30; 10.0, 3; 1e6, 20000; 1.0, 0 ] do
            let (), reports =
                watched (fun () ->
                    counts total counted ()
                    counts total counted ())

            Assert.Equal<float list>(List.sort reports |> List.distinct, reports)
            Assert.Equal(1.0, List.last reports)
            // Not a word for every thousandth of a thousandth.
            Assert.True(reports.Length <= 501)

    [<Fact>]
    let ``work stops where it looks, and says nothing more`` () =
        use source = new CancellationTokenSource()
        let reports = ResizeArray<float>()

        let report part =
            reports.Add part

            if reports.Count = 3 then
                source.Cancel()

        let error =
            Assert.Throws<OperationCanceledException>(fun () ->
                LongWork.watched source.Token report (fun () -> LongWork.each 10 id) |> ignore)

        Assert.Equal(source.Token, error.CancellationToken)
        Assert.Equal<float seq>([ 0.1; 0.2; 0.3 ], Seq.map (fun (r: float) -> Math.Round(r, 12)) reports)
        // Nothing of it stays with the thread.
        Assert.False(LongWork.isCancelled ())
        LongWork.check ()

    [<Fact>]
    let ``work that is a part of stopped work stops`` () =
        use source = new CancellationTokenSource()

        Assert.Throws<OperationCanceledException>(fun () ->
            LongWork.watched source.Token ignore (fun () ->
                LongWork.watched CancellationToken.None ignore (fun () ->
                    source.Cancel()
                    LongWork.each 2 id |> ignore)))
        |> ignore

    [<Fact>]
    let ``work that is stopped before it begins does not begin`` () =
        Assert.Throws<OperationCanceledException>(fun () ->
            LongWork.watched (CancellationToken true) ignore (fun () -> failwith<unit> "begun"))
        |> ignore

    [<Fact>]
    let ``where nobody looks pieces are just done`` () =
        Assert.Equal<int[]>([| 0; 1; 2 |], LongWork.each 3 id)
        Assert.Equal<string list>([ "1"; "2" ], LongWork.map string [ 1; 2 ])
        Assert.True(isNull (box (LongWork.meter 3.0)))
