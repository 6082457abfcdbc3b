namespace GanFlowTheory.Core

/// The page about trainings that are compared: a single HTML file that needs no network, in light and dark.
[<RequireQualifiedAccess>]
module GanComparisonPage =

    // As many as the style sheet tells apart.
    let private lines = 8

    let private shown (mean: SeedMean) : string =
        if System.Double.IsNaN mean.Mean then
            Numerals.missing
        else
            match mean.StandardError with
            | Some error -> $"{Numerals.short mean.Mean} ± {Numerals.significant 2 error}"
            | None -> Numerals.short mean.Mean

    let private table (summaries: GanSummary list) : Markup =
        let hasModes = summaries |> List.exists _.Modes.IsSome
        let orMissing = Option.map shown >> Option.defaultValue Numerals.missing

        Markup.classed
            "div"
            "settings"
            [
                Markup.table
                    "Means over the seeds with their standard errors: the standard deviation over seeds over the root of their number."
                    [
                        "GAN"
                        "seeds"
                        "KID at the end"
                        "KID over the steps"
                        "FID at the end"
                        if hasModes then
                            "modes covered"
                            "points near a mode"
                        "seconds per step"
                    ]
                    [
                        for s in summaries do
                            [
                                s.Gan
                                string s.Kid.Count
                                shown s.Kid
                                shown s.KidOverSteps
                                shown s.Fid
                                if hasModes then
                                    orMissing s.Modes
                                    orMissing s.Quality
                                shown s.SecondsPerStep
                            ]
                    ]
            ]

    let private verdicts (summaries: GanSummary list) : Markup =
        Page.foldedTable
            "Verdicts"
            "What the scores of each training say of it."
            [ "GAN"; "seed"; "verdict" ]
            [
                for s in summaries do
                    for seed, verdict in s.Verdicts do
                        [ s.Gan; string seed; GanVerdict.sentence verdict ]
            ]

    let private figure
        key
        title
        xLabel
        yLabel
        caption
        axis
        (trainings: GanTraining list)
        (x: int * float * float -> float)
        value
        : Markup list =
        let gans = GanComparison.gans trainings |> List.truncate lines

        let curves =
            gans
            |> List.mapi (fun at gan ->
                {
                    Class = $"orbit orbit-{at}"
                    Name = gan
                    Values =
                        GanComparison.ofGan gan trainings
                        |> GanComparison.course value
                        |> Array.map (fun (step, seconds, v) -> x (step, seconds, v), v)
                })

        Curves.draw
            {
                Key = key
                Heights = 300.0, 280.0
                Title = title
                XLabel = xLabel
                YLabel = yLabel
                Caption = caption
                Axis = axis
            }
            Seq.empty
            curves

    let private ofStep (step: int, _: float, _: float) = float step
    let private ofSeconds (_: int, seconds: float, _: float) = seconds

    let private positive (values: float[]) : Axis * string =
        if values |> Array.exists (fun v -> v > 0.0) then
            Curves.logarithmicOfPositive values
        else
            Curves.linear values

    let private kid (trainings: GanTraining list) : Markup list =
        let draw key title xLabel x =
            figure
                key
                title
                xLabel
                "KID"
                "The mean of KID over the seeds: unbiased, so that it may be negative near 0."
                positive
                trainings
                x
                (fun score -> Some score.Kid.Value)

        draw "kid-steps" "KID against steps of the generator" "step" ofStep
        @ draw "kid-seconds" "KID against wall-clock time" "seconds" ofSeconds

    let private fid (trainings: GanTraining list) : Markup list =
        figure
            "fid-steps"
            "FID against steps of the generator"
            "step"
            "FID"
            "The mean of FID over the seeds, at one number of points."
            Curves.spread
            trainings
            ofStep
            (fun score -> Some score.Fid)

    let private modes (trainings: GanTraining list) : Markup list =
        let share (values: float[]) =
            Curves.linear (Array.append values [| 0.0; 1.0 |])

        figure
            "modes-steps"
            "Modes covered against steps of the generator"
            "step"
            "share of the modes"
            "The share of the target's modes that are covered, as a mean over the seeds."
            share
            trainings
            ofStep
            (fun score ->
                score.Modes
                |> Option.map (fun modes -> float modes.Covered / float modes.Shares.Length))
        @ figure
            "quality-steps"
            "Quality against steps of the generator"
            "step"
            "share of the points"
            "The share of the generated points that are near a mode, as a mean over the seeds."
            share
            trainings
            ofStep
            (fun score -> score.Modes |> Option.map _.Quality)

    let private slopes (trainings: GanTraining list) : Markup list =
        figure
            "slope-steps"
            "The slope of the critics' witnesses"
            "step"
            "mean of |∇f|"
            "The mean of |∇f| on segments between target and generated points, as a mean over the seeds."
            Curves.spread
            trainings
            ofStep
            _.WitnessSlope

    // The samples of each GAN's first seed.
    let private samples (target: Points option) (trainings: GanTraining list) : Markup list =
        let firsts =
            GanComparison.gans trainings
            |> List.map (fun gan -> List.head (GanComparison.ofGan gan trainings))

        ParticleFigures.sideBySide
            ""
            "GAN"
            target
            [
                for training in firsts -> $"{training.Gan}, seed {training.Seed}", training.Samples
            ]

    /// <summary>The page as one HTML document: a table of means with standard errors over the seeds, curves of KID, FID, modes and
    /// slopes, and samples side by side. The same trainings give the same text.</summary>
    /// <exception cref="T:System.ArgumentException">There are no trainings, or they cannot be compared.</exception>
    let html
        (title: string)
        (settings: (string * string) list)
        (target: Points option)
        (trainings: GanTraining list)
        : string =
        if trainings.IsEmpty then
            Guard.fail (nameof trainings) "there must be a training to compare."

        let summaries = GanComparison.summaries trainings

        Page.html
            {
                Title = title
                Subtitle =
                    $"{Numerals.count summaries.Length} GANs, {Numerals.count trainings.Length} trainings, compared on the same axes."
                Verdict = None
                Warnings =
                    [
                        if summaries.Length > lines then
                            $"Curves are drawn for the first {lines} GANs; the table has all."
                        if summaries |> List.map _.Kid.Count |> List.distinct |> List.length > 1 then
                            "The GANs have different numbers of seeds: some trainings are missing."
                    ]
                Facts =
                    [
                        for s in summaries do
                            $"KID at the end, {s.Gan}", shown s.Kid
                    ]
                Sections =
                    [
                        Page.section "table" "At the end" [ table summaries; verdicts summaries ]
                        Page.section "kid" "KID" (kid trainings)
                        Page.section "fid" "FID" (fid trainings)
                        let ofModes = modes trainings

                        if not ofModes.IsEmpty then
                            Page.section "modes" "Modes" ofModes

                        let ofSlopes = slopes trainings

                        if not ofSlopes.IsEmpty then
                            Page.section "slopes" "Critics" ofSlopes

                        Page.section "samples" "Generated points" (samples target trainings)

                        if not settings.IsEmpty then
                            Page.section
                                "settings"
                                "Settings"
                                [
                                    Markup.classed
                                        "div"
                                        "settings"
                                        [
                                            Markup.table
                                                "Everything that the comparison was given."
                                                []
                                                [ for name, value in settings -> [ name; value ] ]
                                        ]
                                ]
                    ]
            }

    /// <summary>Writes the page to a file, which afterwards holds all of it or is what it was before.</summary>
    /// <exception cref="T:System.ArgumentException">There are no trainings, or they cannot be compared.</exception>
    /// <exception cref="T:System.IO.IOException">The file cannot be written.</exception>
    let write
        (path: string)
        (title: string)
        (settings: (string * string) list)
        (target: Points option)
        (trainings: GanTraining list)
        : unit =
        Page.write path (html title settings target trainings)
