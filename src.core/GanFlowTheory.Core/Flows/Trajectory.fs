namespace GanFlowTheory.Core

open System

/// <summary>A run as points in the space of coordinates: what the end of a dynamics is read from.</summary>
[<NoComparison>]
type Trajectory =
    {
        /// The times, rising.
        Times: float[]
        /// The coordinates at each time, all of one length P.
        Points: float[][]
        /// <summary>The spread of each law of the state at each time, sqrt E|X - E X|^2; a product has a law for each
        /// part. Empty where no laws are looked at.</summary>
        Spreads: float[][]
        /// How the run ended; None where the points come from elsewhere.
        Outcome: Outcome option
    }

/// Making trajectories.
[<RequireQualifiedAccess>]
module Trajectory =

    /// sqrt E|X - E X|^2 under the weights.
    let private spread (law: IMeasure) : float =
        let mean, nodes = Measure.mean law, law.Nodes
        let mutable total = 0.0

        for i in 0 .. nodes.Count - 1 do
            for k in 0 .. nodes.Dimension - 1 do
                let d = nodes[i, k] - mean[k]
                total <- total + law.Weights[i] * d * d

        sqrt total

    /// A trajectory of points, each at its time. Times that do not rise, or points of several lengths, are an argument
    /// error.
    let ofPoints (times: float[]) (points: float[][]) : Trajectory =
        Guard.sameLength (nameof points) times.Length points.Length
        Guard.atLeast "the number of points" 1 points.Length

        if times |> Array.pairwise |> Array.exists (fun (a, b) -> not (b > a)) then
            Guard.fail (nameof times) "times must rise from each to the next."

        for point in points do
            Guard.sameLength (nameof points) points[0].Length point.Length

        {
            Times = times
            Points = points
            Spreads = [||]
            Outcome = None
        }

    /// The stored states of a finished run: every one of them where Flow.keepEvery was left at 1.
    let ofPath (path: Path<'q>) : Trajectory when 'q :> IState<'q> =
        {
            Times = path.States |> Array.map fst
            Points = path.States |> Array.map (fun (_, q) -> q.Coordinates)
            Spreads = path.States |> Array.map (fun (_, q) -> Measure.parts q |> Array.map spread)
            Outcome = Some path.Outcome
        }
