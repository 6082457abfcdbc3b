namespace GanFlowTheory.Core

open System

/// A panel of the clock dial: what is drawn of a course by its number, on the axes that all courses share.
[<NoComparison; NoEquality>]
type internal DialPanel =
    {
        Name: string
        Size: float * float
        Draw: int -> Frame -> Markup list
        X: Axis
        Y: Axis
        XName: string
    }

/// The panels of the clock dial: particles, coverage, variances, and the exact curve of a Gaussian.
module internal DialPanels =

    let private drawnDraws = 400

    /// What a column is called.
    let title (clock: CriticClock) : string =
        match clock with
        | CriticClock.Kappa kappa -> $"κ = {Numerals.short kappa}"
        | CriticClock.BestResponse -> "best response"

    // The axes that all columns share.
    [<NoComparison; NoEquality>]
    type private Axes =
        {
            Plane: Axis * Axis
            Time: Axis
            Share: Axis
            Variance: Axis
            GaussianMean: Axis
            GaussianDeviation: Axis
        }

    // The target and the start, and what of the ends stays within 15 % of that width beyond it.
    let private window (study: CollapseStudy) (k: int) : float * float =
        let coordinate (p: Points) = Seq.init p.Count (fun i -> p[i, k])

        let low, high =
            Seq.append (coordinate study.Draws) (coordinate study.Start)
            |> Axis.range
            |> Option.get

        let reach = 0.15 * (high - low)

        study.Courses
        |> Seq.collect (fun course -> coordinate course.Final)
        |> Seq.filter (fun v -> v >= low - reach && v <= high + reach)
        |> Seq.append [ low; high ]
        |> Axis.range
        |> Option.get

    let private square (x: float * float) (y: float * float) : Axis * Axis =
        let widest = max (snd x - fst x) (snd y - fst y)

        let grown (low: float, high: float) =
            let middle = 0.5 * (low + high)
            Axis.padded 0.04 (middle - 0.5 * widest) (middle + 0.5 * widest)

        grown x, grown y

    let private axesOf (study: CollapseStudy) : Axes =
        let variances =
            [|
                study.Goal.Variance
                study.Goal.Within
                for course in study.Courses do
                    for _, m in course.Moments do
                        m.Variance
                        m.Within
            |]
            |> Array.filter (fun v -> v > 0.0 && Double.IsFinite v)

        let top = if variances.Length = 0 then 1.0 else Array.max variances
        let bottom = if variances.Length = 0 then 0.1 else Array.min variances

        // A course that runs away must not press the others flat: the target's deviation is 1.
        let within limit (values: float[]) =
            values |> Array.filter (fun v -> abs v <= limit)

        let means =
            [|
                0.0
                for g in study.Gaussian do
                    yield! within 3.0 g.Means
            |]

        let deviations =
            [|
                0.0
                1.0
                for g in study.Gaussian do
                    yield! within 4.0 g.Deviations
            |]

        {
            Plane =
                (if study.Target.Dimension = 1 then
                     square (window study 0) (window study 0)
                 else
                     square (window study 0) (window study 1))
            Time = Axis.linear 0.0 study.Settings.Until
            Share = Axis.linear 0.0 100.0
            // Below a millionth a variance is a point to the eye.
            Variance = Axis.logarithmic (max bottom (1e-6 * top)) top
            GaussianMean = Axis.padded 0.06 (Array.min means) (Array.max means)
            GaussianDeviation = Axis.linear 0.0 (1.05 * Array.max deviations)
        }

    /// A place of the picture with its axes.
    let frame (left: float, top: float) (width: float, height: float) (x: Axis) (y: Axis) : Frame =
        {
            Width = width
            Height = height
            Left = left
            Top = top
            Right = left + width
            Bottom = top + height
            X = x
            Y = y
        }

    let private strided (needed: float) (available: float) (ticks: (float * string)[]) =
        let stride = max 1 (int (ceil (needed * float ticks.Length / available)))

        [| for i in 0..stride .. ticks.Length - 1 -> ticks[i] |]

    /// Grid, ticks and labels; those of the vertical axis only where asked for.
    let scaffold (withLabels: bool) (f: Frame) : Markup list =
        let longest =
            f.X.Ticks |> Array.map (fun (_, label) -> label.Length) |> Array.max |> float

        let xs = strided (6.2 * longest + 6.0) (f.Right - f.Left) f.X.Ticks
        let ys = strided 14.0 (f.Bottom - f.Top) f.Y.Ticks

        [
            for v, _ in ys do
                Svg.line "grid" (f.Left, Frame.py f v) (f.Right, Frame.py f v)
            for v, label in xs do
                Svg.line "tick" (Frame.px f v, f.Bottom) (Frame.px f v, f.Bottom + 4.0)

                // Labels at the ends stay within the panel: the next one begins there.
                let anchor =
                    if Frame.px f v < f.Left + 5.0 then TextAnchor.Start
                    elif Frame.px f v > f.Right - 8.0 then TextAnchor.End
                    else TextAnchor.Middle

                Svg.text "label" anchor (Frame.px f v, f.Bottom + 15.0) label
            if withLabels then
                for v, label in ys do
                    Svg.text "label" TextAnchor.End (f.Left - 5.0, Frame.py f v + 3.8) label
            Svg.line "axis" (f.Left, f.Bottom) (f.Right, f.Bottom)
            Svg.line "axis" (f.Left, f.Top) (f.Left, f.Bottom)
        ]

    let private dots (cssClass: string) (radius: float) (limit: int) (f: Frame) (p: Points) : Markup =
        // On the line all points are drawn at the height 0.
        let y i =
            if p.Dimension = 1 then 0.0 else p[i, 1]

        Svg.group
            cssClass
            [
                for i in Thinning.evenly limit p.Count do
                    if Axis.contains f.X p[i, 0] && Axis.contains f.Y (y i) then
                        Svg.circle radius (Frame.px f p[i, 0], Frame.py f (y i))
            ]

    let private line (cssClass: string) (f: Frame) (values: (float * float)[]) : Markup list =
        let finite = TimePlot.finitePairs values |> TimePlot.thinned 300

        if finite.Length < 2 then
            []
        else
            [
                Svg.polyline cssClass (finite |> Array.map (fun (x, y) -> Frame.px f x, Frame.py f y))
            ]

    let private over (course: CollapseCourse) (what: CollapseMeasure -> float) =
        course.Moments |> Array.map (fun (time, m) -> time, what m)

    let private particles (study: CollapseStudy) (course: CollapseCourse) (f: Frame) : Markup list =
        let inside (x, y) =
            Axis.contains f.X x && Axis.contains f.Y y

        // What lies within the panel, in the pieces that it leaves.
        let stretches (places: (float * float)[]) =
            let add place pieces =
                match inside place, pieces with
                | false, _ -> [] :: pieces
                | true, [] -> [ [ place ] ]
                | true, piece :: rest -> (place :: piece) :: rest

            Array.foldBack add places [] |> List.filter (fun piece -> piece.Length > 1)

        let way (track: Points) =
            // On the line ways are drawn at the height 0, as points are.
            Array.init track.Count (fun t -> track[t, 0], (if track.Dimension = 1 then 0.0 else track[t, 1]))
            |> fun places -> Thinning.evenly 120 places.Length |> Array.map (fun i -> places[i])
            |> stretches

        [
            dots "target" 1.5 drawnDraws f study.Draws
            for track in course.Tracks do
                for piece in way track do
                    Svg.polyline
                        "observed way"
                        (piece |> List.map (fun (x, y) -> Frame.px f x, Frame.py f y) |> List.toArray)
            dots "particles" 1.9 1000 f course.Final
        ]

    let private coverage (study: CollapseStudy) (course: CollapseCourse) (f: Frame) : Markup list =
        let modes = float study.Goal.Coverage.Shares.Length

        line "predicted" f (over course (fun m -> 100.0 * m.Coverage.Quality))
        @ line "observed" f (over course (fun m -> 100.0 * float m.Coverage.Covered / modes))

    let private variance (study: CollapseStudy) (course: CollapseCourse) (f: Frame) : Markup list =
        let goal value =
            Svg.line "zero" (f.Left, Frame.py f value) (f.Right, Frame.py f value)

        [
            goal study.Goal.Variance
            goal study.Goal.Within
            yield! line "predicted" f (over course _.Within)
            yield! line "observed" f (over course _.Variance)
        ]

    let private gaussian (course: GaussianCourse) (f: Frame) : Markup list =
        let at m s = Frame.px f m, Frame.py f s
        let last = course.Means.Length - 1
        let x, y = at 0.0 1.0

        [
            Svg.line "axis" (x - 5.0, y) (x + 5.0, y)
            Svg.line "axis" (x, y - 5.0) (x, y + 5.0)
            yield! line "observed" f (Array.zip course.Means course.Deviations)
            Svg.group "observed open" [ Svg.circle 3.4 (at course.Means[0] course.Deviations[0]) ]
            Svg.group "observed" [ Svg.circle 3.0 (at course.Means[last] course.Deviations[last]) ]
        ]

    /// The panels of a column of the given width, from above.
    let panels (study: CollapseStudy) (width: float) : DialPanel list =
        let axes = axesOf study
        let x, y = axes.Plane

        let panel name height x y xName draw : DialPanel =
            {
                Name = name
                Size = (width, height)
                Draw = draw
                X = x
                Y = y
                XName = xName
            }

        [
            panel "particles at the end" width x y "x₁" (fun c -> particles study study.Courses[c])
            panel "modes covered and quality, %" 86.0 axes.Time axes.Share "t" (fun c ->
                coverage study study.Courses[c])
            panel "variance, and within modes" 96.0 axes.Time axes.Variance "t" (fun c ->
                variance study study.Courses[c])
            panel "N(m, s²) to N(0, 1): s over m" 110.0 axes.GaussianMean axes.GaussianDeviation "m" (fun c ->
                gaussian study.Gaussian[c])
        ]

    /// A remark about particles that lie outside.
    let outside (study: CollapseStudy) : string =
        let x, y = (axesOf study).Plane

        let count =
            study.Courses
            |> Array.sumBy (fun course ->
                let p = course.Final

                seq { 0 .. p.Count - 1 }
                |> Seq.filter (fun i -> not (Axis.contains x p[i, 0] && (p.Dimension = 1 || Axis.contains y p[i, 1])))
                |> Seq.length)

        match count with
        | 0 -> ""
        | 1 -> " One particle lies outside its panel."
        | n -> $" {Numerals.count n} particles lie outside their panels."
