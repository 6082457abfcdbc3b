namespace GanFlowTheory.Core

/// A point of the grid of a sweep, as its page draws it.
[<NoComparison; NoEquality>]
type SweepPanel =
    {
        /// What its panels are called.
        Name: string
        /// Its value on each axis of the grid.
        Values: string list
        /// The mean over the seeds of each number of the page; None for one that is not known.
        Means: SeedMean option list
        /// The course of each run: its place among the seeds of the page, and its values (x, y) in order.
        Courses: (int * (float * float)[]) list
        /// The points at the end of its first run, n x d; None where there are none.
        Points: Points option
    }

/// Everything that the page about a sweep shows.
[<NoComparison; NoEquality>]
type SweepReport =
    {
        /// Heading of the page.
        Title: string
        /// The names of the axes of the grid.
        Axes: string list
        /// The seeds, in order.
        Seeds: string list
        /// What courses run along, such as flow time t.
        Along: string
        /// What is drawn of each, such as functional.
        Quantity: string
        /// The names of the numbers.
        Numbers: string list
        /// How many of them the page shows at once; a table that opens has all.
        Headline: int
        /// Points that all cells go to; None where they differ.
        Target: Points option
        /// The points of the grid, in order.
        Panels: SweepPanel list
        /// How many cells are not there.
        Missing: int
        /// What all cells have in common, and the grid: name and value.
        Settings: (string * string) list
    }

/// The page about a sweep: small multiples of what its cells did and where they ended, and their numbers. A single HTML file
/// that needs no network, in light and dark.
[<RequireQualifiedAccess>]
module SweepReport =

    // More panels than these nobody compares by eye.
    let private drawnCourses = 60
    let private drawnClouds = 24

    let private shown (mean: SeedMean option) : string =
        match mean with
        | None -> Numerals.missing
        | Some mean ->
            match mean.StandardError with
            | Some error -> $"{Numerals.short mean.Mean} ± {Numerals.significant 2 error}"
            | None -> Numerals.short mean.Mean

    let private rows (count: int) (report: SweepReport) =
        [
            for panel in report.Panels do
                panel.Values
                @ [ string panel.Courses.Length ]
                @ (panel.Means |> List.truncate count |> List.map shown)
        ]

    let private header (count: int) (report: SweepReport) =
        report.Axes @ [ "runs" ] @ List.truncate count report.Numbers

    let private table (report: SweepReport) : Markup list =
        [
            Markup.table
                "Means over the seeds with their standard errors: the standard deviation over seeds over the root of their number."
                (header report.Headline report)
                (rows report.Headline report)

            if report.Numbers.Length > report.Headline then
                Page.foldedTable
                    "All numbers as a table"
                    "Means over the seeds with their standard errors."
                    (header report.Numbers.Length report)
                    (rows report.Numbers.Length report)
        ]

    let private courses (report: SweepReport) : Markup list =
        report.Panels
        |> List.truncate drawnCourses
        |> List.map (fun panel ->
            {
                Heading = panel.Name
                Lines = panel.Courses
            })
        |> SweepPanels.figure report.Along report.Quantity report.Seeds

    // Clouds of one dimension share their axes; a sweep over targets may have several.
    let private clouds (report: SweepReport) : Markup list =
        report.Panels
        |> List.choose (fun panel -> panel.Points |> Option.map (fun points -> panel.Name, points))
        |> List.truncate drawnClouds
        |> List.groupBy (fun (_, points) -> points.Dimension)
        |> List.collect (fun (dimension, clouds) ->
            let target = report.Target |> Option.filter (fun p -> p.Dimension = dimension)
            ParticleFigures.sideBySide $"d{dimension}-" "cell" target clouds)

    let private check (report: SweepReport) =
        if report.Panels.IsEmpty then
            Guard.fail (nameof report) "there must be a point of the grid to draw."

        for panel in report.Panels do
            Guard.sameLength $"the values of {panel.Name}" report.Axes.Length panel.Values.Length
            Guard.sameLength $"the means of {panel.Name}" report.Numbers.Length panel.Means.Length

    /// <summary>The page as one HTML document; the same report gives the same text.</summary>
    /// <exception cref="T:System.ArgumentException">There is no point, or one has not as many values as there are axes, or means as
    /// there are numbers.</exception>
    let html (report: SweepReport) : string =
        check report
        let runs = report.Panels |> List.sumBy _.Courses.Length

        let counted count (what: string) =
            if count = 1 then
                $"1 {what}"
            else
                $"{Numerals.count count} {what}s"

        Page.html
            {
                Title = report.Title
                Subtitle =
                    counted report.Panels.Length "point"
                    + " of the grid, "
                    + counted runs "run"
                    + ", on the same axes."
                Verdict = None
                Warnings =
                    [
                        if report.Missing > 0 then
                            "Not all is here: without " + counted report.Missing "cell" + " of the sweep."
                        if report.Panels.Length > drawnCourses then
                            $"Courses are drawn for the first {drawnCourses} points; the table has all."
                        if (report.Panels |> List.filter _.Points.IsSome |> List.length) > drawnClouds then
                            $"Points are drawn for the first {drawnClouds} of the grid."
                    ]
                Facts = []
                Sections =
                    [
                        Page.section "table" "At the end" (table report)
                        let ofCourses = courses report

                        if not ofCourses.IsEmpty then
                            Page.section "courses" "Over the course" ofCourses

                        let ofClouds = clouds report

                        if not ofClouds.IsEmpty then
                            Page.section "points" "Points at the end of each first run" ofClouds

                        if not report.Settings.IsEmpty then
                            Page.section
                                "settings"
                                "Settings"
                                [
                                    Markup.classed
                                        "div"
                                        "settings"
                                        [
                                            Markup.table
                                                "Everything that the sweep was given."
                                                []
                                                [ for name, value in report.Settings -> [ name; value ] ]
                                        ]
                                ]
                    ]
            }

    /// <summary>Writes the page to a file, which afterwards holds all of it or is what it was before.</summary>
    /// <exception cref="T:System.ArgumentException">There is no point, or one has not as many values as there are axes, or means as
    /// there are numbers.</exception>
    /// <exception cref="T:System.IO.IOException">The file cannot be written.</exception>
    let write (path: string) (report: SweepReport) : unit = Page.write path (html report)
