namespace GanFlowTheory.Laws

open System
open FsCheck
open FsCheck.FSharp
open MathNet.Numerics.LinearAlgebra
open MathNet.Numerics.LinearAlgebra.Double
open GanFlowTheory.Core
open GridSteps

/// How the finite-volume flow tends to the target: parts of HZ23-4.
module internal FiniteVolumeRates =

    /// Two equal cells and masses 2/3 and 1/3: at the stable step of kl the two change places for ever.
    let twoCells: Arbitrary<GridScene> =
        {
            Rows = 1
            Width = 1.0
            Target = [| 0; 0 |]
            First = [| 0; 1 |]
            Second = [| 0; 1 |]
        }
        |> Gen.constant
        |> Arb.fromGen

    // Whether every step of a run brought the density nearer to the target, and where the run ended.
    let private run (next: int -> GridDensity -> GridDensity) (most: int) (target: GridDensity) (q: GridDensity) =
        let rec go k q before worst =
            if k = most || (k > 0 && before <= 1e-12) then
                before, worst
            else
                let q = next k q
                let after = GridDensity.distance target q
                go (k + 1) q after (max worst (after - before))

        go 0 q (GridDensity.distance target q) 0.0

    let private tends
        (instance: string)
        (flows: FDivergence list)
        (scenes: Arbitrary<GridScene>)
        (goal: GridScene -> GridDensity)
        (most: int)
        (next: FokkerPlanck -> GridDensity -> int -> GridDensity -> GridDensity)
        : Law =
        Law.forAll
            {
                Name = "finite-volume-convergence"
                Statement = "The flow tends to the target in L1, at every step not farther from it than before."
                Source = "HZ23-4"
                Judge =
                    Judge.AtMost(1.0, "rounding: 1e-9 covers 64 ulp times the longest step, 2^8 stable ones, 256 times")
            }
            instance
            scenes
            (fun scene ->
                flows
                |> List.collect (fun f ->
                    let equation = FokkerPlanck.create f (goal scene)
                    let left, worst = run (next equation scene.Q) most scene.P scene.Q

                    [
                        Equation.scalar $"{f.Name}: distance to the target at the end" 1e-9 left 0.0
                        Equation.scalar $"{f.Name}: the largest growth of the distance in a step" 1e-9 worst 0.0
                    ]))

    /// Implicit steps that double up to 256 stable ones. On a line of 12 cells with masses apart by up to 2^5 the gap is
    /// about 1/1000 per stable step or more: a factor below 1/1.2 each. In the plane a long step brings every line to
    /// rest in turn, which converges like a Gibbs sampler, by the squared correlation of the coordinates under the
    /// target: 0.88 for two cells that are each 32 times as heavy as the other two.
    let doubling (goal: GridScene -> GridDensity) : Law =
        tends "doubling implicit steps" divergences GridScenes.mild goal 400 (fun equation start ->
            let tau = length (implicitly 1.0) equation [ start ]
            fun k -> FokkerPlanck.implicitEuler (tau * Math.ScaleB(1.0, min k 8)) equation)

    /// Explicit steps, each as long as its density allows, so many at most.
    let explicitSteps (most: int) (flows: FDivergence list) (scenes: Arbitrary<GridScene>) (stepper: GridStep) : Law =
        tends stepper.Name flows scenes _.P most (fun equation _ _ q ->
            stepper.Step (length stepper equation [ q ]) equation q)

    // The eigenvalues, rising, of P^(-1) L_kappa, which is similar to the symmetric P^(-1/2) L_kappa P^(-1/2).
    let private spectrum (target: GridDensity) : float[] =
        let p, grid = target.Weights, target.Grid
        let matrix = DenseMatrix.Create(p.Length, p.Length, 0.0)

        for k in 0 .. grid.Dimension - 1 do
            let h = grid.Axis(k).Width

            for i in 0 .. p.Length - 1 do
                if grid.Place i k < grid.Axis(k).Cells - 1 then
                    let j = i + grid.Stride k
                    let kappa = 2.0 / (1.0 / p[i] + 1.0 / p[j]) / (h * h)
                    matrix[i, i] <- matrix[i, i] + kappa / p[i]
                    matrix[j, j] <- matrix[j, j] + kappa / p[j]
                    matrix[i, j] <- -kappa / sqrt (p[i] * p[j])
                    matrix[j, i] <- matrix[i, j]

        (matrix.Evd Symmetricity.Symmetric).EigenValues.Real().ToArray() |> Array.sort

    /// gamma: the smallest positive eigenvalue; 0 on a single cell, where there is nothing to bring to rest.
    let gap (target: GridDensity) : float =
        let values = spectrum target
        if values.Length > 1 then values[1] else 0.0

    /// The next eigenvalue, where there is one: not a rate.
    let secondGap (target: GridDensity) : float =
        let values = spectrum target
        values[min 2 (values.Length - 1)]

    /// c: the smallest Phi' over the ratios of a density.
    let slowest (f: FDivergence) (ratios: float[]) : float =
        if f.Name = "kl" then
            1.0
        else
            0.5 / (1.0 + Array.max ratios)

    /// The largest Phi': not a rate.
    let fastest (f: FDivergence) (ratios: float[]) : float =
        if f.Name = "kl" then
            1.0
        else
            0.5 / (1.0 + Array.min ratios)

    /// The rate, with gamma, c and the factor of the step, which may be given wrong.
    let rate
        (instance: string)
        (scenes: Arbitrary<GridScene>)
        (gap: GridDensity -> float)
        (slope: FDivergence -> float[] -> float)
        (stepper: GridStep)
        : Law =
        Law.forAll
            {
                Name = "finite-volume-rate"
                Statement =
                    "A step multiplies |w - 1|_p by at most 1/(1 + tau gamma c) on the line if it is implicit, and by "
                    + "rho = max(1 - tau gamma c, 2 theta - 1) for explicit Euler with the part theta of the stable "
                    + "step, (1 + rho^2)/2 for Heun."
                Source = "HZ23-4"
                Judge = Judge.AtMost(1.0, slack)
            }
            (if instance = "" then
                 stepper.Name
             else
                 $"{stepper.Name}, {instance}")
            scenes
            (fun scene ->
                let p = scene.P.Weights

                let away (w: float[]) =
                    Array.map2 (fun p w -> p * (w - 1.0) * (w - 1.0)) p w |> Array.sum |> sqrt

                divergences
                |> List.map (fun f ->
                    let equation = FokkerPlanck.create f scene.P
                    let tau = length stepper equation [ scene.Q ]
                    let ratios (q: GridDensity) = Array.map2 (/) q.Weights p
                    let before = ratios scene.Q
                    let after = ratios (stepper.Step tau equation scene.Q)
                    let factor = stepper.Factor(tau * gap scene.P * slope f before)

                    Equation.scalar
                        $"{f.Name}: |w - 1|_p after a step against its factor times that before"
                        (rounding stepper * (1.0 + away before))
                        (away after)
                        (factor * away before)))
