namespace GanFlowTheory.Core

// Addresses of pinned entries: other threads take no spans.
#nowarn "9"

open System
open FSharp.NativeInterop
open GanFlowTheory.Core.Extending

/// <summary>The default engine: float64 arrays on all cores; it defines what the raw operations mean. Its results do
/// not depend on the number of threads, to the bit.</summary>
[<Sealed>]
type internal ManagedEngine() =

    let matrixProduct after left right (a: Operand<float[]>) (b: Operand<float[]>) (c: Operand<float[]>) =
        let m, n = c.Shape[0], c.Shape[1]
        let k = if left then a.Shape[0] else a.Shape[1]

        Action(fun () ->
            MatrixProduct.multiplyThen
                after
                left
                right
                m
                n
                k
                1.0
                a.Buffer
                a.Offset
                b.Buffer
                b.Offset
                0.0
                c.Buffer
                c.Offset)

    // Many entries are copied by all threads, each those that it works on in the steps of a program and of an optimiser.
    let copy (source: ReadOnlySpan<float>) (target: Span<float>) =
        let count = source.Length

        if count < 4 * Loops.Block then
            source.CopyTo target
        else
            use pinnedSource = fixed source
            use pinnedTarget = fixed target

            let from, into =
                NativePtr.toNativeInt pinnedSource, NativePtr.toNativeInt pinnedTarget

            Parallelism.fromBothEnds ((count + Loops.Block - 1) / Loops.Block) (fun block ->
                let first = block * Loops.Block
                let at = nativeint (8 * first)
                let length = min Loops.Block (count - first)

                Span<float>(NativePtr.toVoidPtr (NativePtr.ofNativeInt<float>(from + at)), length)
                    .CopyTo(Span<float>(NativePtr.toVoidPtr (NativePtr.ofNativeInt<float>(into + at)), length)))

    /// The steps of a program's instructions.
    member this.PrepareAll(instructions: struct (Operation * Operand<float[]>[] * Operand<float[]>)[]) : Action[] =
        let prepare (instruction: ManagedInstruction) =
            (this :> IEngine<float[]>).Prepare(instruction.Operation, instruction.Inputs, instruction.Output)

        let byParts (after: MatrixPart) (instruction: ManagedInstruction) =
            let x, y = instruction.Inputs, instruction.Output

            match instruction.Operation with
            | Operation.MatrixProduct(left, right) -> matrixProduct after left right x[0] x[1] y
            | Operation.SquaredDistances -> ManagedDistances.squared after x[0] x[1] y
            | Operation.ProjectedDifferences -> ManagedDistances.projected after x[0] x[1] x[2] y
            | operation -> invalidOp $"{operation} is not carried out by parts."

        instructions
        |> Array.map (fun struct (operation, inputs, output) ->
            ({
                Operation = operation
                Inputs = inputs
                Output = output
            }
            : ManagedInstruction))
        |> ManagedSteps.prepare prepare byParts

    interface IEngine<float[]> with

        member _.Name = "managed"

        member _.Precision = Precision.Float64

        // A matrix of 2 MB stays in the caches.
        member _.PairEntries = 512 * 512

        member _.Allocate entries = Array.zeroCreate entries

        member _.Free _ = ()

        member _.Write(values, target) =
            copy values (Span(target.Buffer, target.Offset, target.Size))

        member _.Read(source, values) =
            copy (ReadOnlySpan(source.Buffer, source.Offset, source.Size)) values

        member _.Prepare(operation, x, y) =
            match operation with
            | Operation.Unary f -> ManagedElementwise.unary f x[0] y
            | Operation.Binary f -> ManagedElementwise.binary f x[0] x[1] y
            | Operation.MatrixProduct(left, right) -> matrixProduct null left right x[0] x[1] y
            | Operation.SumTo -> ManagedSums.sumTo x[0] y
            | Operation.BroadcastTo -> ManagedElementwise.broadcast x[0] y
            | Operation.Permute order -> ManagedBlocks.permute order x[0] y
            | Operation.Slice(axis, first) -> ManagedBlocks.slice axis first x[0] y
            | Operation.Assemble(axis, firsts) -> ManagedBlocks.assemble axis firsts x y
            | Operation.Gather -> ManagedBlocks.gather x[0] x[1] y
            | Operation.ScatterAdd -> ManagedBlocks.scatterAdd x[0] x[1] y
            | Operation.SquaredDistances -> ManagedDistances.squared null x[0] x[1] y
            | Operation.WeightedDifferences transposed -> ManagedDifferences.weighted transposed x[0] x[1] x[2] y
            | Operation.ProjectedDifferences -> ManagedDistances.projected null x[0] x[1] x[2] y
            | Operation.Convolution g -> ManagedConvolution.forward g x[0] x[1] y
            | Operation.ConvolutionTranspose g -> ManagedConvolution.transposed g x[0] x[1] y
            | Operation.ConvolutionFilter g -> ManagedConvolution.filter g x[0] x[1] y
            | Operation.Reshape
            | Operation.Detach -> ManagedBlocks.copy x[0] y
            | Operation.Input _
            | Operation.Constant _
            | Operation.Fill _ -> invalidOp "Inputs and constants are written, not computed."

/// The engines of this package.
[<AutoOpen>]
module ManagedEngines =

    /// The engines.
    [<RequireQualifiedAccess>]
    module Engine =

        /// The managed engine: float64 on all cores.
        let managed: Engine =
            let engine = ManagedEngine()
            Engine.createWith engine.PrepareAll engine

        /// The engine of networks, functionals and critics that name no other: the managed one.
        let standard: Engine = managed
