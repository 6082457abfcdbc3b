namespace GanFlowTheory.Core

open System

/// <summary>The default engine: float64 arrays on all cores; it defines what the raw operations mean. Its results do not
/// depend on the number of threads, to the bit.</summary>
[<Sealed>]
type internal ManagedEngine() =

    interface IEngine<float[]> with

        member _.Name = "managed"

        member _.Allocate entries = Array.zeroCreate entries

        member _.Write(values, target) =
            values.CopyTo(Span(target.Buffer, target.Offset, target.Size))

        member _.Read(source, values) =
            ReadOnlySpan(source.Buffer, source.Offset, source.Size).CopyTo values

        member _.Apply(operation, x, y) =
            match operation with
            | Operation.Unary f -> ManagedElementwise.unary f x[0].Buffer x[0].Offset y.Buffer y.Offset y.Size
            | Operation.Binary f -> ManagedElementwise.binary f x[0] x[1] y
            | Operation.MatrixProduct(left, right) ->
                let m, n = y.Shape[0], y.Shape[1]
                let k = if left then x[0].Shape[0] else x[0].Shape[1]
                let a, b = x[0], x[1]

                MatrixProduct.multiply left right m n k 1.0 a.Buffer a.Offset b.Buffer b.Offset 0.0 y.Buffer y.Offset
            | Operation.SumTo -> ManagedElementwise.sumTo x[0] y
            | Operation.BroadcastTo -> ManagedElementwise.broadcast x[0] y
            | Operation.Permute order -> ManagedElementwise.permute order x[0] y
            | Operation.Slice(axis, first) -> ManagedBlocks.slice axis first x[0] y
            | Operation.Assemble(axis, firsts) -> ManagedBlocks.assemble axis firsts x y
            | Operation.Gather -> ManagedBlocks.gather x[0] x[1] y
            | Operation.ScatterAdd -> ManagedBlocks.scatterAdd x[0] x[1] y
            | Operation.SquaredDistances -> ManagedBlocks.squaredDistances x[0] x[1] y
            | Operation.Convolution g -> ManagedConvolution.forward g x[0] x[1] y
            | Operation.ConvolutionTranspose g -> ManagedConvolution.transposed g x[0] x[1] y
            | Operation.ConvolutionFilter g -> ManagedConvolution.filter g x[0] x[1] y
            | Operation.Reshape
            | Operation.Detach -> Array.Copy(x[0].Buffer, x[0].Offset, y.Buffer, y.Offset, y.Size)
            | Operation.Input _
            | Operation.Constant _
            | Operation.Fill _ -> invalidOp "Inputs and constants are written, not computed."

/// The engines of this package.
[<RequireQualifiedAccess>]
module Engines =

    /// The managed engine: float64 on all cores.
    let managed: Engine = Engine.create (ManagedEngine())
