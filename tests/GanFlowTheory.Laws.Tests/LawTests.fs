namespace GanFlowTheory.Laws.Tests

open System
open System.Collections.Generic
open Xunit
open FsCheck.FSharp
open GanFlowTheory.Core
open GanFlowTheory.Laws

/// Laws by name: xunit shows each as one case.
module Named =

    /// Index by the printed name; two laws of one name would hide one another.
    let index (laws: Law list) : Dictionary<string, Law> =
        let table = Dictionary<string, Law>()

        for law in laws do
            table.Add(Law.describe law, law)

        table

    let rows (table: Dictionary<string, Law>) : seq<objnull[]> =
        table.Keys |> Seq.map (fun name -> [| box name |])

/// Every law on every registered instance.
type RegistryLaws() =

    static let laws = Named.index Registry.laws

    static member Names = Named.rows laws

    [<Theory>]
    [<MemberData(nameof RegistryLaws.Names)>]
    member _.``holds``(name: string) =
        // Another seed than the defaults, so that tests and a default verification look at different cases.
        let settings =
            { Law.defaults with
                Cases = 30
                Seed = Seed.create 2026
            }

        match Law.run settings laws[name] with
        | Holds(cases, _) -> Assert.True(cases >= 3)
        | Falsified f -> Assert.Fail((LawFalsified f).Message)

/// How laws run, fail, shrink and replay.
type Running() =

    let below (limit: int) =
        Law.forAll
            "below"
            "numbers"
            "n < limit"
            ""
            (AtMost(0.0, "whole numbers"))
            (Arb.fromGenShrink (Gen.choose (0, 1000), Generators.shrinkInt))
            (fun n -> [ Equation.scalar "n" 1.0 (float n) (float (limit - 1)) ])

    let falsify settings law =
        match Law.run settings law with
        | Falsified f -> f
        | Holds _ -> failwith "the law holds"

    [<Fact>]
    member _.``a counterexample is shrunk to the smallest``() =
        let f = falsify { Law.defaults with Cases = 100 } (below 100)
        Assert.Equal("100", f.Case)
        Assert.Contains("left 100, right 99", f.Detail)

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
                Law.forAll "seen" "" "" "" Exact (Arb.fromGen (Gen.choose (0, 1000000))) (fun n ->
                    seen.Add n
                    [])

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
            Law.forAll "raises" "" "" "" Exact (Arb.fromGen (Gen.constant 1)) (fun _ -> failwith "no such thing")

        let f = falsify Law.defaults law
        Assert.Contains("no such thing", f.Detail)

    [<Fact>]
    member _.``a value that is not a number never passes``() =
        for judge in [ Exact; Relative(1.0, ""); AtMost(1.0, ""); Statistical 1e-6 ] do
            Assert.True((Judge.objection judge (Equation.scalar "nan" 1.0 nan 0.0)).IsSome)
            Assert.True((Judge.objection judge (Equation.scalar "nan" nan 1.0 0.0)).IsSome)

    [<Fact>]
    member _.``a statistical judge allows the quantile of its false-alarm rate``() =
        // The two-sided 5% quantile of the normal distribution.
        Assert.Equal(1.959963984540054, Judge.allowed (Statistical 0.05) 1.0, 10)

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

/// The laws on a user's own instances.
type OwnInstances() =

    [<Fact>]
    member _.``a functional of one's own passes its laws``() =
        let spread: Functional<IMeasure> =
            Functional.create
                "half second moment"
                (fun q -> Array.fold2 (fun t w s -> t + 0.5 * w * s) 0.0 q.Weights (Points.rowDots q.Nodes q.Nodes))
                (fun _ -> Potential.create (fun x -> Points.rowDots x x |> Array.map (fun s -> 0.5 * s)) id)

        Laws.functional spread |> Law.check
        Laws.functionalIn 1 spread |> Law.check

    /// Coincident points and shifted ones have variance 0: nothing but rounding is left at every size of the case.
    [<Fact>]
    member _.``a functional that sees only differences passes its laws``() =
        let halfVariance: Functional<IMeasure> =
            Functional.create
                "1/2 variance"
                (fun q ->
                    let covariance = Measure.covariance q
                    0.5 * Seq.sum (Seq.init q.Nodes.Dimension (fun k -> covariance[k, k])))
                (fun q ->
                    let mean = Measure.mean q
                    let gradient (x: float[]) = Array.map2 (-) x mean
                    Potential.ofPointwise (fun x -> 0.5 * Array.sumBy (fun v -> v * v) (gradient x)) gradient)

        let settings = { Law.defaults with Cases = 200 }

        for dimension in 1..3 do
            Laws.functionalIn dimension halfVariance |> Law.checkWith settings

    [<Fact>]
    member _.``a functional with a wrong variation does not``() =
        let wrong: Functional<IMeasure> =
            Functional.create
                "half second moment"
                (fun q -> Array.fold2 (fun t w s -> t + 0.5 * w * s) 0.0 q.Weights (Points.rowDots q.Nodes q.Nodes))
                (fun _ -> Potential.create (fun x -> Points.rowDots x x) id)

        Assert.Throws<LawFalsified>(fun () -> Laws.functional wrong |> Law.check)
        |> ignore

    [<Fact>]
    member _.``metrics, kernels and integrators of one's own pass theirs``() =
        Laws.metric (Metric.scale 2.0 Metric.wasserstein) |> Law.check
        Laws.metricIn 1 (Metric.stein (Kernel.laplace 1.0)) |> Law.check
        Laws.kernelIn 2 (Kernel.distanceFrom [| 1.0; -0.5 |]) |> Law.check
        Laws.integrator (Integrator.heun 0.5) |> Law.check
        Laws.unbiasedEstimator "unbiased" 2 MmdEstimator.unbiased |> Law.check
        Laws.chart StateKind.weightedParticles |> Law.check
