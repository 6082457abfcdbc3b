namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// The dynamic formulation of the metric on parameters: MN21-6.
[<RequireQualifiedAccess>]
module internal DynamicFormulationClaims =

    let private lambda = ParametricSettings.lambda

    let private shifted = RelaxedPaths.shifted

    let private bent = RelaxedPaths.bent

    let private fine = RelaxedPaths.fine

    let private quadrature = RelaxedPaths.quadrature

    let private tolerance = RelaxedPaths.tolerance

    let private at = RelaxedPaths.at

    let private size = RelaxedPaths.size

    let private bounded
        (name: string)
        (scenes: FsCheck.Arbitrary<ParametricScene>)
        (energy: Kernel -> ParametricScene -> ParameterPath -> float)
        (kernel: Kernel)
        : Law =
        Law.forAll
            {
                Name = name
                Statement =
                    "MMD^2 + lambda |difference|^2 between the ends <= the energy of the chords <= the energy, for every path "
                    + "by way of any point; relaxing a path lowers its energy, never below the bound."
                Source = "MN21-6"
                Judge = Judge.AtMost(tolerance, quadrature)
            }
            kernel.Name
            scenes
            (fun scene ->
                let q = scene.State
                let path = fine (bent scene)
                let ends = q, at q (Array.last path.Parameters)
                let bound = ends ||> ParameterPath.lowerBound kernel lambda
                let chords = ParameterPath.chordEnergy kernel lambda q path
                let coarse = ParameterPath.refined 2 (bent scene)
                let relaxed = ParameterPath.relaxed kernel lambda 2 q coarse
                let size = size kernel scene

                [
                    Equation.scalar "the bound against the energy of the chords" size bound chords
                    Equation.scalar
                        "the energy of the chords against the energy"
                        size
                        chords
                        (energy kernel scene path)
                    Equation.scalar
                        "the relaxed energy of the chords against that before"
                        size
                        (ParameterPath.chordEnergy kernel lambda q relaxed)
                        (ParameterPath.chordEnergy kernel lambda q coarse)
                    Equation.scalar
                        "the bound against the relaxed energy of the chords"
                        size
                        bound
                        (ParameterPath.chordEnergy kernel lambda q relaxed)
                ])

    let private energyOf (kernel: Kernel) (scene: ParametricScene) (path: ParameterPath) : float =
        ParameterPath.energy kernel lambda scene.State path

    // Dot kernel and affine generator: theta -> mu is affine.
    let private attained (name: string) (scenes: FsCheck.Arbitrary<ParametricScene>) : Law =
        Law.forAll
            {
                Name = "affine-attained"
                Statement =
                    "Where theta -> mu is affine (an affine generator and the inner product as kernel) the straight path has the "
                    + "energy MMD^2 + lambda |difference|^2: d_lambda^2 is that."
                Source = "MN21-6"
                Judge = Judge.Relative(1e-12, "quadrature of a constant: sums of up to 36 pairs")
            }
            name
            scenes
            (fun scene ->
                let q = scene.State
                let other = shifted scene scene.First

                let energy =
                    ParameterPath.energy Kernel.dot lambda q (ParameterPath.straight scene.Theta other)

                let bound = ParameterPath.lowerBound Kernel.dot lambda q (at q other)
                let speed = (1.0 + scene.Speed) * Vectors.norm (scene.Direction scene.First)
                // MMD^2 is a difference of squared lengths of the nodes.
                let nodes = Points.append q.Nodes (at q other).Nodes
                let largest = Points.rowDots nodes nodes |> Array.max

                [
                    Equation.scalar "energy against the bound" (speed * speed + largest + 1.0) energy bound
                ])

    let private energyWith (lambda: float) (kernel: Kernel) (scene: ParametricScene) (path: ParameterPath) : float =
        ParameterPath.energy kernel lambda scene.State path

    let private symmetry
        (name: string)
        (scenes: FsCheck.Arbitrary<ParametricScene>)
        (energyOf: float -> Kernel -> ParametricScene -> ParameterPath -> float)
        (kernel: Kernel)
        : Law =
        Law.forAll
            {
                Name = "energy-symmetry"
                Statement =
                    "The way back has the energy of the way there; the energy grows with lambda, by int |theta'|^2 for each unit; "
                    + "the squared length is at most the energy, in unit time."
                Source = "MN21-6"
                Judge =
                    Judge.Relative(
                        1e-11,
                        "the same sums in another order: 1600 terms, 5e4 ulp of the bound on the energy"
                    )
            }
            $"{kernel.Name}{name}"
            scenes
            (fun scene ->
                let q = scene.State
                let path = bent scene
                let energy lambda path = energyOf lambda kernel scene path

                let size = size kernel scene
                let length = ParameterPath.length kernel lambda q path

                let kinetic =
                    Array.pairwise path.Parameters
                    |> Array.sumBy (fun (a, b) -> 2.0 * (Vectors.norm (Array.map2 (-) a b)) ** 2.0)

                [
                    Equation.scalar
                        "there against back"
                        size
                        (energy lambda path)
                        (energy lambda (ParameterPath.reversed path))
                    Equation.scalar
                        "the growth with lambda against int |theta'|^2"
                        size
                        (energy (3.0 * lambda) path - energy lambda path)
                        (2.0 * lambda * kinetic)
                    Equation.condition
                        "the squared length is at most the energy"
                        (length * length <= energy lambda path + 1e-11 * size)
                ])

    // The share of time of the first path, from the roots of the energies.
    let private triangle
        (name: string)
        (scenes: FsCheck.Arbitrary<ParametricScene>)
        (share: float -> float -> float)
        (kernel: Kernel)
        : Law =
        Law.forAll
            {
                Name = "triangle"
                Statement =
                    "Two paths with energies e and e', one after the other with the shares of time sqrt e : sqrt e', have the "
                    + "energy (sqrt e + sqrt e')^2, which is at least MMD^2 + lambda |difference|^2 between the ends."
                Source = "MN21-6"
                Judge = Judge.Relative(tolerance, quadrature)
            }
            $"{kernel.Name}{name}"
            scenes
            (fun scene ->
                let q = scene.State
                let middle, last = shifted scene scene.First, shifted scene scene.Second
                let first = fine (ParameterPath.straight scene.Theta middle)

                let energy path =
                    ParameterPath.energy kernel lambda q path

                // A path of energy 0 takes no share of the time.
                if middle = last || middle = scene.Theta then
                    []
                else
                    let second = fine (ParameterPath.straight middle last)
                    let a, b = sqrt (energy first), sqrt (energy second)
                    let joined = ParameterPath.concatenate (share a b) first second
                    let bound = ParameterPath.lowerBound kernel lambda q (at q last)
                    let size = size kernel scene

                    [
                        Equation.scalar
                            "the energy against (sqrt e + sqrt e')^2"
                            size
                            (energy joined)
                            ((a + b) * (a + b))
                        Equation.condition
                            "the bound is at most (sqrt e + sqrt e')^2"
                            (bound <= (a + b) * (a + b) + tolerance * size)
                    ])

    // -dF(v) <= 1/2 |v|^2 + 1/2 |grad F|^2 in the metric, with equality for the flow: a curve of maximal slope.
    let private maximalSlope (name: string) (metric: Kernel -> Metric<ParameterState>) (kernel: Kernel) : Law =
        Law.forAll
            {
                Name = "maximal-slope"
                Statement =
                    "For every rate v, -dF(v) <= 1/2 v^T (g + lambda I) v + 1/2 <b, (g + lambda I)^(-1) b>, with equality along the "
                    + "flow, F = 1/2 MMD^2: the flow is the gradient flow of F for the metric g + lambda I."
                Source = "MN21-6"
                Judge = Judge.Relative(1e-9, "a Cholesky solve of order up to 14, condition number below 1e4")
            }
            $"{kernel.Name}{name}"
            ParametricScenes.any
            (fun scene ->
                let q = scene.State
                let f: Functional<ParameterState> = Functional.mmd kernel scene.Target
                let xi = (f.Evaluate q).Variation
                let b = (q :> IState<ParameterState>).PullBack xi
                let flow = (metric kernel).Apply q xi |> _.Rate |> Array.map (fun v -> -v)
                let kernelized: Metric<ParameterState> = Metric.kernelized kernel lambda
                let slope = 0.5 * Metric.inner kernelized q xi xi

                let squared v =
                    0.5 * ParameterPath.squaredSpeed kernel lambda q v

                let v = scene.Direction scene.First
                let size = (1.0 + Vectors.inner b b / lambda) * (1.0 + scene.Speed * scene.Speed)

                [
                    Equation.condition
                        "-dF(v) <= 1/2 |v|^2 + 1/2 |grad F|^2"
                        (-(Vectors.inner b v)
                         <= squared v + slope + 1e-9 * size * (1.0 + Vectors.inner v v))
                    Equation.scalar "-dF along the flow" size (-(Vectors.inner b flow)) (squared flow + slope)
                ])

    let private dissipation (name: string) (factor: float) (kernel: Kernel) : Law =
        Law.forAll
            {
                Name = "energy-dissipation"
                Statement =
                    "Along a run of the flow F(0) - F(T) = int theta'^T (g + lambda I) theta' dt, F = 1/2 MMD^2, and this is the "
                    + "energy of the path of its states."
                Source = "MN21-6"
                Judge = Judge.Relative(ParametricRun.tolerance, ParametricRun.reason)
            }
            $"{kernel.Name}{name}"
            ParametricScenes.slim
            (fun scene ->
                match ParametricRun.start kernel lambda scene with
                | None -> []
                | Some run ->
                    let f: Functional<ParameterState> = Functional.mmd kernel scene.Target

                    let top = Kernel.value kernel (scene.P.Points.Row 0) (scene.P.Points.Row 0)

                    let speeds =
                        run.States
                        |> Array.map (fun q ->
                            factor
                            * ParameterPath.squaredSpeed
                                kernel
                                lambda
                                q
                                (run.Metric.Apply q (f.Evaluate q).Variation).Rate)

                    let fall = f.Value run.States[0] - f.Value(Array.last run.States)
                    let path = ParameterPath.ofStates run.Path.States
                    let time = run.Tau * float ParametricRun.steps
                    // A polygon through points of a curve loses the variance of its velocity on each leg.
                    let velocities =
                        run.States
                        |> Array.map (fun q -> (run.Metric.Apply q (f.Evaluate q).Variation).Rate)

                    let turned =
                        Array.pairwise velocities
                        |> Array.sumBy (fun (u, v) ->
                            ParameterPath.squaredSpeed kernel lambda run.States[0] (Array.map2 (-) v u))

                    [
                        Equation.scalar
                            "F(0) - F(T) against int theta'^T (g + lambda I) theta' dt"
                            top
                            fall
                            (ParametricRun.integral run speeds)
                        // Twice the variance, which is a twelfth of the squared change for a linear velocity.
                        Equation.scalar
                            "F(0) - F(T) against the energy of the path"
                            (top + run.Tau * turned / 6.0 / ParametricRun.tolerance)
                            fall
                            (ParameterPath.energy kernel lambda run.States[0] path)
                        Equation.condition "time" (abs (Array.last path.Times - time) <= 1e-12 * time)
                    ])

    let private formulation: Claim =
        {
            Id = "MN21-6"
            Statement =
                "d_lambda^2(theta0, theta1), the infimum of the energy int theta'^T (g + lambda I) theta' dt over paths in unit time, is "
                + "at least MMD^2(q_theta0, q_theta1) + lambda |theta0 - theta1|^2, with equality where theta -> mu is affine; "
                + "it is symmetric, its root obeys the triangle inequality, and it grows with lambda. The parametric "
                + "kernelized flow is the gradient flow of 1/2 MMD^2 for this metric."
            Hypotheses =
                [
                    "the kernel is positive semidefinite, with continuous mixed second derivatives everywhere"
                    "theta -> G_theta(z) is continuously differentiable for every noise sample z"
                    "lambda > 0 for the flow; lambda >= 0 for the bound"
                ]
            Source = "MN21"
            Page = "MN21-6.md"
            Property =
                [
                    bounded "path-energy-bound" ParametricScenes.any energyOf (Kernel.gaussian 1.0)
                    attained "affine generators" ParametricScenes.affineOnly
                    symmetry "" ParametricScenes.any energyWith (Kernel.gaussian 1.0)
                    triangle "" ParametricScenes.any (fun a b -> a / (a + b)) (Kernel.gaussian 1.0)
                    RelaxedPaths.grows "" ParametricScenes.any (fun small large -> small, large) (Kernel.gaussian 1.0)
                    RelaxedPaths.joined "" ParametricScenes.any id (Kernel.gaussian 1.0)
                    RelaxedPaths.attained "" (ParameterPath.relaxed Kernel.dot lambda 1)
                    maximalSlope "" (fun kernel -> Metric.kernelized kernel lambda) (Kernel.gaussian 1.0)
                    maximalSlope "" (fun kernel -> Metric.kernelized kernel lambda) Kernel.rqCode
                    dissipation "" 1.0 (Kernel.gaussian 1.0)
                ]
            Necessity =
                [
                    attained "perceptrons" ParametricScenes.perceptronsOnly
                    |> Law.fails "Where theta -> mu is not affine the straight path has more energy than the bound."
                    maximalSlope ", the Euclidean flow" (fun _ -> Metric.euclidean) (Kernel.gaussian 1.0)
                    |> Law.fails "The Euclidean gradient flow is none of maximal slope for g + lambda I."
                    bounded
                        "path-energy-bound"
                        ParametricScenes.unshrunk
                        (fun kernel scene path -> 0.5 * energyOf kernel scene path)
                        (Kernel.gaussian 1.0)
                    |> Law.fails "The law rejects a known-bad instance: half the energy."
                    symmetry
                        ", the metric at the start of the path"
                        ParametricScenes.unshrunk
                        (fun lambda kernel scene path ->
                            let before = at scene.State path.Parameters[0]
                            let legs = Array.zip (Array.pairwise path.Parameters) (Array.pairwise path.Times)

                            legs
                            |> Array.sumBy (fun ((a, b), (s, t)) ->
                                ParameterPath.squaredSpeed kernel lambda before (Array.map2 (-) b a) / (t - s)))
                        (Kernel.gaussian 1.0)
                    |> Law.fails "The law rejects a known-bad instance: an energy with g at the start of the path only."
                    triangle ", equal shares" ParametricScenes.unshrunk (fun _ _ -> 0.5) (Kernel.gaussian 1.0)
                    |> Law.fails "With equal shares of time two paths of unequal energies have more together."
                    RelaxedPaths.grows
                        ", exchanged"
                        ParametricScenes.unshrunk
                        (fun small large -> large, small)
                        (Kernel.gaussian 1.0)
                    |> Law.rejects "a distance that falls with lambda"
                    RelaxedPaths.joined "" ParametricScenes.unshrunk (fun e -> 0.25 * e) (Kernel.gaussian 1.0)
                    |> Law.rejects "a quarter of (sqrt e + sqrt e')^2"
                    RelaxedPaths.attained "" (fun _ path -> path)
                    |> Law.rejects "a path that is not relaxed"
                    dissipation ", a lost factor 2" 0.5 (Kernel.gaussian 1.0)
                    |> Law.fails "The law rejects a known-bad instance: int 1/2 theta'^T (g + lambda I) theta' dt."
                ]
        }

    /// MN21-6.
    let all: Claim list = [ formulation ]
