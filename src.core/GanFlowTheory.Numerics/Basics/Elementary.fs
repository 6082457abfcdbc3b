namespace GanFlowTheory.Core

open System

/// Elementary functions where their plain formulas lose digits; the library's own Double.LogP1 and Double.ExpM1 are
/// those plain formulas.
module internal Elementary =

    /// log(1 + x), x >= -1. With s = 1 + x rounded, log(s) x/(s - 1) is off by a few ulp: (s - 1) is exact, and
    /// log(s)/(s - 1) hardly depends on the rounding of s (Kahan).
    let log1p (x: float) : float =
        let s = 1.0 + x

        if s = 1.0 then x
        elif Double.IsInfinity s || s = 0.0 then log s
        else log s * (x / (s - 1.0))

    /// e^x - 1. Away from 0 nothing cancels; near 0 as in log1p, (e - 1)/log e hardly depends on the rounding of e.
    let expm1 (x: float) : float =
        if abs x > 1.0 then
            exp x - 1.0
        else
            let e = exp x
            if e = 1.0 then x else (e - 1.0) * (x / log e)

    /// (e^x - 1)/x, 1 at 0.
    let expm1Ratio (x: float) : float = if x = 0.0 then 1.0 else expm1 x / x

    /// log(1 + e^u).
    let softplus (u: float) : float = max u 0.0 + log1p (exp (-abs u))

    /// 1/(1 + e^-u).
    let sigmoid (u: float) : float = 1.0 / (1.0 + exp -u)

    /// log((1 + e^u)/2), 0 at 0, with all its digits near 0.
    let logHalf (u: float) : float =
        if u <= 0.0 then
            log1p (0.5 * expm1 u)
        else
            u + log1p (0.5 * expm1 -u)

    /// log(e^a + e^b); either may be -infinity.
    let logAdd (a: float) (b: float) : float =
        let top = max a b

        if Double.IsNegativeInfinity top then
            top
        else
            top + log1p (exp (min a b - top))

    /// a e^x, infinite or 0 only where the product is so.
    let timesExp (a: float) (x: float) : float =
        let half = exp (0.5 * x)
        half * a * half

    // The complete homogeneous symmetric polynomials h_0 .. h_n of three numbers: their generating function is the
    // product of 1/(1 - x t).
    let private homogeneous (n: int) (xs: float list) : float[] =
        let start = Array.init (n + 1) (fun k -> if k = 0 then 1.0 else 0.0)

        (start, xs)
        ||> List.fold (fun h x ->
            let next = Array.copy h

            for k in 1..n do
                next[k] <- h[k] + x * next[k - 1]

            next)

    /// <summary>The second divided difference of the exponential, exp[a, b, c] = sum over the simplex of e^(convex
    /// combination), divided by e^max(a, b, c): positive, at most 1/2, and accurate wherever points coincide.</summary>
    let scaledExpDifference (a: float) (b: float) (c: float) : float =
        let sorted = Array.sort [| a; b; c |]
        let low, middle = sorted[0] - sorted[2], sorted[1] - sorted[2]

        if low > -1.0 then
            // Around the mean the points are within 2/3 of 0, so that the terms h_k/(k + 2)! fall below 1e-18 of the
            // first at k = 16: |h_k| <= (k + 1)(k + 2)/2 (2/3)^k.
            let mean = (low + middle) / 3.0
            let h = homogeneous 16 [ low - mean; middle - mean; -mean ]
            let mutable total = 0.0
            let mutable factorial = 1.0

            for k in 0..16 do
                // (k + 1)!, so that the denominator is (k + 2)!.
                factorial <- factorial * float (k + 1)
                total <- total + h[k] / (factorial * float (k + 2))

            exp mean * total
        else
            // exp[m, 0] - exp[l, m] with l = low: at 1 apart the second is at most 2/3 of the first, so that little
            // cancels.
            let upper = expm1Ratio middle
            let lower = exp middle * expm1Ratio (low - middle)
            (upper - lower) / -low
