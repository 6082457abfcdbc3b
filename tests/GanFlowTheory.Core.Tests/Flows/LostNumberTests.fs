/// A training that diverges says which player lost its numbers, and when.
module GanFlowTheory.Core.Tests.Flows.LostNumberTests

open System
open Xunit
open GanFlowTheory.Core

let private p = Empirical.ofPoints (Seed.gaussian 40 2 (Seed.create 1))
let private judge = Network.multilayer [ 2; 6; 1 ] Activation.Tanh
let private maker = Network.multilayer [ 3; 6; 2 ] Activation.Tanh
let private modest = Optimiser.gradientDescent 0.01

// So long a step of either player leaves the doubles at once.
let private huge = Optimiser.gradientDescent 1e300

// Adam moves each entry by its rate: no gradient is too small for it.
let private beyond = Optimiser.adam 1e308

let private options critic =
    { CriticOptions.wganClip judge with
        Optimiser = critic
        FirstSteps = 3
        Steps = 3
        Batch = 16
    }

let private start = ParameterState.initial maker 16 (Seed.create 2)

let private train critic generator =
    Flow.createThrough "GAN" (Critic.adversarial (options critic) p) Metric.euclidean
    |> Flow.steppedBy (Integrator.optimised generator)
    |> Flow.from start
    |> Flow.steps 5

let private play critic generator =
    Game.adversarial (options critic) Metric.euclidean (Integrator.optimised generator) p
    |> Game.from (Game.ganStart (Seed.create 0) judge start) (GameScheme.criticFirst 3)
    |> Flow.steps 5

let private diverged outcome =
    match outcome with
    | Outcome.Diverged(step, quantity, value) ->
        Assert.False(Double.IsFinite value)

        Assert.Equal(
            FormattableString.Invariant $"Diverged at step {step}: {quantity} became {value}.",
            Outcome.sentence outcome
        )

        step, quantity
    | other -> failwith (Outcome.sentence other)

[<Fact>]
let ``a critic whose steps are too long is named, and diverges in its training before the first step`` () =
    Assert.Equal((0, "a parameter of critic 'critic[wgan]'"), diverged (train beyond modest).Outcome)

[<Fact>]
let ``a generator whose steps are too long is named`` () =
    Assert.Equal((1, "a parameter of the generator"), diverged (train modest beyond).Outcome)

// Without an activation that saturates: values grow with the points.
let private unbounded =
    { CriticOptions.wganClip (Network.multilayer [ 2; 6; 1 ] (Activation.LeakyRelu 0.2)) with
        Optimiser = modest
        Batch = 16
    }

[<Fact>]
let ``a critic that overflows on far points says whose points they are`` () =
    let run =
        Flow.createThrough "GAN" (Critic.adversarial unbounded p) Metric.euclidean
        |> Flow.steppedBy (Integrator.optimised huge)
        |> Flow.from start
        |> Flow.steps 5

    let step, quantity = diverged run.Outcome
    Assert.Equal(1, step)
    Assert.Contains("critic 'critic[wgan]'", quantity)
    Assert.Contains("at points of the generator up to ", quantity)

[<Fact>]
let ``a critic that overflows on far particles is named with how far they are`` () =
    let run =
        Flow.through "GAN" (Critic.adversarial unbounded p)
        |> Flow.steppedBy (Integrator.euler 1e200)
        |> Flow.from (Particles.ofPoints (Seed.gaussian 9 2 (Seed.create 3)))
        |> Flow.steps 50

    let _, quantity = diverged run.Outcome
    Assert.Contains("critic 'critic[wgan]', at points up to ", quantity)

[<Fact>]
let ``a player of a game whose steps are too long is named`` () =
    // The generator sees what the critic has lost in the same step: both are named.
    let step, quantity = diverged (play beyond modest).Outcome
    Assert.Equal(1, step)
    Assert.Contains("player 'critic'", quantity)
    Assert.Equal((1, "a coordinate of player 'generator'"), diverged (play modest beyond).Outcome)

[<Fact>]
let ``the functional that a generator alone lowers is the generator's`` () =
    let run =
        Flow.create (Functional.mmd (Kernel.gaussian 1.0) p) Metric.euclidean
        |> Flow.steppedBy (Integrator.optimised beyond)
        |> Flow.from start
        |> Flow.steps 3

    Assert.Equal((1, "a parameter of the generator"), diverged run.Outcome)
