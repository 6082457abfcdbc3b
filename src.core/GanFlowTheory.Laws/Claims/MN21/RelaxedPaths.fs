namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// <summary>Paths of parameters on generated scenes, and the laws on relaxed paths, whose energies are upper bounds of the
/// infimum (MN21-6).</summary>
[<RequireQualifiedAccess>]
module internal RelaxedPaths =

    let private lambda = ParametricSettings.lambda

    /// Other parameters, at a pattern's distance from the scene's.
    let shifted (scene: ParametricScene) (pattern: int[]) : float[] =
        Array.map2 (+) scene.Theta (scene.Direction pattern)

    /// From the scene's parameters by way of the first pattern to the second.
    let bent (scene: ParametricScene) : ParameterPath =
        ParameterPath.through [| scene.Theta; shifted scene scene.First; shifted scene scene.Second |]

    /// The inputs of hidden units change by at most 10 along a path (two unit patterns, |z| <= 2 by coordinate), by 5/3
    /// on a sixth of it: tanh is analytic within nearly a length of the leg about it, and eight nodes of Gauss and
    /// Legendre err by (2 + 5^(1/2))^-16 = 1e-10.
    let fine (path: ParameterPath) = ParameterPath.refined 6 path

    let quadrature =
        "eight nodes of Gauss and Legendre on sixths of the legs: 1e-10, times up to 100 for the size in the complex plane"

    let tolerance = 1e-8

    /// The state at other parameters.
    let at (q: ParameterState) (theta: float[]) : ParameterState =
        (q :> IState<ParameterState>).At(Array.copy theta)

    /// An upper bound of the energies that occur, lambda at most 1: the kernel's slope is at most k(0) per unit.
    let size (kernel: Kernel) (scene: ParametricScene) : float =
        let q = scene.State
        let top = Kernel.value kernel (q.Nodes.Row 0) (q.Nodes.Row 0)
        let speed = 3.0 + scene.Speed
        let path = bent scene

        Array.pairwise path.Parameters
        |> Array.sumBy (fun (a, b) -> 2.0 * (top * speed * speed + 1.0) * (Vectors.norm (Array.map2 (-) a b)) ** 2.0)
        |> (+) top

    // Sums of MMD^2 over legs, each a difference of numbers of size k(0), over the time of a leg.
    let private chords =
        "sums of up to 100 kernel values on up to 8 legs of 1/16 of the time: 5000 ulp"

    /// The growth of the distance, seen on relaxed paths; the two energies in the order in which they should grow.
    let grows
        (name: string)
        (scenes: FsCheck.Arbitrary<ParametricScene>)
        (order: float -> float -> float * float)
        (kernel: Kernel)
        : Law =
        Law.forAll
            {
                Name = "relaxed-growth"
                Statement =
                    "A path relaxed for 4 lambda and then for lambda has less energy of the chords at lambda than the former at "
                    + "4 lambda, and neither is below its bound, nor above the energy: d_lambda grows with lambda."
                Source = "MN21-6"
                Judge = Judge.AtMost(tolerance, quadrature)
            }
            $"{kernel.Name}{name}"
            scenes
            (fun scene ->
                let q = scene.State
                let four = 4.0 * lambda

                let large =
                    ParameterPath.relaxed kernel four 2 q (ParameterPath.refined 2 (bent scene))

                let small = ParameterPath.relaxed kernel lambda 2 q large

                let chord lambda path =
                    ParameterPath.chordEnergy kernel lambda q path

                let ends = q, at q (Array.last large.Parameters)

                let bound lambda =
                    ends ||> ParameterPath.lowerBound kernel lambda

                let size = 4.0 * size kernel scene
                let first, second = order (chord lambda small) (chord four large)

                [
                    Equation.scalar "the chords at lambda against those at 4 lambda" size first second
                    Equation.scalar
                        "the chords at lambda, relaxed for lambda, against those relaxed for 4 lambda"
                        size
                        (chord lambda small)
                        (chord lambda large)
                    Equation.scalar "the bound at lambda" size (bound lambda) (chord lambda small)
                    Equation.scalar "the bound at 4 lambda" size (bound four) (chord four large)
                    Equation.scalar
                        "the chords against the energy of the relaxed path"
                        size
                        (chord lambda small)
                        (ParameterPath.energy kernel lambda q (fine small))
                ])

    /// The triangle inequality on relaxed paths, with a function of what is allowed.
    let joined
        (name: string)
        (scenes: FsCheck.Arbitrary<ParametricScene>)
        (allowed: float -> float)
        (kernel: Kernel)
        : Law =
        Law.forAll
            {
                Name = "relaxed-triangle"
                Statement =
                    "Two relaxed paths with energies e and e' of the chords, one after the other and relaxed again, have at most "
                    + "(sqrt e + sqrt e')^2, and at least the bound between the ends."
                Source = "MN21-6"
                Judge = Judge.AtMost(1e-12, chords)
            }
            $"{kernel.Name}{name}"
            scenes
            (fun scene ->
                let q = scene.State
                let middle, last = shifted scene scene.First, shifted scene scene.Second

                if middle = last then
                    []
                else
                    let relaxed a b =
                        ParameterPath.relaxed kernel lambda 1 q (ParameterPath.refined 2 (ParameterPath.straight a b))

                    let chord path =
                        ParameterPath.chordEnergy kernel lambda q path

                    let first, second = relaxed scene.Theta middle, relaxed middle last
                    let a, b = sqrt (chord first), sqrt (chord second)

                    let path =
                        ParameterPath.concatenate (a / (a + b)) first second
                        |> ParameterPath.relaxed kernel lambda 1 q

                    let energy = chord path
                    // A short leg has little time to divide a rounding of k(0) by.
                    let size = size kernel scene * ((a + b) / min a b)

                    [
                        Equation.scalar
                            "the energy against (sqrt e + sqrt e')^2"
                            size
                            energy
                            (allowed ((a + b) * (a + b)))
                        Equation.scalar
                            "the bound against the energy"
                            size
                            (ParameterPath.lowerBound kernel lambda q (at q last))
                            energy
                    ])

    /// One inner point where theta -> mu is affine: the energy is quadratic, and a step of Gauss and Newton ends at its
    /// minimum, the bound.
    let attained (name: string) (relaxed: ParameterState -> ParameterPath -> ParameterPath) : Law =
        Law.forAll
            {
                Name = "relaxed-attained"
                Statement =
                    "For an affine generator and the inner product as kernel, relaxing the inner point of a path of two legs once "
                    + "gives it the energy MMD^2 + lambda |difference|^2."
                Source = "MN21-6"
                Judge =
                    Judge.Relative(
                        1e-12,
                        "a minimum errs by the square of a solve's error: sums of up to 36 pairs, 4500 ulp of the bound on the energy"
                    )
            }
            $"affine generators{name}"
            ParametricScenes.affineOnly
            (fun scene ->
                let q = scene.State
                let path = relaxed q (bent scene)
                let states = bent scene |> _.Parameters |> Array.map (at q)

                let largest =
                    states
                    |> Array.map (fun s -> Points.rowDots s.Nodes s.Nodes |> Array.max)
                    |> Array.max

                [
                    Equation.scalar
                        "the energy against the bound"
                        (8.0 * (largest + 1.0) + size (Kernel.gaussian 1.0) scene)
                        (ParameterPath.chordEnergy Kernel.dot lambda q path)
                        (ParameterPath.lowerBound Kernel.dot lambda q (Array.last states))
                ])
