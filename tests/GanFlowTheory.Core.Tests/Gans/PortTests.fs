module GanFlowTheory.Core.Tests.PortTests

open Xunit
open GanFlowTheory.Core

[<Fact>]
let ``what uses a kernel runs on its sums`` () =
    // Sums that count, and answer by the tiled ones.
    let calls = ref 0

    let counted (f: 'a -> 'b) : 'a -> 'b =
        fun a ->
            calls.Value <- calls.Value + 1
            f a

    let counting =
        { KernelSums.tiled with
            Name = "counting"
            Apply = counted KernelSums.tiled.Apply
            ApplyVectors = counted KernelSums.tiled.ApplyVectors
            Gradient = counted KernelSums.tiled.Gradient
            ApplyWithGradient = counted KernelSums.tiled.ApplyWithGradient
            MixedHessian = counted KernelSums.tiled.MixedHessian
        }

    let kernel = Kernel.on counting (Kernel.gaussian 1.0)
    let p = Empirical.ofPoints (Seed.gaussian 12 2 (Seed.create 1))
    let x = Seed.gaussian 9 2 (Seed.create 2)
    let q = Particles.ofPoints x

    let counts (what: string) (use': unit -> unit) =
        calls.Value <- 0
        use' ()
        Assert.True(calls.Value > 0, what)

    let mmd: Functional<Particles> = Functional.mmd kernel p
    let variation = (mmd.Evaluate q).Variation
    counts "MMD" (fun () -> (mmd.Evaluate q).Variation.Gradient |> ignore)
    counts "squared MMD" (fun () -> Mmd.squared kernel p q |> ignore)
    counts "an estimate" (fun () -> MmdEstimator.unbiased kernel p.Nodes x |> ignore)
    counts "the Stein metric" (fun () -> ((Metric.stein kernel).Apply q variation).Rate |> ignore)
    counts "by parts" (fun () -> KernelByParts.gradient kernel x q |> ignore)
    counts "a trace by parts" (fun () -> KernelByParts.trace kernel q |> ignore)

    let critic: Critic<Particles> = Critic.sobolevKernelized kernel 0.1 p

    counts "a kernelized critic" (fun () ->
        let seen = critic.Estimate.Value (Some mmd) (Seed.create 3) q
        (seen.Potential.At x).Gradient |> ignore)

[<Fact>]
let ``whatever is made of a network or a kernel runs on its engine`` () =
    for used in EngineUses.all do
        let toy = ToyEngine()
        let objection = EngineUses.objection (Engine.create toy) used
        Assert.True(toy.Prepared > 0, used.Name)
        Assert.Equal(None, objection)

[<Fact>]
let ``a GAN on the toy engine trains as on the managed one`` () =
    let generator, discriminator = EngineUses.networks

    for loss in [ GeneratorLoss.vanilla; GeneratorLoss.nonSaturating ] do
        let train = EngineUses.gan (Optimiser.adam 1e-2) loss
        let expected = train generator discriminator

        for onGenerator, onDiscriminator in [ true, true; true, false; false, true ] do
            let toy = ToyEngine()

            let move moved network =
                if moved then
                    Network.on (Engine.create toy) network
                else
                    network

            let actual = train (move onGenerator generator) (move onDiscriminator discriminator)

            Assert.True(toy.Prepared > 0)
            // The engines differ in the last places of exponentials and in the order of sums of at most 60 terms: 1e-14 of
            // the sizes of a gradient's terms. Adam divides a gradient by its own size, so that each of 20 steps of 0.01
            // differs by 1e-16 times how much larger the terms are than their sum, and later steps feed that back: 50 in
            // all.
            let apart = Array.map2 (fun (u: float) v -> abs (u - v)) expected actual
            Assert.InRange(Array.max apart, 0.0, 1e-13)
