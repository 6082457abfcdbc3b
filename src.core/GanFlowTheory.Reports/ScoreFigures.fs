namespace GanFlowTheory.Core

/// The pictures of what is measured of a generator while it is trained.
module internal ScoreFigures =

    let private step (score: GanScore) = float score.Step

    let private along (scores: GanScore[]) = scores |> Seq.map step

    let private figure key title label caption axis scores curves =
        Curves.draw
            {
                Key = key
                Heights = 240.0, 220.0
                Title = title
                XLabel = "step"
                YLabel = label
                Caption = caption
                Axis = axis
            }
            (along scores)
            curves

    // Logarithmic where the start would press all the rest on the foot of a linear axis.
    let private falling (values: float[]) : Axis * string =
        let sizes = values |> Array.map abs |> Array.sort

        if Array.max values > 30.0 * sizes[sizes.Length / 2] then
            Curves.logarithmicOfPositive values
        else
            Curves.linear values

    // An estimate and two standard errors to both sides of it.
    let private estimate key title label caption (of': GanScore -> Estimate) (scores: GanScore[]) : Markup list =
        let off (sign: float) (score: GanScore) =
            (of' score).StandardError
            |> Option.map (fun error -> (of' score).Value + sign * 2.0 * error)

        figure
            key
            title
            label
            caption
            falling
            scores
            [
                Curve.observed "the estimate" (scores |> Array.map (fun s -> step s, (of' s).Value))
                Curve.predicted "two standard errors around it" (TimePlot.known step (off 1.0) scores)
                Curve.predicted "" (TimePlot.known step (off -1.0) scores)
            ]

    let private modes (scores: GanScore[]) : Markup list =
        if scores |> Array.forall _.Modes.IsNone then
            []
        else
            figure
                "modes"
                "Modes covered, and the quality of the points"
                "share"
                "The share of the target's modes that are covered, and of the generated points that are near one."
                (fun values -> Curves.linear (Array.append values [| 0.0; 1.0 |]))
                scores
                [
                    Curve.observed
                        "modes covered"
                        (TimePlot.known
                            step
                            (fun s ->
                                s.Modes
                                |> Option.map (fun modes -> float modes.Covered / float modes.Shares.Length))
                            scores)
                    Curve.predicted
                        "points near a mode"
                        (TimePlot.known step (fun s -> s.Modes |> Option.map _.Quality) scores)
                ]

    let private slope (scores: GanScore[]) : Markup list =
        if scores |> Array.forall _.WitnessSlope.IsNone then
            []
        else
            figure
                "witness-slope"
                "The slope of the critic's witness"
                "mean of |∇f|"
                "The mean of |∇f|, f the critic's witness, on segments between target and generated points. A gradient penalty \
                 holds it near 1."
                Curves.spread
                scores
                [ Curve.observed "" (TimePlot.known step _.WitnessSlope scores) ]

    /// The scores over the steps.
    let draw (scores: GanScore[]) : Markup list =
        estimate
            "kid"
            "KID to the target"
            "KID"
            "KID between features of fresh generated points and of the target: unbiased, so that it may be negative near 0."
            _.Kid
            scores
        @ figure
            "fid"
            "FID to the target"
            "FID"
            "FID between the same features. It is biased upward by about c/n, so that it compares at this number of points \
             only."
            Curves.spread
            scores
            [ Curve.observed "" (scores |> Array.map (fun s -> step s, s.Fid)) ]
        @ estimate
            "mmd"
            "MMD² to the target"
            "MMD²"
            "MMD² of the points themselves by the Gaussian kernel of the target's median distance, unbiased."
            _.Mmd
            scores
        @ modes scores
        @ slope scores
