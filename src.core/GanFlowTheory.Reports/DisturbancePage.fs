namespace GanFlowTheory.Core

/// The page about a study of disturbed images: a single HTML file that needs no network, in light and dark.
[<RequireQualifiedAccess>]
module DisturbancePage =

    let private share (v: float) = Numerals.significant 3 v

    let private key (course: DisturbanceCourse) = course.Name.Replace(' ', '-')

    // A measure as a share of its largest value: KID and FID have units of their own.
    let private relative (value: DisturbanceReading -> float) (course: DisturbanceCourse) : (float * float)[] =
        let top = course.Readings |> Array.map (fun r -> abs (value r)) |> Array.max

        course.Readings
        |> Array.map (fun r -> r.Strength, (if top > 0.0 then value r / top else 0.0))

    let private curves (course: DisturbanceCourse) : Markup list =
        let last = Array.last course.Readings

        Curves.draw
            {
                Key = key course
                Heights = 260.0, 240.0
                Title = $"KID and FID under {course.Name}"
                XLabel = "strength s"
                YLabel = "share"
                Caption =
                    $"KID and FID are shares of their largest values; at s = {Numerals.short last.Strength} KID is {Numerals.short last.Kid.Value} \
                      and FID {Numerals.short last.Fid.Value}. Coverage is the share of images of the reference whose ball holds one of the sample."
                Axis = fun values -> TimePlot.linearThroughZero values, "Linear axis."
            }
            (course.Readings |> Seq.map _.Strength)
            [
                Curve.observed "KID" (relative _.Kid.Value course)
                Curve.predicted "FID" (relative _.Fid.Value course)
                Curve.violation "coverage" (course.Readings |> Array.map (fun r -> r.Strength, r.Coverage.Coverage))
            ]

    // One row of images for each strength, as many rows as the grid shows.
    let private images (settings: DisturbanceSettings) (course: DisturbanceCourse) : Markup list =
        let isSquare =
            settings.Height * settings.Width = ImageGrid.dimension
            && settings.Height = settings.Width

        if not isSquare then
            []
        else
            let rows =
                Thinning.evenly (ImageGrid.drawnImages / 8) course.Readings.Length
                |> Array.map (fun i -> course.Readings[i])

            let strengths =
                rows |> Array.map (fun r -> Numerals.short r.Strength) |> String.concat ", "

            [
                Markup.figure
                    []
                    [
                        ImageGrid.draw
                            (key course + "-images")
                            $"Images under {course.Name}"
                            $"Eight images for each strength, from top to bottom: {strengths}."
                            settings.Low
                            settings.High
                            (rows |> Array.map _.Examples |> Array.reduce Points.append)
                    ]
                    $"Eight images of the sample, a row for each strength: {strengths}."
            ]

    let private table (course: DisturbanceCourse) : Markup =
        Page.foldedTable
            "All numbers"
            "KID and FID to the reference; precision, recall, density and coverage by balls of nearest neighbours."
            [ "strength"; "KID"; "FID"; "precision"; "recall"; "density"; "coverage" ]
            [
                for r in course.Readings do
                    [
                        Numerals.short r.Strength
                        Numerals.short r.Kid.Value
                        Numerals.short r.Fid.Value
                        share r.Coverage.Precision
                        share r.Coverage.Recall
                        share r.Coverage.Density
                        share r.Coverage.Coverage
                    ]
            ]

    let private section (settings: DisturbanceSettings) (course: DisturbanceCourse) : PageSection =
        let heading =
            course.Name.Substring(0, 1).ToUpperInvariant() + course.Name.Substring 1

        Page.section
            (key course)
            heading
            (Markup.texted "p" course.Description :: curves course
             @ images settings course
             @ [ table course ])

    let private settings (study: DisturbanceStudy) : Markup =
        let s = study.Settings

        Markup.classed
            "div"
            "settings"
            [
                Markup.table
                    "Everything that this study was given."
                    []
                    [
                        [ "images in each sample"; Numerals.count s.Count ]
                        [ "images of the reference"; Numerals.count study.Reference ]
                        [
                            "pixels"
                            $"{s.Height} x {s.Width}, {Numerals.short s.Low} to {Numerals.short s.High}"
                        ]
                        [ "features"; Numerals.count study.Features ]
                        [ "accuracy of the classifier on the reference"; share study.Accuracy ]
                        [ "strengths"; s.Strengths |> List.map Numerals.short |> String.concat ", " ]
                        [ "nearest neighbour of precision and recall"; Numerals.count s.Neighbour ]
                        [ "seed"; string s.Seed ]
                    ]
            ]

    // At strength 0 the sample is of the reference's own law: what is said of it then.
    let private notes (study: DisturbanceStudy) : string list =
        [
            match
                study.Courses
                |> Array.tryHead
                |> Option.bind (fun c -> Array.tryHead c.Readings)
            with
            | Some first when first.Strength = 0.0 && first.Kid.Value < 0.0 ->
                $"Undisturbed, KID is {Numerals.short first.Kid.Value}: the estimator is unbiased, so that it may fall below 0 where both laws agree."
            | _ -> ()

            match study.Courses |> Seq.collect _.Readings |> Seq.tryPick _.Fid.Warning with
            | Some warning -> warning
            | None -> ()
        ]

    /// <summary>The page as one HTML document: a section for each disturbance with its curves, its images and its numbers; the same study
    /// gives the same text.</summary>
    let html (study: DisturbanceStudy) : string =
        Page.html
            {
                Title = "KID and FID of disturbed images"
                Subtitle =
                    $"{Numerals.count study.Settings.Count} images at each strength against {Numerals.count study.Reference} others, in \
                      {Numerals.count study.Features} features of a classifier."
                Verdict = None
                Warnings = notes study
                Facts =
                    [
                        for course in study.Courses do
                            let last = Array.last course.Readings
                            $"KID, {course.Name}, s = {Numerals.short last.Strength}", Numerals.short last.Kid.Value
                    ]
                Sections =
                    [
                        for course in study.Courses do
                            section study.Settings course

                        Page.section "settings" "Settings" [ settings study ]
                    ]
            }

    /// <summary>Writes the page to a file, which afterwards holds all of it or is what it was before. Throws what writing a
    /// file throws.</summary>
    let write (path: string) (study: DisturbanceStudy) : unit = Page.write path (html study)
