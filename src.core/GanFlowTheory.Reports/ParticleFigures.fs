namespace GanFlowTheory.Core

open System

/// The pictures of particles over time, chosen by their dimension.
module internal ParticleFigures =

    /// At most this many snapshots are drawn.
    let panels = 6

    let private subscript (i: int) =
        "x" + String.map (fun c -> char (int '₀' + int c - int '0')) (string i)

    let private coordinateName (names: string[]) (k: int) =
        if k < names.Length && not (String.IsNullOrWhiteSpace names[k]) then
            names[k]
        else
            subscript (k + 1)

    /// <summary>
    /// The range of coordinate k that all panels share: the target's and the first snapshot's, and as much of the later
    /// ones as stays within twice that width on each side, so that escaping ones cannot shrink the others to a dot.
    /// </summary>
    let private window (k: int) (target: Points option) (clouds: Points list) : float * float =
        let coordinate (p: Points) =
            Seq.init p.Count (fun i -> Math.Clamp(p[i, k], -1e300, 1e300))

        let reference = Option.toList target @ List.truncate 1 clouds

        let low, high =
            reference
            |> Seq.collect coordinate
            |> Axis.range
            |> Option.defaultValue (0.0, 1.0)

        let reach = 2.0 * (high - low)

        if reach > 0.0 then
            let within =
                clouds
                |> Seq.collect coordinate
                |> Seq.filter (fun v -> v >= low - reach && v <= high + reach)

            Seq.append [ low; high ] within |> Axis.range |> Option.get
        else
            Seq.append [ low; high ] (Seq.collect coordinate clouds)
            |> Axis.range
            |> Option.get

    /// Two axes of equal unit lengths when their ranges are comparable (a factor of 3): transport is isotropic, and so
    /// should its picture be. Returns the axes and whether the units are equal.
    let private squared (xRange: float * float) (yRange: float * float) : Axis * Axis * bool =
        let width (low: float, high: float) = high - low
        let wx, wy = width xRange, width yRange
        let margin = 0.05

        if wx > 0.0 && wy > 0.0 && max wx wy <= 3.0 * min wx wy then
            let widest = max wx wy

            let grown (low: float, high: float) =
                let middle = low + 0.5 * (high - low)
                Axis.padded margin (middle - 0.5 * widest) (middle + 0.5 * widest)

            grown xRange, grown yRange, true
        else
            Axis.padded margin (fst xRange) (snd xRange), Axis.padded margin (fst yRange) (snd yRange), false

    /// The axes that panels of clouds of the plane share, and whether their units are equal.
    let axesOf (target: Points option) (clouds: Points list) : Axis * Axis * bool =
        squared (window 0 target clouds) (window 1 target clouds)

    let private title (time: float) = invariant $"t = {Numerals.short time}"

    let private meanOf (p: Points) =
        Points.mean p
        |> Array.truncate 4
        |> Array.map Numerals.short
        |> String.concat ", "

    let private describe (heading: string) (particles: Points) =
        invariant $"{Numerals.count particles.Count} particles, {heading}; mean {meanOf particles}."

    let private figure (hasTarget: bool) (drawings: Markup list) (caption: string) =
        let legend =
            ("particles dot", "particles")
            :: (if hasTarget then [ "target dot", "target" ] else [])

        Markup.figure legend [ Markup.classed "div" "panels" drawings ] caption

    let private outsideRemark (count: int) =
        match count with
        | 0 -> ""
        | 1 -> " One particle lies outside the panels."
        | n -> invariant $" {Numerals.count n} particles lie outside the panels."

    // subject: what the panels show, as the caption begins; each panel with its heading.
    let private scatter subject names remark (target: Points option) (snapshots: (string * Points) list) =
        let clouds = List.map snd snapshots
        let x, y, isometric = axesOf target clouds

        let drawings =
            snapshots
            |> List.mapi (fun i (heading, particles) ->
                ScatterPlot.draw
                    (invariant $"panel-{i}")
                    heading
                    (describe heading particles)
                    names
                    x
                    y
                    target
                    particles)

        let subsampled =
            if
                Option.toList target @ clouds
                |> List.exists (fun p -> p.Count > ScatterPlot.drawnPoints)
            then
                invariant
                    $" At most {Numerals.count ScatterPlot.drawnPoints} points of each cloud are drawn, evenly subsampled."
            else
                ""

        let units = if isometric then " Both axes have the same unit." else ""
        let outside = clouds |> List.sumBy (ScatterPlot.outside x y)

        figure
            target.IsSome
            drawings
            (invariant $"{subject}, the same axes in each panel.{units}{remark}{subsampled}{outsideRemark outside}")

    let private histograms subject (name: string) (target: Points option) (snapshots: (string * Points) list) =
        let clouds = List.map snd snapshots
        let x = window 0 target clouds ||> Axis.padded 0.05
        let bins = Histogram.binCount (clouds |> Seq.map _.Count |> Seq.max)
        let ofTarget = target |> Option.map (Histogram.count bins x.Low x.High)
        let counted = clouds |> List.map (Histogram.count bins x.Low x.High)
        let highest = counted |> Seq.map Histogram.peak |> Seq.max

        // A start concentrated at one place must not flatten everything that follows.
        let top =
            match ofTarget with
            | Some h when Histogram.peak h > 0.0 ->
                max (1.05 * Histogram.peak h) (min (1.05 * highest) (2.5 * Histogram.peak h))
            | _ -> 1.05 * max highest 1e-12

        let y = Axis.linear 0.0 top

        let drawings =
            List.mapi2
                (fun i (heading, particles) h ->
                    HistogramPanel.draw
                        (invariant $"panel-{i}")
                        heading
                        (describe heading particles)
                        name
                        x
                        y
                        ofTarget
                        h)
                snapshots
                counted

        let cut =
            if highest > top then
                " Bars that touch the upper edge are cut there."
            else
                ""

        let outside =
            clouds
            |> List.sumBy (fun p ->
                seq { 0 .. p.Count - 1 }
                |> Seq.filter (fun i -> not (Axis.contains x p[i, 0]))
                |> Seq.length)

        figure
            target.IsSome
            drawings
            (invariant $"{subject}, {bins} bins, the same axes in each panel.{cut}{outsideRemark outside}")

    // Grids of images in one range of ink, that of the target or of the first cloud.
    let private images (target: Points option) (clouds: (string * Points) list) =
        let low, high =
            defaultArg target (snd clouds.Head)
            |> fun p -> Axis.range p.Data
            |> Option.defaultValue (0.0, 1.0)

        let whose = if target.IsSome then "target" else "particles"

        let counted (p: Points) (what: string) =
            if p.Count > ImageGrid.drawnImages then
                invariant $"{ImageGrid.drawnImages} of {Numerals.count p.Count} {what}"
            else
                invariant $"{Numerals.count p.Count} {what}"

        let grid id heading p =
            Markup.classed
                "div"
                "grid-of-images"
                [
                    Markup.texted "h3" heading
                    ImageGrid.draw id heading "Each point as an 8 by 8 image." low high p
                ]

        Markup.element
            "figure"
            []
            [
                Markup.classed
                    "div"
                    "image-grids"
                    [
                        for at, (heading, particles) in List.indexed clouds do
                            grid (invariant $"images-{at}") (counted particles heading) particles
                        match target with
                        | Some p -> grid "images-target" (counted p "target points") p
                        | None -> ()
                    ]
                Markup.element
                    "figcaption"
                    []
                    [
                        Markup.Text(
                            "The points as 8 × 8 images, row by row. More ink is a larger value: "
                            + invariant
                                $"no ink {Numerals.short low}, full ink {Numerals.short high}, the range of the {whose}."
                        )
                    ]
            ]

    let private summaryTable names (target: Points option) (head: string) (snapshots: (string * Points) list) =
        let dimension = (snd snapshots.Head).Dimension
        let shown = min dimension 4

        let row name (p: Points) =
            let p = Points.columns [| 0 .. shown - 1 |] p
            let mean, covariance = Points.mean p, Points.covariance p

            name
            :: Numerals.count p.Count
            :: [
                for k in 0 .. shown - 1 do
                    Numerals.short mean[k]
                    Numerals.short (sqrt covariance[k, k])
            ]

        let caption =
            if shown < dimension then
                invariant
                    $"Means and standard deviations of the first {shown} of {dimension} coordinates, over all particles."
            else
                "Means and standard deviations, over all particles."

        let header =
            head
            :: "points"
            :: [
                for k in 0 .. shown - 1 do
                    "mean " + coordinateName names k
                    "s.d. " + coordinateName names k
            ]

        let rows =
            (snapshots |> List.map (fun (heading, p) -> row heading p))
            @ (target |> Option.map (row "target") |> Option.toList)

        Page.foldedTable "Means and standard deviations as a table" caption header rows

    // The panels of clouds of one dimension, each with its heading, in the first two principal coordinates where there are
    // more than two: of the points in the units, where there are any.
    let private panelsOf
        subject
        (names: string[])
        (units: Units option)
        (target: Points option)
        (clouds: (string * Points) list)
        : Markup =
        match (snd clouds.Head).Dimension with
        | 1 -> histograms subject (coordinateName names 0) target clouds
        | 2 -> scatter subject (coordinateName names 0, coordinateName names 1) "" target clouds
        | d ->
            let whose, cloud =
                match target with
                | Some p -> "target", p
                | None -> "last cloud", snd (List.last clouds)

            let into, inUnits =
                match units with
                | Some units -> Units.into units, " in the units of the flow"
                | None -> id, ""

            let axes = PrincipalAxes.ofPoints (into cloud)
            let project = into >> PrincipalAxes.project axes
            let percent share = Numerals.significant 3 (100.0 * share)
            let first, second = axes.Shares

            let remark =
                invariant
                    $" Of {d} coordinates the panels show the first two principal coordinates of the {whose}{inUnits}, "
                + invariant $"which carry {percent first} %% and {percent second} %% of its variance."

            scatter
                subject
                ("first principal coordinate", "second principal coordinate")
                remark
                (Option.map project target)
                (clouds |> List.map (fun (heading, p) -> heading, project p))

    /// The figures of clouds side by side, each with its heading: panels, and images where points are images.
    let sideBySide (target: Points option) (clouds: (string * Points) list) : Markup list =
        [
            panelsOf "Points side by side" [||] None target clouds

            if (snd clouds.Head).Dimension = ImageGrid.dimension then
                images target clouds
            summaryTable [||] target "GAN" clouds
        ]

    /// The figures of at most six snapshots, evenly chosen, first and last among them; principal coordinates are those in the
    /// units, where there are any.
    let figures
        (names: string[])
        (units: Units option)
        (target: Points option)
        (all: (float * Points) list)
        : Markup list =
        if all.IsEmpty then
            [ Page.empty "No particles were recorded." ]
        else
            let recorded = List.toArray all

            let snapshots =
                Thinning.evenly panels recorded.Length
                |> Array.map (fun i -> recorded[i])
                |> Array.toList

            let titled = snapshots |> List.map (fun (time, p) -> title time, p)

            [
                panelsOf "Particles over flow time" names units target titled

                if (snd titled.Head).Dimension = ImageGrid.dimension then
                    let time, particles = List.last snapshots
                    images target [ invariant $"particles at {title time}", particles ]
                summaryTable names target "time" titled
            ]
