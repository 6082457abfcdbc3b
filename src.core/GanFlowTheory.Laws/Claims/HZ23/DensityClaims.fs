namespace GanFlowTheory.Laws

open System
open GanFlowTheory.Core

/// Claims on densities known on a grid: HZ23-1 to HZ23-5.
[<RequireQualifiedAccess>]
module internal DensityClaims =

    let private jsd = FDivergence.jsd

    let private sum (f: float -> float -> float) (p: float[]) (q: float[]) =
        Array.fold2 (fun total p q -> total + f p q) 0.0 p q

    // JSD by its definition, sharing no code with the library's f.
    let private jensenShannon (p: float[]) (q: float[]) =
        let part (a: float) (b: float) =
            if a = 0.0 then 0.0 else 0.5 * a * log (a / (0.5 * (a + b)))

        sum (fun p q -> part p q + part q p) p q

    let private variationBy (name: string) (xi: float -> float -> float) : Law =
        Law.forAll
            {
                Name = "jsd-first-variation"
                Statement = "d/de JSD(q + e s) = sum_i xi_i s_i for s of sum zero, xi = 1/2 log(2q/(p+q))."
                Source = "HZ23-1"
                Judge =
                    Judge.Relative(
                        1e-8,
                        "six-point stencil with relative changes of at most 3/64: truncation (1/64)^6, rounding 64 x 20 ulp"
                    )
            }
            name
            GridScenes.mild
            (fun scene ->
                let p, q = scene.P.Weights, scene.Q.Weights
                // Changes relative to the mass, without mass in total.
                let raw =
                    scene.R.Weights
                    |> Array.mapi (fun i r -> if i % 2 = 0 then min r q[i] else -(min r q[i]))

                let total = Array.sum raw

                let change =
                    Array.map2 (fun s m -> s - total * m) raw q |> Array.map (fun s -> 0.5 * s)

                let observed =
                    Differences.derivative (1.0 / 64.0) (fun e ->
                        let moved = GridDensity(scene.Grid, Array.map2 (fun m s -> m + e * s) q change)
                        GridDivergence.value jsd scene.P moved)

                let potential = Array.map2 xi p q

                [
                    Equation.scalar "d/de JSD against sum xi s" 1.0 observed (sum (*) potential change)
                    Equation.scalar
                        "JSD of the library against the definition"
                        1.0
                        (GridDivergence.value jsd scene.P scene.Q)
                        (jensenShannon p q)
                ])

    let private closedForm (formula: float -> float -> float) =
        Law.forAll
            {
                Name = "jsd-closed-form"
                Statement = "The library's first variation f(r) - r f'(r) is 1/2 log(2q/(p+q)), to rounding."
                Source = "HZ23-1"
                Judge = Judge.Relative(1e-14, "a logarithm of an argument that is right to 3 ulp")
            }
            "cells"
            GridScenes.wild
            (fun scene ->
                let p, q = scene.P.Weights, scene.Q.Weights
                let held i = q[i] > 0.0
                let cells = [| 0 .. q.Length - 1 |] |> Array.filter held
                let found = GridDivergence.firstVariation jsd scene.P scene.Q
                let exact = Array.map2 formula p q

                [
                    Equation.vector
                        "xi"
                        (1.0 + (cells |> Array.map (fun i -> abs exact[i]) |> Array.max))
                        (cells |> Array.map (fun i -> found[i]))
                        (cells |> Array.map (fun i -> exact[i]))
                ])

    let private firstVariation: Claim =
        {
            Id = "HZ23-1"
            Statement =
                "The first variation of JSD(q) = 1/2 KL(q||m) + 1/2 KL(p||m), m = (p+q)/2, is xi = 1/2 "
                + "log(2q/(p+q)), up to a constant."
            Hypotheses = [ "p and q are positive" ]
            Source = "HZ23"
            Page = "HZ23-1.md"
            Property =
                [
                    variationBy "1/2 log(2q/(p+q))" (fun p q -> 0.5 * log (2.0 * q / (p + q)))
                    closedForm (fun p q -> 0.5 * log (2.0 * q / (p + q)))
                ]
            Necessity =
                [
                    variationBy "log(2q/(p+q))" (fun p q -> log (2.0 * q / (p + q)))
                    |> Law.fails "Without the factor 1/2 it is not."
                    variationBy "1/2 log(2p/(p+q))" (fun p q -> 0.5 * log (2.0 * p / (p + q)))
                    |> Law.fails "The first variation in the other argument is another one."
                    closedForm (fun p q -> 0.5 * log (q / (p + q)))
                    |> Law.rejects "the density p+q in place of its mean"
                ]
        }

    // The scheme's sum over faces, written out.
    let private faces (p: GridDensity) (q: GridDensity) : float =
        let equation = FokkerPlanck.create jsd p
        FokkerPlanck.dissipation equation q

    // The integral's midpoint rule with central differences at the centres.
    let private centres (p: GridDensity) (q: GridDensity) : float =
        let xi = GridDivergence.firstVariation jsd p q
        let gradient = (Grid.potential xi q.Grid).Gradient q.Grid.Centres
        sum (*) q.Weights (Points.rowDots gradient gradient)

    let private semiDiscrete
        (name: string)
        (rateOf: FokkerPlanck -> GridDensity -> float[])
        (dissipation: GridDensity -> GridDensity -> float)
        : Law =
        Law.forAll
            {
                Name = "jsd-dissipation"
                Statement =
                    "Along the finite-volume flow dJSD/dt = - sum over faces of kappa_ij (Phi_j - Phi_i) (xi_j - xi_i) <= 0."
                Source = "HZ23-2"
                Judge =
                    Judge.Relative(
                        1e-8,
                        "six-point stencil with relative changes of at most 3/64: truncation (1/64)^6, 20 ulp over the step"
                    )
            }
            name
            GridScenes.mild
            (fun scene ->
                let equation = FokkerPlanck.create jsd scene.P
                let q = scene.Q
                let rate = rateOf equation q
                let fastest = Array.map2 (fun v m -> abs v / m) rate q.Weights |> Array.max
                let found = dissipation scene.P q

                if fastest = 0.0 then
                    [ Equation.scalar "nothing moves" 1.0 found 0.0 ]
                else
                    // Time in units of the fastest relative change.
                    let observed =
                        Differences.derivative (1.0 / 64.0) (fun e ->
                            let moved = Array.map2 (fun m v -> m + e / fastest * v) q.Weights rate
                            GridDivergence.value jsd scene.P (GridDensity(q.Grid, moved)))

                    [
                        Equation.scalar "dJSD/dt against the sum over faces" 1.0 observed (-found / fastest)
                        Equation.condition "the dissipation is not negative" (found >= 0.0)
                    ])

    // A box that is open at its first cell: what the cell holds flows out at the rate 1.
    let private openEnd (equation: FokkerPlanck) (q: GridDensity) : float[] =
        let rate = FokkerPlanck.rate equation q
        rate[0] <- rate[0] - q.Weights[0]
        rate

    let private gaussian (mean: float) (sd: float) (x: float) =
        let z = (x - mean) / sd
        -0.5 * z * z - log (sd * sqrt (2.0 * Math.PI))

    // 1/4 int q |grad log(q/(p+q))|^2 for p = N(0,1), q = N(mean, sd^2); by
    // grad log q - grad log(p+q) = p/(p+q) (grad log q - grad log p), which does not cancel.
    let private integral (mean: float) (sd: float) : float =
        GaussLegendre.panels 200 16 -9.0 9.0
        |> Array.sumBy (fun (struct (x, weight)) ->
            let p, q = gaussian 0.0 1.0 x, gaussian mean sd x
            let share = 1.0 / (1.0 + exp (q - p))
            let slope = share * (-(x - mean) / (sd * sd) + x)
            weight * exp q * slope * slope)
        |> (*) 0.25

    let private onGrid n mean sd =
        GridDensity.ofLogDensity
            $"N({mean}, {sd}^2)"
            (fun x -> x.Coordinate(0).ToArray() |> Array.map (gaussian mean sd))
            (Grid.line -9.0 9.0 n)

    // A Gaussian, three times as dense right of its mean as left of it: 1/2 and 3/2 on average.
    let private broken n mean sd =
        let log' x =
            gaussian mean sd x + log (if x < mean then 0.5 else 1.5)

        GridDensity.ofLogDensity
            "a broken Gaussian"
            (fun x -> x.Coordinate(0).ToArray() |> Array.map log')
            (Grid.line -9.0 9.0 n)

    let private limit
        (instance: string)
        (start: int -> float -> float -> GridDensity)
        (integral: float -> float -> float)
        : Law =
        Law.forEach
            {
                Name = "jsd-dissipation-limit"
                Statement = "The sum over faces tends to 1/4 int q |grad log(q/(p+q))|^2, with order two in h."
                Source = "HZ23-2"
                // 120, 240 and 480 cells: extrapolation removes h^2; what is left is of order h^4, h = 0.0375.
                Judge = Judge.Relative(1.0, "Richardson's extrapolation leaves h^4: a hundredth of the last error")
            }
            instance
            [ 1.5, 0.8; 0.5, 1.2; -1.0, 1.0 ]
            (fun (mean, sd) ->
                let exact = integral mean sd

                let at n =
                    faces (onGrid n 0.0 1.0) (start n mean sd)

                let coarse, middle, fine = at 120, at 240, at 480
                let order = Math.Log2((coarse - middle) / (middle - fine))
                let left = 0.01 * abs (fine - exact) + 1e-12

                [
                    Equation.scalar
                        "the extrapolated sum against the integral"
                        left
                        (fine + (fine - middle) / 3.0)
                        exact
                    Equation.scalar "the measured order against 2" 0.05 order 2.0
                ])

    let private dissipation: Claim =
        {
            Id = "HZ23-2"
            Statement =
                "Along the Wasserstein flow of JSD, dJSD/dt = -1/4 int q |grad log(q/(q+p))|^2; along the "
                + "finite-volume flow it is exactly minus the sum over faces of kappa_ij (Phi_j - Phi_i) (xi_j - "
                + "xi_i), which tends to that integral with order two."
            Hypotheses =
                [
                    "p and q are positive"
                    "in the continuum p and q are smooth"
                    "there is no flux through the boundary, and at infinity q xi grad xi tends to 0"
                    "on the grid the flux and the first variation are taken on the same faces"
                ]
            Source = "HZ23"
            Page = "HZ23-2.md"
            Property =
                [
                    semiDiscrete "sum over faces" FokkerPlanck.rate faces
                    limit "Gaussians on [-9, 9]" onGrid integral
                ]
            Necessity =
                [
                    semiDiscrete "midpoint rule at the centres" FokkerPlanck.rate centres
                    |> Law.fails "The integral by central differences at the centres is not the scheme's dissipation."
                    semiDiscrete "a box open at one end" openEnd faces
                    |> Law.fails "Flux through the boundary takes a part of JSD with it."
                    limit "a start that jumps" broken integral
                    |> Law.fails "A jump of q dissipates without bound: the sum over faces has no limit."
                    limit "1/2 in place of 1/4" onGrid (fun mean sd -> 2.0 * integral mean sd)
                    |> Law.rejects "1/2 in place of 1/4"
                ]
        }

    /// HZ23-1 to HZ23-5.
    let all: Claim list =
        [
            firstVariation
            dissipation
            ParticleGridClaims.sameLaw
            FiniteVolumeClaims.scheme
            DiscriminatorClaims.optimal
        ]
