namespace GanFlowTheory.Core

open System

/// Texts with numbers in them.
[<AutoOpen>]
module internal InvariantText =

    /// An interpolated string in the invariant culture: without this the culture of the thread would put commas into
    /// names that are read again, and into sentences and pages.
    let invariant (text: FormattableString) : string = FormattableString.Invariant text
