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

    let mmd: Functional<Particles> = Mmd.functional kernel p
    let variation = (mmd.Evaluate q).Variation
    counts "MMD" (fun () -> (mmd.Evaluate q).Variation.Gradient |> ignore)
    counts "squared MMD" (fun () -> Mmd.squared kernel p q |> ignore)
    counts "an estimate" (fun () -> MmdEstimator.unbiased kernel p.Nodes x |> ignore)
    counts "the Stein metric" (fun () -> ((Transport.stein kernel).Apply q variation).Rate |> ignore)
    counts "by parts" (fun () -> KernelByParts.gradient kernel x q |> ignore)
    counts "a trace by parts" (fun () -> KernelByParts.trace kernel q |> ignore)

    let critic: Critic<Particles> = SobolevKernelized.critic kernel 0.1 p

    counts "a kernelized critic" (fun () ->
        let seen = critic.Estimate.Value (Some mmd) (Seed.create 3) q
        (seen.Potential.At x).Gradient |> ignore)
