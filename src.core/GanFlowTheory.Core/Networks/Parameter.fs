namespace GanFlowTheory.Core

open System

/// <summary>A named part of a parameter vector, seen as a tensor of its own shape, row-major.</summary>
type ParameterView =
    {
        /// The name; names of layers in chains follow their position, as in 0/weight.
        Name: string
        /// The place of its first entry in the parameter vector.
        Offset: int
        /// The extents along each axis; empty for a number.
        Shape: int[]
    }

    /// The number of entries.
    member this.Size = Shape.size this.Shape

/// <summary>A parameter of a network to be made: a name, a shape, and how it starts.</summary>
[<NoComparison; NoEquality>]
type Parameter =
    {
        /// The name, not empty and unique within the network.
        Name: string
        /// The extents along each axis; empty for a number.
        Shape: int[]
        /// The initial entries, row-major, as many as the shape has, finite.
        Initial: Seed -> float[]
    }

/// Making parameters.
[<RequireQualifiedAccess>]
module Parameter =

    /// A parameter whose entries start, row-major, as the function of a seed has them.
    let create (name: string) (shape: int[]) (initial: Seed -> float[]) : Parameter =
        if String.IsNullOrWhiteSpace name then
            Guard.fail (nameof name) "the name of a parameter must not be empty."

        Shape.check (nameof shape) shape
        let shape = Array.copy shape
        let size = Shape.size shape

        {
            Name = name
            Shape = shape
            Initial =
                fun seed ->
                    let values = initial seed

                    if values.Length <> size then
                        Guard.fail
                            (nameof initial)
                            (invariant
                                $"parameter '{name}' of shape {Shape.sentence shape} must start with {size} entries, but \
                              has {values.Length}.")

                    for value in values do
                        if not (Double.IsFinite value) then
                            Guard.fail
                                (nameof initial)
                                (invariant $"parameter '{name}' must start with finite entries, but one is {value}.")

                    values
        }

    /// A parameter whose entries all start at the value.
    let constant (name: string) (shape: int[]) (value: float) : Parameter =
        Guard.finite (nameof value) value
        create name shape (fun _ -> Array.create (Shape.size shape) value)

    /// A parameter whose entries start as independent draws of N(0, deviation^2).
    let normal (name: string) (shape: int[]) (deviation: float) : Parameter =
        Guard.nonNegative (nameof deviation) deviation
        create name shape (fun seed -> Seed.normals (Shape.size shape) seed |> Array.map (fun z -> deviation * z))
