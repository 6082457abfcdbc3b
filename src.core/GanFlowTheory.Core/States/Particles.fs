namespace GanFlowTheory.Core

open System

/// <summary>n particles in R^d with fixed weights (equal unless given): the identity chart. Coordinates: the n d
/// entries, coordinate-major.</summary>
[<Sealed>]
type Particles internal (nodes: Points, weights: float[]) =

    /// The particle positions, n x d.
    member _.Nodes = nodes

    /// The fixed weights, length n.
    member _.Weights = weights

    /// Their number and dimension.
    override _.ToString() =
        invariant $"{nodes.Count} particles in R^{nodes.Dimension}"

    interface IMeasure with
        member _.Nodes = nodes
        member _.Weights = weights

    interface IState<Particles> with
        member _.Coordinates = nodes.Data

        member _.At coordinates =
            Particles(Points.wrap nodes.Count nodes.Dimension coordinates, weights)

        member _.PullBack(c: Covector) =
            (Points.scaleRows weights c.Gradient).Data

    interface ITransport with
        member _.OfVelocity(velocity: Points) = velocity.Data
        member _.Projected(velocity: Points) = velocity
        member _.OfNoise = Some _.Data

    interface IFlat with
        member _.Masses =
            Some(Array.init nodes.Data.Length (fun p -> weights[p % nodes.Count]))

        member _.Nearest coordinates = coordinates
        member _.Interchangeable = true

/// Particle states.
[<RequireQualifiedAccess>]
module Particles =

    /// A point of R^d as a state: one particle, the Dirac measure at the point.
    let point (coordinates: float[]) : Particles =
        Guard.atLeast "coordinates.Length" 1 coordinates.Length

        coordinates
        |> Array.iteri (fun k v -> Guard.finite (invariant $"coordinates[{k}]") v)

        Particles(Points.wrap 1 coordinates.Length (Array.copy coordinates), [| 1.0 |])

    /// Particles of equal weight at the points.
    let ofPoints (points: Points) : Particles =
        Points.checkFinite (nameof points) points
        Particles(points, Empirical.uniformWeights points.Count)

    /// Particles with fixed probability weights.
    let weighted (weights: float[]) (points: Points) : Particles =
        Points.checkFinite (nameof points) points
        Guard.probabilities (nameof weights) points.Count weights
        Particles(points, Array.copy weights)

/// <summary>n particles whose positions and weights both move. Coordinates: the n d positions, coordinate-major, then
/// the n logarithmic weights, normalised when read, so that mass is one and weights stay positive whatever the
/// step.</summary>
[<Sealed>]
type WeightedParticles internal (count: int, dimension: int, coordinates: float[]) =

    let nodes =
        lazy (Points.wrap count dimension (Array.sub coordinates 0 (count * dimension)))

    let weights =
        lazy
            (let log = ReadOnlySpan(coordinates, count * dimension, count)
             let mutable top = Double.NegativeInfinity

             for v in log do
                 top <- max top v

             let w = Array.zeroCreate count
             let mutable total = 0.0

             for i in 0 .. count - 1 do
                 w[i] <- exp (log[i] - top)
                 total <- total + w[i]

             for i in 0 .. count - 1 do
                 w[i] <- w[i] / total

             w)

    /// The particle positions, n x d.
    member _.Nodes = nodes.Value

    /// The weights, length n, summing to one.
    member _.Weights = weights.Value

    /// Their number and dimension.
    override _.ToString() =
        invariant $"{count} weighted particles in R^{dimension}"

    interface IMeasure with
        member _.Nodes = nodes.Value
        member _.Weights = weights.Value

    interface IState<WeightedParticles> with
        member _.Coordinates = coordinates

        member _.At coordinates =
            WeightedParticles(count, dimension, coordinates)

        member _.PullBack(c: Covector) =
            let w = weights.Value
            let mutable mean = 0.0

            for i in 0 .. count - 1 do
                mean <- mean + w[i] * c.Values[i]

            Array.append (Points.scaleRows w c.Gradient).Data (Array.init count (fun i -> w[i] * (c.Values[i] - mean)))

    interface ITransport with
        member _.OfVelocity(velocity: Points) =
            Array.append velocity.Data (Array.zeroCreate count)

        member _.Projected(velocity: Points) = velocity

        member _.OfNoise =
            Some(fun displacement -> Array.append displacement.Data (Array.zeroCreate count))

    interface IReaction with
        member _.OfGrowth(growth: float[]) =
            Array.append (Array.zeroCreate (count * dimension)) growth

/// Particle states with moving weights.
[<RequireQualifiedAccess>]
module WeightedParticles =

    /// Particles with the given probability weights; a weight of zero stays zero.
    let weighted (weights: float[]) (points: Points) : WeightedParticles =
        Points.checkFinite (nameof points) points
        Guard.probabilities (nameof weights) points.Count weights
        WeightedParticles(points.Count, points.Dimension, Array.append points.Data (Array.map log weights))

    /// Particles that start with equal weights.
    let ofPoints (points: Points) : WeightedParticles =
        weighted (Empirical.uniformWeights points.Count) points
