namespace GanFlowTheory.Core

open System
open System.Threading
open GanFlowTheory.Core.Extending

/// <summary>
/// A tensor expression: an operation on other expressions, with a shape known at once. Building one computes nothing; a
/// Program runs it. Derivatives are expressions again, so that they can be differentiated again.
/// </summary>
[<Sealed; AllowNullLiteral(false)>]
type Tensor private (id: int64, operation: Operation, inputs: Tensor[], shape: int[]) =

    static let mutable last = 0L

    /// A new expression: later ones have larger numbers, so that numbers order every graph from inputs to outputs.
    static member internal Create(operation: Operation, inputs: Tensor[], shape: int[]) : Tensor =
        Tensor(Interlocked.Increment &last, operation, inputs, shape)

    /// The number of the expression.
    member internal _.Id = id

    /// The operation.
    member _.Operation = operation

    /// What it acts on.
    member internal _.Inputs = inputs

    /// The extents along each axis; empty for a number.
    member internal _.Extents = shape

    /// The extents along each axis, a copy; empty for a number.
    member _.Shape: int[] = Array.copy shape

    /// The number of entries.
    member _.Size = Shape.size shape

    /// The operation and the shape.
    override _.ToString() =
        invariant $"{operation} : {Shape.sentence shape}"

    static member private Combine(f: Binary, x: Tensor, y: Tensor) : Tensor =
        let shape =
            match Shape.tryBroadcast x.Extents y.Extents with
            | Some shape -> shape
            | None ->
                Guard.fail
                    "y"
                    (invariant
                        $"the shapes of {string f |> _.ToLowerInvariant()} must broadcast, but are \
                      {Shape.sentence x.Extents} and {Shape.sentence y.Extents}.")

        let general () =
            Tensor.Create(Operation.Binary f, [| x; y |], shape)

        match f, x.Operation, y.Operation with
        | _, Operation.Fill a, Operation.Fill b -> Tensor.Create(Operation.Fill(Scalar.binary f a b), [||], shape)
        | Binary.Add, _, Operation.Fill b when x.Extents = shape -> Tensor.Apply(Unary.Affine(1.0, b), x)
        | Binary.Subtract, _, Operation.Fill b when x.Extents = shape -> Tensor.Apply(Unary.Affine(1.0, -b), x)
        | Binary.Multiply, _, Operation.Fill b when x.Extents = shape -> Tensor.Apply(Unary.Affine(b, 0.0), x)
        | Binary.Divide, _, Operation.Fill b when x.Extents = shape && b <> 0.0 ->
            Tensor.Apply(Unary.Affine(1.0 / b, 0.0), x)
        | Binary.Add, Operation.Fill a, _ when y.Extents = shape -> Tensor.Apply(Unary.Affine(1.0, a), y)
        | Binary.Subtract, Operation.Fill a, _ when y.Extents = shape -> Tensor.Apply(Unary.Affine(-1.0, a), y)
        | Binary.Multiply, Operation.Fill a, _ when y.Extents = shape -> Tensor.Apply(Unary.Affine(a, 0.0), y)
        | _ -> general ()

    /// f at each entry; fixed entries and affine functions of affine functions are folded.
    static member internal Apply(f: Unary, x: Tensor) : Tensor =
        match f, x.Operation with
        | Unary.Affine(1.0, 0.0), _ -> x
        | _, Operation.Fill value -> Tensor.Create(Operation.Fill(Scalar.unary f value), [||], x.Extents)
        | Unary.Affine(a, b), Operation.Unary(Unary.Affine(c, d)) ->
            Tensor.Apply(Unary.Affine(a * c, a * d + b), x.Inputs[0])
        | _ -> Tensor.Create(Operation.Unary f, [| x |], x.Extents)

    /// f at each pair of entries, broadcast.
    static member internal ApplyBoth(f: Binary, x: Tensor, y: Tensor) : Tensor = Tensor.Combine(f, x, y)

    static member private Number(value: float) : Tensor =
        Tensor.Create(Operation.Fill value, [||], [||])

    /// x + y, broadcast.
    static member (+)(x: Tensor, y: Tensor) : Tensor = Tensor.Combine(Binary.Add, x, y)

    /// x - y, broadcast.
    static member (-)(x: Tensor, y: Tensor) : Tensor = Tensor.Combine(Binary.Subtract, x, y)

    /// x y entry by entry, broadcast.
    static member (*)(x: Tensor, y: Tensor) : Tensor = Tensor.Combine(Binary.Multiply, x, y)

    /// x / y entry by entry, broadcast.
    static member (/)(x: Tensor, y: Tensor) : Tensor = Tensor.Combine(Binary.Divide, x, y)

    /// x + y.
    static member (+)(x: Tensor, y: float) : Tensor = x + Tensor.Number y

    /// x + y.
    static member (+)(x: float, y: Tensor) : Tensor = Tensor.Number x + y

    /// x - y.
    static member (-)(x: Tensor, y: float) : Tensor = x - Tensor.Number y

    /// x - y.
    static member (-)(x: float, y: Tensor) : Tensor = Tensor.Number x - y

    /// x y.
    static member (*)(x: Tensor, y: float) : Tensor = x * Tensor.Number y

    /// x y.
    static member (*)(x: float, y: Tensor) : Tensor = Tensor.Number x * y

    /// x / y.
    static member (/)(x: Tensor, y: float) : Tensor = x / Tensor.Number y

    /// x / y.
    static member (/)(x: float, y: Tensor) : Tensor = Tensor.Number x / y

    /// -x.
    static member (~-)(x: Tensor) : Tensor =
        Tensor.Apply(Unary.Affine(-1.0, 0.0), x)
