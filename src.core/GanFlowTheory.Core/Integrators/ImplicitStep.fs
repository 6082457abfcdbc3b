namespace GanFlowTheory.Core.Extending

open GanFlowTheory.Core

/// Where an implicit step takes its velocity.
[<RequireQualifiedAccess>]
type ImplicitRule =
    /// Where it ends: x+ = x + tau v(x+).
    | Euler
    /// Half way: x+ = x + tau v((x + x+)/2).
    | Midpoint

/// Implicit steps, by Newton's method without a Jacobian.
[<RequireQualifiedAccess>]
module internal ImplicitStep =

    // What is left of the equation, in units of its terms; below it rounding of the velocity's own differences.
    let private tolerance = 1e-9

    /// z = x + tau v(z).
    let private solve (problem: StepProblem) (tau: float) : NewtonSolution =
        let x, v = problem.Coordinates, problem.Velocity

        let residual (z: float[]) =
            let v = problem.Field z
            Array.init x.Length (fun p -> z[p] - x[p] - tau * v[p])

        let scale = Vectors.largest x + tau * Vectors.largest v

        NewtonKrylov.solve
            residual
            (if scale > 0.0 then scale else 1.0)
            tolerance
            (Array.map2 (fun x v -> x + tau * v) x v)

    /// One step of the given length, with the length to try next.
    let step (rule: ImplicitRule) (problem: StepProblem) (next: float) (tau: float) : StepResult =
        let solution =
            match rule with
            | ImplicitRule.Euler -> solve problem tau
            | ImplicitRule.Midpoint -> solve problem (0.5 * tau)

        match solution.Failure with
        | Some failure ->
            StepResult.Refused(
                tau,
                (invariant $"the equation of the implicit step of {tau:G3} has no solution nearby: {failure}")
            )
        | None ->
            let x = problem.Coordinates

            StepResult.Taken
                {
                    Coordinates =
                        match rule with
                        | ImplicitRule.Euler -> solution.Point
                        | ImplicitRule.Midpoint -> Array.map2 (fun x m -> m + (m - x)) x solution.Point
                    Length = tau
                    Next = next
                    Refused = 0
                    Memory = None
                    Solve =
                        Some
                            {
                                Method = "newton"
                                Iterations = solution.Iterations
                                Residual = solution.Residual
                                Condition = 1.0
                                Warning = None
                            }
                }
