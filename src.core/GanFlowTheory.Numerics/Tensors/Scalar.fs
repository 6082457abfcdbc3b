namespace GanFlowTheory.Core.Extending

open GanFlowTheory.Core

open System

/// <summary>The elementwise functions of one number: what every engine must agree with.</summary>
[<RequireQualifiedAccess>]
module Scalar =

    /// f(x).
    let unary (f: Unary) (x: float) : float =
        match f with
        | Unary.Affine(scale, shift) -> scale * x + shift
        | Unary.Exp -> exp x
        | Unary.Log -> log x
        | Unary.Log1p -> Elementary.log1p x
        | Unary.Expm1 -> Elementary.expm1 x
        | Unary.Sqrt -> sqrt x
        | Unary.Reciprocal -> 1.0 / x
        | Unary.PseudoReciprocal -> if x = 0.0 then 0.0 else 1.0 / x
        | Unary.Square -> x * x
        | Unary.Power exponent -> Math.Pow(x, exponent)
        | Unary.Tanh -> Math.Tanh x
        | Unary.TanhSlope ->
            let e = exp (-2.0 * abs x)
            4.0 * e / ((1.0 + e) * (1.0 + e))
        | Unary.Sigmoid -> Elementary.sigmoid x
        | Unary.Softplus -> Elementary.softplus x
        | Unary.LogSigmoid -> -(Elementary.softplus -x)
        | Unary.LeakyRelu slope -> if x > 0.0 then x else slope * x
        | Unary.LeakyStep slope -> if x > 0.0 then 1.0 else slope
        | Unary.Sin -> sin x
        | Unary.Cos -> cos x
        | Unary.Abs -> abs x
        | Unary.Sign ->
            if x > 0.0 then 1.0
            elif x < 0.0 then -1.0
            else x

    /// f(x, y).
    let binary (f: Binary) (x: float) (y: float) : float =
        match f with
        | Binary.Add -> x + y
        | Binary.Subtract -> x - y
        | Binary.Multiply -> x * y
        | Binary.Divide -> x / y
        | Binary.Max -> Math.Max(x, y)
        | Binary.XLogY -> if x = 0.0 && y >= 0.0 then 0.0 else x * log y
