namespace GanFlowTheory.Core

// A strip on the stack.
#nowarn "9"

open System
open System.Runtime.CompilerServices
open System.Runtime.InteropServices
open System.Runtime.Intrinsics
open System.Runtime.Intrinsics.X86
open FSharp.NativeInterop

/// <summary>Sums of powers (1 + rate s)^(-power) on spans: one power at a time, for any argument and any
/// processor.</summary>
module internal Powers =

    open VectorMath
    open LaneSums

    let inline private accumulateShifted
        (scale: float)
        (rate: float)
        (s: ReadOnlySpan<float>)
        (sum: Span<float>)
        ([<InlineIfLambda>] f: V -> V)
        =
        let rates = splat rate
        // An infinite s would make the reciprocals of 1 + rate s not a number.
        accumulate scale s sum (fun v -> f (Vector512.MinNative(fma v rates (splat 1.0), splat 1e300)))

    // One small method a case: the compiler stops optimising a method that holds them all.

    let private addReciprocal (scale, rate, s: ReadOnlySpan<float>, sum: Span<float>) =
        accumulateShifted scale rate s sum reciprocal

    let private addReciprocalSquare (scale, rate, s: ReadOnlySpan<float>, sum: Span<float>) =
        accumulateShifted scale rate s sum (fun t ->
            let y = reciprocal t
            y * y)

    let private addReciprocalCube (scale, rate, s: ReadOnlySpan<float>, sum: Span<float>) =
        accumulateShifted scale rate s sum (fun t ->
            let y = reciprocal t
            y * y * y)

    let private addReciprocalWhole (scale, rate, whole: int, s: ReadOnlySpan<float>, sum: Span<float>) =
        accumulateShifted scale rate s sum (fun t -> wholePower whole (reciprocal t))

    let private addHalfPower (scale, rate, s: ReadOnlySpan<float>, sum: Span<float>) =
        accumulateShifted scale rate s sum reciprocalRoot

    let private addThreeHalvesPower (scale, rate, s: ReadOnlySpan<float>, sum: Span<float>) =
        accumulateShifted scale rate s sum (fun t ->
            let y = reciprocalRoot t
            y * y * y)

    let private addWholeAndHalf (scale, rate, whole: int, s: ReadOnlySpan<float>, sum: Span<float>) =
        accumulateShifted scale rate s sum (fun t ->
            let y = reciprocalRoot t
            y * wholePower whole (y * y))

    let private addPowerByTable (scale, rate, whole: int, power: float, s: ReadOnlySpan<float>, sum: Span<float>) =
        let minusP, bound = splat -power, splat (1023.0 / power)
        accumulateShifted scale rate s sum (fun t -> wholePower whole (reciprocal t) * powerByTable minusP bound t)

    // Strips on the stack are written before they are read; clearing them would cost as much as a loop over them.

    // Long chains of dependent operations starve the processor; two short loops over a strip that stays in the
    // first-level cache do not.
    [<Literal>]
    let private Strip = 256

    let private fillMinusPowerLog2 (rate: float, power: float, s: ReadOnlySpan<float>, y: Span<float>) =
        let source = &MemoryMarshal.GetReference s
        let target = &MemoryMarshal.GetReference y
        let rates, minusP, bound = splat rate, splat -power, splat (1023.0 / power)
        let mutable j = 0

        while j < s.Length do
            let t = fma (Vector512.LoadUnsafe(&source, unativeint j)) rates (splat 1.0)
            let logarithm = log2ByTable (Vector512.MinNative(t, splat 1e300))
            Vector512.StoreUnsafe(Vector512.MinNative(logarithm, bound) * minusP, &target, unativeint j)
            j <- j + 8

    let private addExp2 (scale: float, y: ReadOnlySpan<float>, sum: Span<float>) =
        accumulate scale y sum (fun y ->
            let shifted = y + sixteenthsMagic ()
            exp2Split shifted (y - (shifted - sixteenthsMagic ())))

    [<SkipLocalsInit>]
    let private addPowerByTableAlone (scale, rate, power: float, s: ReadOnlySpan<float>, sum: Span<float>) =
        let whole = s.Length &&& ~~~7

        let strip =
            Span<float>(NativePtr.toVoidPtr (NativePtr.stackalloc<float> Strip), Strip)

        let mutable first = 0

        while first < whole do
            let count = min Strip (whole - first)
            fillMinusPowerLog2 (rate, power, s.Slice(first, count), strip)
            addExp2 (scale, Span.op_Implicit (strip.Slice(0, count)), sum.Slice(first, count))
            first <- first + count

        if whole < s.Length then
            let minusP, bound = splat -power, splat (1023.0 / power)
            accumulateShifted scale rate (s.Slice whole) (sum.Slice whole) (fun t -> powerByTable minusP bound t)

    let private addPowerByPolynomial (scale, rate, whole: int, power: float, s: ReadOnlySpan<float>, sum: Span<float>) =
        let minusP, bound = splat -power, splat (1023.0 / power)
        accumulateShifted scale rate s sum (fun t -> wholePower whole (reciprocal t) * powerByPolynomial minusP bound t)

    /// sum += scale * (1 + rate s)^(-power), rate s >= 0, power > 0. Whole and half powers cost no logarithm.
    let addPower (scale: float, rate: float, power: float, s: ReadOnlySpan<float>, sum: Span<float>) =
        let whole = int (floor power)
        let fraction = power - floor power

        if fraction = 0.0 then
            match whole with
            | 1 -> addReciprocal (scale, rate, s, sum)
            | 2 -> addReciprocalSquare (scale, rate, s, sum)
            | 3 -> addReciprocalCube (scale, rate, s, sum)
            | _ -> addReciprocalWhole (scale, rate, whole, s, sum)
        elif fraction = 0.5 then
            match whole with
            | 0 -> addHalfPower (scale, rate, s, sum)
            | 1 -> addThreeHalvesPower (scale, rate, s, sum)
            | _ -> addWholeAndHalf (scale, rate, whole, s, sum)
        elif not Avx512F.IsSupported then
            addPowerByPolynomial (scale, rate, whole, fraction, s, sum)
        elif power < 3.0 then
            addPowerByTableAlone (scale, rate, power, s, sum)
        else
            // The whole part by products keeps the error of the logarithm from growing with the power.
            addPowerByTable (scale, rate, whole, fraction, s, sum)

    let private addFromSteep
        (
            valueScale,
            slopeScale,
            rate: float,
            s: ReadOnlySpan<float>,
            steep: Span<float>,
            values: Span<float>,
            slopes: Span<float>
        ) =
        let source = &MemoryMarshal.GetReference s
        let from = &MemoryMarshal.GetReference steep
        let toValues = &MemoryMarshal.GetReference values
        let toSlopes = &MemoryMarshal.GetReference slopes
        let first, second, rates = splat valueScale, splat slopeScale, splat rate
        let whole = s.Length &&& ~~~7
        let mutable j = 0

        while j < whole do
            let t = fma (Vector512.LoadUnsafe(&source, unativeint j)) rates (splat 1.0)
            let v = Vector512.LoadUnsafe(&from, unativeint j)
            let value = v * Vector512.MinNative(t, splat 1e300)

            Vector512.StoreUnsafe(
                fma first value (Vector512.LoadUnsafe(&toValues, unativeint j)),
                &toValues,
                unativeint j
            )

            Vector512.StoreUnsafe(fma second v (Vector512.LoadUnsafe(&toSlopes, unativeint j)), &toSlopes, unativeint j)
            j <- j + 8

        for j in whole .. s.Length - 1 do
            values[j] <- values[j] + valueScale * steep[j] * min 1e300 (1.0 + rate * s[j])
            slopes[j] <- slopes[j] + slopeScale * steep[j]

    /// values += valueScale * (1 + rate s)^(-power) and slopes += slopeScale * (1 + rate s)^(-power - 1): the first is
    /// the second times 1 + rate s.
    [<SkipLocalsInit>]
    let addPowerBoth
        (
            valueScale: float,
            slopeScale: float,
            rate: float,
            power: float,
            s: ReadOnlySpan<float>,
            values: Span<float>,
            slopes: Span<float>
        ) =
        let strip =
            Span<float>(NativePtr.toVoidPtr (NativePtr.stackalloc<float> Strip), Strip)

        let mutable first = 0

        while first < s.Length do
            let count = min Strip (s.Length - first)
            let part = s.Slice(first, count)
            let steep = strip.Slice(0, count)
            steep.Clear()
            addPower (1.0, rate, power + 1.0, part, steep)

            addFromSteep (
                valueScale,
                slopeScale,
                rate,
                part,
                steep,
                values.Slice(first, count),
                slopes.Slice(first, count)
            )

            first <- first + count
