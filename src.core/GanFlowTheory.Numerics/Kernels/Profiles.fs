namespace GanFlowTheory.Core

open System
open GanFlowTheory.Core.Extending

// Names hold numbers by way of 'string', which does not depend on the culture; interpolation alone does.

module private Cusp =

    /// 1/r, and 0 at r = 0, where a cusp has no derivative.
    let reciprocal (r: Tensor) : Tensor = Tensor.unary Unary.PseudoReciprocal r

/// phi(s) = exp(-s / (2 sigma^2)).
type internal GaussianProfile(sigma: float) =
    inherit Profile(invariant $"gaussian:{string sigma}")

    let rate = 0.5 / (sigma * sigma)
    let factor order = pown -rate order

    member _.Bandwidth = sigma

    override _.Derivative(order, s) = factor order * exp (-rate * s)

    override _.Formula = Some(fun order s -> factor order * Tensor.exp (-rate * s))

    override _.AddTo(order, scale, s, sum) =
        LaneSums.addExp (scale * factor order, -rate, s, sum)

    override _.AddValueAndSlopeTo(scale, s, values, slopes) =
        LaneSums.addExpBoth (scale, -rate, s, values, slopes)

    override _.Steepness = rate

/// phi(s) = (1 + rate s)^(-power): rational quadratic with rate 1/(2a), power a; inverse multiquadric with rate 1/c^2.
type internal PowerProfile(name: string, rate: float, power: float) =
    inherit Profile(name)

    let factor order =
        match order with
        | 0 -> 1.0
        | 1 -> -rate * power
        | _ -> rate * rate * power * (power + 1.0)

    override _.Derivative(order, s) =
        factor order * Math.Pow(1.0 + rate * s, -(power + float order))

    override _.Formula =
        Some(fun order s -> factor order * Tensor.power -(power + float order) (1.0 + rate * s))

    override _.AddTo(order, scale, s, sum) =
        Powers.addPower (scale * factor order, rate, power + float order, s, sum)

    override _.AddValueAndSlopeTo(scale, s, values, slopes) =
        Powers.addPowerBoth (scale, scale * factor 1, rate, power, s, values, slopes)

    override _.Steepness = rate * (power + 1.0)

    /// rate and power.
    member _.Term = struct (rate, power)

/// A sum of such terms with their factors, added in one pass; no argument is above the reach.
type internal PowerSumProfile(parts: (struct (float * PowerProfile))[], reach: float) =
    inherit Profile("sum of powers")

    // The derivative of order k multiplies by (-rate)^k p (p + 1) ... (p + k - 1) and raises the power by k.
    let sumOf order =
        PowerSum(
            parts
            |> Array.map (fun (struct (factor, part)) ->
                let struct (rate, power) = part.Term
                let rising = PowerLoops.rising power (order + 1)
                let factorial = if order = 2 then 2.0 else 1.0

                {
                    Scale = factor * pown -rate order * rising[order] * factorial
                    Rate = rate
                    Power = power + float order
                }),
            reach
        )

    let sums = Array.init 3 (fun order -> lazy (sumOf order))

    override _.Derivative(order, s) =
        parts
        |> Array.sumBy (fun (struct (factor, part)) -> factor * part.Derivative(order, s))

    override _.AddTo(order, scale, s, sum) = sums[order].Value.AddTo(scale, s, sum)

    override _.AddValueAndSlopeTo(scale, s, values, slopes) =
        sums[0].Value.AddBothTo(scale, s, values, slopes)

    override _.Steepness =
        parts |> Array.fold (fun most (struct (_, part)) -> max most part.Steepness) 0.0

/// phi(s) = exp(-sqrt(s) / sigma), with a cusp at 0.
type internal LaplaceProfile(sigma: float) =
    inherit Profile(invariant $"laplace:{string sigma}")

    let rate = 1.0 / sigma

    override _.Derivative(order, s) =
        let r = sqrt s

        match order with
        | 0 -> exp (-rate * r)
        | _ when s = 0.0 -> 0.0
        | 1 -> -0.5 * rate * exp (-rate * r) / r
        | _ -> 0.25 * rate * exp (-rate * r) * (rate * r + 1.0) / (s * r)

    override _.Formula =
        Some(fun order s ->
            let r = Tensor.sqrt s
            let decay = Tensor.exp (-rate * r)

            match order with
            | 0 -> decay
            | 1 -> -0.5 * rate * decay * Cusp.reciprocal r
            | _ -> 0.25 * rate * decay * (rate * r + 1.0) * Cusp.reciprocal (s * r))

    override _.AddTo(order, scale, s, sum) =
        match order with
        | 0 -> LaneSums.addExpRoot (scale, 0.0, -rate, s, sum)
        | 1 -> LaneSums.addExpRootOver (-0.5 * rate * scale, -rate, s, sum)
        | _ -> base.AddTo(order, scale, s, sum)

    override _.HasMixedDerivatives = false

/// phi(s) = (1 + a r) exp(-a r), r = sqrt(s), a = sqrt(3) / sigma.
type internal Matern32Profile(sigma: float) =
    inherit Profile(invariant $"matern32:{string sigma}")

    let rate = sqrt 3.0 / sigma

    override _.Derivative(order, s) =
        // Where the squared distance has overflowed the product of infinity and 0 would not be a number.
        let s = min s 1e300
        let r = sqrt s

        match order with
        | 0 -> (1.0 + rate * r) * exp (-rate * r)
        | 1 -> -0.5 * rate * rate * exp (-rate * r)
        | _ when s = 0.0 -> 0.0
        | _ -> 0.25 * pown rate 3 * exp (-rate * r) / r

    override _.Formula =
        Some(fun order s ->
            let r = Tensor.sqrt s
            let decay = Tensor.exp (-rate * r)

            match order with
            | 0 -> (1.0 + rate * r) * decay
            | 1 -> -0.5 * rate * rate * decay
            | _ -> 0.25 * pown rate 3 * decay * Cusp.reciprocal r)

    override _.AddTo(order, scale, s, sum) =
        match order with
        | 0 -> LaneSums.addExpRoot (scale, rate, -rate, s, sum)
        | 1 -> LaneSums.addExpRoot (-0.5 * rate * rate * scale, 0.0, -rate, s, sum)
        | _ -> LaneSums.addExpRootOver (0.25 * pown rate 3 * scale, -rate, s, sum)

/// phi(s) = (1 + a r + a^2 r^2 / 3) exp(-a r), r = sqrt(s), a = sqrt(5) / sigma.
type internal Matern52Profile(sigma: float) =
    inherit Profile(invariant $"matern52:{string sigma}")

    let rate = sqrt 5.0 / sigma

    override _.Derivative(order, s) =
        // Where the squared distance has overflowed the product of infinity and 0 would not be a number.
        let s = min s 1e300
        let r = sqrt s

        match order with
        | 0 -> (1.0 + rate * r + rate * rate * s / 3.0) * exp (-rate * r)
        | 1 -> -(rate * rate / 6.0) * (1.0 + rate * r) * exp (-rate * r)
        | _ -> pown rate 4 / 12.0 * exp (-rate * r)

    override _.Formula =
        Some(fun order s ->
            let r = Tensor.sqrt s
            let decay = Tensor.exp (-rate * r)

            match order with
            | 0 -> (1.0 + rate * r + rate * rate / 3.0 * s) * decay
            | 1 -> -(rate * rate / 6.0) * (1.0 + rate * r) * decay
            | _ -> pown rate 4 / 12.0 * decay)

    override _.AddTo(order, scale, s, sum) =
        match order with
        | 0 -> base.AddTo(order, scale, s, sum)
        | 1 -> LaneSums.addExpRoot (-(rate * rate / 6.0) * scale, rate, -rate, s, sum)
        | _ -> LaneSums.addExpRoot (pown rate 4 / 12.0 * scale, 0.0, -rate, s, sum)

/// phi(s) = -sqrt(s) / 2: conditionally positive semidefinite, the distance kernel's radial part.
type internal NegativeDistanceProfile() =
    inherit Profile("distance")

    override _.Derivative(order, s) =
        match order with
        | 0 -> -0.5 * sqrt s
        | _ when s = 0.0 -> 0.0
        | 1 -> -0.25 / sqrt s
        | _ -> 0.125 / (s * sqrt s)

    override _.Formula =
        Some(fun order s ->
            let r = Tensor.sqrt s

            match order with
            | 0 -> -0.5 * r
            | 1 -> -0.25 * Cusp.reciprocal r
            | _ -> 0.125 * Cusp.reciprocal (s * r))

    override _.AddTo(order, scale, s, sum) =
        match order with
        | 0 -> LaneSums.addRoot (-0.5 * scale, s, sum)
        | 1 -> LaneSums.addReciprocalRoot (-0.25 * scale, s, sum)
        | _ -> base.AddTo(order, scale, s, sum)

    override _.HasMixedDerivatives = false

/// psi(t) = (t / unit + shift)^degree for an inner-product kernel.
type internal PolynomialProfile(name: string, unit: float, shift: float, degree: int) =
    inherit Profile(name)

    let falling order =
        match order with
        | 0 -> 1.0
        | 1 -> float degree / unit
        | _ -> float (degree * (degree - 1)) / (unit * unit)

    /// Whether the kernel is <x, y> up to a factor and a constant.
    member _.IsAffine = degree = 1

    override _.Derivative(order, t) =
        if order > degree then
            0.0
        else
            falling order * pown (t / unit + shift) (degree - order)

    override _.Formula =
        Some(fun order t ->
            if order > degree then
                Tensor.fill t.Shape 0.0
            else
                falling order * Tensor.power (float (degree - order)) (t / unit + shift))

    override this.AddTo(order, scale, t, sum) =
        if order <= degree then
            LaneSums.addPolynomial (scale * falling order, 1.0 / unit, shift, degree - order, t, sum)

    override _.Steepness = 0.0
