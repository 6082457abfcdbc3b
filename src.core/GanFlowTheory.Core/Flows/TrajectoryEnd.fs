namespace GanFlowTheory.Core

open System

/// <summary>What a trajectory tends to, as far as it shows.</summary>
[<RequireQualifiedAccess; NoComparison>]
type TrajectoryEnd =
    /// It comes to rest at these coordinates.
    | Converged of point: float[]
    /// It comes back to where it was after this time, again and again.
    | Periodic of period: float
    /// It leaves every bound.
    | Diverged
    /// <summary>A law of the state, by its number among the parts of a product, 0 for the first, has drawn together
    /// unasked.</summary>
    | Collapsed of part: int
    /// The trajectory shows none of these.
    | Undecided

/// <summary>The end of a trajectory with what speaks for it.</summary>
[<NoComparison>]
type EndReading =
    {
        /// The end.
        End: TrajectoryEnd
        /// What speaks for it, in a sentence with its numbers.
        Evidence: string
    }

/// <summary>Reading the ends of trajectories (T21): a function of the stored points alone. A finite run shows no limit;
/// what is read is what the run would come to if it went on as it does at its end.</summary>
[<RequireQualifiedAccess>]
module TrajectoryEnd =

    // A share of its start, or of what was asked, below which a spread has collapsed: a cloud that keeps its shape, or
    // half of its modes, keeps far more.
    let private collapsedBelow = 0.05

    // The turns from which a trend can be told: three changes between four turns.
    let private fewestTurns = 4

    // Points of a turn below which crossings and amplitudes between them are guesses.
    let private fewestSamples = 8.0

    // What is left of a motion that has come to its end, as a share of all of it.
    let private remains = 0.01

    let private reading ending evidence : EndReading = { End = ending; Evidence = evidence }

    let private distance (a: float[]) (b: float[]) =
        let mutable total = 0.0

        for p in 0 .. a.Length - 1 do
            // Logarithms of zero weights stay at -infinity.
            if a[p] <> b[p] then
                total <- total + (a[p] - b[p]) * (a[p] - b[p])

        sqrt total

    let private lost (t: Trajectory) : EndReading option =
        let isLost (point: float[]) =
            point |> Array.exists (fun v -> Double.IsNaN v || Double.IsPositiveInfinity v)

        match t.Outcome, t.Points |> Array.tryFindIndex isLost with
        | Some(Outcome.Diverged _ as outcome), _ -> Some(reading TrajectoryEnd.Diverged (Outcome.sentence outcome))
        | _, Some at ->
            Some(
                reading
                    TrajectoryEnd.Diverged
                    (invariant $"Diverged: a coordinate is no finite number any more at time {t.Times[at]:G4}.")
            )
        | _ -> None

    let private collapse (asked: float list) (t: Trajectory) : EndReading option =
        if t.Spreads.Length = 0 then
            None
        else
            let first, last = t.Spreads[0], Array.last t.Spreads

            Seq.init first.Length id
            |> Seq.tryPick (fun part ->
                let wanted = List.tryItem part asked

                let unasked =
                    match wanted with
                    | Some spread -> last[part] <= collapsedBelow * spread
                    | None -> true

                if first[part] > 0.0 && last[part] <= collapsedBelow * first[part] && unasked then
                    let against =
                        match wanted with
                        | Some spread -> (invariant $"where {spread:G3} was asked for")
                        | None -> "and none was asked for"

                    Some(
                        reading
                            (TrajectoryEnd.Collapsed part)
                            (invariant
                                $"Collapsed: the spread of law {part + 1} fell from {first[part]:G3} to {last[part]:G3}, \
                              {against}.")
                    )
                else
                    None)

    // A run that ended by its own tolerance.
    let private ended (t: Trajectory) : EndReading option =
        match t.Outcome with
        | Some(Outcome.Converged _ as outcome) ->
            Some(reading (TrajectoryEnd.Converged(Array.last t.Points)) (Outcome.sentence outcome))
        | _ -> None

    // How far each quarter of the time moves from where it begins, how far the whole, and how large the points are.
    [<NoComparison; NoEquality>]
    type private Motion =
        {
            Quarters: float[]
            Whole: float
            Size: float
        }

    let private motion (t: Trajectory) : Motion =
        let last = t.Times.Length - 1
        let span = t.Times[last] - t.Times[0]

        let starts =
            [|
                for quarter in 0..3 ->
                    t.Times
                    |> Array.findIndex (fun time -> time >= t.Times[0] + 0.25 * float quarter * span)
            |]

        let bounds = Array.append starts [| last |]

        let reach first last =
            Seq.init (last - first + 1) (fun i -> distance t.Points[first] t.Points[first + i])
            |> Seq.max

        {
            Quarters = bounds |> Array.pairwise |> Array.map (fun (first, last) -> reach first last)
            Whole = reach 0 last
            Size = t.Points |> Array.map Vectors.largest |> Array.max
        }

    // Rest: nothing moves in the last quarter but rounding, or each quarter moves at most half as far as the one before,
    // and what such a sequence has still to go is a small share of the way.
    let private rest (t: Trajectory) (m: Motion) : EndReading option =
        let now, before = m.Quarters[3], m.Quarters[2]
        let last = Array.last t.Points

        if now <= 1e-12 * m.Size then
            Some(
                reading
                    (TrajectoryEnd.Converged last)
                    (invariant
                        $"Converged: the last quarter of the time moves {now:G3}, no more than rounding, after {m.Whole:G3} in all.")
            )
        elif now <= 0.5 * before then
            let share = now / before
            let left = now * share / (1.0 - share)

            if left <= remains * m.Whole then
                Some(
                    reading
                        (TrajectoryEnd.Converged last)
                        (invariant
                            $"Converged: the last quarter of the time moves {now:G3} after {before:G3} in the one before and \
                          {m.Whole:G3} in all, so that {left:G3} is left to go.")
                )
            else
                None
        else
            None

    // Away: each quarter moves further than the one before, by factors that do not fall off as those of a motion that is
    // about to slow down do, and the whole has left the size of the start and of the first quarter by far.
    let private flight (t: Trajectory) (m: Motion) : EndReading option =
        let factors = m.Quarters |> Array.pairwise |> Array.map (fun (a, b) -> b / a)

        let grows =
            Array.last factors > 1.5
            && factors |> Array.pairwise |> Array.forall (fun (a, b) -> b > 0.8 * a)

        let near = Vectors.largest t.Points[0] + m.Quarters[0]

        if grows && m.Whole > 10.0 * near then
            Some(
                reading
                    TrajectoryEnd.Diverged
                    (invariant
                        $"Diverged: the quarters of the time move {m.Quarters[0]:G3}, {m.Quarters[1]:G3}, {m.Quarters[2]:G3} and \
                      {m.Quarters[3]:G3}, each further than the one before.")
            )
        else
            None

    // The logarithm of the amplitude changes by delta_1, ..., delta_n from turn to turn. A spiral keeps delta, to rounding
    // of the reading; a trajectory that tends to a closed orbit lets it shrink, and near the orbit by a factor, which says
    // how much change is still to come.
    let private ofTurns (map: ReturnMap) : EndReading =
        let turns = map.Amplitudes.Length

        let lately (values: float[]) =
            values[values.Length - (fewestTurns - 1) ..]

        let periods = map.Crossings |> Array.pairwise |> Array.map (fun (a, b) -> b - a)
        let recent = lately periods
        let period = Array.average recent
        let unsteady = (Array.max recent - Array.min recent) / period

        let changes =
            map.Amplitudes |> Array.pairwise |> Array.map (fun (a, b) -> log (b / a))
        // What straight lines between k points of a turn leave in places, and, as they leave much the same in every turn,
        // in the changes of amplitudes and the lengths of turns.
        let angle = 2.0 * Math.PI / map.Samples
        let ofPlace = 0.25 * angle * angle
        let ofChange = ofPlace / map.Samples + 1e-12
        let last = Array.last changes

        let trend =
            changes |> Array.forall (fun d -> sign d = sign last)
            && abs last > 4.0 * ofChange

        // How much less a turn changes at the end than at the beginning, and what the reading makes of that by itself: a
        // spiral with change delta and growth G in all, share = delta/(2 pi), has its mean off its centre by less than
        // share G of the narrowest amplitude, by which angle the crossings there are late; the amplitude follows by
        // share times that, and changes by delta times this, which is less than a quarter of what is allowed.
        let fall = abs changes[0] - abs last
        let share = (changes |> Array.map abs |> Array.max) / (2.0 * Math.PI)

        let ofFall =
            4.0 * ofChange + 4.0 * abs last * share * share * exp (abs (Array.sum changes))

        let falls = trend && fall > ofFall

        // What a turn changes at the centre, over what it changes now, where changes go by the squared amplitude, as
        // those of a motion near its centre do.
        let atCentre =
            let squared (a: float, b: float) = a * b
            let turns = Array.pairwise map.Amplitudes
            let first, now = squared turns[0], squared (Array.last turns)
            1.0 - fall / abs last * now / (first - now)

        let kept =
            if trend then
                Math.Pow(abs (last / changes[0]), 1.0 / float (changes.Length - 1))
            else
                0.0

        let seen =
            (invariant $"{turns} turns of coordinate {map.Coordinate + 1} about its mean, {period:G4} long")

        let factor =
            (invariant $"multiply the distance from the centre by {exp (Array.average changes):G6}")

        if map.Samples < fewestSamples then
            reading
                TrajectoryEnd.Undecided
                (invariant
                    $"Undecided: {seen}, have {map.Samples:G2} stored points each, too few to tell; take shorter steps, or store more \
                  of them.")
        elif unsteady > 0.01 + ofPlace / map.Samples then
            reading
                TrajectoryEnd.Undecided
                (invariant $"Undecided: {seen} on average, differ in length by {unsteady:P1}.")
        elif kept > 0.98 && last > 0.0 && not falls then
            reading
                TrajectoryEnd.Diverged
                (invariant $"Diverged: it spirals outwards; {seen}, {factor} each, by no less at the end.")
        elif kept > 0.98 && last < 0.0 && (not falls || atCentre > 0.5) then
            reading
                (TrajectoryEnd.Converged map.Centre)
                (invariant $"Converged: it spirals inwards; {seen}, {factor} each.")
        else
            let left = if trend then abs last * kept / (1.0 - kept) else 0.0
            let gone = lately changes |> Array.sumBy abs
            let gap = ReturnMap.gap (fewestTurns - 1) map

            let told =
                (invariant
                    $"{seen}, come back within {gap:P1} of the amplitude, which changes by {gone:P2} over the last of them.")

            if left <= 0.02 && gone <= 0.02 + 3.0 * ofChange && gap <= 0.02 + ofPlace then
                reading (TrajectoryEnd.Periodic period) (invariant $"Periodic: {told}")
            else
                reading TrajectoryEnd.Undecided (invariant $"Undecided: {told}")

    /// <summary>The end of a trajectory with its evidence; asked are the spreads that the laws of the state are to have, in
    /// the order of its parts, as far as they are known. Diverged where a number was lost, where the motion grows from
    /// quarter to quarter of the time far beyond its beginning, or where turns grow by a factor that does not fall as they
    /// do, as far as the stored points can tell. Collapsed where the spread of a law fell below 5 % of its start and of the
    /// asked spread, if one is named. Converged where the run says so itself, where the motion ends, with less than 1 % of
    /// it left to go, or where turns shrink by a steady factor, or by one that has a limit at the centre. Periodic where, of
    /// at least four turns, the last have lengths within 1 %, come back within 2 % of the amplitude and change it by at
    /// most 2 %, with no more than 2 % still to come. A turn is the time between upward crossings of its mean by the
    /// coordinate that moves most.</summary>
    let classify (asked: float list) (trajectory: Trajectory) : EndReading =
        let t = trajectory

        let decided () =
            if t.Times.Length < 8 then
                reading
                    TrajectoryEnd.Undecided
                    (invariant $"Undecided: {t.Times.Length} stored states are too few to tell.")
            else
                let m = motion t

                match rest t m, flight t m with
                | Some reading, _
                | None, Some reading -> reading
                | None, None ->
                    match ReturnMap.find fewestTurns t with
                    | Some map -> ofTurns map
                    | None ->
                        reading
                            TrajectoryEnd.Undecided
                            (invariant
                                $"Undecided: the quarters of the time move {m.Quarters[0]:G3}, {m.Quarters[1]:G3}, \
                              {m.Quarters[2]:G3} and {m.Quarters[3]:G3}, and there are fewer than {fewestTurns} turns.")

        lost t
        |> Option.orElseWith (fun () -> collapse asked t)
        |> Option.orElseWith (fun () -> ended t)
        |> Option.defaultWith decided

    /// One word: converged, periodic, diverged, collapsed or undecided.
    let word (ending: TrajectoryEnd) : string =
        match ending with
        | TrajectoryEnd.Converged _ -> "converged"
        | TrajectoryEnd.Periodic _ -> "periodic"
        | TrajectoryEnd.Diverged -> "diverged"
        | TrajectoryEnd.Collapsed _ -> "collapsed"
        | TrajectoryEnd.Undecided -> "undecided"
