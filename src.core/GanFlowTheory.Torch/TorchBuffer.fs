namespace GanFlowTheory.Core

open System
open TorchSharp
open GanFlowTheory.Core.Extending

/// <summary>A buffer of an engine on LibTorch: it holds the tensor that was written or computed last, contiguous and alone in
/// its memory. An operation puts its own result here, so that nothing is copied.</summary>
/// <remarks>The memory is LibTorch's: the garbage collector is told how much there is, and a buffer that nothing holds gives it
/// back.</remarks>
[<Sealed>]
type internal TorchBuffer(entries: int, dtype: torch.ScalarType, device: torch.Device) =

    let mutable value: torch.Tensor | null = null
    let mutable isWritten = false
    let mutable pressure = 0L

    let press () =
        if pressure = 0L then
            pressure <- int64 entries * (if dtype = torch.ScalarType.Float32 then 4L else 8L)
            GC.AddMemoryPressure pressure

    /// Whether the host writes it: the tensor then stays the same one.
    member _.IsWritten = isWritten

    /// What it holds.
    member _.Value: torch.Tensor =
        match value with
        | null -> invalidOp "A buffer was read before anything was put there."
        | held -> held

    /// A tensor of all its entries, for the host to write.
    member _.ForWriting() : torch.Tensor =
        match value with
        | null ->
            let made = torch.empty ([| int64 entries |], Nullable dtype, device)
            value <- made
            isWritten <- true
            press ()
            made
        | held -> held

    /// Puts a new result there; the one before is given up.
    member _.Put(result: torch.Tensor) =
        match value with
        | null -> press ()
        | before -> before.Dispose()

        value <- result

    /// Gives the memory back.
    member _.Free() =
        match value with
        | null -> ()
        | held ->
            held.Dispose()
            value <- null

        if pressure > 0L then
            GC.RemoveMemoryPressure pressure
            pressure <- 0L

    override this.Finalize() =
        if pressure > 0L then
            GC.RemoveMemoryPressure pressure

/// <summary>An operand as a tensor of its shape. Of what the host writes the view is made once; of results it lives for one
/// operation, so that no memory is held by it.</summary>
[<Sealed>]
type internal TorchView(operand: Operand<TorchBuffer>) =

    let shape = operand.Shape |> Array.map int64
    let strides = Shape.strides operand.Shape |> Array.map int64
    let mutable kept: torch.Tensor | null = null

    let isWhole (value: torch.Tensor) =
        operand.Offset = 0
        && value.numel () = int64 operand.Size
        && value.Dimensions = int64 shape.Length
        && value.shape.AsSpan().SequenceEqual(ReadOnlySpan shape)

    let view (value: torch.Tensor) =
        value.as_strided (shape, strides, int64 operand.Offset)

    /// The tensor; to be given back by Release.
    member _.Take() : torch.Tensor =
        match kept with
        | null ->
            let value = operand.Buffer.Value

            if operand.Buffer.IsWritten then
                let made = view value
                kept <- made
                made
            elif isWhole value then
                value
            else
                view value
        | made -> made

    /// Ends the use of a tensor that Take gave.
    member _.Release(taken: torch.Tensor) =
        if
            not (obj.ReferenceEquals(taken, kept))
            && not (obj.ReferenceEquals(taken, operand.Buffer.Value))
        then
            taken.Dispose()
