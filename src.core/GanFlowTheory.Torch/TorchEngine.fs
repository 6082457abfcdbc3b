namespace GanFlowTheory.Core

open System
open System.Runtime.InteropServices
open TorchSharp
open GanFlowTheory.Core.Extending

/// <summary>The raw operations on LibTorch's tensors, on the processor or a CUDA device. Buffers stay there: an operation makes a
/// new tensor, which takes the place of the one that its buffer held.</summary>
[<Sealed>]
type internal TorchEngine(options: TorchOptions, name: string, device: torch.Device) =

    let dtype =
        match options.Precision with
        | Precision.Float64 -> torch.ScalarType.Float64
        | Precision.Float32 -> torch.ScalarType.Float32

    let isHost = (options.Device = TorchDevice.Cpu)
    let pairEntries = TorchOptions.pairEntries options

    // On a device, those of one more matrix of pairs.
    let differences = int64 pairEntries

    let transfer = TorchTransfer()

    // Larger whole numbers are not told apart in float32.
    let checkRows (operation: Operation) (rows: int) =
        if options.Precision = Precision.Float32 && rows > 16777216 then
            Guard.fail
                "indices"
                (invariant $"{operation} by numbers in float32 must have at most 16777216 rows, but has {rows}.")

    let function' (operation: Operation) (x: Operand<TorchBuffer>[]) (y: Operand<TorchBuffer>) =
        let one (f: torch.Tensor -> torch.Tensor) =
            fun (given: torch.Tensor[]) -> f given[0]

        let two (f: torch.Tensor -> torch.Tensor -> torch.Tensor) =
            fun (given: torch.Tensor[]) -> f given[0] given[1]

        let three (f: torch.Tensor -> torch.Tensor -> torch.Tensor -> torch.Tensor) =
            fun (given: torch.Tensor[]) -> f given[0] given[1] given[2]

        match operation with
        | Operation.Unary f -> one (TorchElementwise.unary f)
        | Operation.Binary f -> two (TorchElementwise.binary f)
        | Operation.MatrixProduct(left, right) -> two (TorchBlocks.matrixProduct left right)
        | Operation.SumTo -> one (TorchBlocks.sumTo x[0].Shape y.Shape)
        | Operation.BroadcastTo -> one (TorchBlocks.broadcast y.Shape)
        | Operation.Permute order -> one (TorchBlocks.permute order)
        | Operation.Slice(axis, first) -> one (TorchBlocks.slice axis first y.Shape[axis])
        | Operation.Assemble(axis, firsts) -> TorchBlocks.assemble axis firsts y.Shape
        | Operation.Gather ->
            checkRows operation x[0].Shape[0]
            two TorchBlocks.gather
        | Operation.ScatterAdd ->
            checkRows operation y.Shape[0]
            two (TorchBlocks.scatterAdd y.Shape)
        | Operation.SquaredDistances when isHost -> two TorchDistances.squared
        | Operation.SquaredDistances -> two (TorchDeviceDistances.squared differences)
        | Operation.WeightedDifferences transposed when isHost -> three (TorchDistances.weighted transposed)
        | Operation.WeightedDifferences transposed -> three (TorchDeviceDistances.weighted differences transposed)
        | Operation.ProjectedDifferences when isHost -> three TorchDistances.projected
        | Operation.ProjectedDifferences -> three (TorchDeviceDistances.projected differences)
        | Operation.Convolution g -> two (TorchConvolution.forward g)
        | Operation.ConvolutionTranspose g -> two (TorchConvolution.transposed g y.Shape)
        | Operation.ConvolutionFilter g -> two (TorchConvolution.filter g y.Shape)
        | Operation.Reshape
        | Operation.Detach -> one TorchBlocks.clone
        | Operation.Input _
        | Operation.Constant _
        | Operation.Fill _ -> invalidOp "Inputs and constants are written, not computed."

    let copyToHost (source: torch.Tensor) (values: Span<float>) =
        MemoryMarshal.Cast<byte, float>(source.bytes).Slice(0, values.Length).CopyTo values

    interface IEngine<TorchBuffer> with

        member _.Name = name

        member _.Precision = options.Precision

        member _.PairEntries = pairEntries

        member _.Allocate entries = TorchBuffer(entries, dtype, device)

        member _.Free buffer = buffer.Free()

        member _.Write(values, target) =
            let whole = target.Buffer.ForWriting()

            if isHost then
                let bytes = whole.bytes

                match options.Precision with
                | Precision.Float64 ->
                    values.CopyTo(MemoryMarshal.Cast<byte, float>(bytes).Slice(target.Offset, target.Size))
                | Precision.Float32 ->
                    let into =
                        MemoryMarshal.Cast<byte, float32>(bytes).Slice(target.Offset, target.Size)

                    for at in 0 .. values.Length - 1 do
                        into[at] <- float32 values[at]
            else
                use place = whole.narrow (0L, int64 target.Offset, int64 target.Size)
                transfer.Write(values, place)

        member _.Read(source, values) =
            let view = TorchView source
            let taken = view.Take()

            if not isHost then
                transfer.Read(taken, values)
            elif options.Precision = Precision.Float64 then
                copyToHost taken values
            else
                use here = taken.``to`` (torch.ScalarType.Float64, torch.CPU)
                copyToHost here values

            view.Release taken

        member _.Prepare(operation, x, y) =
            let compute = function' operation x y
            let views = x |> Array.map TorchView
            let taken: torch.Tensor[] = Array.zeroCreate x.Length

            Action(fun () ->
                for at in 0 .. views.Length - 1 do
                    taken[at] <- views[at].Take()

                let result = compute taken

                for at in 0 .. views.Length - 1 do
                    views[at].Release taken[at]

                y.Buffer.Put result)
