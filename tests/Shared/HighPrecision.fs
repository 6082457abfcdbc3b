namespace GanFlowTheory.Core.Tests

open System
open System.Numerics

/// A real number with 2400 binary places, by whole-number arithmetic: numbers down to e^-1500 keep fifty and more
/// digits after any cancellation that a test provokes.
[<Struct; CustomEquality; NoComparison>]
type HighPrecision(scaled: BigInteger) =
    static let places = 2400
    static let unit = BigInteger.One <<< places

    member _.Scaled = scaled
    static member Of(v: int) = HighPrecision(BigInteger v <<< places)

    /// The exact value of the bits of v.
    static member Of(v: float) : HighPrecision =
        let bits = BitConverter.DoubleToInt64Bits v
        let exponent = int ((bits >>> 52) &&& 0x7FFL)
        let fraction = bits &&& 0xFFFFFFFFFFFFFL

        let struct (mantissa, power) =
            if exponent = 0 then
                struct (fraction, -1074)
            else
                struct (fraction ||| 0x10000000000000L, exponent - 1075)

        let magnitude = BigInteger mantissa
        let shift = places + power

        let magnitude =
            if shift >= 0 then
                magnitude <<< shift
            else
                magnitude >>> -shift

        HighPrecision(if v < 0.0 then -magnitude else magnitude)

    static member (+)(a: HighPrecision, b: HighPrecision) = HighPrecision(a.Scaled + b.Scaled)
    static member (-)(a: HighPrecision, b: HighPrecision) = HighPrecision(a.Scaled - b.Scaled)
    static member (~-)(a: HighPrecision) = HighPrecision(-a.Scaled)

    static member (*)(a: HighPrecision, b: HighPrecision) =
        HighPrecision((a.Scaled * b.Scaled) >>> places)

    static member (/)(a: HighPrecision, b: HighPrecision) =
        HighPrecision((a.Scaled <<< places) / b.Scaled)

    /// The nearest float but for one ulp; infinite beyond the floats.
    member _.Float: float =
        let magnitude = BigInteger.Abs scaled
        let length = int (magnitude.GetBitLength())
        let drop = max 0 (length - 62)
        let top = float (int64 (magnitude >>> drop))
        // In two steps: 2^-2400 alone is no float.
        let half = (drop - places) / 2
        let value = Math.ScaleB(Math.ScaleB(top, half), drop - places - half)
        if scaled.Sign < 0 then -value else value

    /// e^x by the series at x/2^20, squared 20 times.
    static member Exp(x: HighPrecision) : HighPrecision =
        let small = x.Scaled >>> 20
        let mutable term = unit
        let mutable total = unit
        let mutable k = 1

        while not term.IsZero && term <> BigInteger.MinusOne do
            term <- ((term * small) >>> places) / BigInteger k
            total <- total + term
            k <- k + 1

        for _ in 1..20 do
            total <- (total * total) >>> places

        HighPrecision total

    /// log x, x > 0: for x = m 2^e with m in [1, 2) it is e log 2 + y + 2 artanh((n - 1)/(n + 1)) with y = log m in
    /// floats and n = m e^-y, close to 1.
    static member Log(x: HighPrecision) : HighPrecision =
        if x.Scaled.Sign <= 0 then
            invalidArg (nameof x) "no logarithm: not positive, or below the smallest number."

        let one = HighPrecision unit

        let ofMantissa (m: HighPrecision) =
            let y = HighPrecision.Of(log m.Float)
            let n = m * HighPrecision.Exp -y
            let t = (n - one) / (n + one)
            let square = t * t
            let mutable power = t
            let mutable total = t.Scaled
            let mutable k = 3

            while not power.Scaled.IsZero && power.Scaled <> BigInteger.MinusOne do
                power <- power * square
                total <- total + power.Scaled / BigInteger k
                k <- k + 2

            y + HighPrecision(total <<< 1)

        let exponent = int (x.Scaled.GetBitLength()) - 1 - places

        let m =
            HighPrecision(
                if exponent >= 0 then
                    x.Scaled >>> exponent
                else
                    x.Scaled <<< -exponent
            )

        let log2 = ofMantissa (HighPrecision.Of 2)
        ofMantissa m + HighPrecision(log2.Scaled * BigInteger exponent)

    override _.Equals _ = false
    override _.GetHashCode() = scaled.GetHashCode()
