namespace GanFlowTheory.Laws

open System

/// <summary>A case that breaks a law.</summary>
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
    }

/// The result of running a law.
[<RequireQualifiedAccess>]
type Verdict =
    /// The law held in this many cases; a necessity law also shows the counterexample it found.
    | Holds of cases: int * witness: string option
    /// The law is broken.
    | Falsified of Falsification

/// Raised by <see cref="M:GanFlowTheory.Laws.LawModule.check"/> when a law is broken; the message is the readable case.
exception LawFalsified of Falsification with
    /// The falsification as a readable text.
    override this.Message =
        let f = this.Data0

        String.Join(
            Environment.NewLine,
            [
                $"{f.Law} is falsified after {f.CasesBefore} cases that held."
                $"  case:   {f.Case}"
                $"  found:  {f.Detail}"
                $"  replay: {f.Seed}"
            ]
        )
