namespace GanFlowTheory.Core

open System

/// The clock dial: the courses of a study of mode collapse side by side, from the slowest critic to the fastest, on shared
/// axes.
module internal DialFigure =

    // Columns of one picture: more would be narrower than their labels.
    let private columns = 5

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

    // A place of the picture with its axes; labels of the vertical one only where asked for.
    let private frame (left: float, top: float) (width: float, height: float) (x: Axis) (y: Axis) : Frame =
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

    let private scaffold (withLabels: bool) (f: Frame) : Markup list =
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

    // A dial with a hand from seven o'clock, the slowest of all, to five o'clock.
    let private hand (x: float, y: float) (radius: float) (turned: float) : Markup list =
        let angle = (-150.0 + 300.0 * turned) * Math.PI / 180.0
        let toward r = x + r * sin angle, y - r * cos angle

        [
            Svg.group "dial" [ Svg.circle radius (x, y) ]
            Svg.line "hand" (x, y) (toward (radius - 3.0))
        ]

    let private sentence (course: CollapseCourse) : string =
        let c = (snd (Array.last course.Moments)).Coverage
        $"{c.Covered} of {c.Shares.Length} modes"

    // Where the panels of a column are, and how large: rows beneath each other, or two beside two.
    [<NoComparison; NoEquality>]
    type private Panel =
        {
            Name: string
            Size: float * float
            Draw: int -> Frame -> Markup list
            X: Axis
            Y: Axis
            XName: string
        }

    let private panels (study: CollapseStudy) (width: float) : Panel list =
        let axes = axesOf study
        let x, y = axes.Plane

        let panel name height x y xName draw : Panel =
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

    // The distance between a panel and the next below it: tick labels and a name.
    let private between = 44.0

    let private describe (study: CollapseStudy) (shown: int[]) : string =
        shown
        |> Array.map (fun c ->
            let course = study.Courses[c]
            $"{title course.Clock}: {sentence course}, {TrajectoryEnd.word course.End.End}.")
        |> String.concat " "

    let private heading (study: CollapseStudy) (c: int) (left: float, top: float) : Markup list =
        let course = study.Courses[c]

        let turned =
            if study.Courses.Length = 1 then
                0.5
            else
                float c / float (study.Courses.Length - 1)

        hand (left + 15.0, top + 18.0) 14.0 turned
        @ [
            Svg.text "panel-title" TextAnchor.Start (left + 36.0, top + 15.0) (title course.Clock)
            Svg.text "label" TextAnchor.Start (left + 36.0, top + 31.0) (sentence course)
        ]

    // All rows of some columns.
    let private wide (study: CollapseStudy) (part: int) (shown: int[]) : Markup =
        let margin, gap, total = 40.0, 10.0, 760.0
        // As many columns as a full picture has, so that all pictures have one scale.
        let count = min columns study.Courses.Length |> max 3
        let width = (total - margin - 4.0) / float count - gap
        let rows = panels study width
        let tops = rows |> List.scan (fun top p -> top + snd p.Size + between) 66.0

        let body =
            [
                for row, top in List.zip rows (List.truncate rows.Length tops) do
                    Svg.text "name" TextAnchor.Start (2.0, top - 8.0) row.Name

                    for place in 0 .. shown.Length - 1 do
                        let left = margin + float place * (width + gap)
                        let f = frame (left, top) row.Size row.X row.Y
                        yield! scaffold (place = 0) f
                        yield! row.Draw shown[place] f

                for place in 0 .. shown.Length - 1 do
                    yield! heading study shown[place] (margin + float place * (width + gap), 0.0)
            ]

        Svg.picture
            $"dial-wide-{part}"
            "wide"
            "The clock dial"
            (describe study shown)
            (total, List.last tops - between + 22.0)
            body

    // A column for a narrow window: two panels beside two.
    let private narrow (study: CollapseStudy) (c: int) : Markup =
        let margin, total = 40.0, 380.0
        let width = 0.5 * (total - 4.0) - margin

        let rows =
            panels study width |> List.map (fun p -> { p with Size = (width, 120.0) })

        let rows =
            rows
            |> List.mapi (fun i p -> if i = 0 then { p with Size = (width, width) } else p)

        let place i =
            let left = margin + float (i % 2) * (width + margin)
            let top = if i < 2 then 66.0 else 66.0 + width + between
            left, top

        let body =
            [
                yield! heading study c (2.0, 0.0)

                for i, p in List.indexed rows do
                    let left, top = place i
                    let f = frame (left, top) p.Size p.X p.Y
                    Svg.text "name" TextAnchor.Start (left - margin + 2.0, top - 8.0) p.Name
                    yield! scaffold true f
                    yield! p.Draw c f
            ]

        Svg.picture
            $"dial-narrow-{c}"
            "narrow"
            (title study.Courses[c].Clock)
            (describe study [| c |])
            (total, 66.0 + width + between + 120.0 + 30.0)
            body

    let private outside (study: CollapseStudy) : string =
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

    let private plane (study: CollapseStudy) : string =
        match study.Target.Dimension with
        | 1 -> " Points of the line are drawn at the height 0."
        | 2 -> ""
        | d -> $" Of {d} coordinates the panels show the first two."

    /// The picture, for a wide and for a narrow window.
    let draw (study: CollapseStudy) : Markup =
        let all = [| 0 .. study.Courses.Length - 1 |]

        Markup.figure
            [
                "particles dot", "particles, and the ways of some"
                "target dot", "target"
                "observed", "modes covered; variance; (m, s)"
                "", "quality; variance within modes"
            ]
            [
                yield! all |> Array.chunkBySize columns |> Array.mapi (wide study)
                yield! all |> Array.map (narrow study)
            ]
            ("From a frozen critic to one that always plays its best response, all from the same particles and the same first "
             + "critic. Dashed lines are the target's variance and its variance within modes. Below, the exact curves of a Gaussian "
             + $"against a critic a x + b x²: open where they begin, full where they end, the target at the cross.{plane study}{outside study}")
