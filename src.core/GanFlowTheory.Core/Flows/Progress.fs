namespace GanFlowTheory.Core

open System
open System.Diagnostics

/// <summary>How far a run has come.</summary>
[<NoComparison>]
type Progress =
    {
        /// Where the run is, and what was measured there.
        Step: StepRecord
        /// The part of the horizon done, in [0, 1], never falling: the larger part of its time and of its steps; 1
        /// once the run has reached its goal.
        FractionDone: float
        /// The wall-clock time left at the pace so far; None before the first step. A run may converge or fail earlier.
        TimeLeft: TimeSpan option
    }

/// Progress of runs.
[<RequireQualifiedAccess>]
module Progress =

    /// The progress at a step of a run to the horizon, after the given wall-clock time.
    let atStep (horizon: Horizon) (elapsed: TimeSpan) (step: Step<'q>) : Progress =
        let reached = step.Outcome |> Option.exists Outcome.succeeded

        let fraction =
            if reached then
                1.0
            else
                Horizon.shareOf horizon step.Time step.Index

        {
            Step = step.Record
            FractionDone = fraction
            TimeLeft =
                if fraction > 0.0 then
                    let seconds = elapsed.TotalSeconds * (1.0 - fraction) / fraction
                    // A pace too slow for a TimeSpan to hold says nothing yet.
                    if seconds < TimeSpan.MaxValue.TotalSeconds then
                        Some(TimeSpan.FromSeconds seconds)
                    else
                        None
                else
                    None
        }

    /// An observer of a run to the horizon that reports its progress at every measured step; its clock starts now.
    let observer (horizon: Horizon) (report: Progress -> unit) : Step<'q> -> unit =
        let clock = Stopwatch.StartNew()

        fun step ->
            if step.Measured then
                report (atStep horizon clock.Elapsed step)
