namespace GanFlowTheory.Core

open System.Runtime.InteropServices
open System.Runtime.Intrinsics
open System.Runtime.Intrinsics.Arm
open System.Runtime.Intrinsics.X86

/// What of the processor shows in the last bits of results.
[<RequireQualifiedAccess>]
module Processor =

    /// <summary>The arithmetic that sums are made with, such as "X64, vectors of 512 bits, fused": equal runs give equal
    /// bits where it is the same. A sum over the lanes of a vector depends on how many there are, and a fused product and
    /// sum rounds once where two operations round twice.</summary>
    let arithmetic: string =
        let bits =
            if Vector512.IsHardwareAccelerated then 512
            elif Vector256.IsHardwareAccelerated then 256
            elif Vector128.IsHardwareAccelerated then 128
            else 64

        let fused =
            if Fma.IsSupported || AdvSimd.IsSupported then
                "fused"
            else
                "not fused"

        (invariant $"{RuntimeInformation.ProcessArchitecture}, vectors of {bits} bits, {fused}")
