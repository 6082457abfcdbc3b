namespace GanFlowTheory.Core

/// The key numbers of runs: name and value.
module internal RunFacts =

    let private shown (value: float) = invariant $"{value:G6}"

    let private fact (name: string) (value: float option) : (string * string) list =
        value |> Option.map (fun v -> name, shown v) |> Option.toList

    let private least (values: float[]) : float option =
        if Array.isEmpty values then
            None
        else
            Some(Array.min values)

    /// Those of a finished run.
    let ofPath (path: Path<'q>) : (string * string) list =
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
            yield! fact "held-out score at the end" last.Diagnostics.HeldOutScore
            "time", shown last.Time
            "steps", string last.Index
            match Path.identityResidual path with
            | Some residual -> "dissipation identity, residual", invariant $"{residual:G3}"
            | None -> ()
        ]

    /// Those of the convergence monitor, of a run with the given steps.
    let ofConvergence (steps: StepRecord[]) (points: ConvergencePoint[]) : (string * string) list =
        let last = Array.tryLast points

        [
            yield! fact "MMD² at the end over MMD² at the start" (last |> Option.bind _.ObservedDecay)
            // On samples drawn anew alpha says nothing of the distance that is left.
            if not (DissipationIdentity.resampled steps) then
                yield! fact "the same as predicted by alpha" (last |> Option.bind _.PredictedDecay)
            yield! fact "smallest alpha" (points |> Array.choose _.Alpha |> least)
            yield! fact "smallest eigenvalue of g" (points |> Array.choose _.SmallestEigenvalue |> least)
        ]

    /// Those of the certificates of a generator's steps.
    let ofCertificates (points: GanStepPoint[]) : (string * string) list =
        fact "smallest cosine of GAN and regression step" (points |> Array.choose _.Cosine |> least)
        @ fact "their length ratio farthest from 1" (points |> Array.choose _.LengthRatio |> GanStep.worstRatio)

    /// Those of the scores of a training.
    let ofScores (scores: GanScore[]) : (string * string) list =
        match Array.tryLast scores with
        | None -> []
        | Some last ->
            [
                yield! fact "KID at the end" (Some last.Kid.Value)
                yield! fact "its standard error" last.Kid.StandardError
                yield! fact "FID at the end" (Some last.Fid)
                match last.Modes with
                | Some modes ->
                    yield "modes covered at the end", invariant $"{modes.Covered} of {modes.Shares.Length}"
                    yield "mass near a mode at the end", invariant $"{100.0 * modes.Quality:F1} %%"
                | None -> ()
            ]

    /// Those of a critic beside the truth.
    let ofTruth (points: CriticTruth[]) : (string * string) list =
        let known = points |> Array.choose _.OnParameters

        fact "K-correlation of the critic at the end" (Array.tryLast known)
        @ fact "smallest K-correlation of the critic" (least known)
