namespace GanFlowTheory.Laws

open System
open System.IO
open System.Threading
open GanFlowTheory.Core

/// The law that a run which stopped goes on as if it had not.
[<RequireQualifiedAccess>]
module internal ResumeLaws =

    /// Going on through a checkpoint's file.
    let throughFile (step: Step<'q>) (run: Run<'q>) : Run<'q> when 'q :> IState<'q> =
        let path = Path.Combine(Path.GetTempPath(), $"ganflow-law-{Guid.NewGuid():N}.npz")

        try
            Checkpoint.save path step
            Checkpoint.resume path run
        finally
            File.Delete path

    /// What was stopped after 0, 1 or 3 of 5 steps ends with the bits of what was not.
    let resumed (name: string) (goOn: Step<'q> -> Run<'q> -> Run<'q>) (run: Run<'q>) : Law when 'q :> IState<'q> =
        Law.forEach
            {
                Name = "resume"
                Statement = "A run that stopped and went on from a checkpoint has the bits of one that did not stop."
                Source = ""
                Judge = Judge.Exact
            }
            name
            [ 0; 1; 3 ]
            (fun stop ->
                let whole = run |> Flow.steps 5

                let last =
                    run |> Flow.trace (Horizon.afterSteps stop) CancellationToken.None |> Seq.last

                let rest = goOn last run |> Flow.steps 5
                let known (v: float option) = defaultArg v 0.0

                let told (path: Path<'q>) (read: StepRecord -> float) =
                    path.Steps |> Array.filter (fun s -> s.Index > stop) |> Array.map read

                let told' read = told rest read, told whole read

                let equation shown read =
                    let left, right = told' read
                    Equation.vector $"{shown} after {stop} steps" 0.0 left right

                [
                    Equation.vector
                        $"the end of a run that stopped after {stop} steps"
                        0.0
                        rest.Final.Coordinates
                        whole.Final.Coordinates
                    equation "times" _.Time
                    equation "values" (fun s -> known s.Diagnostics.Functional)
                    equation "dissipations" (fun s -> known s.Diagnostics.CriticDissipation)
                    equation "held-out scores" (fun s -> known s.Diagnostics.HeldOutScore)
                    equation "step lengths" _.Diagnostics.StepLength
                ])
