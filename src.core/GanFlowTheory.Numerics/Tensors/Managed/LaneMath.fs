namespace GanFlowTheory.Core

open System.Runtime.Intrinsics
open GanFlowTheory.Core.Extending

/// <summary>The elementwise functions on eight float64 lanes. Each lane is treated alone: what is in the others never
/// shows. NaN goes through.</summary>
/// <remarks>The functions of networks are inlined into the loops that use them: a call would pass vectors through memory, and
/// be compiled in full only after some time.</remarks>
module internal LaneMath =

    type V = Vector512<float>

    let inline splat (x: float) : V = Vector512.Create x

    let inline fma (a: V) (b: V) (c: V) : V = Vector512.FusedMultiplyAdd(a, b, c)

    let inline select (condition: V) (a: V) (b: V) : V =
        Vector512.ConditionalSelect(condition, a, b)

    let inline one () = splat 1.0

    /// The lanes of the result where the vector formula does not serve are replaced by the function of one number.
    let patched (f: Unary) (special: V) (x: V) (result: V) : V =
        let mutable result = result
        let which = Vector512.ExtractMostSignificantBits special

        for lane in 0..7 do
            if (which >>> lane) &&& 1UL = 1UL then
                result <- result.WithElement(lane, Scalar.unary f (x.GetElement lane))

        result

    let inline patch (f: Unary) (special: V) (x: V) (result: V) : V =
        if Vector512.EqualsAll(special.AsInt64(), Vector512<int64>.Zero) then
            result
        else
            patched f special x result

    let inline within (bound: float) (x: V) : V =
        Vector512.LessThanOrEqual(Vector512.Abs x, splat bound)

    // Vector512.Exp takes another way, with other bits in all lanes, where one of them is beyond 709 or NaN: such lanes
    // become 0 first.
    let inline private expWithin (isWithin: V) (x: V) : V =
        Vector512.Exp(Vector512.BitwiseAnd(isWithin, x))

    /// e^x: at most 2 ulp for |x| up to 708, and the function of one number beyond.
    let inline exp (x: V) : V =
        patch Unary.Exp (Vector512.OnesComplement(within 708.0 x)) x (VectorMath.expSplit x)

    /// log x.
    let log (x: V) : V = Vector512.Log x

    /// 1/(1 + e^-x).
    let inline sigmoid (x: V) : V = one () / (one () + exp -x)

    /// log(1 + t) by Kahan's formula as Elementary.log1p.
    let private log1p (t: V) : V =
        let s = one () + t
        select (Vector512.Equals(s, one ())) t (log s * (t / (s - one ())))

    /// <summary>log(1 + t) for t in [0, 1], at most 4 ulp: with z = t/(2 + t) below sqrt 2 - 1 and z = (t - 1)/(t + 3) from there
    /// on it is 2 artanh z, and log 2 more.</summary>
    let inline log1pUnit (t: V) : V =
        let isHigh = Vector512.GreaterThan(t, splat 0.41421356237309503)
        let above = select isHigh (t - one ()) t
        let below = t + select isHigh (splat 3.0) (splat 2.0)
        let z = above / below
        let w = z * z
        let q = splat 0.14809867572313062
        let q = fma q w (splat 0.153125131147383)
        let q = fma q w (splat 0.18183632241617023)
        let q = fma q w (splat 0.2222219704640427)
        let q = fma q w (splat 0.2857142876073828)
        let q = fma q w (splat 0.3999999999930191)
        let q = fma q w (splat 0.6666666666666765)
        let q = fma q w (splat 2.0)
        let whole = Vector512.BitwiseAnd(isHigh, splat 0.6931471805599453)
        // Half a subnormal number may lose its last digit: what 1 + t does not show is its own logarithm.
        select (Vector512.LessThan(t, splat 1e-17)) t (fma z q whole)

    /// log(1 + e^x).
    let inline softplus (x: V) : V =
        // The native maximum takes 0 for NaN; the other term still is NaN.
        Vector512.MaxNative(x, Vector512<float>.Zero)
        + log1pUnit (exp -(Vector512.Abs x))

    /// log(1/(1 + e^-x)).
    let inline logSigmoid (x: V) : V = -(softplus -x)

    /// <summary>tanh x. For |x| &lt; 5/8 Lambert's continued fraction x/(1 + x^2/(3 + x^2/(5 + ...))) to the
    /// denominator 15, whose relative error is below x^16/(15!! 17!!) &lt; 1e-17; otherwise 1 - 2e/(1 + e), e =
    /// e^(-2|x|), with the sign of x, where nothing cancels: what is subtracted is below 0.45.</summary>
    let inline tanh (x: V) : V =
        let a = Vector512.Abs x
        let e = VectorMath.expNonPositive -(a + a)
        let s = x * x
        let p = fma s (splat 36.0) (splat 6930.0)
        let p = fma p s (splat 270270.0)
        let p = fma p s (splat 2027025.0)
        let q = s + splat 630.0
        let q = fma q s (splat 51975.0)
        let q = fma q s (splat 945945.0)
        let q = fma q s (splat 2027025.0)
        // NaN is not at least 5/8 and takes the small branch. One division serves both.
        let isLarge = Vector512.GreaterThanOrEqual(a, splat 0.625)
        let t = select isLarge (e + e) p / select isLarge (one () + e) q
        let sign = Vector512.BitwiseAnd(x, splat -0.0)
        select isLarge (Vector512.BitwiseOr(one () - t, sign)) (x * t)

    /// 1/cosh^2 x = 4e/(1 + e)^2, e = e^(-2|x|).
    let inline tanhSlope (x: V) : V =
        let a = Vector512.Abs x
        let e = exp -(a + a)
        let whole = one () + e
        splat 4.0 * e / (whole * whole)

    /// log(1 + x): Kahan's formula where it is of use, one number at a time at the ends of the range.
    let log1pAll (x: V) : V =
        let inside =
            Vector512.BitwiseAnd(Vector512.GreaterThan(x, splat -1.0), Vector512.LessThan(x, splat 1e300))

        patch Unary.Log1p (Vector512.OnesComplement inside) x (log1p x)

    /// e^x - 1, by Kahan's formula near 0.
    let expm1 (x: V) : V =
        let a = Vector512.Abs x
        let e = exp x
        let near = select (Vector512.Equals(e, one ())) x ((e - one ()) * (x / log e))
        select (Vector512.GreaterThan(a, one ())) (e - one ()) near

    /// x log y, and 0 where x is 0 and y >= 0.
    let inline xLogY (x: V) (y: V) : V =
        let isZero =
            Vector512.BitwiseAnd(
                Vector512.Equals(x, Vector512<float>.Zero),
                Vector512.GreaterThanOrEqual(y, Vector512<float>.Zero)
            )

        select isZero Vector512<float>.Zero (x * log y)

    /// 1/x, and 0 at 0.
    let inline pseudoReciprocal (x: V) : V =
        select (Vector512.Equals(x, Vector512<float>.Zero)) Vector512<float>.Zero (one () / x)

    /// x for x > 0, slope x otherwise.
    let inline leakyRelu (slope: V) (x: V) : V =
        select (Vector512.GreaterThan(x, Vector512<float>.Zero)) x (slope * x)

    /// 1 for x > 0, slope otherwise.
    let inline leakyStep (slope: V) (x: V) : V =
        select (Vector512.GreaterThan(x, Vector512<float>.Zero)) (one ()) slope

    /// -1, 0 or 1.
    let inline sign (x: V) : V =
        let negative = select (Vector512.LessThan(x, Vector512<float>.Zero)) (splat -1.0) x
        select (Vector512.GreaterThan(x, Vector512<float>.Zero)) (one ()) negative

    // Away from the ends of the range the products and roots below neither overflow nor lose digits.
    let inline outside (r: V) : V =
        let a = Vector512.Abs r

        Vector512.BitwiseAnd(Vector512.GreaterThan(a, splat 1e-290), Vector512.LessThan(a, splat 1e290))
        |> Vector512.OnesComplement

    /// x^n for whole n, 0 < |n| <= 8: |n| roundings, as many again for the reciprocal; f is that power.
    let inline wholePower (f: Unary) (n: int) (x: V) : V =
        let r = VectorMath.wholePower (abs n) x
        let r = if n < 0 then one () / r else r
        patch f (outside r) x r

    /// x^(k + 1/2) for 0 <= k <= 8: k + 1 roundings; f is that power.
    let inline halfPower (f: Unary) (k: int) (x: V) : V =
        let r = Vector512.Sqrt x * VectorMath.wholePower k x
        patch f (outside r) x r

    /// <summary>x^-(k + 1/2) for k in 0 .. 8: at most 2 + 5 k units in the last place; f is that power.</summary>
    /// <remarks>The odd power of the reciprocal root, of at most 2 units: no root is taken and nothing divided, which cost as much
    /// as all the rest together.</remarks>
    let inline halfPowerInverse (f: Unary) (k: int) (x: V) : V =
        let y = VectorMath.reciprocalRoot x
        let r = y * VectorMath.wholePower k (y * y)
        patch f (Vector512.BitwiseOr(outside x, outside r)) x r

    /// <summary>x^p as e^(p log x): about 2 + 2 |p| units in the last place; f is that power.</summary>
    /// <remarks>L = log x rounded is off by up to |L| 2^-53; x e^-L - 1 recovers that error to a few 2^-53 whatever L
    /// is, and both it and the rounding of p L enter to first order.</remarks>
    let power (f: Unary) (p: float) (x: V) : V =
        let l = Vector512.Log x
        // e^667 is below 10^290, and so is its reciprocal; of 0, negative numbers and NaN the logarithm is no such number.
        let isWithin = within 667.0 l
        let rest = fma x (expWithin isWithin -l) (splat -1.0)
        let y = splat p * l
        let correction = fma (splat p) rest (fma (splat p) l -y)
        let isWithin = Vector512.BitwiseAnd(isWithin, within 667.0 y)
        let e = expWithin isWithin y
        patch f (Vector512.OnesComplement isWithin) x (fma e correction e)

    // 2^y for |y| <= 1000: a whole power, and e^r of |r| <= ln 2/2.
    let inline private exp2 (y: V) : V =
        let n = (y + splat 6755399441055744.0) - splat 6755399441055744.0

        VectorMath.expByPolynomial ((y - n) * splat 0.6931471805599453)
        * VectorMath.powerOfTwo n

    /// <summary>x^p, |p| at most 3, as 2^(p log2 x) by polynomials: about 2 + 3 |p| units in the last place; f is that
    /// power.</summary>
    /// <remarks>As power, but of fixed operations only, which round alike on every processor and whenever the compiler returns to
    /// them; Vector512.Log and Exp need not.</remarks>
    let powerByPolynomials (f: Unary) (p: float) (x: V) : V =
        let l = VectorMath.log2ByPolynomial x
        let rest = fma x (exp2 -l) (splat -1.0)
        let y = splat p * l
        let correction = fma (splat p) rest (splat 0.6931471805599453 * fma (splat p) l -y)
        let e = exp2 y
        let r = fma e correction e
        let special = Vector512.BitwiseOr(outside x, outside r)

        let special =
            Vector512.BitwiseOr(special, Vector512.GreaterThan(Vector512.Abs y, splat 960.0))

        patch f special x r

    // sin x or cos x for vectors of either width; the last function takes the one that is asked for by the whole number n nearest
    // to 2x/pi, which is in the low bits of its first argument, with its sign.
    let inline private sinByTurn
        ([<InlineIfLambda>] splat: float -> 'V)
        ([<InlineIfLambda>] multiply: 'V -> 'V -> 'V)
        ([<InlineIfLambda>] fma: 'V -> 'V -> 'V -> 'V)
        ([<InlineIfLambda>] subtract: 'V -> 'V -> 'V)
        ([<InlineIfLambda>] select: 'V -> 'V -> 'V -> 'V)
        (x: 'V)
        : 'V =
        // Rounds to whole numbers, which are then in the low bits.
        let magic = splat 6755399441055744.0
        let shifted = fma x (splat 0.6366197723675814) magic
        let n = subtract shifted magic
        let r = fma n (splat -1.5707963267948966) x
        let r = fma n (splat -6.123233995736766e-17) r
        let r = fma n (splat 1.4973849048591698e-33) r
        let z = multiply r r
        let s = splat 1.58969099521155010221e-10
        let s = fma s z (splat -2.50507602534068634195e-08)
        let s = fma s z (splat 2.75573137070700676789e-06)
        let s = fma s z (splat -1.98412698298579493134e-04)
        let s = fma s z (splat 8.33333333332248946124e-03)
        let s = fma s z (splat -1.66666666666666324348e-01)
        let c = splat -1.13596475577881948265e-11
        let c = fma c z (splat 2.08757232129817482790e-09)
        let c = fma c z (splat -2.75573143513906633035e-07)
        let c = fma c z (splat 2.48015872894767294178e-05)
        let c = fma c z (splat -1.38888888888741095749e-03)
        let c = fma c z (splat 4.16666666666666019037e-02)
        let sine = fma (multiply r z) s r
        let cosine = fma (multiply z z) c (fma z (splat -0.5) (splat 1.0))
        select shifted sine cosine

    let inline private sin512 (turn: int64) (x: V) : V =
        sinByTurn
            (fun v -> Vector512.Create(v: float))
            (fun a b -> a * b)
            (fun a b c -> Vector512.FusedMultiplyAdd(a, b, c))
            (fun a b -> a - b)
            (fun shifted sine cosine ->
                let turns = shifted.AsInt64() + Vector512.Create turn
                let lowest = Vector512.BitwiseAnd(turns, Vector512<int64>.One)
                let isOdd = Vector512.Equals(lowest, Vector512<int64>.One).AsDouble()
                let sign = Vector512.ShiftLeft(Vector512.ShiftRightLogical(turns, 1), 63).AsDouble()
                Vector512.Xor(Vector512.ConditionalSelect(isOdd, cosine, sine), sign))
            x

    let inline private sin256 (turn: int64) (x: Vector256<float>) : Vector256<float> =
        sinByTurn
            (fun v -> Vector256.Create(v: float))
            (fun a b -> a * b)
            (fun a b c -> Vector256.FusedMultiplyAdd(a, b, c))
            (fun a b -> a - b)
            (fun shifted sine cosine ->
                let turns = shifted.AsInt64() + Vector256.Create turn
                let lowest = Vector256.BitwiseAnd(turns, Vector256<int64>.One)
                let isOdd = Vector256.Equals(lowest, Vector256<int64>.One).AsDouble()
                let sign = Vector256.ShiftLeft(Vector256.ShiftRightLogical(turns, 1), 63).AsDouble()
                Vector256.Xor(Vector256.ConditionalSelect(isOdd, cosine, sine), sign))
            x

    /// <summary>sin x for the turn 0, cos x for 1: at most 2 ulp for |x| up to 2^20, and the function of one number
    /// beyond.</summary>
    /// <remarks>Of fixed operations only, as powerByPolynomials; Vector512.Sin and Cos change their bits when the compiler returns to
    /// them, and with what is in the other lanes. x = n pi/2 + r, with pi/2 in three parts: n times the first is a multiple of
    /// 2^-52, as x is from 1 on, so that the first difference is exact, and the others are rounded once each. Polynomials on
    /// [-pi/4, pi/4]: Sun Microsystems, fdlibm. Where vectors have four lanes, as many halves as operations would be more than the
    /// compiler takes into one method.</remarks>
    let inline private sinOfTurn (f: Unary) (turn: int64) (x: V) : V =
        let r =
            if Vector512.IsHardwareAccelerated then
                sin512 turn x
            else
                Vector512.Create(sin256 turn (x.GetLower()), sin256 turn (x.GetUpper()))

        patch f (Vector512.OnesComplement(within 1048576.0 x)) x r

    /// sin x.
    let sin (x: V) : V =
        // r loses the sign of 0.
        select (Vector512.Equals(x, Vector512<float>.Zero)) x (sinOfTurn Unary.Sin 0L x)

    /// cos x.
    let cos (x: V) : V = sinOfTurn Unary.Cos 1L x
