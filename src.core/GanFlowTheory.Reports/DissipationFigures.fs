namespace GanFlowTheory.Core

open System

/// The pictures of the dissipation identity: predicted and observed rates, and the residual.
module internal DissipationFigures =

    open TimePlot

    // Observed rates are open circles over a line: few enough to see the line between them, and the worst besides.
    let private drawnCircles = 50
    let private drawnDeviations = 20
    // Where a circle visibly leaves the line.
    let private visibleDeviation = 0.05

    let private place (rate: ObservedDissipation) = rate.Time, rate.Rate

    /// The rates to draw: some evenly spread, and those that leave the prediction most.
    let private chosenRates (rates: ObservedDissipation[]) =
        let even = Thinning.evenly drawnCircles rates.Length

        let deviating =
            [| 0 .. rates.Length - 1 |]
            |> Array.filter (fun i -> rates[i].Deviation > visibleDeviation)
            |> Array.sortByDescending (fun i -> rates[i].Deviation)
            |> Array.truncate drawnDeviations

        Array.append even deviating
        |> Array.distinct
        |> Array.sort
        |> Array.map (fun i -> place rates[i])

    let private rates (steps: StepRecord[]) : Markup list =
        let predictedAll = measured _.PredictedDissipation steps

        let observedAll = DissipationIdentity.observed steps

        let observedFinite =
            observedAll
            |> Array.filter (fun r -> Double.IsFinite r.Time && Double.IsFinite r.Rate)

        let predicted, observed = finitePairs predictedAll, Array.map place observedFinite

        let both = Array.append predicted observed
        let values = Array.map snd both

        if values.Length = 0 then
            [ Page.empty "No dissipation was recorded." ]
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
                    + invariant $"{Numerals.count hidden} rates that are not positive."
                | false, _ ->
                    linearThroughZero values,
                    "Linear axis, because many rates are not positive; the dashed line is zero."

            let chosen = chosenRates observedFinite

            let shown pairs =
                if logarithmic then
                    pairs |> Array.filter (fun (_, v) -> v > 0.0)
                else
                    pairs

            let plot =
                {
                    Title = "Dissipation: observed against predicted"
                    Description =
                        invariant
                            $"Rates between {Numerals.short (Array.min values)} and {Numerals.short (Array.max values)}: "
                        + invariant
                            $"{Numerals.count predicted.Length} predicted, {Numerals.count observed.Length} observed."
                    XLabel = "flow time t"
                    YLabel = "rate of F per unit time"
                    X = timeAxis steps
                    Y = axis
                    Layers =
                        [
                            PlotLayer.line "predicted" (thinned drawnValues (shown predicted))
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
                        | n -> invariant $", and {n} more of those farthest off the line"

                    (invariant $" Of {Numerals.count observed.Length} observed rates ")
                    + invariant $"{drawnCircles} are drawn, evenly spread{besides}."
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
                     + invariant
                         $"{remark}{fewer}{missingRemark (predictedAll.Length + observedAll.Length - both.Length)}")
            ]

    let private residual (steps: StepRecord[]) : Markup list =
        let all = measured _.IdentityResidual steps

        let pairs = finitePairs all
        let nonZero = pairs |> Array.filter (fun (_, r) -> r <> 0.0)

        if pairs.Length = 0 then
            [ Page.empty "The residual of the identity was not measured." ]
        elif nonZero.Length = 0 then
            [
                Page.empty "The residual of the identity is exactly zero at every measured step."
            ]
        else
            let magnitudes = nonZero |> Array.map (fun (t, r) -> t, abs r)
            let worst = magnitudes |> Array.maxBy snd

            let median = pairs |> Array.map (fun (_, r) -> abs r) |> Bandwidth.medianInPlace

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
                invariant $"largest {Numerals.short (snd worst)} at t = {Numerals.short (fst worst)}, "
                + invariant $"median {Numerals.short median}"

            let plot =
                {
                    Title = "Residual of the dissipation identity"
                    Description = invariant $"Magnitude of the residual: {summary}."
                    XLabel = "flow time t"
                    YLabel = "relative residual of the identity"
                    X = timeAxis steps
                    Y = logarithmicThrough (Array.map snd magnitudes)
                    Layers = [ dots "observed" 1.0; dots "observed open" -1.0 ]
                    Rug = edgeTicks exact
                }

            let zeros =
                if exact.Length > 0 then
                    invariant $" Ticks at the lower edge: {Numerals.count exact.Length} residuals of exactly zero."
                else
                    ""

            let thinnedTo =
                if nonZero.Length > drawnValues then
                    invariant $" At most {Numerals.count drawnValues} of {Numerals.count nonZero.Length} are drawn."
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
                     + invariant $"{summary}. Logarithmic axis."
                     + invariant $"{zeros}{thinnedTo}{missingRemark (all.Length - pairs.Length)}")
            ]

    /// The dissipation identity: predicted and observed rates, and the residual below.
    let dissipation (steps: StepRecord[]) : Markup list =
        if steps.Length = 0 then
            [ Page.empty nothing ]
        else
            rates steps @ residual steps
