namespace GanFlowTheory.Core

open System

/// One panel of small multiples: a title, particles and target in the same two coordinates.
module internal ScatterPlot =

    /// At most this many points of each cloud are drawn in a panel.
    let drawnPoints = 1000

    /// Width of a panel in drawing units.
    let width = 300.0

    /// The axes of a panel as high as they are wide, so that equal ranges mean equal units.
    let frame (x: Axis) (y: Axis) : Frame =
        let top = 48.0
        let measured = Frame.place (width, width) top x y
        Frame.place (width, width - measured.Bottom + top + measured.Right - measured.Left) top x y

    // Target dots are a little larger: a particle on a target point leaves a rim of it to see.
    let private dots (cssClass: string) (larger: float) (frame: Frame) (points: Points) =
        let radius =
            if points.Count <= 200 then 2.2 + larger
            elif points.Count <= 500 then 1.8 + larger
            else 1.4 + larger

        let circles =
            [
                for i in Thinning.evenly drawnPoints points.Count do
                    let x, y = points[i, 0], points[i, 1]

                    if Axis.contains frame.X x && Axis.contains frame.Y y then
                        Svg.circle radius (Frame.px frame x, Frame.py frame y)
            ]

        Svg.group cssClass circles

    /// How many points of a cloud lie outside the axes (points that are not finite among them).
    let outside (x: Axis) (y: Axis) (points: Points) : int =
        seq { 0 .. points.Count - 1 }
        |> Seq.filter (fun i -> not (Axis.contains x points[i, 0] && Axis.contains y points[i, 1]))
        |> Seq.length

    /// What a panel shows in its frame: the target underneath, the particles (n x 2) above.
    let body (title: string) (names: string * string) (frame: Frame) (target: Points option) (particles: Points) =
        Frame.axes (fst names) (snd names) frame
        @ [
            Svg.text "panel-title" TextAnchor.Start (2.0, 16.0) title
            match target with
            | Some points -> dots "target" 0.7 frame points
            | None -> ()
            dots "particles" 0.0 frame particles
        ]

    /// The panel.
    let draw id (title: string) description (names: string * string) (x: Axis) (y: Axis) target (particles: Points) =
        let frame = frame x y

        Svg.picture id "panel" title description (frame.Width, frame.Height) (body title names frame target particles)
