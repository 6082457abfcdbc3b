namespace GanFlowTheory.Core.Tests

open Xunit
open GanFlowTheory.Core
open Testing

/// Optimisers as integrators of flows.
module OptimisedFlowTests =

    let private start = Particles.ofPoints (Seed.gaussian 7 2 (Seed.create 3))

    let private target: IMeasure =
        Empirical.ofPoints (Points.init 6 2 (fun i k -> cos (float (3 * i + k)) + 1.0))

    let private flow optimiser =
        Flow.descend (Functional.mmd (Kernel.gaussian 1.0) target: Functional<Particles>)
        |> Flow.steppedBy (Integrator.optimised optimiser)
        |> Flow.from start

    [<Fact>]
    let ``gradient descent is Euler to the bit, the last short step too`` () =
        let euler =
            Flow.descend (Functional.mmd (Kernel.gaussian 1.0) target: Functional<Particles>)
            |> Flow.steppedBy (Integrator.euler 0.3)
            |> Flow.from start
            |> Flow.until 2.0

        let path = Flow.until 2.0 (flow (Optimiser.gradientDescent 0.3))
        Assert.Equal<int64[]>(bits euler.Final.Nodes.Data, bits path.Final.Nodes.Data)
        Assert.Equal<float[]>(euler.Steps |> Array.map _.Time, path.Steps |> Array.map _.Time)

    [<Fact>]
    let ``a run remembers from step to step`` () =
        // As one chain of pure steps, to the bit: momentum that forgot would be Euler.
        for optimiser in
            [
                Optimiser.heavyBall 0.2 0.9
                Optimiser.adam 0.05
                Optimiser.optimistic 0.2
                Optimiser.extragradient 0.2
            ] do
            let field (x: float[]) =
                let q = (start :> IState<Particles>).At x
                let xi = (Functional.mmd (Kernel.gaussian 1.0) target).FirstVariation(q :> IMeasure)
                Array.map (fun v -> -v) (xi.Gradient q.Nodes).Data

            let mutable x = start.Nodes.Data
            let mutable memory = Optimiser.start x.Length optimiser

            for _ in 1..12 do
                let struct (moved, next) = Optimiser.step optimiser memory x (field x) field
                x <- moved
                memory <- next

            let path = Flow.steps 12 (flow optimiser)
            // The loop evaluates value and gradient in one pass, whose sums round differently.
            Array.iter2 (fun a b -> Assert.True(abs (a - b) <= 1e-12, $"{a:R} {b:R}")) x path.Final.Nodes.Data

    [<Fact>]
    let ``a run lands on its time exactly`` () =
        for expression in
            [
                "gd:0.1"
                "heavy-ball:0.3"
                "nesterov:0.7"
                "adam:0.01@halving:500"
                "rmsprop:0.05"
                "extragradient:0.3"
                "optimistic:0.3@inverse-root:3"
            ] do
            for time in [ 1.0; 0.3; 2.1 ] do
                let path = Flow.until time (flow (Optimiser.parse expression))
                Assert.Equal(Outcome.ReachedTime time, path.Outcome)
                Assert.Equal(time, (Array.last path.Steps).Time)
                close 1e-13 time (path.Steps |> Array.sumBy _.Diagnostics.StepLength)

    [<Fact>]
    let ``a schedule that comes down to 0 ends the run as stalled`` () =
        // Step lengths 0.1, 0.09, ..., 0.01, then 0.
        let run = flow (Optimiser.parse "gd:0.1@linear:10")

        for path in [ Flow.until 1.0 run; Flow.steps 20 run ] do
            match path.Outcome with
            | Outcome.Stalled(10, reason) -> Assert.Contains("gd:0.1@linear:10", reason)
            | other -> failwith (Outcome.sentence other)

            close 1e-15 0.55 (Array.last path.Steps).Time

        Assert.Equal(Outcome.CompletedSteps 10, (Flow.steps 10 run).Outcome)
        Assert.Equal(Outcome.ReachedTime 0.5, (Flow.until 0.5 run).Outcome)

    [<Fact>]
    let ``a step too long for the numbers ends as diverged`` () =
        let steep: Functional<Particles> =
            Potential.ofPointwise (Array.sumBy (fun v -> v * v * v * v / 4.0)) (Array.map (fun v -> v * v * v))
            |> Functional.potential "quartic"

        for optimiser in
            [
                Optimiser.heavyBall 1e3 0.9
                Optimiser.extragradient 1e3
                Optimiser.optimistic 1e3
            ] do
            let path =
                Flow.descend steep
                |> Flow.steppedBy (Integrator.optimised optimiser)
                |> Flow.from start
                |> Flow.steps 50

            match path.Outcome with
            | Outcome.Diverged _ -> ()
            | other -> failwith (Outcome.sentence other)
