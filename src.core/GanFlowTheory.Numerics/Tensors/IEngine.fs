namespace GanFlowTheory.Core.Extending

open System
open GanFlowTheory.Core

/// <summary>What lies at a place, for an engine's own kind of buffer: the entries from Offset on, row-major.</summary>
[<Struct; NoComparison; NoEquality>]
type Operand<'buffer> =
    {
        /// The buffer.
        Buffer: 'buffer
        /// The first entry.
        Offset: int
        /// The extents.
        Shape: int[]
        /// The number of entries.
        Size: int
    }

/// <summary>The raw operations on an engine's own kind of buffer: all that a device has to offer. Derivative rules and
/// layouts are not its business.</summary>
type IEngine<'buffer> =

    /// Name shown in reports.
    abstract Name: string

    /// The numbers that buffers hold; Write and Read convert.
    abstract Precision: Precision

    /// How many pairs of points kernel sums look at in one go, at least 1: a dozen matrices of so many entries are held at
    /// once.
    abstract PairEntries: int

    /// A buffer of so many entries.
    abstract Allocate: entries: int -> 'buffer

    /// Gives up a buffer, which is not used again; one that is never given up is found by the garbage collector.
    abstract Free: 'buffer -> unit

    /// Writes all entries of an operand.
    abstract Write: values: ReadOnlySpan<float> * target: Operand<'buffer> -> unit

    /// Reads all entries of an operand.
    abstract Read: source: Operand<'buffer> * values: Span<float> -> unit

    /// Prepares one operation on operands at fixed places: what it returns carries the operation out, any number of
    /// times, on what lies there by then, and is expected to allocate nothing. The output may lie where an input of the
    /// same shape lies for elementwise operations only.
    abstract Prepare: operation: Operation * inputs: Operand<'buffer>[] * output: Operand<'buffer> -> Action
