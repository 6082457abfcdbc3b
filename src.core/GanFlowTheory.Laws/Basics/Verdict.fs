namespace GanFlowTheory.Laws

open System

/// <summary>A case that breaks a law.</summary>
[<NoComparison>]
type Falsification =
    {
        /// The law's name and its instance.
        Law: string
        /// The case, shrunk to the simplest that still fails, as a readable text.
        Case: string
        /// Both sides, their difference and what is allowed.
        Detail: string
        /// The text that replays the case, for <see cref="P:GanFlowTheory.Laws.Settings.Replay"/>.
        Seed: string
        /// How many cases held before this one.
        CasesBefore: int
        /// What was raised in place of two sides, with its stack: by the instance, by the generator of the cases, or
        /// because too few of them had equations. None for a counterexample.
        Error: exn option
    }

/// The result of running a law.
[<RequireQualifiedAccess; NoComparison>]
type Verdict =
    /// The law held in this many cases, each with at least one equation; a necessity law also shows the counterexample it
    /// found.
    | Holds of cases: int * witness: string option
    /// The law is broken.
    | Falsified of Falsification

/// <summary>Raised by <see cref="M:GanFlowTheory.Laws.LawModule.check"/> when a law is broken; the message is the readable
/// case, and the inner exception is what the instance raised, where it did.</summary>
type LawFalsified(falsification: Falsification) =
    inherit
        Exception(
            String.Join(
                Environment.NewLine,
                [
                    $"{falsification.Law} is falsified after {falsification.CasesBefore} cases that held."
                    $"  case:   {falsification.Case}"
                    $"  found:  {falsification.Detail}"
                    $"  replay: {falsification.Seed}"
                ]
            ),
            Option.toObj falsification.Error
        )

    /// The case that breaks the law.
    member _.Falsification = falsification

/// The pattern of a broken law.
[<AutoOpen>]
module LawFalsifiedPattern =

    /// Matches the exception of a broken law with its case: try Law.check laws with LawFalsified f -> ...
    let (|LawFalsified|_|) (error: exn) : Falsification option =
        match error with
        | :? LawFalsified as broken -> Some broken.Falsification
        | _ -> None
