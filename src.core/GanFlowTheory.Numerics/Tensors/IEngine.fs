namespace GanFlowTheory.Core.Extending

open System

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

    /// A buffer of float64 entries.
    abstract Allocate: entries: int -> 'buffer

    /// Writes all entries of an operand.
    abstract Write: values: ReadOnlySpan<float> * target: Operand<'buffer> -> unit

    /// Reads all entries of an operand.
    abstract Read: source: Operand<'buffer> * values: Span<float> -> unit

    /// Prepares one operation on operands at fixed places: what it returns carries the operation out, any number of
    /// times, on what lies there by then, and is expected to allocate nothing. The output may lie where an input of the
    /// same shape lies for elementwise operations only.
    abstract Prepare: operation: Operation * inputs: Operand<'buffer>[] * output: Operand<'buffer> -> Action
