namespace GanFlowTheory.Core

/// The pictures of quantities over time, the functional and what the critic says of itself, and the table of all.
module internal SeriesFigures =

    open TimePlot

    let private tableRows = 200

    let private curve (figure: CurveFigure) (series: DiagnosticsPoint[]) (all: (float * float)[]) : Markup list =
        let drawn =
            Curves.draw
                figure
                (series |> Seq.map _.Time)
                [
                    {
                        Class = "observed"
                        Name = ""
                        Values = all
                    }
                ]

        if drawn.IsEmpty then
            [ paragraph "empty" nothing ]
        else
            drawn

    /// The functional over time, or where it has no value the critic's estimate of it: logarithmic where all values are
    /// positive, else linear and saying so.
    let functional (series: DiagnosticsPoint[]) : Markup list =
        let known, estimated = chosen _.Functional series, chosen _.PlugIn series

        let shape =
            {
                Key = "functional"
                Heights = 300.0, 270.0
                Title = "The functional over flow time"
                XLabel = "flow time t"
                YLabel = "functional F(q)"
                Caption = "The functional along the flow."
                Axis = logarithmicWherePositive "the functional"
            }

        if known.Length > 0 || series.Length = 0 then
            curve shape series known
        elif estimated.Length > 0 then
            curve
                { shape with
                    Title = "The estimated functional over flow time"
                    YLabel = "estimated functional"
                    Caption =
                        "The functional along the flow, estimated: it has no value on these states, and this is the "
                        + "critic's own estimate of it."
                    Axis = logarithmicWherePositive "the estimate"
                }
                series
                estimated
        else
            [
                paragraph "empty" "The functional has no value on these states, and the critic gave no estimate of it."
            ]

    /// Whether the first variation, and with it the dissipation identity, is known.
    let hasIdentity (series: DiagnosticsPoint[]) : bool =
        series |> Array.exists _.PredictedDissipation.IsSome

    /// What the critic says of itself: its held-out score, and what it expects to be dissipated where nothing else
    /// does; nothing for a critic that says nothing.
    let critic (series: DiagnosticsPoint[]) : Markup list =
        let scores, expected =
            chosen _.HeldOutScore series, chosen _.CriticDissipation series

        [
            if scores.Length > 0 then
                yield!
                    curve
                        {
                            Key = "held-out"
                            Heights = 200.0, 200.0
                            Title = "Held-out score of the critic's fit over flow time"
                            XLabel = "flow time t"
                            YLabel = "held-out score"
                            Caption =
                                "How well the critic's fit does on points that it has not seen; smaller is better. For a "
                                + "density ratio this is the log-loss of telling target from particles, and it rises to "
                                + "log 2 = 0.693 as the two become alike."
                            Axis = Curves.linear
                        }
                        series
                        scores
            if expected.Length > 0 && not (hasIdentity series) then
                yield!
                    curve
                        {
                            Key = "expected"
                            Heights = 240.0, 220.0
                            Title = "The critic's dissipation over flow time"
                            XLabel = "flow time t"
                            YLabel = "⟨c, K c⟩ per unit time"
                            Caption =
                                "The rate ⟨c, K c⟩ at which the flow lowers the mean of the critic's potential c. The "
                                + "functional's first variation is not known on these states, so that there is no "
                                + "identity to compare it with."
                            Axis = logarithmicWherePositive "it"
                        }
                        series
                        expected
        ]

    // A column of the table: its heading and its cell.
    let private columns (series: DiagnosticsPoint[]) : (string * (DiagnosticsPoint -> string)) list =
        let optional value =
            value |> Option.map Numerals.short |> Option.defaultValue Numerals.missing

        [
            "step", (fun p -> Numerals.count p.Step)
            "t", (fun p -> Numerals.short p.Time)
            if hasIdentity series then
                "F", (fun p -> optional p.Functional)
                "predicted ⟨ξ, K c⟩", (fun p -> optional p.PredictedDissipation)
                "observed −dF/dt", (fun p -> optional (p.ObservedRate |> Option.map (fun r -> -r)))
                "residual", (fun p -> optional p.IdentityResidual)
            elif series |> Array.exists _.CriticDissipation.IsSome then
                "⟨c, K c⟩", (fun p -> optional p.CriticDissipation)
            if series |> Array.exists _.PlugIn.IsSome then
                "F, estimated", (fun p -> optional p.PlugIn)
            if series |> Array.exists _.HeldOutScore.IsSome then
                "held-out score", (fun p -> optional p.HeldOutScore)
        ]

    /// The series as a table, thinned evenly.
    let table (series: DiagnosticsPoint[]) : Markup list =
        if series.Length = 0 then
            []
        else
            let kept = Thinning.evenly tableRows series.Length

            let caption =
                if kept.Length < series.Length then
                    $"{Numerals.count kept.Length} of {Numerals.count series.Length} recorded steps, evenly spread."
                else
                    "All recorded steps."

            let columns = columns series
            let rows = [ for i in kept -> [ for _, cell in columns -> cell series[i] ] ]

            [
                Markup.element
                    "details"
                    []
                    [
                        Markup.texted "summary" "These numbers as a table"
                        Markup.table caption (List.map fst columns) rows
                    ]
            ]
