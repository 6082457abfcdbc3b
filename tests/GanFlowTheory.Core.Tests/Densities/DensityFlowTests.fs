namespace GanFlowTheory.Core.Tests

open System
open System.IO
open System.Threading
open Xunit
open GanFlowTheory.Core
open Testing

/// The Fokker-Planck solver as a flow of the one loop.
type DensityFlowTests() =

    static let target, start = Gaussians.onLine 90 0.0 1.0, Gaussians.onLine 90 1.5 0.8

    static let methods =
        [
            FokkerPlanckMethod.ExplicitEuler 0.9
            FokkerPlanckMethod.ExplicitHeun 0.7
            FokkerPlanckMethod.Implicit 0.03
        ]

    // The solver in the loop that it had of its own: equal steps to each time, from the public steps.
    static let byHand method (equation: FokkerPlanck) (times: float list) (q: GridDensity) =
        let step (limit: float) (q: GridDensity) =
            let even longest =
                if longest >= limit then
                    limit
                else
                    limit / ceil (limit / longest)

            let explicitly part =
                even (part * FokkerPlanck.stableStep equation q)

            match method with
            | FokkerPlanckMethod.ExplicitEuler part ->
                let tau = explicitly part
                tau, FokkerPlanck.explicitEuler tau equation q
            | FokkerPlanckMethod.ExplicitHeun part ->
                let tau = explicitly part

                let twice =
                    q
                    |> FokkerPlanck.explicitEuler tau equation
                    |> FokkerPlanck.explicitEuler tau equation

                tau, GridDensity(q.Grid, Array.map2 (fun a b -> 0.5 * a + 0.5 * b) q.Weights twice.Weights)
            | FokkerPlanckMethod.Implicit tau ->
                let tau = even (tau * (1.0 + 1e-12))
                tau, FokkerPlanck.implicitEuler tau equation q

        let mutable time, q, steps = 0.0, q, 0

        [
            for until in times do
                while time < until do
                    let left = until - time
                    let tau, next = step left q
                    q <- next
                    steps <- steps + 1
                    time <- if left - tau <= 1e-12 * until then until else time + tau

                time, steps, q
        ]

    [<Fact>]
    member _.``a trajectory has the bits of the same steps in a loop of their own``() =
        for f in [ FDivergence.kl; FDivergence.jsd ] do
            let equation = FokkerPlanck.create f target

            for method in methods do
                let times = [ 0.0; 0.1; 0.1; 0.25; 0.26 ]
                let expected = byHand method equation times start

                let actual = FokkerPlanck.trajectory method times equation start |> List.ofSeq

                Assert.Equal(expected.Length, actual.Length)

                for (time, steps, q), step in List.zip expected actual do
                    Assert.Equal(time, step.Time)
                    Assert.Equal(steps, step.Steps)
                    Assert.Equal<int64[]>(bits q.Weights, bits step.State.Weights)
                    Assert.Equal(GridDivergence.value f target q, step.Functional)
                    Assert.Equal(FokkerPlanck.dissipation equation q, step.Dissipation)

    [<Fact>]
    member _.``a run of the flow is measured by the equation's own rates``() =
        for f in [ FDivergence.kl; FDivergence.jsd ] do
            let equation = FokkerPlanck.create f target

            for method in methods do
                let path = FokkerPlanck.flow method equation |> Flow.from start |> Flow.until 0.25

                Assert.Equal(Outcome.ReachedTime 0.25, path.Outcome)

                Assert.Equal<int64[]>(
                    bits (FokkerPlanck.at method 0.25 equation start).Weights,
                    bits path.Final.Weights
                )

                for step, (_, q) in Array.zip path.Steps path.States do
                    Assert.Equal(Some(GridDivergence.value f target q), step.Diagnostics.Functional)
                    // The same sum over faces, by cells: 90 terms in another order.
                    close 1e-12 (FokkerPlanck.dissipation equation q) step.Diagnostics.PredictedDissipation.Value

                // The trapezoidal rule on steps that are short against the flow's own time.
                Assert.InRange((Path.identityResidual path).Value, 0.0, 0.05)

    [<Fact>]
    member _.``what the loop sees in the metric is the rate of the equation``() =
        let equation = FokkerPlanck.create FDivergence.jsd target
        let flow = FokkerPlanck.flow (FokkerPlanckMethod.Implicit 0.1) equation
        let xi = (flow.Functional.Value.Evaluate start).Variation
        let rate = FokkerPlanck.rate equation start
        let own = (flow.Metric.Apply start xi).Rate
        Assert.Equal<float[]>(rate |> Array.map (fun v -> -v), own)

        // Any other potential goes through the means of the faces; nearly the same one gives nearly the same rate.
        let values = xi.Values |> Array.map (fun v -> v * (1.0 + 1e-15) + 1e-14)

        let other = (flow.Metric.Apply start (Covector(lazy values, lazy xi.Gradient))).Rate

        let scale = rate |> Array.map abs |> Array.max
        Array.iter2 (fun (a: float) b -> Assert.True(abs (a - b) <= 1e-9 * scale)) own other
        Assert.NotEqual<float[]>(own, other)

    [<Fact>]
    member _.``flows from densities with empty cells go on from where they fall infinitely fast``() =
        let grid = Grid.line 0.0 4.0 4
        let p = GridDensity.ofMasses [| 0.5; 0.25; 0.125; 0.125 |] grid
        let equation = FokkerPlanck.create FDivergence.jsd p

        let start = GridDensity.ofMasses [| 1.0; 0.0; 0.0; 0.0 |] grid

        for method in methods do
            let path = FokkerPlanck.flow method equation |> Flow.from start |> Flow.until 50.0

            Assert.Equal(Outcome.ReachedTime 50.0, path.Outcome)
            Assert.Equal(None, Path.identityResidual path)

            for step, (_, q) in Array.zip path.Steps path.States do
                // Small beside the size of the terms once the flow is all but there.
                let expected = FokkerPlanck.dissipation equation q
                let actual = step.Diagnostics.PredictedDissipation.Value
                Assert.True((actual = expected || abs (actual - expected) <= 1e-12), $"{actual} is not {expected}")

            Assert.Equal(Some infinity, path.Steps[0].Diagnostics.PredictedDissipation)
            Assert.Equal<float[]>((FokkerPlanck.at method 50.0 equation start).Weights, path.Final.Weights)

    [<Fact>]
    member _.``a stable step too short for the time stalls the run with the reason``() =
        let equation = FokkerPlanck.create FDivergence.jsd target

        let run =
            FokkerPlanck.flow (FokkerPlanckMethod.ExplicitEuler 0.9) equation
            |> Flow.from start

        match (Flow.until 1e9 run).Outcome with
        | Outcome.Stalled(0, reason) ->
            Assert.Contains("too short to reach the time; take the implicit method", reason)

            Assert.Contains(
                $"{reason}.",
                argumentError (fun () -> FokkerPlanck.at (FokkerPlanckMethod.ExplicitEuler 0.9) 1e9 equation start)
            )
        | other -> failwith (Outcome.sentence other)

        // Without a time there is nothing to reach, and steps are as long as is stable.
        let path = run |> Flow.measureEvery 1000 |> Flow.steps 50
        Assert.Equal(Outcome.CompletedSteps 50, path.Outcome)
        let before = snd path.States[49]
        Assert.Equal(0.9 * FokkerPlanck.stableStep equation before, (Array.last path.Steps).Diagnostics.StepLength)

    [<Fact>]
    member _.``a start that the equation refuses is refused by the flow``() =
        let run =
            FokkerPlanck.flow (FokkerPlanckMethod.Implicit 0.1) (FokkerPlanck.create FDivergence.kl target)
            |> Flow.from (Gaussians.onLine 60 0.0 1.0)

        Assert.Contains("q must lie on the grid", argumentError (fun () -> Flow.until 1.0 run))

    [<Fact>]
    member _.``a run that was stopped and resumed has the bits of one that was not``() =
        let equation = FokkerPlanck.create FDivergence.jsd target

        for method in methods do
            let run = FokkerPlanck.flow method equation |> Flow.from start |> Flow.reusing
            let path = Path.GetTempFileName()

            try
                run
                |> Flow.trace (Horizon.afterSteps 7) CancellationToken.None
                |> Seq.iter (fun step ->
                    if step.Outcome.IsSome then
                        Checkpoint.save path step)

                let rest = run |> Checkpoint.resume path |> Flow.steps 20
                Assert.Equal<int64[]>(bits (run |> Flow.steps 20).Final.Weights, bits rest.Final.Weights)
            finally
                File.Delete path
