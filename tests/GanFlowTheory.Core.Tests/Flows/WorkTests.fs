namespace GanFlowTheory.Core.Tests

open System.IO
open Xunit
open GanFlowTheory.Core
open Testing
open FlowTesting

/// The work of a run is bounded by its arguments, and what it depends on is said.
module WorkTests =

    [<Fact>]
    let ``A time that takes steps without end is refused`` () =
        for integrator in
            [
                Integrator.euler 1e-300
                Integrator.heun 1e-10
                Integrator.descent 1e-12
                Integrator.dormandPrinceFixed 1e-10
                Integrator.optimised (Optimiser.adam 1e-15)
            ] do
            let run = Flow.descend mmd |> Flow.steppedBy integrator |> Flow.from particles
            Assert.Contains("the time 1 takes", argumentError (fun () -> run |> Flow.until 1.0))
            // A number of steps bounds them.
            Assert.Equal(Outcome.CompletedSteps 2, (run |> Flow.steps 2).Outcome)

        let run =
            Flow.descend mmd |> Flow.steppedBy (Integrator.euler 0.1) |> Flow.from particles

        Assert.Contains("the time 1E+300 takes", argumentError (fun () -> run |> Flow.until 1e300))

    [<Fact>]
    let ``Steps that come down to nothing end the run`` () =
        // 0.25 (1 + 1/2 + 1/4 ..) = 1/2 is never passed.
        let path =
            Flow.descend mmd
            |> Flow.steppedBy (
                Integrator.optimised
                    { Optimiser.gradientDescent 0.25 with
                        Schedule = Schedule.Halving 1
                    }
            )
            |> Flow.from particles
            |> Flow.until 1.0

        match path.Outcome with
        | Outcome.Stalled(step, reason) ->
            Assert.InRange(step, 40, 60)
            Assert.Contains("no longer changes the time 0.5", reason)
        | other -> Assert.Fail($"{other}")

    [<Fact>]
    let ``The time of a density is refused as well`` () =
        let target, start = Gaussians.onLine 60 0.0 1.0, Gaussians.onLine 60 0.5 1.0
        let equation = FokkerPlanck.create FDivergence.jsd target

        let last method times () =
            FokkerPlanck.trajectory method times equation start |> Seq.last

        Assert.Contains("too short", argumentError (last (FokkerPlanckMethod.Implicit 1e-12) [ 1.0 ]))

    [<Fact>]
    let ``A checkpoint knows the arithmetic that it was written with`` () =
        inFolder (fun folder ->
            let here, there =
                Path.Combine(folder, "here.npz"), Path.Combine(folder, "there.npz")

            descending
            |> Flow.observe (Horizon.afterSteps 1) System.Threading.CancellationToken.None (fun step ->
                if step.Index = 1 then
                    Checkpoint.save here step)
            |> ignore

            Assert.Equal(None, Checkpoint.otherProcessor here)

            Npz.read here
            |> List.map (fun array ->
                if array.Name = "processor" then
                    NamedArray.vector "processor" ("Z80" |> Seq.map float |> Seq.toArray)
                else
                    array)
            |> Npz.write there

            Assert.Equal(Some "Z80", Checkpoint.otherProcessor there)
            // It goes on all the same: last digits are no reason to lose a run.
            Assert.Equal(Outcome.CompletedSteps 2, (Checkpoint.resume there descending |> Flow.steps 2).Outcome)

            Npz.read here
            |> List.filter (fun array -> array.Name <> "processor")
            |> Npz.write there

            Assert.Equal(None, Checkpoint.otherProcessor there))
