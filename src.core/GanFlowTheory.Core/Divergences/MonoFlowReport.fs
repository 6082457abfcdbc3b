namespace GanFlowTheory.Core

open System
open System.Globalization

/// <summary>A stretch of log r on which h' is not positive.</summary>
type MonoFlowViolation =
    {
        /// The lower end, a log r.
        From: float
        /// The upper end, a log r.
        To: float
        /// Whether h' is negative in it, so that KL can grow; otherwise it is 0 throughout, and nothing moves.
        Decreasing: bool
        /// A log r in the stretch; where h' is negative, the lowest of those looked at.
        Worst: float
        /// h' there.
        Slope: float
    }

/// <summary>h' and the induced f at one log r.</summary>
type MonoFlowSample =
    {
        /// u = log r.
        LogRatio: float
        /// h'(u).
        Slope: float
        /// The induced f at r = e^u, f'' = h'/r^2 with f(1) = f'(1) = 0.
        InducedValue: float
        /// The induced f' at r = e^u.
        InducedSlope: float
    }

/// <summary>What training with a generator loss against a detached density ratio does, over a range of log r
/// (YZL23-3).</summary>
[<NoComparison>]
type MonoFlowReport =
    {
        /// The name of the loss.
        Loss: string
        /// h(u) as a formula.
        Formula: string
        /// The lowest log r looked at.
        From: float
        /// The highest log r looked at.
        To: float
        /// Whether h increases on the range: no violation.
        Admissible: bool
        /// Whether h' > 0 at every point of the range.
        Strict: bool
        /// The stretches with h' <= 0, in increasing order.
        Violations: MonoFlowViolation list
        /// Single places where h' falls to 0 within rounding but stays positive on both sides.
        Touches: float list
        /// h' and the induced f at evenly spaced log r.
        Samples: MonoFlowSample[]
        /// The induced f as a formula in r; None where none is known.
        InducedFormula: string option
        /// What training against a detached ratio can do, in one sentence.
        Verdict: string
    }

/// Finding the stretches where h' is not positive.
module internal MonoFlowScan =

    // Cells of the grid: on the default range one every 1/200 of log r.
    let private cells = 8192

    // Between a place that fails the test and one that passes: the passing one of two neighbouring floats, or of two no
    // further apart than a cell's last bit, so that an end at 0 is 0 and not the edge of underflow beside it.
    let private bisect (test: float -> bool) (no: float) (yes: float) : float =
        let least = Math.ScaleB(abs (yes - no), -53)
        let mutable no, yes = no, yes
        let mutable middle = 0.5 * (no + yes)

        while middle <> no && middle <> yes && abs (yes - no) > least do
            if test middle then yes <- middle else no <- middle
            middle <- 0.5 * (no + yes)

        yes

    // The lowest point of a function that falls and then rises, by golden sections.
    let private lowest (f: float -> float) (a: float) (b: float) : float =
        let ratio = 0.5 * (sqrt 5.0 - 1.0)
        let mutable a, b = a, b
        let mutable c, d = b - ratio * (b - a), a + ratio * (b - a)
        let mutable fc, fd = f c, f d

        for _ in 1..80 do
            if fc <= fd then
                b <- d
                d <- c
                fd <- fc
                c <- b - ratio * (b - a)
                fc <- f c
            else
                a <- c
                c <- d
                fc <- fd
                d <- a + ratio * (b - a)
                fd <- f d

        if fc <= fd then c else d

    // Increasing with h', and finite: log h' where it is positive, far below where it is not.
    let private height (loss: GeneratorLoss) (u: float) : float =
        match loss.Sign u with
        | 1 -> loss.LogSlope u
        | 0 -> -1e300
        | _ -> -2e300

    /// <summary>The places to look at: an even grid with 0, and the bottom of every dip of h' that the grid shows. So
    /// every stretch with h' &lt;= 0 is met that is longer than a cell, and every shorter one at the bottom of a dip
    /// that is the only one within two cells.</summary>
    let places (loss: GeneratorLoss) (low: float) (high: float) : float[] * float list =
        let even =
            Array.init (cells + 1) (fun i -> low + (high - low) * float i / float cells)

        let zero = if low < 0.0 && high > 0.0 then [| 0.0 |] else [||]

        let grid = Array.append even zero |> Array.distinct |> Array.sort

        let heights = Array.map (height loss) grid

        let dips =
            [
                for i in 1 .. grid.Length - 2 do
                    if
                        heights[i] > -1e300
                        && heights[i] < heights[i - 1]
                        && heights[i] <= heights[i + 1]
                    then
                        lowest (height loss) grid[i - 1] grid[i + 1]
            ]

        Array.append grid (List.toArray dips) |> Array.distinct |> Array.sort, dips

    /// The stretches of the given places, and single zeros between positive values.
    let violations (loss: GeneratorLoss) (at: float[]) : MonoFlowViolation list * float list =
        let signs = Array.map loss.Sign at
        let found = ResizeArray<MonoFlowViolation>()
        let touches = ResizeArray<float>()
        let mutable i = 0

        while i < at.Length do
            if signs[i] > 0 then
                i <- i + 1
            else
                let mutable last = i

                while last + 1 < at.Length && signs[last + 1] <= 0 do
                    last <- last + 1

                let within u = loss.Sign u <= 0
                let from = if i = 0 then at[0] else bisect within at[i - 1] at[i]

                let until =
                    if last = at.Length - 1 then
                        at[last]
                    else
                        bisect within at[last + 1] at[last]

                let decreasing = Array.exists (fun s -> s < 0) signs[i..last]

                if from = until && not decreasing then
                    touches.Add from
                else
                    let worst = Seq.append [ from; until ] at[i..last] |> Seq.minBy loss.Slope

                    found.Add
                        {
                            From = from
                            To = until
                            Decreasing = decreasing
                            Worst = worst
                            Slope = loss.Slope worst
                        }

                i <- last + 1

        List.ofSeq found, List.ofSeq touches

    // At the bottom of a smooth dip to 0, golden sections come within 1e-8 of a cell, and h' within 1e-16 of its height
    // a cell away; 1e-12 leaves room.
    let touchesZero (loss: GeneratorLoss) (cell: float) (u: float) : bool =
        loss.Sign u > 0
        && loss.LogSlope u < min (loss.LogSlope(u - cell)) (loss.LogSlope(u + cell)) + log 1e-12

    let cell (low: float) (high: float) : float = (high - low) / float cells

    let text (v: float) : string =
        v.ToString("G6", CultureInfo.InvariantCulture)
