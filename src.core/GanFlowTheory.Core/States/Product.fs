namespace GanFlowTheory.Core

/// <summary>A state of two states side by side, each a law on a space of its own: the product on which two players
/// move (T21). Coordinates: those of the first, then those of the second.</summary>
/// <remarks>As a measure it is the sum of the two laws on the disjoint union of their spaces, of mass two: the nodes of
/// the first, then those of the second, in rows as long as the longer of the two. A product of a state and a product
/// has three parts, and so on.</remarks>
[<Sealed>]
type Product<'x, 'y when 'x :> IState<'x> and 'y :> IState<'y>> internal (first: 'x, second: 'y, given: float[] | null)
    =

    // Found once, when asked for: a game makes a product at every step and may ask for none of them. Two threads that ask
    // at once find the same.
    let mutable coordinates = given
    let mutable leaves: IMeasure[] | null = null
    let mutable nodes: Points | null = null
    let mutable weights: float[] | null = null

    let coordinatesOf () : float[] =
        match coordinates with
        | null ->
            let found = Array.append (first: 'x).Coordinates (second: 'y).Coordinates
            coordinates <- found
            found
        | known -> known

    let leavesOf () : IMeasure[] =
        match leaves with
        | null ->
            let found = Array.append (Measure.parts (first: 'x)) (Measure.parts (second: 'y))
            leaves <- found
            found
        | known -> known

    let nodesOf () : Points =
        match nodes with
        | null ->
            let found = leavesOf () |> Array.map _.Nodes |> Points.sideBySide
            nodes <- found
            found
        | known -> known

    let weightsOf () : float[] =
        match weights with
        | null ->
            let found = leavesOf () |> Array.collect _.Weights
            weights <- found
            found
        | known -> known

    let covectors (c: Covector) =
        leavesOf ()
        |> Array.map (fun law -> struct (law.Nodes.Count, law.Nodes.Dimension))
        |> fun shapes -> Covector.partsOf shapes c

    let joined (parts: Covector[]) =
        if parts.Length = 1 then
            parts[0]
        else
            Covector.sideBySide parts

    /// The first state.
    member _.First = first

    /// The second state.
    member _.Second = second

    /// The coordinates of the first, then those of the second.
    member internal _.Raw = coordinatesOf ()

    interface IProduct with
        member _.Parts = leavesOf ()

    interface IMeasure with
        member _.Nodes = nodesOf ()
        member _.Weights = weightsOf ()

    interface IState<Product<'x, 'y>> with
        member _.Coordinates = coordinatesOf ()

        member _.At coordinates =
            let count = first.Coordinates.Length

            Product(
                first.At(Array.sub coordinates 0 count),
                second.At(Array.sub coordinates count (coordinates.Length - count)),
                coordinates
            )

        member _.PullBack(c: Covector) =
            let parts = covectors c
            let ofFirst = (Measure.parts first).Length

            Array.append
                (first.PullBack(joined (Array.sub parts 0 ofFirst)))
                (second.PullBack(joined (Array.sub parts ofFirst (parts.Length - ofFirst))))

    // The first draws by the seed itself, as it would without the second.
    interface IRenewable<Product<'x, 'y>> with
        member _.IsRenewable = Renewable.canBe first || Renewable.canBe second

        member _.Renewed seed =
            Product(Renewable.renewed seed first, Renewable.renewed (Seed.split "second" seed) second, null)

/// States side by side.
[<RequireQualifiedAccess>]
module Product =

    /// Two states side by side.
    let create (first: 'x) (second: 'y) : Product<'x, 'y> = Product(first, second, null)

    /// The product with another first state.
    let withFirst (first: 'x) (q: Product<'x, 'y>) : Product<'x, 'y> = create first q.Second

    /// The product with another second state.
    let withSecond (second: 'y) (q: Product<'x, 'y>) : Product<'x, 'y> = create q.First second
