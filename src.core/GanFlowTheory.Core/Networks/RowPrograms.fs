namespace GanFlowTheory.Core

/// The programs of one function of a network, by their number of rows; the last few used are kept.
[<Sealed>]
type internal RowPrograms(make: int -> Program) =
    // A block, its remainder, and a batch size or two: more row counts than these are not used by turns.
    let recent = RecentlyUsed<int, Program>(4, make)

    member _.For(rows: int) : Program = recent.For rows
