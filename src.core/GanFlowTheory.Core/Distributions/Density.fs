namespace GanFlowTheory.Core

/// <summary>A probability density on R^d, known everywhere.</summary>
[<NoComparison; NoEquality>]
type Density =
    {
        /// Name shown in reports.
        Name: string
        /// Dimension d.
        Dimension: int
        /// log p at the points, length n, -infinity where p is 0.
        LogValue: Points -> float[]
        /// The score grad log p at the points, n x d.
        Score: Points -> Points
    }

/// <summary>A measure that knows its density: its nodes and weights are a quadrature for it.</summary>
type IDensity =
    inherit IMeasure

    /// The density.
    abstract Density: Density
