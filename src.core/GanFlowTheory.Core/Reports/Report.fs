namespace GanFlowTheory.Core

open System
open System.Text

/// The page about one run: a single HTML file that needs no network, in light and dark.
[<RequireQualifiedAccess>]
module Report =

    let private el = Markup.element
    let private text = Markup.Text

    let private check (report: RunReport) =
        let clouds = (report.Snapshots |> List.map snd) @ Option.toList report.Target

        match clouds with
        | [] -> ()
        | first :: rest ->
            for cloud in rest do
                Guard.sameDimension "report" first.Dimension cloud.Dimension

            let names = report.CoordinateNames.Length

            if names > first.Dimension then
                Guard.fail "report" $"report must name at most {first.Dimension} coordinates, but names {names}."

    let private outcome (report: RunReport) =
        let cssClass, word =
            match report.OutcomeKind with
            | OutcomeKind.Succeeded -> "succeeded", "✓ Succeeded"
            | OutcomeKind.Stopped -> "stopped", "■ Stopped"
            | OutcomeKind.Failed -> "failed", "✗ Failed"

        el
            "div"
            [ "class", "outcome " + cssClass; "role", "status" ]
            [ Markup.texted "strong" word; Markup.texted "span" report.Outcome ]

    let private warnings (report: RunReport) =
        [
            if not report.Warnings.IsEmpty then
                el
                    "ul"
                    [ "class", "warnings"; "aria-label", "Warnings" ]
                    [
                        for w in report.Warnings -> el "li" [] [ Markup.texted "strong" "! Note"; text w ]
                    ]
        ]

    // At most six in a row, the rows as equal as they can be.
    let private columns (count: int) =
        let rows = (count + 5) / 6
        (count + rows - 1) / rows

    let private tiles (report: RunReport) =
        [
            if not report.Facts.IsEmpty then
                el
                    "dl"
                    [
                        "class", "tiles"
                        "style", $"--columns: {columns report.Facts.Length}"
                        "aria-label", "Key numbers"
                    ]
                    [
                        for name, value in report.Facts ->
                            el "div" [] [ Markup.texted "dt" name; Markup.texted "dd" (Numerals.orMissing value) ]
                    ]
        ]

    let private section (id: string) (heading: string) (body: Markup list) =
        el "section" [ "aria-labelledby", id ] (el "h2" [ "id", id ] [ text heading ] :: body)

    let private settings (report: RunReport) =
        if report.Settings.IsEmpty then
            [ Markup.classed "p" "empty" [ text "No settings were recorded." ] ]
        else
            [
                Markup.classed
                    "div"
                    "settings"
                    [
                        Markup.table
                            "Everything that this run was given."
                            []
                            [ for name, value in report.Settings -> [ name; Numerals.orMissing value ] ]
                    ]
            ]

    /// <summary>The page as one HTML document; the same report gives the same text. Under 2 MB whatever the run's
    /// length and number of particles. Throws an argument exception when the snapshots and the target differ in
    /// dimension, or more coordinates are named than there are.</summary>
    let html (report: RunReport) : string =
        check report

        let head =
            el
                "head"
                []
                [
                    el "meta" [ "charset", "utf-8" ] []
                    el "meta" [ "name", "viewport"; "content", "width=device-width, initial-scale=1" ] []
                    el "meta" [ "name", "color-scheme"; "content", "light dark" ] []
                    Markup.texted "title" report.Title
                    Markup.Raw("style", Style.sheet)
                ]

        let header =
            el
                "header"
                []
                [
                    Markup.texted "h1" report.Title
                    Markup.classed "p" "subtitle" [ text report.Subtitle ]
                    outcome report
                    yield! warnings report
                    yield! tiles report
                ]

        let table = SeriesFigures.table report.Steps
        let critic = SeriesFigures.critic report.Steps
        // The page of an empty run says so under both headings.
        let identity = report.Steps.Length = 0 || SeriesFigures.hasIdentity report.Steps

        let page =
            Markup.classed
                "main"
                "page"
                [
                    header
                    section "functional-heading" "Functional over time" (SeriesFigures.functional report.Steps)
                    if identity then
                        section
                            "dissipation-heading"
                            "Energy dissipation identity"
                            (DissipationFigures.dissipation report.Steps @ table)

                    if not critic.IsEmpty then
                        section "critic-heading" "The critic" (if identity then critic else critic @ table)

                    for id, heading, body in TrainingFigures.sections report do
                        section id heading body

                    section
                        "particles-heading"
                        "Particles over time"
                        (ParticleFigures.figures report.CoordinateNames report.Target report.Snapshots)
                    section "settings-heading" "Settings" (settings report)
                    Markup.texted "footer" "Written by GanFlowTheory. This page is one file and loads nothing."
                ]

        "<!DOCTYPE html>\n"
        + Markup.render (el "html" [ "lang", "en" ] [ head; el "body" [] [ page ] ])
        + "\n"

    /// <summary>Writes the page to a file, which afterwards holds all of it or is what it was before. Throws what
    /// writing a file throws.</summary>
    let write (path: string) (report: RunReport) : unit =
        let page = html report
        AtomicFile.write path (fun stream -> stream.Write(ReadOnlySpan(Encoding.UTF8.GetBytes page)))
