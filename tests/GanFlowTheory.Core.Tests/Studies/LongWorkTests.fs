namespace GanFlowTheory.Core.Tests

open System
open System.Threading
open Xunit
open GanFlowTheory.Core

/// Estimators, tests, fits, studies and flows as work that is watched: the bits of work that is not, and an early end.
module LongWorkOfEveryKindTests =

    let private x, y, z =
        let points name =
            Seed.gaussian 300 3 (Seed.create 1 |> Seed.split name)

        points "x", points "y", points "z"

    let private rows = Rows.ofPoints

    let private kernel = Kernel.gaussian 1.0

    let private options =
        { PermutationOptions.standard with
            Permutations = 50
        }

    let private labelled: Labelled =
        {
            Points = x
            Labels = Array.init x.Count (fun i -> i % 3)
        }

    let private ofKid (kid: KidEstimate) =
        [ kid.Estimate.Value; Option.defaultValue 0.0 kid.Estimate.StandardError ]

    let private ofEstimate (estimate: Estimate) =
        [ estimate.Value; Option.defaultValue 0.0 estimate.StandardError ]

    let private discriminator =
        RatioEstimator.discriminator
            { DiscriminatorOptions.standard (Network.parse "3-8-1:tanh") with
                FirstSteps = 40
                Batch = 16
            }

    let private flow () =
        Flow.descend (Functional.mmd kernel (Empirical.ofPoints y))
        |> Flow.inMetric Metric.wasserstein
        |> Flow.steppedBy (Integrator.euler 0.1)
        |> Flow.from (Particles.ofPoints x)

    let private works: (string * (unit -> float list)) list =
        [
            "biased", (fun () -> ofEstimate (MmdEstimator.biased kernel x y))
            "unbiased", (fun () -> ofEstimate (MmdEstimator.unbiased kernel x y))
            "ustat", (fun () -> ofEstimate (MmdEstimator.uStatistic kernel x y))
            "block", (fun () -> ofEstimate (MmdEstimator.block 10 kernel x y))
            "by an engine",
            (fun () -> ofEstimate (MmdEstimator.unbiased (Kernel.on (KernelSums.onEngine Engine.managed) kernel) x y))
            "difference", (fun () -> [ (MmdDifference.unbiased kernel x y z).Value ])
            "kid", (fun () -> ofKid (Kid.full Kernel.poly3 (rows x) (rows y)))
            "kid of subsets", (fun () -> ofKid (Kid.subsets 5 20 (Seed.create 2) Kernel.poly3 (rows x) (rows y)))
            "kid of many subsets",
            (fun () -> ofKid (Kid.subsets 100 200 (Seed.create 2) Kernel.poly3 (rows x) (rows y)))
            "kid of blocks", (fun () -> ofKid (Kid.blocks 20 Kernel.poly3 (rows x) (rows y)))
            "fid at infinity", (fun () -> [ (Fid.extrapolate 5 (Seed.create 3) x y).Value ])
            "coverage", (fun () -> [ (FeatureCoverage.measure 3 x y).Coverage ])
            "test", (fun () -> [ (TwoSampleTest.permutation options SplitEstimator.Unbiased kernel x y).P ])
            "aggregated",
            (fun () ->
                [
                    (AggregatedTest.permutation options SplitEstimator.Unbiased (AggregatedTest.gaussians 1 x y) x y).P
                ])
            "swaps", (fun () -> [ (SwapTest.swap options kernel x y z).P ])
            "classifier",
            (fun () ->
                (Classifier.train
                    { ClassifierOptions.digits with
                        Epochs = 3
                    }
                    labelled)
                    .Parameters
                |> List.ofArray)
            "fit",
            (fun () ->
                let fit =
                    discriminator.Fit (Seed.create 4) (Empirical.ofPoints x) (Empirical.ofPoints y) None

                List.ofArray (fit.LogRatio.Value z))
            "flow", (fun () -> List.ofArray ((Flow.steps 6 (flow ())).Final :> IState<Particles>).Coordinates)
            "collapse",
            (fun () ->
                let settings =
                    { CollapseSettings.standard with
                        Clocks = [ CriticClock.Kappa 1.0; CriticClock.BestResponse ]
                        Particles = 12
                        Features = 8
                        Until = 0.3
                    }

                [
                    for course in (ModeCollapse.study settings Target.eightGaussians).Courses -> course.Final[0, 0]
                ])
        ]

    let names: TheoryData<string> = TheoryData<string>(works |> Seq.map fst)

    let private work (name: string) : unit -> float list =
        works |> List.find (fst >> (=) name) |> snd

    [<Theory; MemberData(nameof names)>]
    let ``watching changes no bit, and tells how far it is`` (name: string) =
        let reports = ResizeArray<float>()

        let add part =
            lock reports (fun () -> reports.Add part)

        let seen = LongWork.watched CancellationToken.None add (work name)

        Assert.Equal<int64 list>(
            List.map BitConverter.DoubleToInt64Bits (work name ()),
            List.map BitConverter.DoubleToInt64Bits seen
        )

        Assert.Equal(1.0, Seq.last reports)
        Assert.Equal<float seq>(Seq.sort reports, reports)
        Assert.True(Seq.exists (fun part -> part < 1.0) reports, $"{name} told nothing before its end")

    [<Theory; MemberData(nameof names)>]
    let ``work of every kind stops on its way`` (name: string) =
        use source = new CancellationTokenSource()

        Assert.ThrowsAny<OperationCanceledException>(fun () ->
            LongWork.watched source.Token (fun _ -> source.Cancel()) (work name) |> ignore)
        |> ignore

        // What was stopped leaves nothing behind that the next one stumbles over.
        Assert.Equal<float list>(work name (), work name ())

    // Kernel sums of a flow are looked at inside of a step, too.
    [<Fact>]
    let ``a flow in watched work stops inside of a step`` () =
        use source = new CancellationTokenSource()
        let mutable asked = 0

        let counting: Functional<Particles> =
            Functional.potential
                "counting"
                (Potential.ofPointwise (fun _ -> 0.0) (fun at ->
                    asked <- asked + 1
                    source.Cancel()
                    at))

        let run =
            Flow.descend (Functional.add counting (Functional.mmd kernel (Empirical.ofPoints y)))
            |> Flow.inMetric Metric.wasserstein
            |> Flow.steppedBy (Integrator.euler 0.1)
            |> Flow.from (Particles.ofPoints x)

        Assert.ThrowsAny<OperationCanceledException>(fun () ->
            LongWork.watched source.Token ignore (fun () -> Flow.steps 100 run) |> ignore)
        |> ignore

        Assert.InRange(asked, 1, 2 * x.Count)
