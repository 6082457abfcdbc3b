namespace GanFlowTheory.Core

/// The page about a study of mode collapse: a single HTML file that needs no network, in light and dark.
[<RequireQualifiedAccess>]
module CollapsePage =

    let private percent (share: float) =
        Numerals.significant 3 (100.0 * share) + " %"

    let private last (course: CollapseCourse) = snd (Array.last course.Moments)

    let private counted (c: ModeCoverage) = $"{c.Covered} of {c.Shares.Length}"

    let private table (study: CollapseStudy) : Markup =
        let row name (m: CollapseMeasure) ending =
            [
                name
                counted m.Coverage
                percent m.Coverage.Quality
                Numerals.short m.Variance
                Numerals.short m.Within
                ending
            ]

        Markup.classed
            "div"
            "settings"
            [
                Markup.table
                    "The end of each course, and the draws of the target for comparison."
                    [
                        "clock"
                        "modes covered"
                        "quality"
                        "variance"
                        "within modes"
                        "what it tends to"
                    ]
                    [
                        for course in study.Courses do
                            row (DialPanels.title course.Clock) (last course) (TrajectoryEnd.word course.End.End)
                        row "target" study.Goal ""
                    ]
            ]

    let private evidence (study: CollapseStudy) : Markup =
        Markup.classed
            "div"
            "settings"
            [
                Markup.table
                    "Read from the coordinates of law and critic together."
                    []
                    [
                        for course in study.Courses -> [ DialPanels.title course.Clock; course.End.Evidence ]
                        for course in study.Gaussian ->
                            [ DialPanels.title course.Clock + ", Gaussian"; course.End.Evidence ]
                    ]
            ]

    let private settings (study: CollapseStudy) : Markup =
        let s = study.Settings

        Markup.classed
            "div"
            "settings"
            [
                Markup.table
                    "Everything that this study was given."
                    []
                    [
                        [ "target"; study.Target.Name ]
                        [ "draws of the target"; Numerals.count s.TargetSamples ]
                        [ "clocks"; s.Clocks |> List.map CriticClock.name |> String.concat ", " ]
                        [ "particles"; Numerals.count s.Particles ]
                        [
                            "start"
                            $"Gaussian of standard deviation {Numerals.short s.Spread} about the target's mean"
                        ]
                        [
                            "critic"
                            $"{Numerals.count s.Features} random Fourier features of bandwidth {Numerals.short s.Bandwidth}"
                        ]
                        [ "ridge"; Numerals.short s.Ridge ]
                        [ "until time"; Numerals.short s.Until ]
                        [ "seed"; string s.Seed ]
                    ]
            ]

    // What the courses show, from their own numbers.
    let private warnings (study: CollapseStudy) : string list =
        [
            for course in study.Courses do
                match course.Outcome with
                | Outcome.ReachedTime _
                | Outcome.Converged _ -> ()
                | other -> $"{DialPanels.title course.Clock}: {Outcome.sentence other}"
        ]

    /// <summary>The page as one HTML document: the clock dial, the ends and how they are told; the same study gives the same
    /// text.</summary>
    let html (study: CollapseStudy) : string =
        Page.html
            {
                Title = "Mode collapse by the critic's clock"
                Subtitle =
                    $"Particles to {study.Target.Name} against a kernel witness on the clock κ: κ = 0 is a frozen critic, and the \
                      best response gives the flow of MMD²/(2λ)."
                Verdict = None
                Warnings = warnings study
                Facts =
                    [
                        for course in study.Courses ->
                            $"modes covered, {DialPanels.title course.Clock}", counted (last course).Coverage
                    ]
                Sections =
                    [
                        Page.section "dial" "The clock dial" [ DialFigure.draw study ]
                        Page.section "ends" "Where it ends" [ table study ]
                        Page.section "evidence" "How the ends are told" [ evidence study ]
                        Page.section "settings" "Settings" [ settings study ]
                    ]
            }

    /// <summary>Writes the page to a file, which afterwards holds all of it or is what it was before. Throws what writing a
    /// file throws.</summary>
    let write (path: string) (study: CollapseStudy) : unit = Page.write path (html study)
