namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Known-bad reports of runs, steps of error control, continuations, and runs measured now and then.
[<RequireQualifiedAccess>]
module internal BadFlowRecords =

    let private run = FlowRecordLaws.run (Integrator.heun 0.1) 4

    let private reporting (change: Diagnostics -> Diagnostics) (path: Path<Particles>) =
        { path with
            Steps =
                path.Steps
                |> Array.map (fun s ->
                    { s with
                        Diagnostics = change s.Diagnostics
                    })
        }

    // Each step's residual by the dissipation at its end alone.
    let private oneSided (d: Diagnostics) =
        { d with
            IdentityResidual =
                Option.map2
                    (fun rate predicted -> abs (rate + predicted) / predicted)
                    d.ObservedRate
                    d.PredictedDissipation
        }

    // Values that fall by the left end of each step: what a one-sided rule makes of the identity.
    let private leftRule (path: Path<Particles>) =
        let mutable value = path.Steps[0].Diagnostics.Functional.Value

        let steps =
            Array.append
                [| path.Steps[0] |]
                (Array.pairwise path.Steps
                 |> Array.map (fun (a, b) ->
                     value <- value - b.Diagnostics.Elapsed * a.Diagnostics.PredictedDissipation.Value

                     { b with
                         Diagnostics =
                             { b.Diagnostics with
                                 Functional = Some value
                             }
                     }))

        { path with Steps = steps }

    let all: KnownBad list =
        [
            Flaw.bad "a residual by one end of the step" (FlowRecordLaws.residual "" (run >> reporting oneSided))
            Flaw.bad
                "rates without their step"
                (FlowRecordLaws.residual
                    ""
                    (run
                     >> reporting (fun d ->
                         { d with
                             ObservedRate = d.ObservedRate |> Option.map (fun rate -> rate * d.Elapsed)
                         })))
            Flaw.bad
                "an identity by one end of each step"
                (FlowRecordLaws.residualOrder "" (fun integrator steps q ->
                    leftRule (FlowRecordLaws.run integrator steps q)))
            Flaw.bad
                "an error that is a sum over particles"
                (FlowRecordLaws.duplication "" (fun tolerance q ->
                    FlowRecordLaws.stepLengths (tolerance / sqrt (float q.Nodes.Count)) q))
            Flaw.bad
                "a memory that is forgotten"
                (ResumeLaws.resumed
                    ""
                    (fun step run -> Flow.resume { Flow.keep step with Memory = None } run)
                    Registry.remembering)
            Flaw.bad
                "noise that begins anew"
                (ResumeLaws.resumed
                    ""
                    (fun step run -> Flow.resume { Flow.keep step with Index = 0 } run)
                    Registry.remembering)
            Flaw.bad
                "a last step that is not measured"
                (MeasuringLaws.sparse
                    ""
                    (fun every run ->
                        let path = MeasuringLaws.library every run

                        { path with
                            Steps = path.Steps |> Array.filter (fun s -> s.Index % every = 0)
                        })
                    Registry.remembering)
            Flaw.bad
                "noise that is drawn where it is measured alone"
                (MeasuringLaws.sparse
                    ""
                    (fun every run ->
                        let run = run |> Flow.measureEvery every

                        let noise =
                            run.Flow.Noise
                            |> Option.map (fun noise ->
                                { noise with
                                    Level = fun index -> if index % every = 0 then noise.Level index else 0.0
                                })

                        { run with
                            Flow = { run.Flow with Noise = noise }
                        }
                        |> Flow.steps 8)
                    Registry.remembering)
            Flaw.bad
                "a time since that is the last step alone"
                (MeasuringLaws.sparse
                    ""
                    (fun every run ->
                        MeasuringLaws.library every run
                        |> reporting (fun d -> { d with Elapsed = d.StepLength }))
                    Registry.remembering)
        ]
