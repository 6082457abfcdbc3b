namespace GanFlowTheory.Core

/// <summary>A quantity of the state along a run.</summary>
[<NoComparison>]
type Course =
    {
        /// The name of the quantity.
        Name: string
        /// Its values at the start and after every step.
        Values: float[]
        /// <summary>Last value minus first, over |first|, or by itself where the first is 0: 0 for what is conserved, above
        /// -1 and below 0 for what falls.</summary>
        Drift: float
        /// The largest value minus the smallest, on the same scale: what a drift that comes back leaves unseen.
        Range: float
    }

/// Courses of quantities.
[<RequireQualifiedAccess>]
module Course =

    /// The course of a quantity by its values, at least one.
    let ofValues (name: string) (values: float[]) : Course =
        if values.Length = 0 then
            Guard.fail (nameof values) "values must have at least one entry, but has none."

        let first = values[0]
        let scale = if first = 0.0 then 1.0 else abs first

        {
            Name = name
            Values = values
            Drift = (Array.last values - first) / scale
            Range = (Array.max values - Array.min values) / scale
        }
