module GanFlowTheory.Torch.Tests.UsesTests

open Xunit
open GanFlowTheory.Core
open GanFlowTheory.Core.Tests
open GanFlowTheory.Laws

/// Engines of either precision with what is computed on them.
type Uses() as this =
    inherit TheoryData<string, string>()

    do
        for engine in TestEngines.ofAnyPrecision do
            for used in EngineUses.all do
                this.Add(engine.Name, used.Name)

[<Theory; ClassData(typeof<Uses>)>]
let ``states, critics, flows, games and GANs are those of the managed engine`` (engineName: string, name: string) =
    let used = EngineUses.all |> List.find (fun used -> used.Name = name)
    Assert.Equal(None, EngineUses.objection (TestEngines.named engineName) used)

[<Theory; ClassData(typeof<EveryPrecision>)>]
let ``a training that stopped goes on with the same bits`` (engineName: string) =
    let engine = TestEngines.named engineName
    let generator, discriminator = EngineUses.networks

    let target =
        Empirical.ofPoints (Points.scale 1.5 (Seed.gaussian 24 2 (Seed.create 1)))

    let options =
        { CriticOptions.create AdversarialLoss.wgan (Network.on engine discriminator) with
            Penalties = [ CriticPenalty.witnessGradient 1.0 ]
            FirstSteps = 4
            Steps = 2
            Batch = 8
        }

    let run =
        Flow.createThrough "wgan" (Critic.adversarial options target) Metric.euclidean
        |> Flow.steppedBy (Integrator.optimised (Optimiser.adam 0.01))
        |> Flow.withFreshNoise
        |> Flow.from (ParameterState.initial (Network.on engine generator) 12 (Seed.create 3))
        |> Flow.withSeed (Seed.create 9)

    Law.check [ ResumeLaws.resumed engine.Name ResumeLaws.throughFile run ]
