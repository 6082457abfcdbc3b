namespace GanFlowTheory.Laws.Tests

open System
open System.Collections.Generic
open Xunit
open FsCheck.FSharp
open GanFlowTheory.Core
open GanFlowTheory.Laws

/// How laws run, fail, shrink and replay.
type Running() =

    let exact (name: string) =
        {
            Name = name
            Statement = ""
            Source = ""
            Judge = Judge.Exact
        }

    let below (limit: int) =
        Law.forAll
            {
                Name = "below"
                Statement = "n < limit"
                Source = ""
                Judge = (Judge.AtMost(0.0, "whole numbers"))
            }
            "numbers"
            (Arb.fromGenShrink (Gen.choose (0, 1000), Generators.shrinkInt))
            (fun n -> [ Equation.scalar "n" 1.0 (float n) (float (limit - 1)) ])

    let falsify settings law =
        match Law.run settings law with
        | Verdict.Falsified f -> f
        | Verdict.Holds _ -> failwith "the law holds"

    // Each number fails when it is first seen, and never again.
    let once (equations: Equation list) =
        let seen = HashSet<int>()

        Law.forAll (exact "once") "" (Arb.fromGenShrink (Gen.constant 7, Generators.shrinkInt)) (fun n ->
            if seen.Add n then
                equations
            else
                [ Equation.condition "seen before" true ])

    [<Fact>]
    member _.``a counterexample is shrunk to the smallest``() =
        let f = falsify { Law.defaults with Cases = 100 } (below 100)
        Assert.Equal("100", f.Case)
        Assert.Contains("left 100, right 99", f.Detail)

    [<Fact>]
    member _.``a case that fails once says what was found then``() =
        let f = falsify Law.defaults (once [ Equation.scalar "the first look" 1.0 3.0 4.0 ])
        Assert.Equal("0", f.Case)
        Assert.StartsWith("the first look: left 3, right 4", f.Detail)
        Assert.Contains("Asked again the case agrees", f.Detail)
        Assert.True f.Error.IsNone

    [<Fact>]
    member _.``a case that raises once keeps its exception``() =
        let seen = HashSet<int>()

        let law =
            Law.forAll (exact "once") "" (Arb.fromGen (Gen.constant 7)) (fun n ->
                if seen.Add n then
                    raise (TimeoutException "too slow")

                [ Equation.condition "seen before" true ])

        let f = falsify Law.defaults law
        Assert.Equal("the check raised TimeoutException: too slow", f.Detail)
        Assert.True f.Error.IsSome

    [<Fact>]
    member _.``the replay text starts at the failing case``() =
        let first = falsify { Law.defaults with Cases = 1000 } (below 900)
        Assert.True(first.CasesBefore > 0)

        let again =
            falsify
                { Law.defaults with
                    Cases = 1
                    Replay = Some first.Seed
                }
                (below 900)

        Assert.Equal(first.Case, again.Case)
        Assert.Equal(0, again.CasesBefore)

    [<Fact>]
    member _.``the same seed runs the same cases and another seed runs others``() =
        let cases seed =
            let seen = List<int>()

            let law =
                Law.forAll (exact "seen") "" (Arb.fromGen (Gen.choose (0, 1000000))) (fun n ->
                    seen.Add n
                    [ Equation.condition "seen" true ])

            Law.run
                { Law.defaults with
                    Seed = Seed.create seed
                }
                law
            |> ignore

            List.ofSeq seen

        Assert.Equal<int list>(cases 1, cases 1)
        Assert.NotEqual<int list>(cases 1, cases 2)
        Assert.Equal(20, (cases 1).Length)

    [<Fact>]
    member _.``a check that raises is a falsification with the error's message``() =
        let law =
            Law.forAll (exact "raises") "" (Arb.fromGen (Gen.constant 1)) (fun _ -> failwith "no such thing")

        let f = falsify Law.defaults law
        Assert.Contains("no such thing", f.Detail)

    static member private Stumble(n: int) : Equation list =
        raise (InvalidTimeZoneException $"stumbled over {n}")

    [<Fact>]
    member _.``what an instance raises is kept with its stack``() =
        let law =
            Law.forAll (exact "raises") "" (Arb.fromGen (Gen.constant 1)) Running.Stumble

        let error = Assert.Throws<LawFalsified>(fun () -> Law.check [ law ])
        let inner = Assert.IsType<InvalidTimeZoneException> error.InnerException
        Assert.Equal("stumbled over 1", inner.Message)
        Assert.Contains("Stumble", inner.StackTrace)

    [<Fact>]
    member _.``a check that raises is no counterexample``() =
        let law =
            Law.forAll (exact "raises") "" (Arb.fromGen (Gen.constant 1)) (fun _ -> failwith "no such thing")

        for law in
            [
                law
                Law.forEach (exact "raises") "" [ 1 ] (fun _ -> failwith "no such thing")
            ] do
            let f = falsify Law.defaults (Law.fails "" law)
            Assert.Equal("not:raises", f.Law)
            Assert.Contains("no such thing", f.Detail)
            Assert.Equal("no such thing", f.Error.Value.Message)

    [<Theory>]
    [<InlineData(2, 1)>]
    [<InlineData(3, 2)>]
    member _.``only cases with equations count``(modulus: int, speaking: int) =
        let asked = List<int>()

        let equations n =
            asked.Add n

            if n % modulus < speaking then
                [ Equation.condition "" true ]
            else
                []

        let cases = [ 0 .. 6 * modulus - 1 ]

        match Law.run Law.defaults (Law.forEach (exact "some") "" cases equations) with
        | Verdict.Holds(count, _) -> Assert.Equal(6 * speaking, count)
        | Verdict.Falsified f -> raise (LawFalsified f)

        asked.Clear()

        // 64 cases, so that chance leaves neither share near a half of what may be drawn.
        let law =
            Law.forAll (exact "some") "" (Arb.fromGen (Gen.choose (0, 1000000))) (fun n -> equations (n * modulus))

        match Law.run { Law.defaults with Cases = 64 } law with
        | Verdict.Holds(count, _) ->
            Assert.Equal(64, count)
            Assert.Equal(64, asked.Count)
        | Verdict.Falsified f -> raise (LawFalsified f)

    [<Fact>]
    member _.``a law that speaks of fewer than half of its cases is falsified``() =
        let rare n =
            if n % 10 = 0 then [ Equation.condition "" true ] else []

        let generated =
            Law.forAll (exact "rare") "" (Arb.fromGen (Gen.choose (0, 1000000))) rare

        for law in [ generated; Law.forEach (exact "rare") "" [ 0..99 ] rare ] do
            let f = falsify Law.defaults law
            Assert.Contains("cases have equations", f.Detail)
            // Nor is it a counterexample.
            Assert.Contains("cases have equations", (falsify Law.defaults (Law.fails "" law)).Detail)

    [<Fact>]
    member _.``a value that is not a number never passes``() =
        for judge in
            [
                Judge.Exact
                Judge.Relative(1.0, "")
                Judge.AtMost(1.0, "")
                Judge.Statistical 1e-6
            ] do
            Assert.True((Judge.objection judge (Equation.scalar "nan" 1.0 nan 0.0)).IsSome)
            Assert.True((Judge.objection judge (Equation.scalar "nan" nan 1.0 0.0)).IsSome)

    static member AllJudges: seq<objnull[]> =
        [
            Judge.Exact
            for tolerance in [ 0.0; 1e-10; 0.3; 1.0; 1e6; infinity ] do
                Judge.Relative(tolerance, "")
                Judge.AtMost(tolerance, "")

            Judge.Statistical 1e-12
            Judge.Statistical 0.5
        ]
        |> Seq.map (fun judge -> [| box judge |])

    [<Theory>]
    [<MemberData(nameof Running.AllJudges)>]
    member _.``a false condition passes no judge``(judge: Judge) =
        Assert.True((Judge.objection judge (Equation.condition "false" false)).IsSome)

    [<Theory>]
    [<InlineData(0.0)>]
    [<InlineData(0.3)>]
    [<InlineData(1.0)>]
    [<InlineData(1e6)>]
    member _.``a true condition passes every judge``(tolerance: float) =
        for judge in
            [
                Judge.Exact
                Judge.Relative(tolerance, "")
                Judge.AtMost(tolerance, "")
                Judge.Statistical 1e-12
            ] do
            Assert.Equal(None, Judge.objection judge (Equation.condition "true" true))

    [<Fact>]
    member _.``a statistical judge allows the quantile of its false-alarm rate``() =
        // The two-sided 5% quantile of the normal distribution.
        Assert.Equal(1.959963984540054, Judge.allowed (Judge.Statistical 0.05) 1.0, 10)

    [<Fact>]
    member _.``check raises a readable exception``() =
        let error = Assert.Throws<LawFalsified>(fun () -> Law.check [ below 1 ])
        Assert.Contains("below of numbers is falsified", error.Message)
        Assert.Contains("replay: ", error.Message)

    [<Fact>]
    member _.``a law that should fail but holds is falsified``() =
        let f = falsify Law.defaults (Law.fails "" (below 2000))
        Assert.Contains("no counterexample", f.Detail)

    [<Theory>]
    [<InlineData("")>]
    [<InlineData("1,2")>]
    [<InlineData("1,3,x")>]
    [<InlineData("1,2,3")>]
    member _.``a malformed replay text is refused``(text: string) =
        let error =
            Assert.Throws<ArgumentException>(fun () ->
                Law.run { Law.defaults with Replay = Some text } (below 1) |> ignore)

        Assert.Contains($"'{text}'", error.Message)

    [<Fact>]
    member _.``no cases are refused``() =
        let error =
            Assert.Throws<ArgumentException>(fun () -> Law.run { Law.defaults with Cases = 0 } (below 1) |> ignore)

        Assert.Contains("cases must be at least 1, but is 0", error.Message)

    [<Fact>]
    member _.``a watched law tells its cases, and finds what it finds``() =
        let reports = ResizeArray<float>()

        let verdict =
            LongWork.watched Threading.CancellationToken.None reports.Add (fun () -> Law.run Law.defaults (below 2000))

        Assert.Equal(Law.run Law.defaults (below 2000), verdict)
        Assert.Equal(Law.defaults.Cases, reports.Count)
        Assert.Equal(1.0, Seq.last reports)

    // A law that is stopped says nothing: neither that it holds nor that it is falsified by its end.
    [<Fact>]
    member _.``a law that is stopped looks at no more cases``() =
        for fixedCases in [ false; true ] do
            use source = new Threading.CancellationTokenSource()
            let mutable looked = 0

            let equations (_: int) =
                looked <- looked + 1

                if looked = 3 then
                    source.Cancel()
                    // Inside of the case, too.
                    LongWork.watched Threading.CancellationToken.None ignore ignore

                [ Equation.condition "true" true ]

            let law =
                if fixedCases then
                    Law.forEach (exact "stopped") "" [ 1..20 ] equations
                else
                    Law.forAll (exact "stopped") "" (Arb.fromGen (Gen.choose (0, 9))) equations

            Assert.ThrowsAny<OperationCanceledException>(fun () ->
                LongWork.watched source.Token ignore (fun () -> Law.run Law.defaults law)
                |> ignore)
            |> ignore

            Assert.Equal(3, looked)
