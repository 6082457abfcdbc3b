namespace GanFlowTheory.Laws

open System
open GanFlowTheory.Core

/// A step of the finite-volume scheme: its name, how many stable steps long, and the step of a length.
[<NoComparison; NoEquality>]
type internal GridStep =
    {
        Name: string
        /// How many stable steps it is long.
        Part: float
        /// The density after a step of length tau.
        Step: float -> FokkerPlanck -> GridDensity -> GridDensity
        /// What |w - 1|_p is multiplied by at most, given tau gamma c (HZ23-4); nan where nothing is claimed.
        Factor: float -> float
    }

/// Steps of the finite-volume scheme, and some that look like it.
module internal GridSteps =

    let divergences = [ FDivergence.jsd; FDivergence.kl ]

    // The eigenvalues of a step lie in [0, 2 part], those of the slow directions at tau gamma c or above.
    let private contracted part x = max (1.0 - x) (2.0 * part - 1.0)

    let explicitly part =
        {
            Name = $"explicit Euler, {part} of the stable step"
            Part = part
            Step = FokkerPlanck.explicitEuler
            Factor = contracted part
        }

    let private squared part x =
        let factor = contracted part x
        0.5 * (1.0 + factor * factor)

    /// The library's own, in one step.
    let heun =
        {
            Name = "Heun, 0.99 of the stable step"
            Part = 0.99
            Step = FokkerPlanckMethod.ExplicitHeun 0.999 |> FokkerPlanck.at
            Factor = squared 0.99
        }

    /// The mean of the state and two Euler steps, of exactly the stable length, which the library refuses.
    let wholeHeun =
        {
            Name = "Heun, the stable step"
            Part = 1.0
            Step =
                fun tau equation q ->
                    let twice =
                        q
                        |> FokkerPlanck.explicitEuler tau equation
                        |> FokkerPlanck.explicitEuler tau equation

                    GridDensity(q.Grid, Array.map2 (fun a b -> 0.5 * a + 0.5 * b) q.Weights twice.Weights)
            Factor = squared 1.0
        }

    let implicitly part =
        {
            Name = $"implicit Euler, {part} stable steps"
            Part = part
            Step = FokkerPlanck.implicitEuler
            Factor = fun x -> 1.0 / (1.0 + x)
        }

    // Flux by the mean of q and the slope of xi: q_t = div(q grad xi) as a central difference, consistent of order two.
    let centred =
        {
            Name = "central differences, a hundredth of the stable step"
            Part = 0.01
            Step =
                fun tau equation q ->
                    let grid, m = q.Grid, q.Weights
                    let xi = GridDivergence.firstVariation equation.Divergence equation.Target q
                    let next = Array.copy m

                    for k in 0 .. grid.Dimension - 1 do
                        let h = grid.Axis(k).Width

                        for i in 0 .. m.Length - 1 do
                            if grid.Place i k < grid.Axis(k).Cells - 1 then
                                let j = i + grid.Stride k
                                let flow = tau * 0.5 * (m[i] + m[j]) * (xi[j] - xi[i]) / (h * h)
                                next[i] <- next[i] + flow
                                next[j] <- next[j] - flow

                    GridDensity(grid, next)
            Factor = fun _ -> nan
        }

    // Too long a step, its negative masses set to 0 and the rest scaled to mass one.
    let clipped =
        {
            Name = "explicit Euler, 2.5 of the stable step, clipped"
            Part = 2.5
            Step =
                fun tau equation q ->
                    let next = FokkerPlanck.explicitEuler tau equation q
                    let kept = Array.map (max 0.0) next.Weights
                    let mass = Array.sum kept
                    GridDensity(q.Grid, Array.map (fun m -> m / mass) kept)
            Factor = fun _ -> nan
        }

    // A single cell has no stable step: any length will do.
    let length (stepper: GridStep) (equation: FokkerPlanck) (densities: GridDensity list) =
        let stable = densities |> List.map (FokkerPlanck.stableStep equation) |> List.min
        stepper.Part * (if Double.IsFinite stable then stable else 1.0)

    // Explicit steps add 2 d + 1 terms; implicit ones solve systems of condition number about the number of stable
    // steps, along at most 12 cells and two axes.
    let rounding (stepper: GridStep) =
        64.0 * Rounding.ulp * (1.0 + stepper.Part)

    let slack =
        "rounding: 64 ulp for the terms of a step, times the number of stable steps it stands for"
