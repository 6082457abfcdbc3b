namespace GanFlowTheory.Core

open System

/// <summary>A potential seen from the nodes of a measure: its values and gradients there, computed once, when asked
/// for.</summary>
[<Sealed>]
type Covector internal (values: Lazy<float[]>, gradient: Lazy<Points>, parts: Covector[]) =

    /// From the values at the nodes, length n, and the gradients there, n x d.
    new(values: Lazy<float[]>, gradient: Lazy<Points>) = Covector(values, gradient, [||])

    /// Whether values and gradients are known.
    member internal _.IsKnown = values.IsValueCreated && gradient.IsValueCreated

    /// On a product of laws, the covector on each; empty elsewhere, and where only the whole is known.
    member internal _.Parts = parts

    /// The values at the nodes, length n (defined up to a common constant).
    member _.Values = values.Value

    /// The gradients at the nodes, n x d.
    member _.Gradient = gradient.Value

/// Combining covectors at the same nodes.
module internal Covector =

    let private first (struct (a, _)) = a
    let private second (struct (_, b)) = b

    /// From known values and gradients.
    let ofKnown (values: float[]) (gradient: Points) : Covector =
        Covector(Lazy<float[]> values, Lazy<Points> gradient)

    /// Values and gradient from one computation.
    let ofBoth (both: Lazy<struct (float[] * Points)>) : Covector =
        Covector(lazy (first both.Value), lazy (second both.Value))

    /// a c.
    let scale (a: float) (c: Covector) : Covector =
        Covector(lazy (Array.map (fun v -> a * v) c.Values), lazy (Points.scale a c.Gradient))

    /// b + c.
    let add (b: Covector) (c: Covector) : Covector =
        Covector(lazy (Array.map2 (+) b.Values c.Values), lazy (Points.combine 1.0 b.Gradient 1.0 c.Gradient))

    /// The covector, refused in the owner's name where it does not fit the points that it is seen from.
    let named (owner: string) (points: Points) (c: Covector) : Covector =
        let values () =
            Given.numbers (invariant $"the value of {owner}") "point" points.Count c.Values

        let gradient () =
            Given.vectors (invariant $"the gradient of {owner}") points c.Gradient

        if c.IsKnown then
            // What is known is checked at once, and is no other covector.
            values () |> ignore
            gradient () |> ignore
            c
        else
            Covector(lazy (values ()), lazy (gradient ()), c.Parts)

    /// The covectors of laws that stand side by side as one: the values one after the other, the gradients in the
    /// first columns of rows as long as the longest.
    let sideBySide (parts: Covector[]) : Covector =
        Covector(
            lazy (parts |> Array.collect _.Values),
            lazy (parts |> Array.map _.Gradient |> Points.sideBySide),
            parts
        )

    /// The covector on each of the laws that stand side by side, which have so many nodes and dimensions.
    let partsOf (shapes: struct (int * int)[]) (c: Covector) : Covector[] =
        if c.Parts.Length = shapes.Length then
            c.Parts
        else
            let firsts = shapes |> Array.scan (fun first (struct (count, _)) -> first + count) 0

            shapes
            |> Array.mapi (fun at (struct (count, dimension)) ->
                Covector(
                    lazy (Array.sub c.Values firsts[at] count),
                    lazy (Points.block firsts[at] count dimension c.Gradient)
                ))

    /// f(u) with the slope f'(u).
    let compose (f: float -> float) (slope: float -> float) (u: Covector) : Covector =
        Covector(lazy (Array.map f u.Values), lazy (Points.scaleRows (Array.map slope u.Values) u.Gradient))

/// <summary>A potential on R^d, defined up to a constant: a first variation, or a critic's estimate of one.</summary>
[<NoComparison; NoEquality>]
type Potential =
    {
        /// The values at m points, length m.
        Value: Points -> float[]
        /// Values and gradients at m points, for potentials that share work between the two.
        At: Points -> Covector
    }

    /// The gradients at m points, m x d.
    member this.Gradient(points: Points) : Points = (this.At points).Gradient

/// Combining and evaluating potentials.
[<RequireQualifiedAccess>]
module Potential =

    /// A potential from its value and its gradient.
    let create (value: Points -> float[]) (gradient: Points -> Points) : Potential =
        {
            Value = value
            At = fun x -> Covector(lazy (value x), lazy (gradient x))
        }

    /// A potential from its value, and from value and gradient where both are wanted.
    let internal ofBoth (value: Points -> float[]) (both: Points -> struct (float[] * Points)) : Potential =
        {
            Value = value
            At = fun x -> Covector.ofBoth (lazy (both x))
        }

    /// A potential from functions of one point.
    let ofPointwise (value: float[] -> float) (gradient: float[] -> float[]) : Potential =
        create (fun x -> Array.init x.Count (fun i -> value (x.Row i))) (fun x ->
            let rows =
                Array.init x.Count (fun i ->
                    gradient (x.Row i)
                    |> Given.numbers "the gradient of a pointwise potential" "coordinate" x.Dimension)
            // Unchecked: a flow that is no longer finite ends as diverged, not with an exception.
            Points.wrap
                x.Count
                x.Dimension
                (Array.init (x.Count * x.Dimension) (fun p -> rows[p % x.Count][p / x.Count])))

    /// The potential, refused in its owner's name where it is null, or gives values or gradients of another shape than
    /// its points.
    let internal named (owner: string) (c: Potential) : Potential =
        if isNull (box c) then
            Guard.fail "potential" (invariant $"{owner} must be a potential, but is null.")

        {
            Value = fun x -> Given.numbers (invariant $"the value of {owner}") "point" x.Count (c.Value x)
            At = fun x -> Covector.named owner x (c.At x)
        }

    /// The potential 0.
    let zero: Potential =
        create (fun x -> Array.zeroCreate x.Count) (fun x -> Points.zero x.Count x.Dimension)

    /// a c.
    let scale (a: float) (c: Potential) : Potential =
        {
            Value = fun x -> Array.map (fun v -> a * v) (c.Value x)
            At = fun x -> Covector.scale a (c.At x)
        }

    /// b + c.
    let add (b: Potential) (c: Potential) : Potential =
        {
            Value = fun x -> Array.map2 (+) (b.Value x) (c.Value x)
            At = fun x -> Covector.add (b.At x) (c.At x)
        }

    /// <summary>f of a potential u, with the gradient f'(u) grad u; the slope is f'.</summary>
    let compose (f: float -> float) (slope: float -> float) (u: Potential) : Potential =
        {
            Value = fun x -> Array.map f (u.Value x)
            At = fun x -> Covector.compose f slope (u.At x)
        }

    /// The potential, which remembers what it was at the points asked for last.
    let internal remembering (c: Potential) : Potential =
        let last: (Points * Covector) option ref = ref None

        {
            Value = c.Value
            At =
                fun points ->
                    match last.Value with
                    | Some(there, seen) when Object.ReferenceEquals(there, points) -> seen
                    | _ ->
                        let seen = c.At points
                        last.Value <- Some(points, seen)
                        seen
        }

    /// The potential seen from the given nodes.
    let at (nodes: Points) (c: Potential) : Covector = c.At nodes
