namespace GanFlowTheory.Core

open System

/// <summary>The returns of a trajectory to a section: where the coordinate that moves most crosses its mean upwards, once
/// a turn.</summary>
[<NoComparison; NoEquality>]
type internal ReturnMap =
    {
        /// The coordinate that crosses its mean.
        Coordinate: int
        /// The mean of the whole turns.
        Centre: float[]
        /// The times of the crossings, one more than there are turns.
        Crossings: float[]
        /// Where the trajectory is at each crossing.
        Returns: float[][]
        /// The root mean square distance from its own mean over each turn.
        Amplitudes: float[]
        /// The stored points of a turn, on average.
        Samples: float
    }

/// Return maps.
module internal ReturnMap =

    /// The point of the trajectory at a share of the way from its i-th point to the next.
    let private between (points: float[][]) (i: int) (share: float) : float[] =
        Array.map2 (fun a b -> a + share * (b - a)) points[i] points[i + 1]

    let private distance (a: float[]) (b: float[]) =
        let mutable total = 0.0

        for p in 0 .. a.Length - 1 do
            total <- total + (a[p] - b[p]) * (a[p] - b[p])

        sqrt total

    // The mean over time between two of the points, by trapezia.
    let private mean (t: Trajectory) (first: int) (last: int) : float[] =
        let total: float[] = Array.zeroCreate t.Points[0].Length

        for i in first .. last - 1 do
            let half = 0.5 * (t.Times[i + 1] - t.Times[i])

            for p in 0 .. total.Length - 1 do
                total[p] <- total[p] + half * (t.Points[i][p] + t.Points[i + 1][p])

        total |> Array.map (fun v -> v / (t.Times[last] - t.Times[first]))

    let private widest (t: Trajectory) (first: int) (last: int) (centre: float[]) : int =
        Seq.init centre.Length id
        |> Seq.maxBy (fun p ->
            Seq.init (last - first + 1) (fun i -> (t.Points[first + i][p] - centre[p]) ** 2.0)
            |> Seq.sum)

    // The steps in which the coordinate crosses its mean upwards, with the share of the step.
    let private crossings (t: Trajectory) (first: int) (last: int) (centre: float[]) (p: int) : (int * float)[] =
        [|
            for i in first .. last - 1 do
                let a, b = t.Points[i][p] - centre[p], t.Points[i + 1][p] - centre[p]

                if a < 0.0 && b >= 0.0 then
                    i, -a / (b - a)
        |]

    // The root mean square distance from its own mean over each turn, by trapezia: about the mean of all turns a spiral's
    // early turns would seem wider.
    let private amplitudes (t: Trajectory) (found: (int * float)[]) : float[] =
        let amplitude ((first, share): int * float, (last, lastShare): int * float) =
            let at i share =
                struct (t.Times[i] + share * (t.Times[i + 1] - t.Times[i]), between t.Points i share)

            let turn =
                [|
                    at first share
                    for i in first + 1 .. last do
                        struct (t.Times[i], t.Points[i])
                    at last lastShare
                |]

            let struct (began, origin) = turn[0]
            let struct (ended, _) = Array.last turn
            let sum: float[] = Array.zeroCreate origin.Length
            let mutable squares = 0.0

            for struct (time, a), struct (next, b) in Array.pairwise turn do
                let half = 0.5 * (next - time)

                for p in 0 .. sum.Length - 1 do
                    let a, b = a[p] - origin[p], b[p] - origin[p]
                    sum[p] <- sum[p] + half * (a + b)
                    squares <- squares + half * (a * a + b * b)

            let length = ended - began
            let ofMean = sum |> Array.sumBy (fun v -> v / length * (v / length))
            sqrt (max 0.0 (squares / length - ofMean))

        found |> Array.pairwise |> Array.map amplitude

    let private ofWindow (t: Trajectory) (first: int) (last: int) : ReturnMap option =
        let centre = mean t first last
        let p = widest t first last centre

        // Over whole turns the mean is the centre; over the window it is off by what the broken turn leaves.
        let rec refine centre rounds =
            let found = crossings t first last centre p

            if found.Length < 2 || rounds = 0 then
                centre, found
            else
                refine (mean t (fst found[0]) (fst (Array.last found))) (rounds - 1)

        let centre, found = refine centre 3

        if found.Length < 2 then
            None
        else
            Some
                {
                    Coordinate = p
                    Centre = centre
                    Crossings =
                        found
                        |> Array.map (fun (i, share) -> t.Times[i] + share * (t.Times[i + 1] - t.Times[i]))
                    Returns = found |> Array.map (fun (i, share) -> between t.Points i share)
                    Amplitudes = amplitudes t found
                    Samples = float (fst (Array.last found) - fst found[0]) / float (found.Length - 1)
                }

    /// The turns of the second half of the time, or of all of it where the half has fewer than so many.
    let find (turns: int) (t: Trajectory) : ReturnMap option =
        let last = t.Times.Length - 1
        let half = 0.5 * (t.Times[0] + t.Times[last])
        let middle = t.Times |> Array.findIndex (fun time -> time >= half)

        let enough (map: ReturnMap) = map.Amplitudes.Length >= turns

        ofWindow t middle last
        |> Option.filter enough
        |> Option.orElseWith (fun () -> ofWindow t 0 last |> Option.filter enough)

    /// The largest distance between the last returns over the last amplitude, that many of them.
    let gap (returns: int) (map: ReturnMap) : float =
        (map.Returns[map.Returns.Length - returns - 1 ..]
         |> Array.pairwise
         |> Array.map (fun (a, b) -> distance a b)
         |> Array.max)
        / Array.last map.Amplitudes
