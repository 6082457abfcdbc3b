namespace GanFlowTheory.Core

open System

/// Argument checks. Each failure is one sentence that names the argument and its value.
module internal Guard =

    let fail (name: string) (sentence: string) : 'a =
        raise (ArgumentException(sentence, name))

    let positive (name: string) (value: float) =
        if not (value > 0.0 && Double.IsFinite value) then
            fail name (invariant $"{name} must be positive and finite, but is {value}.")

    let nonNegative (name: string) (value: float) =
        if not (value >= 0.0 && Double.IsFinite value) then
            fail name (invariant $"{name} must be non-negative and finite, but is {value}.")

    let finite (name: string) (value: float) =
        if not (Double.IsFinite value) then
            fail name (invariant $"{name} must be finite, but is {value}.")

    let atLeast (name: string) (least: int) (value: int) =
        if value < least then
            fail name (invariant $"{name} must be at least {least}, but is {value}.")

    let sameLength (name: string) (expected: int) (actual: int) =
        if expected <> actual then
            fail name (invariant $"{name} must have {expected} entries, but has {actual}.")

    let sameDimension (name: string) (expected: int) (actual: int) =
        if expected <> actual then
            fail name (invariant $"{name} must have dimension {expected}, but has dimension {actual}.")

    /// Probability weights: as many as expected, non-negative, finite, summing to one within rounding.
    let probabilities (name: string) (expected: int) (weights: float[]) =
        sameLength name expected weights.Length
        let mutable total = 0.0

        for i in 0 .. weights.Length - 1 do
            if not (weights[i] >= 0.0 && Double.IsFinite weights[i]) then
                fail name (invariant $"{name}[{i}] must be non-negative and finite, but is {weights[i]}.")

            total <- total + weights[i]

        // A sum of n rounded probabilities is off by at most about n ulp.
        if abs (total - 1.0) > 1e-12 + 4.0e-16 * float weights.Length then
            fail name (invariant $"{name} must sum to 1, but sums to {total:R}.")
