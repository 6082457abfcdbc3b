namespace GanFlowTheory.Core

// Strips on the stack.
#nowarn "9"

open System
open System.Runtime.Intrinsics
open FSharp.NativeInterop

/// One term scale (1 + rate s)^(-power), rate and power positive.
[<Struct>]
type internal PowerTerm =
    {
        Scale: float
        Rate: float
        Power: float
    }

/// <summary>What the loops over powers t^(-p), t = 1 + rate s below 2^16, share. An approximate reciprocal (or root) y
/// is mended by the series of (1 - e)^(-p) in e = 1 - t y (or 1 - t y^2), and other powers go by tables over the
/// exponent and the leading bits of the mantissa. Spans are whole vectors long.</summary>
module internal PowerLoops =


    open VectorMath

    /// Arguments below this have exponents that one table of sixteen powers covers.
    let bound = 65536.0

    /// Pairs per inner loop: the strips stay in the first-level cache.
    [<Literal>]
    let Strip = 1024

    /// The first address at or after p that a whole vector fills to the line's end: room for
    /// seven numbers more is needed.
    let inline aligned (p: nativeptr<float>) : nativeptr<float> =
        NativePtr.ofNativeInt ((NativePtr.toNativeInt p + 63n) &&& ~~~63n)

    let inline load (a: byref<float>) (j: int) = Vector512.LoadUnsafe(&a, unativeint j)

    let inline store (v: V) (a: byref<float>) (j: int) =
        Vector512.StoreUnsafe(v, &a, unativeint j)

    /// The coefficients of (1 - e)^(-p): p (p + 1) ... (p + k - 1) / k!.
    let rising (p: float) (count: int) =
        let c = Array.create count 1.0

        for k in 1 .. count - 1 do
            c[k] <- c[k - 1] * (p + float (k - 1)) / float k

        c
