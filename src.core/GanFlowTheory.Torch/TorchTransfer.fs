namespace GanFlowTheory.Core

open System
open System.Runtime.InteropServices
open System.Threading
open TorchSharp

/// <summary>Copies between the host's numbers and a CUDA device, through one piece of page-locked memory that a device reads and
/// writes by itself: several times as fast as from memory of the moment.</summary>
[<Sealed>]
type internal TorchTransfer() =

    // 4 MB, which stays in the caches between the two copies.
    let entries = 524_288

    let gate = Lock()

    let staged =
        lazy
            (use plain = torch.empty ([| int64 entries |], Nullable torch.ScalarType.Float64)
             plain.pin_memory ())

    let part (tensor: torch.Tensor) (first: int) (count: int) =
        tensor.narrow (0L, int64 first, int64 count)

    let host () =
        MemoryMarshal.Cast<byte, float> staged.Value.bytes

    /// Writes numbers to a tensor of one axis and as many entries.
    member _.Write(values: ReadOnlySpan<float>, target: torch.Tensor) : unit =
        gate.Enter()

        try
            for first in 0..entries .. values.Length - 1 do
                let count = min entries (values.Length - first)
                values.Slice(first, count).CopyTo(host ())
                use from = part staged.Value 0 count
                use place = part target first count
                TorchElementwise.inPlace _.copy_(from) place |> ignore
        finally
            gate.Exit()

    /// Reads a contiguous tensor into as many numbers.
    member _.Read(source: torch.Tensor, values: Span<float>) : unit =
        gate.Enter()

        try
            use flat = source.reshape -1L

            for first in 0..entries .. values.Length - 1 do
                let count = min entries (values.Length - first)
                use from = part flat first count
                use place = part staged.Value 0 count
                TorchElementwise.inPlace _.copy_(from) place |> ignore
                host().Slice(0, count).CopyTo(values.Slice first)
        finally
            gate.Exit()
