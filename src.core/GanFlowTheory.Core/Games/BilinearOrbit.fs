namespace GanFlowTheory.Core

open System.Numerics
open GanFlowTheory.Core.Extending
open MathNet.Numerics.LinearAlgebra

/// <summary>Bilinear games in closed form (T21-4). On a pair of singular vectors of A with singular value s, z = x/sqrt kappa_X +
/// i y/sqrt kappa_Y rotates by dz/dt = i s sqrt(kappa_X kappa_Y) z, and a scheme takes each step by a fixed linear
/// map.</summary>
[<RequireQualifiedAccess>]
module BilinearOrbit =

    // The Taylor polynomial of exp that one step of an explicit Runge-Kutta method is.
    let private ofTableau (rule: RungeKutta) (z: Complex) : Complex =
        let k: Complex[] = Array.zeroCreate rule.Weights.Length

        let along (shares: float[]) =
            let mutable total = Complex.One

            for j in 0 .. shares.Length - 1 do
                total <- total + z * (Complex(shares[j], 0.0) * k[j])

            total

        for i in 0 .. k.Length - 1 do
            k[i] <- along rule.Stages[i]

        along rule.Weights

    // What multiplies z in one step of length tau, where the scheme multiplies it; z tau is the argument.
    let private factor (scheme: GameScheme) : (Complex -> Complex) option =
        match scheme with
        | GameScheme.Simultaneous _
        | GameScheme.Jacobi _ -> Some(fun z -> Complex.One + z)
        | GameScheme.Joint _ -> Some(fun z -> Complex.One / (Complex.One - z))
        | GameScheme.Integrated integrator ->
            match integrator.Control with
            | StepControl.Fixed _ -> Some(ofTableau integrator.Method)
            | StepControl.Implicit(ImplicitRule.Euler, _) -> Some(fun z -> Complex.One / (Complex.One - z))
            | StepControl.Implicit(ImplicitRule.Midpoint, _) ->
                Some(fun z -> (Complex.One + z / Complex(2.0, 0.0)) / (Complex.One - z / Complex(2.0, 0.0)))
            | StepControl.Optimised {
                                        Rule = OptimiserRule.GradientDescent
                                        Schedule = Schedule.Constant
                                        Clip = None
                                    } -> Some(fun z -> Complex.One + z)
            | StepControl.Optimised {
                                        Rule = OptimiserRule.Extragradient
                                        Schedule = Schedule.Constant
                                        Clip = None
                                    } -> Some(fun z -> Complex.One + z + z * z)
            | StepControl.Optimised _
            | StepControl.ErrorControlled _
            | StepControl.Descent _ -> None
        | GameScheme.Alternating _
        | GameScheme.GaussSeidel _
        | GameScheme.OwnSteps _ -> None

    let private stepOf (scheme: GameScheme) : float option =
        match scheme with
        | GameScheme.Simultaneous tau
        | GameScheme.Jacobi tau
        | GameScheme.Joint tau
        | GameScheme.Alternating(tau, _)
        | GameScheme.GaussSeidel(tau, _) -> Some tau
        | GameScheme.Integrated integrator -> Some(Integrator.firstStep integrator)
        | GameScheme.OwnSteps _ -> None

    // z at the steps 0, 1, ..., from where it starts, where a = tau s sqrt(kappa_X kappa_Y).
    let private orbit (scheme: GameScheme) : (float -> Complex -> seq<Complex>) option =
        match factor scheme, scheme with
        | Some factor, _ ->
            Some(fun a start ->
                let multiplier = factor (Complex(0.0, a))
                Seq.unfold (fun z -> Some(z, multiplier * z)) start)
        | None, (GameScheme.Alternating(_, turns) | GameScheme.GaussSeidel(_, turns)) ->
            let order, inner = GameScheme.turns 2 turns

            Some(fun a start ->
                let step (z: Complex) =
                    (z, order)
                    ||> Array.fold (fun z player ->
                        let a = float inner[player] * a

                        if player = 0 then
                            Complex(z.Real - a * z.Imaginary, z.Imaginary)
                        else
                            Complex(z.Real, z.Imaginary + a * z.Real))

                Seq.unfold (fun z -> Some(z, step z)) start)
        | None,
          GameScheme.Integrated {
                                    Control = StepControl.Optimised {
                                                                        Rule = OptimiserRule.Optimistic
                                                                        Schedule = Schedule.Constant
                                                                        Clip = None
                                                                    }
                                } ->
            Some(fun a start ->
                let ia = Complex(0.0, a)

                Seq.unfold
                    (fun (now: Complex, before: Complex option) ->
                        let next =
                            match before with
                            | Some before -> now + ia * (Complex(2.0, 0.0) * now - before)
                            | None -> now + ia * now

                        Some(now, (next, Some now)))
                    (start, None))
        | _ -> None

    /// <summary>|x|^2/kappa_X + |y|^2/kappa_Y at the steps 0, 1, ..., n of a scheme of the game of a matrix, in closed form for
    /// each of its singular values: what the dual flow conserves. None where a scheme's steps are no fixed linear map:
    /// those that choose their lengths, and optimisers other than extragradient and optimistic. A n x m, both clocks > 0,
    /// x in R^n, y in R^m.</summary>
    let squaredRadii
        (scheme: GameScheme)
        (a: float[,])
        (clocks: struct (float * float))
        (x: float[])
        (y: float[])
        (steps: int)
        : float[] option =
        let struct (ofX, ofY) = clocks
        Guard.positive "the first clock" ofX
        Guard.positive "the second clock" ofY
        Guard.sameLength (nameof x) (Array2D.length1 a) x.Length
        Guard.sameLength (nameof y) (Array2D.length2 a) y.Length
        Guard.atLeast (nameof steps) 0 steps

        match orbit scheme, stepOf scheme with
        | Some orbit, Some tau ->
            let parts = Matrix<float>.Build.DenseOfArray(a).Svd true

            let alongX =
                (parts.U.TransposeThisAndMultiply(Vector<float>.Build.DenseOfArray x) / sqrt ofX).ToArray()

            let alongY =
                (parts.VT.Multiply(Vector<float>.Build.DenseOfArray y) / sqrt ofY).ToArray()

            let total: float[] = Array.zeroCreate (steps + 1)

            // Vectors without a partner stay where they are.
            for i in 0 .. max alongX.Length alongY.Length - 1 do
                let s = if i < parts.S.Count then parts.S[i] else 0.0

                let at (v: float[]) = if i < v.Length then v[i] else 0.0

                orbit (tau * s * sqrt (ofX * ofY)) (Complex(at alongX, at alongY))
                |> Seq.truncate (steps + 1)
                |> Seq.iteri (fun k z -> total[k] <- total[k] + z.Real * z.Real + z.Imaginary * z.Imaginary)

            Some total
        | _ -> None
