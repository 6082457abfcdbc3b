namespace GanFlowTheory.Core

open System

/// One orbit in a phase portrait: its CSS class and its points (x, y), in order.
type internal OrbitCurve =
    {
        Class: string
        Points: (float * float)[]
    }

/// A phase portrait: orbits in a plane whose axes have equal units.
type internal OrbitPlot =
    {
        Title: string
        Description: string
        XLabel: string
        YLabel: string
        X: Axis
        Y: Axis
        Orbits: OrbitCurve list
        /// Ellipses about the origin: their class and their half axes.
        Ellipses: (string * (float * float)) list
        /// Where all orbits begin.
        Start: float * float
    }

/// The looks by which curves of one figure are told apart.
module internal OrbitLook =

    let private looks = 8

    /// The class of the k-th curve; they begin anew after the eighth.
    let ofIndex (k: int) : string = $"orbit orbit-{k % looks}"

/// Drawing phase portraits.
module internal OrbitPlot =

    let private top = 26.0

    // As high as it is wide, so that equal ranges mean equal units.
    let private frame (width: float) (plot: OrbitPlot) : Frame =
        let measured = Frame.place (width, width) top plot.X plot.Y

        Frame.place (width, width - measured.Bottom + top + measured.Right - measured.Left) top plot.X plot.Y

    /// The stretches of consecutive points that lie within the axes.
    let within (x: Axis) (y: Axis) (points: (float * float)[]) : (float * float)[] list =
        let stretches = ResizeArray()
        let stretch = ResizeArray()

        let close () =
            if stretch.Count > 0 then
                stretches.Add(stretch.ToArray())
                stretch.Clear()

        for a, b in points do
            if Axis.contains x a && Axis.contains y b then
                stretch.Add((a, b))
            else
                close ()

        close ()
        List.ofSeq stretches

    let private draw (id: string) (cssClass: string) (width: float) (plot: OrbitPlot) =
        let frame = frame width plot
        let placed (x, y) = Frame.px frame x, Frame.py frame y

        let curve look points =
            within plot.X plot.Y points
            |> List.map (fun stretch ->
                if stretch.Length > 1 then
                    Svg.polyline look (Array.map placed stretch)
                else
                    Svg.group (look + " single") [ Svg.circle 2.5 (placed stretch[0]) ])

        let ellipse (a: float, b: float) =
            [|
                for k in 0..180 -> a * cos (Math.PI * float k / 90.0), b * sin (Math.PI * float k / 90.0)
            |]

        Svg.picture
            id
            ("portrait " + cssClass)
            plot.Title
            plot.Description
            (frame.Width, frame.Height)
            [
                yield! Frame.axes plot.XLabel plot.YLabel frame
                for look, axes in plot.Ellipses do
                    yield! curve (look + " exact") (ellipse axes)
                for orbit in plot.Orbits do
                    yield! curve orbit.Class orbit.Points

                    match Array.tryLast orbit.Points with
                    | Some(x, y) when Axis.contains plot.X x && Axis.contains plot.Y y ->
                        Svg.group orbit.Class [ Svg.circle 3.2 (placed (x, y)) ]
                    | _ -> ()
                Svg.group "predicted" [ Svg.circle 3.2 (placed plot.Start) ]
            ]

    /// The portrait twice, for a wide and for a narrow window, the style sheet shows one.
    let draws (id: string) (plot: OrbitPlot) : Markup list =
        [
            draw (id + "-wide") "wide" 600.0 plot
            draw (id + "-narrow") "narrow" 380.0 plot
        ]
