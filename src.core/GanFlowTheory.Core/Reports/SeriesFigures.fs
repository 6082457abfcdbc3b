namespace GanFlowTheory.Core

open System

/// The pictures of quantities over time: the functional, and the dissipation identity with its residual.
module internal SeriesFigures =

    // More than a drawing 760 units wide can tell apart.
    let private drawnValues = 1000
    // Observed rates are open circles over a line: few enough to see the line between them, and the worst besides.
    let private drawnCircles = 50
    let private drawnDeviations = 20
    // Where a circle visibly leaves the line.
    let private visibleDeviation = 0.05
    let private drawnEdgeTicks = 100
    let private tableRows = 200

    let private paragraph (cssClass: string) (text: string) =
        Markup.classed "p" cssClass [ Markup.Text text ]

    let private timeAxis (series: DiagnosticsPoint[]) =
        let low, high =
            series |> Seq.map _.Time |> Axis.range |> Option.defaultValue (0.0, 1.0)

        // A run of no steps has one time; time does not go back from there.
        Axis.linear low (if high > low then high else low + max 1.0 (abs low))

    let private finitePairs (pairs: (float * float)[]) =
        pairs |> Array.filter (fun (t, v) -> Double.IsFinite t && Double.IsFinite v)

    let private thinned (limit: int) (pairs: (float * float)[]) =
        Thinning.extremes limit (Array.map snd pairs) |> Array.map (fun i -> pairs[i])

    let private edgeTicks (times: float[]) =
        Thinning.evenly drawnEdgeTicks times.Length |> Array.map (fun i -> times[i])

    let private thinnedRemark (count: int) =
        if count > drawnValues then
            $" The line shows at most {Numerals.count drawnValues} of {Numerals.count count} steps, "
            + "the least and the greatest value of each stretch among them."
        else
            ""

    let private missingRemark (missing: int) =
        match missing with
        | 0 -> ""
        | 1 -> " One value is not finite and is not drawn."
        | n -> $" {Numerals.count n} values are not finite and are not drawn."

    let private linearThroughZero (values: float[]) =
        Axis.padded 0.04 (min 0.0 (Array.min values)) (max 0.0 (Array.max values))

    let private logarithmicThrough (values: float[]) =
        Axis.logarithmic (Array.min values) (Array.max values)

    let private nothing = "No steps were recorded."

    let private logarithmicWherePositive (subject: string) (values: float[]) =
        if Array.forall (fun v -> v > 0.0) values then
            logarithmicThrough values, "Logarithmic axis."
        else
            linearThroughZero values,
            $"Linear axis, because {subject} takes values that are not positive; the dashed line is zero."

    /// What one line over time is drawn with.
    type private Curve =
        {
            Key: string
            Heights: float * float
            Title: string
            Label: string
            Caption: string
            Axis: float[] -> Axis * string
        }

    let private curve (shape: Curve) (series: DiagnosticsPoint[]) (all: (float * float)[]) : Markup list =
        let pairs = finitePairs all

        if pairs.Length = 0 then
            [ paragraph "empty" nothing ]
        else
            let axis, remark = shape.Axis(Array.map snd pairs)
            let first, last = Array.head pairs, Array.last pairs

            let at (t, v) =
                $"{Numerals.short v} at t = {Numerals.short t}"

            let remarks = thinnedRemark pairs.Length + missingRemark (all.Length - pairs.Length)

            let plot =
                {
                    Title = shape.Title
                    Description = $"From {at first} to {at last}."
                    XLabel = "flow time t"
                    YLabel = shape.Label
                    X = timeAxis series
                    Y = axis
                    Layers =
                        [
                            {
                                Class = "observed"
                                Mark = PlotMark.Line
                                Points = thinned drawnValues pairs
                            }
                        ]
                    Rug = [||]
                }

            [
                Markup.figure
                    []
                    (LinePlot.draws shape.Key (fst shape.Heights) (snd shape.Heights) plot)
                    $"{shape.Caption} {remark}{remarks}"
            ]

    let private chosen (what: DiagnosticsPoint -> float option) (series: DiagnosticsPoint[]) =
        series
        |> Array.choose (fun p -> what p |> Option.map (fun value -> p.Time, value))

    /// The functional over time, or where it has no value the critic's estimate of it: logarithmic where all values are
    /// positive, else linear and saying so.
    let functional (series: DiagnosticsPoint[]) : Markup list =
        let known, estimated = chosen _.Functional series, chosen _.PlugIn series

        let shape =
            {
                Key = "functional"
                Heights = 300.0, 270.0
                Title = "The functional over flow time"
                Label = "functional F(q)"
                Caption = "The functional along the flow."
                Axis = logarithmicWherePositive "the functional"
            }

        if known.Length > 0 || series.Length = 0 then
            curve shape series known
        elif estimated.Length > 0 then
            curve
                { shape with
                    Title = "The estimated functional over flow time"
                    Label = "estimated functional"
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
                            Label = "held-out score"
                            Caption =
                                "How well the critic's fit does on points that it has not seen; smaller is better. For a "
                                + "density ratio this is the log-loss of telling target from particles, and it rises to "
                                + "log 2 = 0.693 as the two become alike."
                            Axis = fun values -> Axis.padded 0.04 (Array.min values) (Array.max values), "Linear axis."
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
                            Label = "⟨c, K c⟩ per unit time"
                            Caption =
                                "The rate ⟨c, K c⟩ at which the flow lowers the mean of the critic's potential c. The "
                                + "functional's first variation is not known on these states, so that there is no "
                                + "identity to compare it with."
                            Axis = logarithmicWherePositive "it"
                        }
                        series
                        expected
        ]

    /// Observed mean rates -dF/dt, each at the middle of its step, where it agrees with the rate there to second order;
    /// and how far each is from the mean of the two predictions around it, relative to their sum.
    let private observedRates (series: DiagnosticsPoint[]) =
        series
        |> Array.mapi (fun i p ->
            p.ObservedRate
            |> Option.map (fun rate ->
                let before = series[max 0 (i - 1)]
                let at (p: DiagnosticsPoint) = defaultArg p.PredictedDissipation nan
                let predicted = 0.5 * (at before + at p)
                let scale = abs rate + abs predicted
                let deviation = if scale > 0.0 then abs (-rate - predicted) / scale else 0.0
                (0.5 * (before.Time + p.Time), -rate), deviation))
        |> Array.choose id
        |> Array.filter (fun ((t, v), _) -> Double.IsFinite t && Double.IsFinite v)

    /// The rates to draw: some evenly spread, and those that leave the prediction most.
    let private chosenRates (rates: ((float * float) * float)[]) =
        let even = Thinning.evenly drawnCircles rates.Length

        let deviating =
            [| 0 .. rates.Length - 1 |]
            |> Array.filter (fun i -> snd rates[i] > visibleDeviation)
            |> Array.sortByDescending (fun i -> snd rates[i])
            |> Array.truncate drawnDeviations

        Array.append even deviating
        |> Array.distinct
        |> Array.sort
        |> Array.map (fun i -> fst rates[i])

    let private rates (series: DiagnosticsPoint[]) : Markup list =
        let predictedAll = chosen _.PredictedDissipation series

        let observedWithDeviation = observedRates series

        let predicted, observed =
            finitePairs predictedAll, Array.map fst observedWithDeviation

        let observedCount =
            series |> Array.filter (fun p -> p.ObservedRate.IsSome) |> Array.length

        let both = Array.append predicted observed
        let values = Array.map snd both

        if values.Length = 0 then
            [ paragraph "empty" "No dissipation was recorded." ]
        else
            let positive = values |> Array.filter (fun v -> v > 0.0)
            let hidden = values.Length - positive.Length

            // A handful of rounding-sized rates at the end of a run must not cost the whole picture its decades.
            let logarithmic = positive.Length > 0 && 10 * hidden <= values.Length

            let axis, remark =
                match logarithmic, hidden with
                | true, 0 -> logarithmicThrough positive, "Logarithmic axis."
                | true, _ ->
                    logarithmicThrough positive,
                    "Logarithmic axis; ticks at the lower edge mark the "
                    + $"{Numerals.count hidden} rates that are not positive."
                | false, _ ->
                    linearThroughZero values,
                    "Linear axis, because many rates are not positive; the dashed line is zero."

            let chosen = chosenRates observedWithDeviation

            let shown pairs =
                if logarithmic then
                    pairs |> Array.filter (fun (_, v) -> v > 0.0)
                else
                    pairs

            let plot =
                {
                    Title = "Dissipation: observed against predicted"
                    Description =
                        $"Rates between {Numerals.short (Array.min values)} and {Numerals.short (Array.max values)}: "
                        + $"{Numerals.count predicted.Length} predicted, {Numerals.count observed.Length} observed."
                    XLabel = "flow time t"
                    YLabel = "rate of F per unit time"
                    X = timeAxis series
                    Y = axis
                    Layers =
                        [
                            {
                                Class = "predicted"
                                Mark = PlotMark.Line
                                Points = thinned drawnValues (shown predicted)
                            }
                            {
                                Class = "observed open"
                                Mark = PlotMark.Dots 3.0
                                Points = shown chosen
                            }
                        ]
                    Rug =
                        if logarithmic then
                            both |> Array.filter (fun (_, v) -> v <= 0.0) |> Array.map fst |> edgeTicks
                        else
                            [||]
                }

            let fewer =
                if observed.Length > drawnCircles then
                    let besides =
                        match chosen.Length - drawnCircles with
                        | 0 -> ""
                        | n -> $", and {n} more of those farthest off the line"

                    $" Of {Numerals.count observed.Length} observed rates "
                    + $"{drawnCircles} are drawn, evenly spread{besides}."
                else
                    ""

            [
                Markup.figure
                    [
                        "predicted", "predicted ⟨ξ, K c⟩"
                        "observed open", "observed −dF/dt, at the middle of each step"
                    ]
                    (LinePlot.draws "dissipation" 280.0 260.0 plot)
                    ("The dissipation identity dF/dt = −⟨ξ, K c⟩: the circles should lie on the line. "
                     + $"{remark}{fewer}{missingRemark (predictedAll.Length + observedCount - both.Length)}")
            ]

    let private residual (series: DiagnosticsPoint[]) : Markup list =
        let all =
            series
            |> Array.choose (fun p -> p.IdentityResidual |> Option.map (fun r -> p.Time, r))

        let pairs = finitePairs all
        let nonZero = pairs |> Array.filter (fun (_, r) -> r <> 0.0)

        if pairs.Length = 0 then
            [ paragraph "empty" "The residual of the identity was not measured." ]
        elif nonZero.Length = 0 then
            [
                paragraph "empty" "The residual of the identity is exactly zero at every measured step."
            ]
        else
            let magnitudes = nonZero |> Array.map (fun (t, r) -> t, abs r)
            let worst = magnitudes |> Array.maxBy snd

            let median =
                let sorted = pairs |> Array.map (fun (_, r) -> abs r) |> Array.sort
                0.5 * (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2])

            // Evenly, because extremes alone would draw an envelope; the extremes besides, so that no spike is lost.
            let kept =
                Array.append
                    (Thinning.evenly (4 * drawnValues / 5) nonZero.Length)
                    (Thinning.extremes (drawnValues / 5) (Array.map snd magnitudes))
                |> Array.distinct
                |> Array.sort
                |> Array.map (fun i -> nonZero[i])

            let dots cssClass sign =
                {
                    Class = cssClass
                    Mark = PlotMark.Dots(if kept.Length > 200 then 1.6 else 2.2)
                    Points =
                        kept
                        |> Array.filter (fun (_, r) -> sign * r > 0.0)
                        |> Array.map (fun (t, r) -> t, abs r)
                }

            let exact = pairs |> Array.filter (fun (_, r) -> r = 0.0) |> Array.map fst

            let summary =
                $"largest {Numerals.short (snd worst)} at t = {Numerals.short (fst worst)}, "
                + $"median {Numerals.short median}"

            let plot =
                {
                    Title = "Residual of the dissipation identity"
                    Description = $"Magnitude of the residual: {summary}."
                    XLabel = "flow time t"
                    YLabel = "relative residual of the identity"
                    X = timeAxis series
                    Y = logarithmicThrough (Array.map snd magnitudes)
                    Layers = [ dots "observed" 1.0; dots "observed open" -1.0 ]
                    Rug = edgeTicks exact
                }

            let zeros =
                if exact.Length > 0 then
                    $" Ticks at the lower edge: {Numerals.count exact.Length} residuals of exactly zero."
                else
                    ""

            let thinnedTo =
                if nonZero.Length > drawnValues then
                    $" At most {Numerals.count drawnValues} of {Numerals.count nonZero.Length} are drawn."
                else
                    ""

            let signs =
                if Array.exists (fun (_, r) -> r < 0.0) pairs then
                    [ "observed dot", "positive"; "observed open", "negative" ]
                else
                    []

            [
                Markup.figure
                    signs
                    (LinePlot.draws "residual" 200.0 200.0 plot)
                    ("What is left of the identity over each step, relative to the predicted dissipation: "
                     + $"{summary}. Logarithmic axis."
                     + $"{zeros}{thinnedTo}{missingRemark (all.Length - pairs.Length)}")
            ]

    /// The dissipation identity: predicted and observed rates, and the residual below.
    let dissipation (series: DiagnosticsPoint[]) : Markup list =
        if series.Length = 0 then
            [ paragraph "empty" nothing ]
        else
            rates series @ residual series

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
