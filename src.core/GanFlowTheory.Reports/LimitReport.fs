namespace GanFlowTheory.Core

/// A family of runs by one scheme, as its page draws it.
type LimitCurve =
    {
        /// The name of the scheme.
        Scheme: string
        /// The order that it declares.
        Declared: int
        /// The step lengths, each half of the one before.
        Taus: float[]
        /// The differences of the ends of successive runs, one fewer; NaN where one did not reach the time.
        Differences: float[]
        /// The measured order; None where none was.
        Order: float option
        /// What was measured, in a sentence.
        Evidence: string
    }

/// Everything that the page about limits of one flow shows.
type LimitReport =
    {
        /// Heading of the page.
        Title: string
        /// One sentence under it.
        Subtitle: string
        /// The families.
        Curves: LimitCurve list
        /// Settings that rerun it: name and value.
        Settings: (string * string) list
    }

/// The page about limits as steps shrink: how the ends of runs approach each other, beside the declared orders. A single
/// HTML file that needs no network, in light and dark.
[<RequireQualifiedAccess>]
module LimitReport =

    // The differences that a logarithmic axis shows, each at the longer of its two steps.
    let private shown (curve: LimitCurve) =
        Array.zip (Array.truncate curve.Differences.Length curve.Taus) curve.Differences
        |> Array.filter (fun (_, d) -> System.Double.IsFinite d && d > 0.0)

    // A line of the declared order through the difference of the longest steps.
    let private declared (curve: LimitCurve) =
        match shown curve with
        | [||] -> [||]
        | points ->
            let tau, d = points[0]
            points |> Array.map (fun (t, _) -> t, d * (t / tau) ** float curve.Declared)

    let private differences (report: LimitReport) : Markup list =
        let curves =
            report.Curves
            |> List.indexed
            |> List.filter (fun (_, c) -> (shown c).Length > 0)

        let all = curves |> Seq.collect (snd >> shown)

        match Axis.range (Seq.map fst all), Axis.range (Seq.map snd all) with
        | Some x, Some y ->
            let plot =
                {
                    Title = "Differences over steps"
                    Description =
                        curves
                        |> List.map (fun (_, c) ->
                            match c.Order with
                            | Some order -> $"{c.Scheme}: order {Numerals.significant 3 order}."
                            | None -> $"{c.Scheme}: no order.")
                        |> String.concat " "
                    XLabel = "step tau"
                    YLabel = "difference of the ends of the runs with tau and tau/2"
                    X = x ||> Axis.logarithmic
                    Y = y ||> Axis.logarithmic
                    Layers =
                        [
                            for k, c in curves do
                                PlotLayer.line (OrbitLook.ofIndex k) (shown c)

                                { PlotLayer.line (OrbitLook.ofIndex k) (shown c) with
                                    Mark = PlotMark.Dots 2.6
                                }
                            for k, c in curves do
                                let line = declared c |> Array.filter (fun (_, d) -> d >= fst y && d <= snd y)

                                if line.Length > 1 then
                                    PlotLayer.line (OrbitLook.ofIndex k + " exact over") line
                        ]
                    Rug = [||]
                }

            [
                Markup.figure
                    ((curves |> List.map (fun (k, c) -> OrbitLook.ofIndex k, c.Scheme))
                     @ [ "orbit exact", "declared order" ])
                    (LinePlot.draws "differences" 420.0 360.0 plot)
                    "Logarithmic axes: a scheme of order p falls by 2^p where its steps are halved. Differences of 0 are not \
                     drawn."
            ]
        | _ -> [ Page.empty "No two runs that reached the time differ." ]

    let private table (report: LimitReport) : Markup =
        Markup.classed
            "div"
            "table"
            [
                Markup.table
                    "Declared and measured orders."
                    [ "scheme"; "declared"; "measured"; "evidence" ]
                    [
                        for c in report.Curves ->
                            [
                                c.Scheme
                                Numerals.count c.Declared
                                c.Order
                                |> Option.map (Numerals.significant 4)
                                |> Option.defaultValue Numerals.missing
                                c.Evidence
                            ]
                    ]
            ]

    let private settings (report: LimitReport) : Markup =
        Markup.classed
            "div"
            "settings"
            [
                Markup.table
                    "Everything that this limit was given."
                    []
                    [ for name, value in report.Settings -> [ name; Numerals.orMissing value ] ]
            ]

    /// The page as one HTML document; the same report gives the same text. Each family has one difference fewer than
    /// steps.
    let html (report: LimitReport) : string =
        for curve in report.Curves do
            Guard.sameLength $"the differences of {curve.Scheme}" (curve.Taus.Length - 1) curve.Differences.Length

        Page.html
            {
                Title = report.Title
                Subtitle = report.Subtitle
                Verdict = None
                Warnings = []
                Facts = []
                Sections =
                    [
                        Page.section "differences" "Differences over steps" (differences report)
                        Page.section "orders" "Orders" [ table report ]
                        if not report.Settings.IsEmpty then
                            Page.section "settings" "Settings" [ settings report ]
                    ]
            }

    /// Writes the page to a file, which afterwards holds all of it or is what it was before. Throws what writing a file
    /// throws.
    let write (path: string) (report: LimitReport) : unit = Page.write path (html report)
