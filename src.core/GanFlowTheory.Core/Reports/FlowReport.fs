namespace GanFlowTheory.Core

open System

/// Reports about finished runs.
[<RequireQualifiedAccess>]
module FlowReport =

    let private kind (outcome: Outcome) : OutcomeKind =
        match outcome with
        | ReachedTime _
        | CompletedSteps _
        | Converged _ -> OutcomeKind.Succeeded
        | Stalled _
        | Cancelled _ -> OutcomeKind.Stopped
        | Diverged _ -> OutcomeKind.Failed

    let private settings (run: Run<'q>) : (string * string) list when 'q :> IMeasure =
        [
            "functional", run.Flow.Goal
            "critic", run.Flow.Critic.Name
            "metric", run.Flow.Metric.Name
            "integrator", run.Flow.Integrator.Name
            match run.Flow.Noise with
            | Some noise -> "noise", noise.Name
            | None -> ()
            "start", string run.Start.Nodes
            "seed", string run.Seed
            "tolerance", string run.Tolerance
            "states kept every", $"{run.KeepEvery} steps"
        ]

    let private facts (path: Path<'q>) : (string * string) list =
        let shown (value: float) = value.ToString "G6"
        let first, last = Array.head path.Steps, Array.last path.Steps

        [
            match first.Diagnostics.Functional, last.Diagnostics.Functional with
            | Some start, Some stop ->
                "functional at the start", shown start
                "functional at the end", shown stop
            | _ when
                first.Diagnostics.PlugIn.IsNone
                && first.Diagnostics.CriticDissipation.IsSome
                && last.Diagnostics.CriticDissipation.IsSome
                ->
                "dissipation at the start", shown first.Diagnostics.CriticDissipation.Value
                "dissipation at the end", shown last.Diagnostics.CriticDissipation.Value
            | _ when first.Diagnostics.PlugIn.IsNone && last.Diagnostics.PlugIn.IsNone -> ()
            | _ ->
                let estimated = Option.map shown >> Option.defaultValue Numerals.missing
                "estimated functional at the start", estimated first.Diagnostics.PlugIn
                "estimated functional at the end", estimated last.Diagnostics.PlugIn
            match last.Diagnostics.HeldOutScore with
            | Some score -> "held-out score at the end", shown score
            | None -> ()
            "time", shown last.Time
            "steps", string last.Index
            match Path.identityResidual path with
            | Some residual -> "dissipation identity, residual", residual.ToString "G3"
            | None -> ()
        ]

    let private finite (q: IMeasure) =
        Array.forall Double.IsFinite q.Nodes.Data

    // 1e-9: weights that differ by rounding, as those of equal weighted particles do, are drawn truthfully.
    let private unequal (q: IMeasure) =
        Array.max q.Weights - Array.min q.Weights > 1e-9 * Array.max q.Weights

    /// <summary>The report about a finished run: its composition, settings, outcome, diagnostics and stored states.
    /// Target, coordinate names and further facts may be added to the record.</summary>
    let ofPath (title: string) (run: Run<'q>) (path: Path<'q>) : RunReport when 'q :> IMeasure =
        let drawn, lost = path.States |> Array.partition (fun (_, q) -> finite q)

        {
            Title = title
            Subtitle = Flow.describe run.Flow
            Outcome = Outcome.sentence path.Outcome
            OutcomeKind = kind path.Outcome
            Settings = settings run
            Facts = facts path
            Steps = path.Steps
            Convergence = [||]
            Certificates = [||]
            Truth = [||]
            Snapshots = [ for time, q in drawn -> time, q.Nodes ]
            Target = None
            CoordinateNames = [||]
            Warnings =
                [
                    if lost.Length > 0 then
                        $"{lost.Length} of {path.States.Length} stored states are not drawn: they are not all numbers."
                    if drawn |> Array.exists (fun (_, q) -> unequal q) then
                        "Particles carry unequal weights, which the pictures do not show."
                    match Path.solveWarning path with
                    | Some warning -> warning
                    | None -> ()
                ]
        }

    let private shown (value: float) = value.ToString "G6"

    let private fact name (value: float option) =
        value |> Option.map (fun v -> name, shown v) |> Option.toList

    let private least values =
        if Array.isEmpty values then
            None
        else
            Some(Array.min values)

    /// <summary>The report with what the convergence monitor says of the run: curves of the decay of MMD^2 beside the decay
    /// that alpha predicts, of alpha and of the smallest eigenvalue of g, and their ends among the facts
    /// (MN21-4).</summary>
    let withConvergence (points: ConvergencePoint[]) (report: RunReport) : RunReport =
        let last = Array.tryLast points
        let alphas = points |> Array.choose _.Alpha

        { report with
            Convergence = points
            Facts =
                report.Facts
                @ fact "MMD² at the end over MMD² at the start" (last |> Option.bind _.ObservedDecay)
                // On samples drawn anew alpha says nothing of the distance that is left.
                @ fact
                    "the same as predicted by alpha"
                    (last
                     |> Option.bind _.PredictedDecay
                     |> Option.filter (fun _ -> not (TrainingFigures.resampled report)))
                @ fact "smallest alpha" (least alphas)
                @ fact "smallest eigenvalue of g" (points |> Array.choose _.SmallestEigenvalue |> least)
        }

    /// <summary>The report with certificates of the generator's steps: curves of angle and length ratio between the GAN's
    /// step and the regression's, and the worst among the facts (HZ23-6).</summary>
    let withCertificates (points: GanStepPoint[]) (report: RunReport) : RunReport =
        let worst = points |> Array.choose _.LengthRatio |> GanStep.worstRatio

        { report with
            Certificates = points
            Facts =
                report.Facts
                @ fact "smallest cosine of GAN and regression step" (points |> Array.choose _.Cosine |> least)
                @ fact "their length ratio farthest from 1" worst
        }

    /// <summary>The report with how well a trained critic points along the truth: curves of its correlations with the true
    /// first variation, and the last and the smallest among the facts.</summary>
    let withTruth (points: CriticTruth[]) (report: RunReport) : RunReport =
        let known = points |> Array.choose _.OnParameters

        { report with
            Truth = points
            Facts =
                report.Facts
                @ fact "K-correlation of the critic at the end" (Array.tryLast known)
                @ fact "smallest K-correlation of the critic" (least known)
        }
