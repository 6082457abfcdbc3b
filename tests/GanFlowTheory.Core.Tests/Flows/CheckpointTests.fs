namespace GanFlowTheory.Core.Tests

open System
open System.IO
open Xunit
open GanFlowTheory.Core

/// Runs that stop and go on.
module CheckpointTests =

    let private target =
        Empirical.ofPoints ((Target.parse "two-moons").Sample (Seed.create 1) 60)

    let private generator = Network.multilayer [ 2; 8; 2 ] Activation.Tanh

    let private gan: Flow<ParameterState> =
        let discriminator =
            { DiscriminatorOptions.standard (Network.multilayer [ 2; 8; 1 ] (Activation.LeakyRelu 0.2)) with
                FirstSteps = 5
                Steps = 2
                Batch = 16
            }

        Flow.createThrough
            "kl"
            (Critic.monoFlow (RatioEstimator.discriminator discriminator) GeneratorLoss.nonSaturating target)
            Metric.euclidean
        |> Flow.steppedBy (Integrator.optimised (Optimiser.adam 1e-2))
        |> Flow.withFreshNoise

    let private particles: Flow<Particles> =
        Flow.through
            "kl"
            (Critic.ratio (RatioEstimator.kernelLogistic KernelRatioOptions.standard) FDivergence.kl target)
        |> Flow.steppedBy (Integrator.dormandPrince 0.01 1e-3 1e-3)

    let private withFile (body: string -> unit) =
        let path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString "N" + ".npz")

        try
            body path
        finally
            File.Delete path

    let private resumes (run: Run<'q>) (steps: int) (stop: int) =
        let whole = run |> Flow.steps steps

        withFile (fun path ->
            run
            |> Flow.trace (Horizon.afterSteps stop) Threading.CancellationToken.None
            |> Seq.last
            |> Checkpoint.save path

            let rest = Checkpoint.resume path run |> Flow.steps steps
            Assert.Equal(steps - stop + 1, rest.Steps.Length)
            Assert.Equal(stop, rest.Steps[0].Index)
            Assert.Equal<float[]>(whole.Final.Coordinates, rest.Final.Coordinates)

            for step in rest.Steps[1..] do
                let before = whole.Steps[step.Index]
                Assert.Equal(before.Time, step.Time)
                Assert.Equal(before.Diagnostics.HeldOutScore, step.Diagnostics.HeldOutScore)
                Assert.Equal(before.Diagnostics.PlugIn, step.Diagnostics.PlugIn)
                Assert.Equal(before.Diagnostics.CriticDissipation, step.Diagnostics.CriticDissipation)
                Assert.Equal(before.Diagnostics.ObservedRate, step.Diagnostics.ObservedRate))

    [<Theory>]
    [<InlineData(0)>]
    [<InlineData(1)>]
    [<InlineData(5)>]
    let ``A GAN that was stopped and resumed equals one that was not, bit for bit`` stop =
        let start = ParameterState.initial generator 24 (Seed.create 2)
        resumes (Flow.from start gan |> Flow.withSeed (Seed.create 9)) 8 stop

    [<Fact>]
    let ``So does a flow of particles whose critic and whose step lengths remember`` () =
        let start = Particles.ofPoints (Seed.gaussian 20 2 (Seed.create 4))
        resumes (Flow.from start particles |> Flow.withSeed (Seed.create 9)) 4 2

    /// Moves its log-ratio a tenth of the way to that of Gaussians at each fit: what comes out depends on all fits before.
    let private lagging: RatioEstimator =
        let gaussian = RatioEstimator.gaussian

        {
            Name = "lagging"
            Fit =
                fun seed p q before ->
                    let slope = (gaussian.Fit seed p q None).LogRatio.Gradient(Points.zero 1 2).Row 0

                    let held =
                        match before with
                        | Some {
                                   Settings = RatioSettings.Remembered [ { Values = values } ]
                               } -> Array.map2 (fun v s -> 0.9 * v + 0.1 * s) values slope
                        | _ -> slope

                    {
                        Name = "lagging"
                        LogRatio =
                            Potential.ofPointwise (fun x -> Array.fold2 (fun t a b -> t + a * b) 0.0 held x) (fun _ ->
                                held)
                        HeldOutScore = None
                        HeldOut = []
                        Settings =
                            RatioSettings.Remembered
                                [
                                    {
                                        Name = "slope"
                                        Shape = [| 2 |]
                                        Values = held
                                    }
                                ]
                    }
        }

    [<Fact>]
    let ``So does a flow along an estimator with a memory of its own`` () =
        let start = Particles.ofPoints (Seed.gaussian 20 2 (Seed.create 4))

        let run =
            Flow.through "kl" (Critic.ratio lagging FDivergence.kl target)
            |> Flow.from start
            |> Flow.withSeed (Seed.create 9)

        resumes run 6 3
        // It does remember: without memory the second half would go another way.
        let path = run |> Flow.steps 6
        let forgetful = Flow.from (snd path.States[3]) run.Flow |> Flow.steps 3
        Assert.NotEqual<float[]>(path.Final.Nodes.Data, forgetful.Final.Nodes.Data)

    [<Fact>]
    let ``A checkpoint of another shape is refused, and so is a file that is none`` () =
        let start = ParameterState.initial generator 24 (Seed.create 2)
        let run = Flow.from start gan
        let other = Network.multilayer [ 2; 9; 2 ] Activation.Tanh

        let sentence (f: unit -> obj) =
            Assert.Throws<DataFormatException>(fun () -> f () |> ignore).Message

        withFile (fun path ->
            run
            |> Flow.trace (Horizon.afterSteps 1) Threading.CancellationToken.None
            |> Seq.last
            |> Checkpoint.save path

            let larger = Flow.from (ParameterState.initial other 24 (Seed.create 2)) gan
            let said = sentence (fun () -> Checkpoint.resume path larger :> obj)
            Assert.Contains("42", said)
            Assert.Contains("47", said)
            Network.saveParameters path generator (generator.Initial(Seed.create 1))
            Assert.Contains("step", sentence (fun () -> Checkpoint.resume path run :> obj))
            File.WriteAllText(path, "no archive")
            Assert.Contains("archive", sentence (fun () -> Checkpoint.resume path run :> obj)))

    let private saved (path: string) (run: Run<'q>) =
        run
        |> Flow.trace (Horizon.afterSteps 2) Threading.CancellationToken.None
        |> Seq.last
        |> Checkpoint.save path

    let private refusal (path: string) (run: Run<'q>) : string =
        Assert.Throws<DataFormatException>(fun () -> Checkpoint.resume path run |> ignore).Message

    [<Fact>]
    let ``A checkpoint of another optimiser is refused, even where both keep as many arrays`` () =
        let start = ParameterState.initial generator 24 (Seed.create 2)

        let stepped integrator =
            gan |> Flow.steppedBy integrator |> Flow.from start

        let optimised = Integrator.optimised >> stepped
        let momentum = optimised (Optimiser.heavyBall 0.01 0.9)
        let plain = optimised (Optimiser.gradientDescent 0.01)

        withFile (fun path ->
            saved path momentum
            let said = refusal path (optimised (Optimiser.rmsProp 0.01 0.9 1e-8))
            Assert.Contains(path, said)
            Assert.Contains("rmsprop", said)
            Assert.Contains("heavy-ball", said)
            Assert.DoesNotContain("Parameter", said)
            Assert.Contains("euler:0.01", refusal path (stepped (Integrator.euler 0.01)))
            // Another rate is the same rule.
            Checkpoint.resume path (optimised (Optimiser.heavyBall 0.02 0.5)) |> ignore
            saved path plain
            Assert.Contains("extragradient", refusal path (optimised (Optimiser.extragradient 0.01)))
            saved path (stepped (Integrator.euler 0.01))
            Assert.Contains("adam", refusal path (optimised (Optimiser.adam 0.01))))

    [<Fact>]
    let ``A checkpoint of another critic is refused`` () =
        let start = Particles.ofPoints (Seed.gaussian 20 2 (Seed.create 4))

        let seenBy critic =
            Flow.through "kl" critic
            |> Flow.steppedBy (Integrator.euler 0.01)
            |> Flow.from start

        let ratio estimator =
            seenBy (Critic.ratio estimator FDivergence.kl target)

        let logistic = ratio (RatioEstimator.kernelLogistic KernelRatioOptions.standard)
        let gaussian = ratio RatioEstimator.gaussian

        let mmd =
            Flow.descend (Functional.mmd (Kernel.gaussian 1.0) target)
            |> Flow.steppedBy (Integrator.euler 0.01)
            |> Flow.from start

        resumes gaussian 4 2

        withFile (fun path ->
            saved path logistic
            Assert.Contains("another one remembered", refusal path gaussian)
            Assert.Contains("critic exact has none", refusal path mmd)
            saved path mmd
            Assert.Contains("has no critic's memory", refusal path logistic))

    [<Fact>]
    let ``A checkpoint whose numbers are none of steps is refused`` () =
        let run = Flow.from (ParameterState.initial generator 24 (Seed.create 2)) gan

        withFile (fun path ->
            saved path run
            let arrays = Npz.read path

            let changed name values =
                arrays
                |> List.map (fun array ->
                    if array.Name = name then
                        { array with
                            Shape = [| Array.length values |]
                            Values = values
                        }
                    else
                        array)
                |> Npz.write path

                refusal path run

            Assert.Contains("step", changed "step" [| 1.5; 0.0; 0.1 |])
            Assert.Contains("step", changed "step" [| -1.0; 0.0; 0.1 |])
            Assert.Contains("step", changed "step" [| 1.0; 0.0; 0.0 |])
            Assert.Contains("RULE/count", changed "optimiser/adam/count" [| 1.0; 2.0 |])
            Assert.Contains("RULE/count", changed "optimiser/adam/count" [| 0.5 |])
            Assert.Contains("entries", changed "optimiser/adam/1" [| 1.0 |]))

    [<Fact>]
    let ``Runs of one flow on several threads equal those one after the other`` () =
        let start = ParameterState.initial generator 24 (Seed.create 2)

        let final seed =
            (Flow.from start gan |> Flow.withSeed (Seed.create seed) |> Flow.steps 20).Final.Parameters

        let alone = Array.init 8 final
        let together = Array.Parallel.init 8 final
        Assert.Equal<float[][]>(alone, together)

    [<Fact>]
    let ``An earlier step of a run that reuses arrays says so, and a kept one does not`` () =
        let run =
            Flow.from (ParameterState.initial generator 24 (Seed.create 2)) gan
            |> Flow.withSeed (Seed.create 9)
            |> Flow.reusing

        let kept = ref None

        let steps =
            [
                for step in Flow.trace (Horizon.afterSteps 5) Threading.CancellationToken.None run do
                    if step.Index = 3 then
                        kept.Value <- Some(Flow.keep step)

                    step
            ]

        let final (continuation: Continuation<ParameterState>) =
            (Flow.resume continuation run |> Flow.steps 5).Final.Parameters

        let expected = (List.last steps).State.Parameters
        Assert.Equal<float[]>(expected, final kept.Value.Value)
        // Twice: what a run starts from is not its own to give away.
        Assert.Equal<float[]>(expected, final kept.Value.Value)

        let refused =
            Assert.Throws<InvalidOperationException>(fun () -> final steps[3].Continuation |> ignore)

        Assert.Contains("trained further", refused.Message)

        withFile (fun path ->
            Assert.Throws<InvalidOperationException>(fun () -> Checkpoint.save path steps[3])
            |> ignore

            Assert.False(File.Exists path))
