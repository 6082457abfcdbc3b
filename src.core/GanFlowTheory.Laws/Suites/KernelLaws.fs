namespace GanFlowTheory.Laws

open System
open FsCheck
open FsCheck.FSharp
open MathNet.Numerics.LinearAlgebra
open GanFlowTheory.Core
open GanFlowTheory.Core.Extending

/// Laws of kernels and of the engine that sums them.
[<RequireQualifiedAccess>]
module KernelLaws =

    let private rows (c: Cloud) = Points.toRows c.Points

    let private largest (values: float seq) =
        Seq.fold (fun top v -> max top (abs v)) 0.0 values

    let private smallestEigenvalue (symmetric: float[,]) =
        SymmetricEigen.smallest (Matrix<float>.Build.DenseOfArray symmetric)

    /// k(x, y) = k(y, x).
    let symmetry (scenes: Arbitrary<Scene>) (k: Kernel) : Law =
        Law.forAll
            {
                Name = "kernel-symmetry"
                Statement = "A kernel is symmetric: k(x, y) = k(y, x)."
                Source = "BSAG18-5"
                Judge =
                    Judge.Relative(
                        8.0 * Rounding.ulp,
                        "differences change sign only; a base point's terms are added in another order"
                    )
            }
            k.Name
            scenes
            (fun scene ->
                PairEquations.at (rows scene.P) (rows scene.Q) (fun pair x y ->
                    [
                        Equation.scalar
                            $"k(x, y) against k(y, x) at {pair}"
                            (abs (Kernel.value k x x) + abs (Kernel.value k y y))
                            (Kernel.value k x y)
                            (Kernel.value k y x)
                    ]))

    /// The Gram matrix of any points has no eigenvalue below zero but for rounding.
    let positiveSemidefinite (scenes: Arbitrary<Scene>) (k: Kernel) : Law =
        Law.forAll
            {
                Name = "kernel-psd"
                Statement = "Gram matrices are positive semidefinite: sum_ij c_i c_j k(x_i, x_j) >= 0."
                Source = "BSAG18-5"
                // An entry is off by at most (3 d + 10) ulp of the largest diagonal entry (d products, their cube, a few
                // more operations); an n x n error moves eigenvalues by n times its largest entry, and the eigenvalue
                // solver adds n ulp of the norm, itself at most n times the largest diagonal entry.
                Judge =
                    Judge.AtMost(
                        1.0,
                        "n (3 d + n + 10) ulp of the largest diagonal entry: rounding of the entries and of the eigenvalues"
                    )
            }
            k.Name
            scenes
            (fun scene ->
                let x = Points.append scene.P.Points scene.Q.Points
                let gram = Kernel.gram k x x
                let diagonal = largest (Seq.init x.Count (fun i -> gram[i, i]))
                let n, d = float x.Count, float x.Dimension

                [
                    Equation.scalar
                        "0 against the smallest eigenvalue"
                        (n * (3.0 * d + n + 10.0) * Rounding.ulp * diagonal)
                        0.0
                        (smallestEigenvalue gram)
                ])

    // A rotation by the angle of the 3-4-5 triangle in the first two coordinates, then a reflection of the last.
    let private rotated (x: float[]) =
        let y = Array.copy x

        if x.Length > 1 then
            y[0] <- 0.6 * x[0] - 0.8 * x[1]
            y[1] <- 0.8 * x[0] + 0.6 * x[1]

        y[x.Length - 1] <- -y[x.Length - 1]
        y

    let private invariance
        law
        (moves: string)
        (move: float -> float[] -> float[])
        (scenes: Arbitrary<Scene>)
        (k: Kernel)
        =
        Law.forAll
            {
                Name = law
                Statement = $"The kernel is invariant under {moves}."
                Source = "BSAG18-5"
                Judge =
                    Judge.Relative(
                        16.0 * Rounding.ulp,
                        "moved points are off by a few ulp of their norm, which the kernel's gradient passes on"
                    )
            }
            k.Name
            scenes
            (fun scene ->
                let spread = scene.P.Spread

                [
                    for x in rows scene.P do
                        for y in rows scene.Q do
                            let mx, my = move spread x, move spread y
                            let value = Kernel.value k x y

                            let slope =
                                Vectors.norm (Kernel.gradientAt k x y) + Vectors.norm (Kernel.gradientAt k y x)

                            let length = Vectors.norm x + Vectors.norm y + Vectors.norm mx + Vectors.norm my

                            Equation.scalar
                                $"k(x, y) against k of the moved points at x = {Show.numbers x}, y = {Show.numbers y}"
                                (float x.Length * (abs value + abs (Kernel.value k x x) + slope * length))
                                value
                                (Kernel.value k mx my)
                ])

    /// A radial kernel is invariant under every isometry.
    let isometry (scenes: Arbitrary<Scene>) (k: Kernel) : Law =
        invariance
            "kernel-isometry"
            "isometries: k(Qx + t, Qy + t) = k(x, y)"
            (fun spread x -> rotated x |> Array.mapi (fun i v -> v + spread * float (i + 1)))
            scenes
            k

    /// A kernel of norms and inner products about the origin is invariant under rotations about it.
    let rotation (scenes: Arbitrary<Scene>) (k: Kernel) : Law =
        invariance "kernel-rotation" "rotations about the origin: k(Qx, Qy) = k(x, y)" (fun _ -> rotated) scenes k

    let private direction (pattern: int[]) (d: int) =
        Array.init d (fun i -> Scene.Entry pattern i 0 / sqrt (float d))

    let private stepped (x: float[]) (e: float) (u: float[]) = Array.map2 (fun a b -> a + e * b) x u

    /// The stated gradient is the derivative of the value; 0 at a cusp.
    let gradient (scenes: Arbitrary<Scene>) (k: Kernel) : Law =
        Law.forAll
            {
                Name = "kernel-gradient"
                Statement =
                    "The gradient is the derivative of the value: d/de k(x + e u, y) = <grad_x k(x, y), u>; at a cusp it is 0."
                Source = "MN21-7"
                Judge = Differences.judge
            }
            k.Name
            scenes
            (fun scene ->
                let u = direction scene.First scene.P.Dimension
                let spread = scene.P.Spread

                [
                    for x in rows scene.P do
                        for y in rows scene.Q do
                            let size = abs (Kernel.value k x x) + abs (Kernel.value k y y)

                            Equation.scalar
                                $"d/de k against <grad k, u> at x = {Show.numbers x}, y = {Show.numbers y}, \
                                  u = {Show.numbers u}"
                                (size / spread)
                                (Differences.derivative (Differences.step spread) (fun e ->
                                    Kernel.value k (stepped x e u) y))
                                (Vectors.inner (Kernel.gradientAt k x y) u)
                ])

    // Whether the gradient is known to go on smoothly at x = y; a user's own kernel may be a Matern kernel 3/2.
    let private isTwiceSmooth (k: Kernel) =
        k.Terms
        |> List.forall (function
            | KernelTerm.Radial(_, profile)
            | KernelTerm.Based(_, profile, _) -> not (profile :? Matern32Profile || profile :? FunctionProfile)
            | KernelTerm.InnerProduct _ -> true
            | KernelTerm.Plain _ -> false)

    /// The stated mixed derivatives are the derivatives of the gradient in y.
    let mixed (scenes: Arbitrary<Scene>) (k: Kernel) : Law =
        Law.forAll
            {
                Name = "kernel-mixed-derivatives"
                Statement =
                    "The mixed second derivatives are the derivative of the gradient: d/de <grad_x k(x, y + e v), u> = "
                    + "sum_ab u_a v_b d_a d'_b k(x, y)."
                Source = "MN21-7"
                Judge = Differences.judge
            }
            k.Name
            scenes
            (fun scene ->
                let d, spread = scene.P.Dimension, scene.P.Spread
                let u, v = direction scene.First d, direction scene.Second d

                // At x = y the gradient of a Matern kernel 5/2 goes on like |e|^3 e, where the stencil's error is of
                // third order: 4 (4/65536)^3 at spread 4 by a step of spread/65536, whose rounding is 65536 ulp. That
                // of Matern 3/2 goes on like |e| e, first order: 2e-4.
                let shared = if isTwiceSmooth k then 1.0 else 1e5

                [
                    for x in rows scene.P do
                        for y in rows scene.Q do
                            let m = Kernel.mixedAt k x y
                            let size = abs (Kernel.value k x x) + abs (Kernel.value k y y)
                            let own = Kernel.mixedAt k x x |> Seq.cast<float> |> largest

                            let scale, step =
                                if x = y then
                                    shared * own, spread / 65536.0
                                else
                                    own + size / (spread * spread), Differences.step spread

                            let predicted =
                                Seq.sum (
                                    seq {
                                        for a in 0 .. d - 1 do
                                            for b in 0 .. d - 1 -> u[a] * v[b] * m[a, b]
                                    }
                                )

                            Equation.scalar
                                $"d/de <grad k, u> against u M v at x = {Show.numbers x}, y = {Show.numbers y}, \
                                  u = {Show.numbers u}, v = {Show.numbers v}"
                                scale
                                (Differences.derivative step (fun e ->
                                    Vectors.inner (Kernel.gradientAt k x (stepped y e v)) u))
                                predicted
                ])

    /// H = [d_a d'_b k(x_i, x_j)] is positive semidefinite.
    let mixedPositive (scenes: Arbitrary<Scene>) (k: Kernel) : Law =
        Law.forAll
            {
                Name = "kernel-mixed-psd"
                Statement =
                    "The nd x nd matrix H = [d_a d'_b k(x_i, x_j)] of mixed derivatives is positive semidefinite."
                Source = "MN21-7"
                Judge =
                    Judge.AtMost(
                        1.0,
                        "n d (3 d + n d + 10) ulp of the largest diagonal entry: rounding of the entries and of the eigenvalues"
                    )
            }
            k.Name
            scenes
            (fun scene ->
                // Six points of three coordinates are enough for every kind of failure and keep the matrix small.
                let d = min 3 scene.Q.Dimension
                let x = rows scene.Q |> Array.truncate 6 |> Array.map (Array.truncate d)
                let n = x.Length
                let blocks = Array2D.init n n (fun i j -> Kernel.mixedAt k x[i] x[j])
                let h = Array2D.init (n * d) (n * d) (fun r c -> blocks[r / d, c / d][r % d, c % d])
                let diagonal = largest (Seq.init (n * d) (fun i -> h[i, i]))
                let size = float (n * d)

                [
                    Equation.scalar
                        "0 against the smallest eigenvalue of H"
                        (size * (3.0 * float d + size + 10.0) * Rounding.ulp * diagonal)
                        0.0
                        (smallestEigenvalue h)
                ])

    /// Every law of a kernel that its parts allow.
    let all (scenes: Arbitrary<Scene>) (k: Kernel) : Law list =
        let isRadial =
            k.Terms
            |> List.forall (function
                | KernelTerm.Radial _ -> true
                | _ -> false)

        let isCentred =
            k.Terms
            |> List.forall (function
                | KernelTerm.Radial _
                | KernelTerm.Based(_, _, None)
                | KernelTerm.InnerProduct _ -> true
                | _ -> false)

        [
            symmetry scenes k
            positiveSemidefinite scenes k
            gradient scenes k

            if isRadial then
                isometry scenes k

            if isCentred then
                rotation scenes k

            if Kernel.hasMixedDerivatives k then
                mixed scenes k
                mixedPositive scenes k
        ]
