namespace GanFlowTheory.Core

/// <summary>A potential seen from the nodes of a measure: its values and gradients there, computed once, when asked
/// for.</summary>
[<Sealed>]
type Covector(values: Lazy<float[]>, gradient: Lazy<Points>) =

    /// The values at the nodes, length n (defined up to a common constant).
    member _.Values = values.Value

    /// The gradients at the nodes, n x d.
    member _.Gradient = gradient.Value

/// <summary>A potential on R^d, defined up to a constant: a first variation, or a critic's estimate of one.</summary>
[<NoComparison; NoEquality>]
type Potential =
    {
        /// The values at m points, length m.
        Value: Points -> float[]
        /// The gradients at m points, m x d.
        Gradient: Points -> Points
    }

/// Combining and evaluating potentials.
[<RequireQualifiedAccess>]
module Potential =

    /// A potential from its value and its gradient.
    let create (value: Points -> float[]) (gradient: Points -> Points) : Potential =
        { Value = value; Gradient = gradient }

    /// A potential from functions of one point.
    let ofPointwise (value: float[] -> float) (gradient: float[] -> float[]) : Potential =
        {
            Value = fun x -> Array.init x.Count (fun i -> value (x.Row i))
            Gradient =
                fun x ->
                    let rows = Array.init x.Count (fun i -> gradient (x.Row i))
                    // Unchecked: a flow that leaves the numbers ends as diverged, not with an exception.
                    Points.wrap
                        x.Count
                        x.Dimension
                        (Array.init (x.Count * x.Dimension) (fun p -> rows[p % x.Count][p / x.Count]))
        }

    /// The potential 0.
    let zero: Potential =
        {
            Value = fun x -> Array.zeroCreate x.Count
            Gradient = fun x -> Points.zero x.Count x.Dimension
        }

    /// a times the potential.
    let scale (a: float) (c: Potential) : Potential =
        {
            Value = fun x -> Array.map (fun v -> a * v) (c.Value x)
            Gradient = fun x -> Points.scale a (c.Gradient x)
        }

    /// The sum of two potentials.
    let add (b: Potential) (c: Potential) : Potential =
        {
            Value = fun x -> Array.map2 (+) (b.Value x) (c.Value x)
            Gradient = fun x -> Points.combine 1.0 (b.Gradient x) 1.0 (c.Gradient x)
        }

    /// The potential seen from the given nodes.
    let at (nodes: Points) (c: Potential) : Covector =
        Covector(lazy (c.Value nodes), lazy (c.Gradient nodes))

    /// <summary>The potential of a network with one output at fixed parameters; the gradient is that of the output in the
    /// point.</summary>
    /// <exception cref="T:System.ArgumentException">The network has more than one output, or theta another
    /// length.</exception>
    let ofNetwork (network: Network) (theta: float[]) : Potential =
        if network.OutputSize <> 1 then
            Guard.fail
                (nameof network)
                $"a potential has the shape n x 1, but network '{network.Name}' gives n x {network.OutputSize}."

        Network.checkParameters network theta
        let theta = Array.copy theta

        {
            Value = fun x -> (Network.outputs network theta x).Data
            Gradient = Network.inputGradients network theta
        }
