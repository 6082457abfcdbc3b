namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Known-bad clocks of runs, and known-bad reports of critics.
[<RequireQualifiedAccess>]
module internal BadFlowReports =

    let private wasserstein: Metric<Particles> = Metric.wasserstein

    let private ticking (change: StepRecord -> StepRecord) (path: Path<Particles>) =
        { path with
            Steps = Array.map change path.Steps
        }

    let all: KnownBad list =
        [
            Flaw.bad
                "a run past its time"
                (FlowReportLaws.times "" (fun b time q ->
                    FlowReportLaws.downhill (Integrator.euler 0.1) b (time + 0.0625) q))
            Flaw.bad
                "times that count steps"
                (FlowReportLaws.times "" (fun b time q ->
                    FlowReportLaws.downhill (Integrator.euler 0.1) b time q
                    |> ticking (fun step ->
                        { step with
                            Time = 0.1 * float step.Index
                        })))
            Flaw.bad
                "the noise of another level"
                (FlowReportLaws.noise "" (fun integrator level steps q ->
                    FlowReportLaws.shown integrator (fun _ -> level 0) steps q))
            Flaw.bad
                "a critic that is never handed on"
                (FlowReportLaws.noise "" (fun integrator level steps q ->
                    FlowReportLaws.shown integrator level steps q
                    |> List.map (fun (_, shift) -> 0, shift)))
            Flaw.bad
                "a correlation without its root"
                (FlowReportLaws.correlation
                    (fun metric q c d ->
                        Option.map2 (fun predicted own -> predicted / own) d.PredictedDissipation d.CriticDissipation)
                    ""
                    (snd Registry.critics[3])
                    wasserstein)
            Flaw.bad
                "a run that never oversteps"
                (FlowReportLaws.overstepped "" (fun h steps ->
                    { FlowReportLaws.parabola 0.5 h steps with
                        Outcome = Outcome.CompletedSteps steps
                    }))
            Flaw.bad
                "a run that never collapses"
                (RunEndLaws.collapsed "" (fun goal steps q ->
                    { RunEndLaws.gathering goal steps q with
                        Outcome = Outcome.CompletedSteps steps
                    }))
            Flaw.bad
                "particles that collapse where they should come to one point"
                (RunEndLaws.collapsed "" (fun _ steps q -> RunEndLaws.gathering RunEndLaws.Goal.Start steps q))
            Flaw.bad
                "a run that collapses before its particles have merged"
                (RunEndLaws.collapsed "" (fun goal steps q ->
                    { RunEndLaws.gathering goal steps q with
                        Outcome = (RunEndLaws.gathering goal (steps + 3) q).Outcome
                    }))
            Flaw.bad
                "a decay predicted by the left end of each step"
                (FlowReportLaws.monitored "" (fun kernel path ->
                    let points = ConvergenceMonitor.ofPath kernel path
                    let mutable total = 0.0

                    points
                    |> Array.mapi (fun i point ->
                        if i > 0 then
                            let length = path.Steps[i].Diagnostics.StepLength
                            total <- total + length * defaultArg points[i - 1].Alpha nan

                        { point with
                            PredictedDecay = Some(exp (-2.0 * total))
                        })))
        ]
