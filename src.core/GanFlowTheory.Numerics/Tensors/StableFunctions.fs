namespace GanFlowTheory.Core

open System
open GanFlowTheory.Core.Extending

/// Functions that plain formulas of exponentials, logarithms and squares would overflow, or rob of their digits.
[<AutoOpen>]
module StableTensorFunctions =

    /// Operations on tensors.
    [<RequireQualifiedAccess>]
    module Tensor =

        /// log(1 + x), with all its digits near 0; NaN below -1.
        let log1p (x: Tensor) : Tensor = Tensor.unary Unary.Log1p x

        /// e^x - 1, with all its digits near 0.
        let expm1 (x: Tensor) : Tensor = Tensor.unary Unary.Expm1 x

        /// The larger of x and y entry by entry, broadcast; NaN where either is. Where they are equal each has half of
        /// the derivative.
        let max (x: Tensor) (y: Tensor) : Tensor = Tensor.binary Binary.Max x y

        /// x log y entry by entry, broadcast, and 0 where x is 0 and y >= 0. Its derivative in y at y = 0 is 0.
        let xLogY (x: Tensor) (y: Tensor) : Tensor = Tensor.binary Binary.XLogY x y

        // Halves that overlap in one entry where the extent is odd: that entry meets itself, and shares with itself.
        let rec private maxTo (axis: int) (x: Tensor) : Tensor =
            match x.Extents[axis] with
            | 1 -> x
            | extent ->
                let half = (extent + 1) / 2

                max (Tensor.slice axis 0 half x) (Tensor.slice axis (extent - half) half x)
                |> maxTo axis

        // 0-extents do not exist: there is always a largest entry.
        let private checkAxis (axis: int) (x: Tensor) =
            if axis < 0 || axis >= x.Extents.Length then
                Guard.fail (nameof axis) (invariant $"axis must lie in 0..{x.Extents.Length - 1}, but is {axis}.")

        /// The largest entry along an axis, which goes; equal ones share the derivative.
        let maxAlong (axis: int) (x: Tensor) : Tensor =
            checkAxis axis x
            maxTo axis x |> Tensor.reshape (Array.removeAt axis x.Extents)

        // The largest finite numbers bound what is taken out, so that infinite entries give infinite results, not NaN.
        let private within (low: float) (high: float) (x: Tensor) : Tensor =
            let above = max x (Tensor.number low)
            -(max -above (Tensor.number -high))

        /// log sum_i e^x_i along an axis, which goes, without overflow: the largest entry is taken out.
        let logSumExpAlong (axis: int) (x: Tensor) : Tensor =
            checkAxis axis x
            let top = maxTo axis x |> within Double.MinValue Double.MaxValue |> Tensor.detach
            let rest = Tensor.exp (x - top) |> Tensor.sumTo top.Extents |> Tensor.log
            rest + top |> Tensor.reshape (Array.removeAt axis x.Extents)

        /// log sum_i e^x_i over all entries, a number, without overflow.
        let logSumExp (x: Tensor) : Tensor =
            x |> Tensor.reshape [| x.Size |] |> logSumExpAlong 0

        // The smallest normal number: smaller entries are divided by it.
        let private least = 2.2250738585072014e-308

        /// The Euclidean norm of the entries along an axis, which goes: their squares neither overflow nor vanish. Its
        /// derivative at 0 is 0.
        let normAlong (axis: int) (x: Tensor) : Tensor =
            checkAxis axis x
            let top = maxTo axis (Tensor.abs x) |> within least Double.MaxValue |> Tensor.detach
            let scaled = Tensor.square (x / top) |> Tensor.sumTo top.Extents |> Tensor.sqrt
            top * scaled |> Tensor.reshape (Array.removeAt axis x.Extents)

        /// The Euclidean norm of all entries, a number: their squares neither overflow nor vanish. Its derivative at 0
        /// is 0.
        let norm (x: Tensor) : Tensor =
            x |> Tensor.reshape [| x.Size |] |> normAlong 0
