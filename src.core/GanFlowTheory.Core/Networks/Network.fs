namespace GanFlowTheory.Core

/// <summary>A named part of a network's parameters.</summary>
type ParameterView =
    {
        /// Such as 0/weight.
        Name: string
        /// Its first entry in the parameter vector.
        Offset: int
        /// Its extents.
        Shape: int[]
    }

/// <summary>A network: a map between spaces, with its parameters in one flat vector theta, length P.</summary>
[<NoComparison; NoEquality>]
type Network =
    {
        /// Name shown in reports.
        Name: string
        /// The dimension of an input.
        InputSize: int
        /// The dimension of an output.
        OutputSize: int
        /// The named parts of the parameters, one after the other.
        Views: ParameterView[]
        /// Initial parameters, length P.
        Initial: Seed -> float[]
        /// The outputs, n x OutputSize, for parameters of shape P and inputs n x InputSize.
        Apply: Tensor -> Tensor -> Tensor
    }
