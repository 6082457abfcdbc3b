namespace GanFlowTheory.Laws

open GanFlowTheory.Core
open ParticleGrids

/// The claim that the particles' equation and the Fokker-Planck equation describe the same law: HZ23-3.
[<RequireQualifiedAccess>]
module internal ParticleGridClaims =

    let private line mean variance =
        GaussianMixture.gaussian [| mean |] (array2D [ [ variance ] ])

    let private two weight first second =
        GaussianMixture.mixture [| weight; 1.0 - weight |] [ first; second ]

    let private onLine name target start time =
        {
            Name = name
            Target = target
            Start = start
            Time = time
            Narrowest = 0.6
            Half = 9.0
            Cells = 120
            Steps = int (10.0 * time)
        }

    let private oracle =
        onLine "N(1.5, 0.64) to N(0, 1), t = 1" (line 0.0 1.0) (line 1.5 0.64) 1.0

    let private lines =
        [
            oracle
            onLine "N(-1, 2.25) to N(0, 1), t = 2" (line 0.0 1.0) (line -1.0 2.25) 2.0
            onLine
                "N(0, 1) to 0.5 N(-1.5, 0.5) + 0.5 N(1.5, 0.8), t = 1"
                (two 0.5 (line -1.5 0.5) (line 1.5 0.8))
                (line 0.0 1.0)
                1.0
            onLine
                "0.3 N(-2, 0.49) + 0.7 N(1, 0.36) to N(0, 1), t = 1"
                (line 0.0 1.0)
                (two 0.3 (line -2.0 0.49) (line 1.0 0.36))
                1.0
        ]

    let private plane =
        {
            Name = "N((1.5, -1), diag(0.64, 1)) to N(0, I) in the plane, t = 1"
            Target = GaussianMixture.standard 2
            Start = GaussianMixture.gaussian [| 1.5; -1.0 |] (array2D [ [ 0.64; 0.0 ]; [ 0.0; 1.0 ] ])
            Time = 1.0
            Narrowest = 0.8
            Half = 6.0
            Cells = 24
            Steps = 4
        }

    // How an error of order h^2 shrinks from one level to the next: by 1/4, up to the next terms of its expansion, of
    // relative size (h/s)^2, and up to a tenth for what depends on the places of the particles in their cells: a third
    // of the error of the field at most, which the particles and the cells that they cross average out.
    let private shrinks (scene: Scene) (level: int) =
        let h = 2.0 * scene.Half / float (scene.Cells <<< level)
        let next = h / scene.Narrowest
        0.25 * (1.0 + next * next) * 1.1

    let private shrinking (scene: Scene) (what: string) (errors: float list) : Equation list =
        List.pairwise errors
        |> List.mapi (fun level (coarse, fine) ->
            Equation.scalar
                $"{what} on grid {level + 2} against its part of that on grid {level + 1}"
                1.0
                fine
                (shrinks scene level * coarse))

    let private orderTwo =
        "rounding; the right side is 1/4 of the coarser error, for order two, times 1 + (h/s)^2 for the next terms, \
         times 1.1 for the places of particles in cells"

    let private quantiles (name: string) (scenes: Solved list) (field: Path -> float[][]) : Law =
        Law.forEach
            {
                Name = "jsd-particles-quantiles"
                Statement =
                    "On R particles that start at quantiles of the start stay those of the solution, Y(t) = Q(t, u), with an "
                    + "error of order h^2; W1 between n of them and the solution falls with 1/n."
                Source = "HZ23-3"
                Judge =
                    Judge.AtMost(
                        1e-12,
                        orderTwo
                        + "; W1 by 0.55, from 120 particles on, as the tails of Gaussians have it"
                    )
            }
            name
            scenes
            (fun solved ->
                let scene = solved.Scene

                let found =
                    [
                        for level in 0..2 ->
                            let path = solved.Paths[level].Value
                            let count = scene.Cells <<< level
                            let axis, masses = path.End.Grid.Axis 0, path.End.Weights

                            let exact =
                                QuantileState.levels count
                                |> Array.map (quantile axis masses)
                                |> Points.ofValues

                            let moved = move field path (QuantileState.ofMixture count scene.Start).Nodes

                            {|
                                Error = meanDistance 0 moved exact
                                Wasserstein = distance axis masses moved.Data
                                Least = distance axis masses exact.Data
                            |}
                    ]

                [
                    yield! shrinking scene "mean |Y - Q(u)|" (found |> List.map _.Error)

                    for coarse, fine in List.pairwise found do
                        Equation.scalar
                            "W1 on twice the particles and cells against 0.55 of W1"
                            1.0
                            fine.Wasserstein
                            (0.55 * coarse.Wasserstein)

                    for level in found do
                        Equation.scalar
                            "W1 against mean |Y - Q(u)| and W1 of the solution's own quantiles"
                            1.0
                            level.Wasserstein
                            (level.Error + level.Least)
                ])

    let private ends (points: int) (solved: Solved) (field: Path -> float[][]) (level: int) =
        let path = solved.Paths[level].Value
        let x, weights = nodes points solved.Scene.Start
        statistics (move field path x) weights, statistics path.End.Grid.Centres path.End.Weights

    let private moments (name: string) (scenes: Solved list) (field: Path -> float[][]) : Law =
        Law.forEach
            {
                Name = "jsd-particles-moments"
                Statement =
                    "Means, second moments and characteristic functions of the particles are those of the solution, on R and "
                    + "in the plane, with an error of order h^2."
                Source = "HZ23-3"
                Judge = Judge.AtMost(1e-12, orderTwo)
            }
            name
            scenes
            (fun solved ->
                [
                    for level in 0..2 ->
                        let particles, grid = ends 32 solved field level
                        Array.map2 (fun a b -> (a - b) * (a - b)) particles grid |> Array.sum |> sqrt
                ]
                |> shrinking solved.Scene "|particles - grid| over the moments")

    let private values (solved: Solved) (field: Path -> float[][]) : Law =
        Law.forEach
            {
                Name = "jsd-particles-oracle"
                Statement = "At t = 1 mean and variance of the particles are 1.26212 and 0.962165."
                Source = "HZ23-3"
                Judge =
                    Judge.Relative(
                        1.0,
                        "half a unit of the last digit, and a tenth of the last correction by extrapolation from h to 0, for \
                         the places of particles in cells"
                    )
            }
            "N(1.5, 0.64) to N(0, 1)"
            [ solved ]
            (fun solved ->
                let read level =
                    let particles, _ = ends 32 solved field level
                    particles[0], particles[1] - particles[0] * particles[0]

                let (meanBefore, varianceBefore), (mean, variance) = read 1, read 2

                let equation what coarse fine digits exact =
                    let correction = (fine - coarse) / 3.0
                    Equation.scalar what (digits + 0.1 * abs correction) (fine + correction) exact

                [
                    equation "mean" meanBefore mean 5e-6 1.26212
                    equation "variance" varianceBefore variance 5e-7 0.962165
                ])

    // The particles' quantiles of the start along one axis of the plane, each with the same part of the mass.
    let private tensor (count: int) (start: GaussianMixture) : float[][] =
        let mean, covariance = GaussianMixture.mean start, GaussianMixture.covariance start

        Array.init 2 (fun k -> (QuantileState.ofMixture count (line (mean[k]) (covariance[k, k]))).Nodes.Data)

    let private marginals (name: string) (solved: Solved) (field: Path -> float[][]) : Law =
        Law.forEach
            {
                Name = "jsd-particles-marginals"
                Statement =
                    "In the plane W1 between the marginals of particles from a tensor grid of quantiles and those of the "
                    + "solution is at most what the start's W1 becomes along the flow, plus both errors of order h^2."
                Source = "HZ23-3"
                Judge =
                    Judge.AtMost(
                        1e-12,
                        "rounding; the right side is the start's W1 on each axis times the largest difference quotient \
                         between neighbours, plus 4/3 of what the last refinement changed, times 1.1 for places in cells"
                    )
            }
            name
            [ solved ]
            (fun solved ->
                let count = 24
                let levels = tensor count solved.Scene.Start
                let places i = [| i % count; i / count |]
                let start = Points.init (count * count) 2 (fun i k -> levels[k][(places i)[k]])
                let coarse, fine = solved.Paths[1].Value, solved.Paths[2].Value
                let before, x = move field coarse start, move field fine start

                // The largest |Y_k(i') - Y_k(i)| / |y_j(i') - y_j(i)| over neighbours along axis j.
                let stretch j k =
                    let stride = if j = 0 then 1 else count

                    [| 0 .. x.Count - 1 |]
                    |> Array.filter (fun i -> (places i)[j] < count - 1)
                    |> Array.map (fun i -> abs ((x[i + stride, k] - x[i, k]) / (start[i + stride, j] - start[i, j])))
                    |> Array.max

                [
                    for k in 0..1 do
                        let at (path: Path) =
                            path.End.Grid.Axis k, marginal k path.End

                        let quantiles path =
                            let axis, masses = at path
                            QuantileState.levels 400 |> Array.map (quantile axis masses) |> Points.ofValues

                        let spread =
                            List.sum
                                [
                                    for j in 0..1 ->
                                        stretch j k
                                        * distance (fine.End.Grid.Axis j) (marginal j fine.Densities[0]) levels[j]
                                ]

                        let changes =
                            meanDistance k before x + meanDistance 0 (quantiles coarse) (quantiles fine)

                        let axis, masses = at fine

                        Equation.scalar
                            $"W1 of the marginals along axis {k + 1} against the bound"
                            1.0
                            (distance axis masses (x.Coordinate(k).ToArray()))
                            (spread + 1.1 * 4.0 / 3.0 * changes)
                ])

    let private onPlane = solve FDivergence.jsd plane

    let private onLines = lines |> List.map (solve FDivergence.jsd)

    let private twice = current (fun p q -> log (q / (p + q)))

    let private swapped = current (fun p q -> 0.5 * log (p / (p + q)))

    let private nonSaturating = current (fun p q -> -0.5 * log (p / (p + q)))

    // The discriminator of the start, for all times.
    let private frozen (path: Path) =
        Array.replicate path.Densities.Length (Array.head (discriminator path))

    /// HZ23-3.
    let sameLaw: Claim =
        {
            Id = "HZ23-3"
            Statement =
                "The equation dY = -1/2 grad log(1 - D(Y)) dt with D = rho_d/(rho_d + rho), rho the law of Y, and the "
                + "Fokker-Planck equation rho_t = 1/2 div(rho_d grad log(1 + rho/rho_d)) describe the same law; on R "
                + "every particle stays at its quantile."
            Hypotheses =
                [
                    "rho_d and rho are positive, with continuous second derivatives in x"
                    "D is taken from the law of Y at the same time"
                    "v = -1/2 grad log(1 - D) is bounded by C (1 + |x|) on the time interval"
                ]
            Source = "HZ23"
            Page = "HZ23-3.md"
            Property =
                [
                    quantiles "dY = -1/2 grad log(1 - D) dt" onLines discriminator
                    moments "dY = -1/2 grad log(1 - D) dt" [ onLines.Head; onPlane ] discriminator
                    values onLines.Head discriminator
                    ParticleDiscriminator.quantiles "D of the particles" onLines ParticleDiscriminator.own
                    marginals "dY = -1/2 grad log(1 - D) dt" onPlane discriminator
                ]
            Necessity =
                [
                    quantiles "dY = -grad log(1 - D) dt" onLines twice
                    |> Law.fails "Without the factor 1/2 the particles run ahead of the solution."
                    quantiles "dY = -1/2 grad log(1 - D) dt, D = rho/(rho_d + rho)" onLines swapped
                    |> Law.fails "With the roles in D exchanged the particles run away from the target."
                    quantiles "dY = 1/2 grad log D dt" onLines nonSaturating
                    |> Law.fails "The non-saturating field 1/2 grad log D is another flow."
                    quantiles "D of the start" onLines frozen
                    |> Law.fails "With the discriminator of the start at all times the law is another one."
                    quantiles "Fokker-Planck equation of KL" (lines |> List.map (solve FDivergence.kl)) discriminator
                    |> Law.fails "The Fokker-Planck equation of another divergence has another law."
                    marginals "dY = -grad log(1 - D) dt" onPlane twice
                    |> Law.fails "Without the factor 1/2 the marginals in the plane leave the bound."
                    moments "dY = 1/2 grad log D dt" [ onPlane ] nonSaturating
                    |> Law.fails "The moments in the plane of the field 1/2 grad log D are others."
                    ParticleDiscriminator.quantiles
                        "D of the particles at the start"
                        onLines
                        ParticleDiscriminator.ofStart
                    |> Law.fails "With the particles' discriminator of the start the law is another one."
                    ParticleDiscriminator.quantiles "1 - D of the particles" onLines ParticleDiscriminator.nonSaturating
                    |> Law.rejects "1/2 grad log D, with D of the particles"
                    values onLines.Head nonSaturating |> Law.rejects "dY = 1/2 grad log D dt"
                ]
        }
