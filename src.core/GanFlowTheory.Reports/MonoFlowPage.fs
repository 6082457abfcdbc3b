namespace GanFlowTheory.Core

open System
open System.Text
open System.Threading

/// The page about a generator loss: h' with the stretches where it is not positive, and where it is negative a flow
/// that raises KL. A single HTML file that needs no network, in light and dark.
[<RequireQualifiedAccess>]
module MonoFlowPage =

    // As many as a picture has pixels.
    let private places = 601

    let private line cssClass points =
        {
            Class = cssClass
            Mark = PlotMark.Line
            Points = points
        }

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
            Markup.classed "p" "empty" [ Markup.Text "h' = 0 on the whole range." ]
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
                            line
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
                    for v in report.Violations -> line "violation band" [| v.From, y.Low; v.To, y.Low |]
                ]

            let name = if positive then "h'(u)" else "|h'(u)|"

            let plot =
                {
                    Title = $"h' of the loss {report.Loss}"
                    Description =
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
                     $"h'(u){scale}."
                 else
                     $"The size of h'(u){scale}. The band below marks where h' is not positive.")

    let private standard = lazy (GaussianMixture.standard 1)

    let private logRatio (q: GaussianState) =
        Divergence.logRatio (Density.ofMixture "N(0, 1)" standard.Value) (q :> IDensity).Density q.Nodes

    // E_q h'(log r) (log r)'^2 by k nodes.
    let private dissipation (loss: GeneratorLoss) (k: int) (q: GaussianState) : float =
        let q = GaussianState.onRule (GaussHermite.tensor k 1) q.Mean q.Factor
        let own = (GaussianMixture.score q.Nodes standard.Value).Data
        let other = ((q :> IDensity).Density.Score q.Nodes).Data
        let slopes = logRatio q |> Array.map loss.Slope

        Seq.sum (seq { for i in 0 .. own.Length - 1 -> q.Weights[i] * slopes[i] * (own[i] - other[i]) ** 2.0 })

    // Where the expectation stops being finite (that of r^2 does, once s^2 falls to 1/2) rules of different size part.
    let private meaningful (loss: GeneratorLoss) (q: GaussianState) : bool =
        let fine, coarse = dissipation loss 64 q, dissipation loss 48 q
        abs (fine - coarse) <= 1e-3 * abs fine

    let private field (loss: GeneratorLoss) (mean: float) (deviation: float) (time: float) (steps: int) =
        Flow.create (Functional.klToGaussian standard.Value) (MonoFlow.field loss logRatio)
        |> Flow.steppedBy (Integrator.dormandPrince (1e-3 * time) 1e-7 1e-9)
        |> Flow.from (GaussianState.onRule (GaussHermite.tensor 64 1) [| mean |] (array2D [ [ deviation ] ]))
        |> Flow.observe { Time = Some time; Steps = Some steps } CancellationToken.None ignore

    /// <summary>A normal law q = N(m, s^2) from which the flow of the loss drives KL(q||p), p = N(0, 1), upwards
    /// (YZL23-3), and KL over time to at most four times its start, and only while the velocity is a finite
    /// expectation: m, s and (t, KL); none where the pairs tried show no
    /// growth, and where h' &lt; 0 nowhere on the range.</summary>
    let internal counterexample (loss: GeneratorLoss) (report: MonoFlowReport) =
        let candidates =
            [
                for m in [ 0.5; 1.0; 1.5; 2.0; 3.0; 0.0 ] do
                    for s in [ 1.0; 2.0; 0.5 ] do
                        if m <> 0.0 || s <> 1.0 then
                            m, s
            ]

        if report.Violations |> List.exists _.Decreasing |> not then
            None
        else
            candidates
            |> Seq.tryPick (fun (m, s) ->
                let start = (Array.head (field loss m s 1.0 0).Steps).Diagnostics
                let kl, dissipation = start.Functional.Value, start.PredictedDissipation.Value
                // More than the rounding of a sum over the nodes.
                if dissipation < -1e-9 * kl then
                    // At the first rate KL would double; the step limit is for flows that blow up before.
                    let time = kl / -dissipation

                    let course =
                        (field loss m s time 300).States
                        |> Array.takeWhile (fun (_, q) -> meaningful loss q)
                        |> Array.map (fun (time, q) -> time, GaussianDivergence.kl standard.Value q)
                        |> Array.takeWhile (fun (_, later) -> later <= 4.0 * kl)

                    if course.Length > 1 && snd (Array.last course) > kl then
                        Some(m, s, course)
                    else
                        None
                else
                    None)

    let private growth (loss: GeneratorLoss) (report: MonoFlowReport) : Markup list =
        match counterexample loss report with
        | Some(m, s, course) ->
            let first, (time, last) = snd course[0], Array.last course
            let law = $"N({Numerals.short m}, {Numerals.short (s * s)})"

            let plot =
                {
                    Title = "KL(q||p) over time"
                    Description = $"From {Numerals.short first} to {Numerals.short last} at t = {Numerals.short time}."
                    XLabel = "time t"
                    YLabel = "KL(q||p)"
                    X = Axis.linear 0.0 time
                    Y = Axis.linear 0.0 (course |> Array.map snd |> Array.max)
                    Layers = [ line "violation" course ]
                    Rug = [||]
                }

            [
                Markup.texted
                    "p"
                    $"Training with {report.Loss} from q = {law} towards p = N(0, 1) raises KL(q||p) from \
                      {Numerals.short first} to {Numerals.short last} by t = {Numerals.short time}, with the exact \
                      ratio at every time and steps as short as one likes."
                Markup.figure
                    []
                    (LinePlot.draws "growth" 300.0 270.0 plot)
                    "KL(q||p) along dx/dt = h'(log r) grad log r, projected on normal laws."
            ]
        | None ->
            [
                Markup.texted
                    "p"
                    "Between the normal laws tried KL(q||p) does not grow; where h' is negative there are other p and \
                     q for which it does (YZL23-3)."
            ]

    let private section (id: string) (heading: string) (body: Markup list) =
        Markup.element
            "section"
            [ "aria-labelledby", id ]
            (Markup.element "h2" [ "id", id ] [ Markup.Text heading ] :: body)

    /// <summary>The page as one HTML document: the verdict, h' over the range, and where h' &lt; 0 a flow along which
    /// KL(q||p) grows; the same loss and range give the same text. The range is low &lt; high, as for
    /// MonoFlow.verify.</summary>
    let html (loss: GeneratorLoss) (low: float, high: float) : string =
        let report = MonoFlow.verify loss (low, high)
        let title = $"The generator loss {report.Loss}"
        let falls = report.Violations |> List.exists _.Decreasing

        let head =
            Markup.element
                "head"
                []
                [
                    Markup.element "meta" [ "charset", "utf-8" ] []
                    Markup.element "meta" [ "name", "viewport"; "content", "width=device-width, initial-scale=1" ] []
                    Markup.element "meta" [ "name", "color-scheme"; "content", "light dark" ] []
                    Markup.texted "title" title
                    Markup.Raw("style", Style.sheet)
                ]

        let status, word =
            if report.Admissible then "succeeded", "Admissible"
            elif falls then "failed", "Not admissible"
            else "stopped", "Stalls"

        let page =
            Markup.classed
                "main"
                "page"
                [
                    Markup.element
                        "header"
                        []
                        [
                            Markup.texted "h1" title
                            Markup.classed
                                "p"
                                "subtitle"
                                [ Markup.Text $"-E h(log r), h(u) = {report.Formula}, r = p/q held fixed." ]
                            Markup.classed
                                "div"
                                ("outcome " + status)
                                [ Markup.texted "strong" word; Markup.texted "span" report.Verdict ]
                        ]
                    section "slope-heading" "The slope of h" [ slope loss report ]
                    if falls then
                        section "growth-heading" "A flow that moves away" (growth loss report)
                    Markup.texted "footer" "Written by GanFlowTheory. This page is one file and loads nothing."
                ]

        "<!DOCTYPE html>\n"
        + Markup.render (Markup.element "html" [ "lang", "en" ] [ head; Markup.element "body" [] [ page ] ])
        + "\n"

    /// <summary>Writes the page to a file, which afterwards holds all of it or is what it was before. Throws what
    /// writing a file throws.</summary>
    let write (path: string) (loss: GeneratorLoss) (range: float * float) : unit =
        let page = html loss range
        AtomicFile.write path (fun stream -> stream.Write(ReadOnlySpan(Encoding.UTF8.GetBytes page)))
