namespace GanFlowTheory.Core

open System
open System.Runtime.Intrinsics
open GanFlowTheory.Core.Extending

/// phi(s) = -s^(beta/2) / 2, that is -r^beta / 2 of the distance r, 0 < beta <= 2: conditionally positive semidefinite, the
/// radial part of the distance kernels. beta = 1 has a profile of its own.
type internal NegativePowerProfile(beta: float) =
    inherit Profile(invariant $"distance:{string beta}")

    let power = 0.5 * beta

    // -1/2 p (p - 1) .. of the derivative of this order, and the power of s that is left.
    let factor order =
        match order with
        | 0 -> -0.5
        | 1 -> -0.5 * power
        | _ -> -0.5 * power * (power - 1.0)

    let left order = power - float order

    // With beta = 2 phi is linear, the only one with derivatives at 0.
    let isLinear = (power = 1.0)

    let powers =
        Array.init 3 (fun order ->
            let exponent = left order
            struct (exponent, Unary.Power exponent))

    override _.Derivative(order, s) =
        match order with
        | 1 when isLinear -> -0.5
        | 2 when isLinear -> 0.0
        | _ when s = 0.0 -> 0.0
        | _ -> factor order * Math.Pow(s, left order)

    override _.Formula =
        Some(fun order s ->
            match order with
            | 0 -> -0.5 * Tensor.power power s
            | 1 when isLinear -> Tensor.fill s.Extents -0.5
            | _ when isLinear -> Tensor.fill s.Extents 0.0
            | _ ->
                factor order
                * Tensor.unary Unary.PseudoReciprocal (Tensor.power -(left order) s))

    override _.AddTo(order, scale, s, sum) =
        if isLinear then
            if order < 2 then
                LaneSums.addPolynomial (-0.5 * scale, 1.0, 0.0, 1 - order, s, sum)
        else
            let struct (exponent, f) = powers[order]

            LaneSums.accumulate (scale * factor order) s sum (fun v ->
                let r = LaneMath.powerByPolynomials f exponent v
                // At 0 a negative power is infinite.
                Vector512.ConditionalSelect(Vector512.GreaterThan(v, Vector512<float>.Zero), r, Vector512<float>.Zero))

    override _.HasMixedDerivatives = isLinear
