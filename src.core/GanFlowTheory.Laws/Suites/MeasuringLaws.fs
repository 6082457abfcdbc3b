namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// The law that measuring does not change what is measured.
[<RequireQualifiedAccess>]
module internal MeasuringLaws =

    let private steps = 8

    /// The library's own: a run that is measured every so many steps.
    let library (every: int) (run: Run<'q>) : Path<'q> when 'q :> IState<'q> =
        run |> Flow.measureEvery every |> Flow.steps steps

    /// A run that is measured every 2, 3, 5 or 9 of 8 steps has the bits of one that is measured at each.
    let sparse (name: string) (measured: int -> Run<'q> -> Path<'q>) (run: Run<'q>) : Law when 'q :> IState<'q> =
        Law.forEach
            {
                Name = "measuring"
                Statement =
                    "A run measured every k steps has the states of one measured at each, and at the first, every k-th and last step "
                    + "its measurements, with the step lengths and refusals in between summed."
                Source = ""
                Judge = Judge.Exact
            }
            name
            [ 2; 3; 5; 9 ]
            (fun every ->
                let whole, part = run |> Flow.steps steps, measured every run
                let last = (Array.last whole.Steps).Index

                let chosen =
                    whole.Steps
                    |> Array.filter (fun s -> s.Index = 0 || s.Index % every = 0 || s.Index = last)

                // The sum over the steps since the one that was measured before, in their order.
                let since (read: Diagnostics -> float) (step: StepRecord) =
                    let before =
                        chosen
                        |> Array.filter (fun s -> s.Index < step.Index)
                        |> Array.tryLast
                        |> Option.map _.Index

                    whole.Steps
                    |> Array.filter (fun s -> s.Index <= step.Index && s.Index > defaultArg before -1)
                    |> Array.fold (fun total s -> total + read s.Diagnostics) 0.0

                let coordinates (path: Path<'q>) =
                    path.States |> Array.collect (fun (_, q) -> Array.copy q.Coordinates)

                let told (read: Diagnostics -> float option) (steps: StepRecord[]) =
                    steps |> Array.map (fun s -> defaultArg (read s.Diagnostics) 0.0)

                let equation shown read =
                    Equation.vector $"{shown}, every {every} steps" 0.0 (told read part.Steps) (told read chosen)

                [
                    Equation.vector $"the states, every {every} steps" 0.0 (coordinates part) (coordinates whole)

                    Equation.vector
                        $"the numbers of the steps, every {every}"
                        0.0
                        (part.Steps |> Array.map (fun s -> float s.Index))
                        (chosen |> Array.map (fun s -> float s.Index))

                    if part.Steps.Length = chosen.Length then
                        Equation.vector "the times" 0.0 (part.Steps |> Array.map _.Time) (chosen |> Array.map _.Time)
                        equation "values" _.Functional
                        equation "predicted dissipations" _.PredictedDissipation
                        equation "the critic's dissipations" _.CriticDissipation
                        equation "held-out scores" _.HeldOutScore
                        equation "correlations" _.KCorrelation

                        Equation.vector
                            $"the times since, every {every} steps"
                            0.0
                            (part.Steps |> Array.map _.Diagnostics.Elapsed)
                            (chosen |> Array.map (since _.StepLength))

                        Equation.vector
                            $"the refusals since, every {every} steps"
                            0.0
                            (part.Steps |> Array.map (fun s -> float s.Diagnostics.Refused))
                            (chosen |> Array.map (since (fun d -> float d.Refused)))
                ])
