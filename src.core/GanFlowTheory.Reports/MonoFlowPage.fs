namespace GanFlowTheory.Core

open System

/// The page about a generator loss: h' with the stretches where it is not positive, and where it is negative a flow
/// that raises KL. A single HTML file that needs no network, in light and dark.
[<RequireQualifiedAccess>]
module MonoFlowPage =

    // As many as a picture has pixels.
    let private places = 601

    // Runs of places with h' of the same sign, each reaching to the next, so that curves join.
    let private runs (signs: int[]) : (int * int) list =
        let starts =
            [
                for i in 0 .. signs.Length - 1 do
                    if i = 0 || signs[i] <> signs[i - 1] then
                        i
            ]

        List.map2 (fun a b -> a, b) starts (List.tail starts @ [ signs.Length ])

    let private slope (loss: GeneratorLoss) (report: MonoFlowReport) : Markup =
        let u =
            Array.init places (fun i -> report.From + (report.To - report.From) * float i / float (places - 1))

        let signs = Array.map loss.Sign u
        // Within the range of an axis, also where h' itself is not a float.
        let logs = u |> Array.map (fun u -> Math.Clamp(loss.LogSlope u, -640.0, 640.0))
        let positive = report.Violations.IsEmpty

        let shown =
            (Array.map2 (fun s l -> if s = 0 then None else Some l) signs logs)
            |> Array.choose id
            |> Array.sort

        if shown.Length = 0 then
            Page.empty "h' = 0 on the whole range."
        else
            // Beside a change of sign log |h'| falls without end: a fiftieth of the places may leave the picture.
            let floor' = shown[if positive then 0 else shown.Length / 50]
            let top = Array.last shown
            // An even curve is read best from zero.
            let linear = positive && top - floor' < 4.0

            let y =
                if linear then
                    Axis.linear 0.0 (exp top)
                else
                    Axis.logarithmic (exp floor') (exp top)

            let curves =
                [
                    for first, next in runs signs do
                        if signs[first] <> 0 then
                            PlotLayer.line
                                (if signs[first] > 0 then "observed" else "violation")
                                [|
                                    for i in first .. next - 1 do
                                        if logs[i] >= floor' - 1e-12 then
                                            u[i], exp logs[i]
                                |]
                ]
                |> List.filter (fun l -> l.Points.Length > 0)

            let bands =
                [
                    for v in report.Violations -> PlotLayer.line "violation band" [| v.From, y.Low; v.To, y.Low |]
                ]

            let name = if positive then "h'(u)" else "|h'(u)|"

            let plot =
                {
                    Title = invariant $"h' of the loss {report.Loss}"
                    Description =
                        invariant
                            $"{name} for u = log r from {Numerals.short report.From} to {Numerals.short report.To}; \
                          {report.Violations.Length} stretches with h' at most 0."
                    XLabel = "u = log r"
                    YLabel = name
                    X = Axis.linear report.From report.To
                    Y = y
                    Layers = curves @ bands
                    Rug = [||]
                }

            Markup.figure
                (if positive then
                     []
                 else
                     [ "observed", "h' positive"; "violation", "h' negative or zero" ])
                (LinePlot.draws "slope" 320.0 280.0 plot)
                (let scale = if linear then "" else "; logarithmic axis"

                 if positive then
                     invariant $"h'(u){scale}."
                 else
                     invariant $"The size of h'(u){scale}. The band below marks where h' is not positive.")

    let private growth (loss: GeneratorLoss) : Markup list =
        match MonoFlow.counterexample loss with
        | Some found ->
            let (_, first), (time, last) = Array.head found.Course, Array.last found.Course

            let law =
                invariant $"N({Numerals.short found.Mean}, {Numerals.short (found.Deviation * found.Deviation)})"

            Markup.texted
                "p"
                (invariant
                    $"Training with {loss.Name} from q = {law} towards p = N(0, 1) raises KL(q||p) from \
                  {Numerals.short first} to {Numerals.short last} by t = {Numerals.short time}, with the exact ratio at \
                  every time and steps as short as one likes.")
            :: Curves.draw
                {
                    Key = "growth"
                    Heights = 300.0, 270.0
                    Title = "KL(q||p) over time"
                    XLabel = "time t"
                    YLabel = "KL(q||p)"
                    Caption = "KL(q||p) along dx/dt = h'(log r) grad log r, projected on normal laws."
                    Axis = fun values -> Axis.linear 0.0 (Array.max values), "Linear axis."
                }
                []
                [ Curve.violation "" found.Course ]
        | None ->
            [
                Markup.texted
                    "p"
                    "Between the normal laws tried KL(q||p) does not grow; where h' is negative there are other p and \
                     q for which it does (YZL23-3)."
            ]

    let private facts (loss: GeneratorLoss) (report: MonoFlowReport) : (string * string) list =
        [
            "range of log r", invariant $"{Numerals.short report.From} to {Numerals.short report.To}"
            if report.From <= 0.0 && report.To >= 0.0 then
                "h' at log r = 0", Numerals.short (loss.Slope 0.0)
            "stretches where h' is not positive", Numerals.count report.Violations.Length
        ]

    /// <summary>The page as one HTML document: the verdict, h' over the range, and where h' &lt; 0 a flow along which
    /// KL(q||p) grows; the same loss and range give the same text. The range is low &lt; high, as for
    /// MonoFlow.verify.</summary>
    let html (loss: GeneratorLoss) (low: float, high: float) : string =
        let report = MonoFlow.verify loss (low, high)
        let falls = report.Violations |> List.exists _.Decreasing

        let kind, word =
            if report.Admissible then
                OutcomeKind.Succeeded, "Admissible"
            elif falls then
                OutcomeKind.Failed, "Not admissible"
            else
                OutcomeKind.Stopped, "Stalls"

        Page.html
            {
                Title = invariant $"The generator loss {report.Loss}"
                Subtitle =
                    invariant $"Training on -E h(log r), the ratio r = p/q held fixed, with h(u) = {report.Formula}."
                Verdict =
                    Some
                        {
                            Kind = kind
                            Word = word
                            Sentence = report.Verdict
                        }
                Warnings = []
                Facts = facts loss report
                Sections =
                    [
                        Page.section "slope" "The slope of h" [ slope loss report ]
                        if falls then
                            Page.section "growth" "A flow that moves away" (growth loss)
                    ]
            }

    /// <summary>Writes the page to a file, which afterwards holds all of it or is what it was before. Throws what
    /// writing a file throws.</summary>
    let write (path: string) (loss: GeneratorLoss) (range: float * float) : unit = Page.write path (html loss range)
