namespace GanFlowTheory.Core

open System
open System.Runtime.Intrinsics
open GanFlowTheory.Core.Extending

/// <summary>The elementwise functions on eight float64 lanes. Each lane is treated alone: what is in the others never
/// shows. NaN goes through.</summary>
module internal LaneMath =

    type V = Vector512<float>

    let inline splat (x: float) : V = Vector512.Create x

    let inline private fma (a: V) (b: V) (c: V) : V = Vector512.FusedMultiplyAdd(a, b, c)

    let inline private select (condition: V) (a: V) (b: V) : V =
        Vector512.ConditionalSelect(condition, a, b)

    let private one () = splat 1.0

    /// The lanes of the result where the vector formula does not serve are replaced by the function of one number.
    let private patched (f: Unary) (special: V) (x: V) (result: V) : V =
        let mutable result = result
        let which = Vector512.ExtractMostSignificantBits special

        for lane in 0..7 do
            if (which >>> lane) &&& 1UL = 1UL then
                result <- result.WithElement(lane, Scalar.unary f (x.GetElement lane))

        result

    let inline private patch (f: Unary) (special: V) (x: V) (result: V) : V =
        if Vector512.EqualsAll(special.AsInt64(), Vector512<int64>.Zero) then
            result
        else
            patched f special x result

    /// e^x.
    let exp (x: V) : V =
        let special = Vector512.GreaterThan(Vector512.Abs x, splat 708.0)
        patch Unary.Exp special x (Vector512.Exp x)

    /// log x.
    let log (x: V) : V = Vector512.Log x

    /// 1/(1 + e^-x).
    let sigmoid (x: V) : V = one () / (one () + exp -x)

    /// log(1 + t) for t in [0, 1], by Kahan's formula as Elementary.log1p.
    let private log1p (t: V) : V =
        let s = one () + t
        select (Vector512.Equals(s, one ())) t (log s * (t / (s - one ())))

    /// log(1 + e^x).
    let softplus (x: V) : V =
        // The native maximum takes 0 for NaN; the other term still is NaN.
        Vector512.MaxNative(x, Vector512<float>.Zero) + log1p (exp -(Vector512.Abs x))

    /// log(1/(1 + e^-x)).
    let logSigmoid (x: V) : V = -(softplus -x)

    /// <summary>tanh x. For |x| &lt; 5/8 Lambert's continued fraction x/(1 + x^2/(3 + x^2/(5 + ...))) to the
    /// denominator 15, whose relative error is below x^16/(15!! 17!!) &lt; 1e-17; otherwise 1 - 2e/(1 + e), e =
    /// e^(-2|x|), with the sign of x, where nothing cancels: what is subtracted is below 0.45.</summary>
    let tanh (x: V) : V =
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
    let tanhSlope (x: V) : V =
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
    let xLogY (x: V) (y: V) : V =
        let isZero =
            Vector512.BitwiseAnd(
                Vector512.Equals(x, Vector512<float>.Zero),
                Vector512.GreaterThanOrEqual(y, Vector512<float>.Zero)
            )

        select isZero Vector512<float>.Zero (x * log y)

    /// 1/x, and 0 at 0.
    let pseudoReciprocal (x: V) : V =
        select (Vector512.Equals(x, Vector512<float>.Zero)) Vector512<float>.Zero (one () / x)

    /// x for x > 0, slope x otherwise.
    let leakyRelu (slope: V) (x: V) : V =
        select (Vector512.GreaterThan(x, Vector512<float>.Zero)) x (slope * x)

    /// 1 for x > 0, slope otherwise.
    let leakyStep (slope: V) (x: V) : V =
        select (Vector512.GreaterThan(x, Vector512<float>.Zero)) (one ()) slope

    /// -1, 0 or 1.
    let sign (x: V) : V =
        let negative = select (Vector512.LessThan(x, Vector512<float>.Zero)) (splat -1.0) x
        select (Vector512.GreaterThan(x, Vector512<float>.Zero)) (one ()) negative

    // Away from the ends of the range the products and roots below neither overflow nor lose digits.
    let inline private outside (r: V) : V =
        let a = Vector512.Abs r

        Vector512.BitwiseAnd(Vector512.GreaterThan(a, splat 1e-290), Vector512.LessThan(a, splat 1e290))
        |> Vector512.OnesComplement

    /// x^n for whole n, 0 < |n| <= 8: |n| roundings, as many again for the reciprocal; f is that power.
    let wholePower (f: Unary) (n: int) (x: V) : V =
        let r = VectorMath.wholePower (abs n) x
        let r = if n < 0 then one () / r else r
        patch f (outside r) x r

    /// x^(k + 1/2), or its reciprocal, for 0 <= k <= 8; f is that power.
    let halfPower (f: Unary) (k: int) (inverse: bool) (x: V) : V =
        let r = Vector512.Sqrt x * VectorMath.wholePower k x
        let r = if inverse then one () / r else r
        patch f (outside r) x r

    /// <summary>x^p as e^(p log x): about 2 + 2 |p| units in the last place; f is that power.</summary>
    /// <remarks>L = log x rounded is off by up to |L| 2^-53; x e^-L - 1 recovers that error to a few 2^-53 whatever L
    /// is, and both it and the rounding of p L enter to first order.</remarks>
    let power (f: Unary) (p: float) (x: V) : V =
        let l = Vector512.Log x
        let rest = fma x (Vector512.Exp -l) (splat -1.0)
        let y = splat p * l
        let correction = fma (splat p) rest (fma (splat p) l -y)
        let e = Vector512.Exp y
        let r = fma e correction e
        let special = Vector512.BitwiseOr(outside x, outside r)

        let special =
            Vector512.BitwiseOr(special, Vector512.LessThan(x, Vector512<float>.Zero))

        patch f special x r

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
