namespace GanFlowTheory.Core

open System

/// <summary>One implicit Euler step of m' = div(kappa grad Phi(m/p)) on a line of cells: the solution w of
/// p_i w_i + tau sum_j kappa_ij (Phi(w_i) - Phi(w_j)) = m_i, by Newton's method. The buffers serve many lines of one
/// length.</summary>
/// <remarks>The Jacobian p + tau L Phi' has non-positive entries off its diagonal and the column sums p_i > 0: it is an
/// M-matrix, which elimination without pivoting solves stably, and each Newton step in w conserves sum_i p_i w_i.
/// Between the steps w stays positive by a change of the unknown, not of the equation: where w + d would not be
/// positive, the same Newton step is taken in the unknown 1/w, w/(1 - d/w).</remarks>
[<Sealed>]
type internal ImplicitLine(pressure: Pressure, length: int) =

    let phi: float[] = Array.zeroCreate length
    let slope: float[] = Array.zeroCreate length
    let diagonal: float[] = Array.zeroCreate length
    let step: float[] = Array.zeroCreate length
    let w: float[] = Array.zeroCreate length

    // A relative step this small leaves an error of its square, below an ulp.
    let converged = 1e-8

    /// One Newton step; its largest size relative to the new w.
    let newton (tau: float) (p: float[]) (kappa: float[]) (m: float[]) : float =
        for i in 0 .. length - 1 do
            phi[i] <- pressure.Value w[i]
            slope[i] <- tau * pressure.Slope w[i]

        // Elimination: row i holds -kappa[i-1] slope[i-1], diagonal, -kappa[i] slope[i+1]. A cell without target is
        // empty and has no faces: its row says that nothing changes.
        for i in 0 .. length - 1 do
            let left = if i > 0 then kappa[i - 1] else 0.0
            let right = if i < length - 1 then kappa[i] else 0.0
            diagonal[i] <- (if p[i] > 0.0 then p[i] else 1.0) + (left + right) * slope[i]
            let inflow = if i > 0 then left * (phi[i - 1] - phi[i]) else 0.0

            let outflow =
                if i < length - 1 then
                    right * (phi[i] - phi[i + 1])
                else
                    0.0

            step[i] <- (m[i] - p[i] * w[i]) + tau * (inflow - outflow)

            if i > 0 && left > 0.0 then
                let factor = left * slope[i - 1] / diagonal[i - 1]
                diagonal[i] <- diagonal[i] - factor * left * slope[i]
                step[i] <- step[i] + factor * step[i - 1]

        let mutable largest = 0.0

        for i in length - 1 .. -1 .. 0 do
            let next =
                if i < length - 1 then
                    kappa[i] * slope[i + 1] * step[i + 1]
                else
                    0.0

            step[i] <- (step[i] + next) / diagonal[i]

        for i in 0 .. length - 1 do
            let moved = w[i] + step[i]

            let moved =
                if moved > 0.0 || step[i] = 0.0 then
                    moved
                else
                    w[i] / (1.0 - step[i] / w[i])

            if step[i] <> 0.0 then
                let size = abs (moved - w[i]) / moved
                largest <- if Double.IsNaN size then nan else max largest size

            w[i] <- moved

        largest

    // A step that Newton's method does not finish is taken in two halves: short steps are close to linear. The length that
    // even the last half did not finish; 0 where all did.
    let rec advance (tau: float) (p: float[]) (kappa: float[]) (m: float[]) (depth: int) : float =
        for i in 0 .. length - 1 do
            w[i] <- if p[i] > 0.0 then m[i] / p[i] else 0.0

        let mutable iterations = 0
        let mutable size = infinity

        while size > converged && iterations < 60 do
            size <- newton tau p kappa m
            iterations <- if Double.IsNaN size then 60 else iterations + 1

        if size <= converged then
            for i in 0 .. length - 1 do
                m[i] <- p[i] * w[i]

            0.0
        elif depth < 40 then
            let unfinished = advance (0.5 * tau) p kappa m (depth + 1)

            if unfinished > 0.0 then
                unfinished
            else
                advance (0.5 * tau) p kappa m (depth + 1)
        else
            tau

    /// Moves the masses m by time tau, in place; p the target's masses, kappa[i] the factor of the face between cells i
    /// and i + 1. 0 where it did; the length of a step that Newton's method does not finish, far below tau, where it did
    /// not.
    member _.Advance(tau: float, p: float[], kappa: float[], m: float[]) : float = advance tau p kappa m 0
