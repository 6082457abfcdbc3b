namespace GanFlowTheory.Core

/// The pictures of quantities over time, the functional and what the critic says of itself, and the table of all.
module internal SeriesFigures =

    open TimePlot

    let private tableRows = 200

    let private curve (figure: CurveFigure) (steps: StepRecord[]) (all: (float * float)[]) : Markup list =
        let drawn = Curves.draw figure (steps |> Seq.map _.Time) [ Curve.observed "" all ]

        if drawn.IsEmpty then [ Page.empty nothing ] else drawn

    /// The functional over time, or where it has no value the critic's estimate of it: logarithmic where all values are
    /// positive, else linear and saying so.
    let functional (steps: StepRecord[]) : Markup list =
        let known, estimated = measured _.Functional steps, measured _.PlugIn steps

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

        if known.Length > 0 || steps.Length = 0 then
            curve shape steps known
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
                steps
                estimated
        else
            [
                Page.empty "The functional has no value on these states, and the critic gave no estimate of it."
            ]

    /// Whether the first variation, and with it the dissipation identity, is known.
    let hasIdentity (steps: StepRecord[]) : bool =
        steps |> Array.exists _.Diagnostics.PredictedDissipation.IsSome

    /// What the critic says of itself: its held-out score, and what it expects to be dissipated where nothing else
    /// does; nothing for a critic that says nothing.
    let critic (steps: StepRecord[]) : Markup list =
        let scores, expected =
            measured _.HeldOutScore steps, measured _.CriticDissipation steps

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
                        steps
                        scores
            if expected.Length > 0 && not (hasIdentity steps) then
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
                        steps
                        expected
        ]

    // The columns of the table, each with its heading and its cell.
    let private columns (steps: StepRecord[]) : (string * (StepRecord -> string)) list =
        let cell (what: Diagnostics -> float option) (step: StepRecord) =
            what step.Diagnostics
            |> Option.map Numerals.short
            |> Option.defaultValue Numerals.missing

        [
            "step", (fun step -> Numerals.count step.Index)
            "t", (fun step -> Numerals.short step.Time)
            if hasIdentity steps then
                "F", cell _.Functional
                "predicted ⟨ξ, K c⟩", cell _.PredictedDissipation
                "observed −dF/dt", cell (_.ObservedRate >> Option.map (fun r -> -r))
                "residual", cell _.IdentityResidual
            elif steps |> Array.exists _.Diagnostics.CriticDissipation.IsSome then
                "⟨c, K c⟩", cell _.CriticDissipation
            if steps |> Array.exists _.Diagnostics.PlugIn.IsSome then
                "F, estimated", cell _.PlugIn
            if steps |> Array.exists _.Diagnostics.HeldOutScore.IsSome then
                "held-out score", cell _.HeldOutScore
        ]

    /// The steps as a table, thinned evenly.
    let table (steps: StepRecord[]) : Markup list =
        if steps.Length = 0 then
            []
        else
            let kept = Thinning.evenly tableRows steps.Length

            let caption =
                if kept.Length < steps.Length then
                    invariant
                        $"{Numerals.count kept.Length} of {Numerals.count steps.Length} recorded steps, evenly spread."
                else
                    "All recorded steps."

            let columns = columns steps
            let rows = [ for i in kept -> [ for _, cell in columns -> cell steps[i] ] ]

            [
                Page.foldedTable "These numbers as a table" caption (List.map fst columns) rows
            ]
