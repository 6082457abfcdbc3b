namespace GanFlowTheory.Core.Tests

open System
open System.Threading
open Xunit
open GanFlowTheory.Core
open GanFlowTheory.Core.Extending
open Testing
open FlowTesting

/// Runs that are measured every so many steps.
module MeasureEveryTests =

    let private indices (path: Path<'q>) =
        path.Steps |> Array.map _.Index |> List.ofArray

    [<Fact>]
    let ``the first, every k-th and the last step are measured`` () =
        let path = descending |> Flow.measureEvery 3 |> Flow.steps 8
        Assert.Equal<int list>([ 0; 3; 6; 8 ], indices path)
        Assert.Equal(9, path.States.Length)
        Assert.Equal<int list>([ 0; 5 ], indices (descending |> Flow.measureEvery 100 |> Flow.until 0.45))
        Assert.Contains("steps", argumentError (fun () -> Flow.measureEvery 0 descending))

        for step in
            descending
            |> Flow.measureEvery 3
            |> Flow.trace (Horizon.afterSteps 8) CancellationToken.None do
            Assert.Equal(List.contains step.Index [ 0; 3; 6; 8 ], step.Measured)
            Assert.Equal(step.Measured, step.Diagnostics.Functional.IsSome)
            close 1e-15 (if step.Index = 0 then 0.0 else 0.1) step.Diagnostics.StepLength

    [<Fact>]
    let ``rates and residuals are over the time between the measured steps`` () =
        let full, part =
            descending |> Flow.steps 6, descending |> Flow.measureEvery 3 |> Flow.steps 6

        let a, b = full.Steps[3].Diagnostics, part.Steps[2].Diagnostics
        let elapsed = 0.1 + 0.1 + 0.1
        Assert.Equal(elapsed, b.Elapsed)
        Assert.Equal(Some((b.Functional.Value - a.Functional.Value) / elapsed), b.ObservedRate)

        let mean = 0.5 * (a.PredictedDissipation.Value + b.PredictedDissipation.Value)
        Assert.Equal(Some(abs (b.ObservedRate.Value + mean) / mean), b.IdentityResidual)

        // The trapezoidal rule on three times the step.
        let rate k =
            full.Steps[k].Diagnostics.PredictedDissipation.Value

        let integral = 0.5 * (rate 0 + rate 3) * elapsed + 0.5 * (rate 3 + rate 6) * elapsed

        let fall =
            full.Steps[6].Diagnostics.Functional.Value
            - full.Steps[0].Diagnostics.Functional.Value

        close 1e-13 (abs (fall + integral) / integral) (Path.identityResidual part).Value

    [<Fact>]
    let ``nothing is asked for between measured steps but what moves the state`` () =
        let mutable values, pairings = 0, 0

        let counted: Functional<Particles> =
            { mmd with
                Value =
                    fun q ->
                        values <- values + 1
                        mmd.Value q
            }

        // Its rates are asked for at every step, its pull-back only to measure.
        let metric: Metric<Particles> =
            let wasserstein = Metric.wasserstein<Particles>

            { wasserstein with
                Apply =
                    fun q c ->
                        pairings <- pairings + 1
                        wasserstein.Apply q c
            }

        let path =
            Flow.create counted metric
            |> Flow.steppedBy (Integrator.euler 0.1)
            |> Flow.from particles
            |> Flow.measureEvery 10
            |> Flow.steps 20

        Assert.Equal<int list>([ 0; 10; 20 ], indices path)
        Assert.Equal(0, values)
        Assert.Equal(21, pairings)

        // A scheme that does not look at the velocity: the metric is asked where it is measured alone.
        pairings <- 0

        let still: Scheme<Particles> =
            {
                Name = "still"
                Order = 1
                FirstStep = fun _ -> 0.1
                Step = fun problem -> StepResult.taken (Array.copy (problem.State :> IState<_>).Coordinates) 0.1 0.1
                Remembers = None
            }

        Flow.create counted metric
        |> Flow.steppedByScheme still
        |> Flow.from particles
        |> Flow.measureEvery 10
        |> Flow.steps 20
        |> ignore

        Assert.Equal(3, pairings)

    // A scheme that doubles the coordinates, and at a step does something else.
    let private doubling (at: int) (other: float[] -> StepResult) : Run<Particles> =
        let scheme: Scheme<Particles> =
            {
                Name = "doubling"
                Order = 1
                FirstStep = fun _ -> 1.0
                Step =
                    fun problem ->
                        let x = (problem.State :> IState<_>).Coordinates |> Array.map (fun v -> 2.0 * v)

                        if problem.Index = at then
                            other x
                        else
                            StepResult.taken x 1.0 1.0
                Remembers = None
            }

        Flow.descend mmd
        |> Flow.steppedByScheme scheme
        |> Flow.from particles
        |> Flow.measureEvery 100

    [<Fact>]
    let ``a coordinate that is lost in between ends the run where it is`` () =
        let path =
            doubling 4 (fun x ->
                x[1] <- nan
                StepResult.taken x 1.0 1.0)
            |> Flow.steps 50

        match path.Outcome with
        | Outcome.Diverged(5, _, value) -> Assert.True(Double.IsNaN value)
        | other -> failwith (Outcome.sentence other)

        Assert.Equal<int list>([ 0; 5 ], indices path)

    [<Fact>]
    let ``a step that is refused in between stalls the run, measured`` () =
        let path = doubling 4 (fun _ -> StepResult.Refused(0.0, "no more")) |> Flow.steps 50

        Assert.Equal(Outcome.Stalled(4, "no more"), path.Outcome)
        Assert.Equal<int list>([ 0; 4 ], indices path)
        Assert.Equal(5, path.States.Length)
        let last = (Array.last path.Steps).Diagnostics
        Assert.Equal(4.0, last.Elapsed)
        Assert.Equal(Some(mmd.Value path.Final), last.Functional)

    [<Fact>]
    let ``cancelling in between ends the run after the step, measured`` () =
        use source = new CancellationTokenSource()

        let path =
            descending
            |> Flow.measureEvery 100
            |> Flow.observe (Horizon.afterSteps 50) source.Token (fun step ->
                if step.Index = 6 then
                    source.Cancel())

        Assert.Equal(Outcome.Cancelled 7, path.Outcome)
        Assert.Equal<int list>([ 0; 7 ], indices path)

    [<Fact>]
    let ``steps that are too long are seen at the end`` () =
        // exp(-t) by Euler steps of length 3 grows by -2 each: no step but the last needs to be measured to see it.
        let flow =
            Flow.descend (Functional.potential "square" (Potential.ofPointwise (fun x -> 0.5 * x[0] * x[0]) Array.copy))
            |> Flow.steppedBy (Integrator.euler 3.0)
            |> Flow.from (Particles.point [| 1.0 |])
            |> Flow.measureEvery 100

        match (Flow.steps 7 flow).Outcome with
        | Outcome.Overstepped(7, reason) -> Assert.Contains("the functional rose", reason)
        | other -> failwith (Outcome.sentence other)

    [<Fact>]
    let ``monitors and progress read the measured steps`` () =
        let run = descending |> Flow.measureEvery 4
        let shown = ResizeArray<int>()

        run
        |> Flow.observe
            (Horizon.afterSteps 10)
            CancellationToken.None
            (Progress.observer (Horizon.afterSteps 10) (fun p -> shown.Add p.Step.Index))
        |> ignore

        Assert.Equal<int seq>([ 0; 4; 8; 10 ], shown)

    [<Fact>]
    let ``a run that stopped between measured steps goes on to the same states and measurements`` () =
        let run = descending |> Flow.measureEvery 4
        let whole = run |> Flow.steps 10

        let stopped =
            run |> Flow.trace (Horizon.afterSteps 6) CancellationToken.None |> Seq.last

        let rest = run |> Flow.resume stopped.Continuation |> Flow.steps 10
        Assert.Equal<int list>([ 6; 8; 10 ], indices rest)
        Assert.Equal<float[]>(whole.Final.Nodes.Data, rest.Final.Nodes.Data)

        let values (path: Path<_>) =
            path.Steps |> Array.map _.Diagnostics.Functional.Value

        Assert.Equal<float[]>((values whole)[2..], (values rest)[1..])
