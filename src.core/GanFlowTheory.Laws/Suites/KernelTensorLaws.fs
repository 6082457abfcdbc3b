namespace GanFlowTheory.Laws

open System
open FsCheck
open GanFlowTheory.Core

/// <summary>A kernel as tensor expressions: its values at pairs, those at single points, and how fast the embedding of points
/// moves.</summary>
[<NoComparison; NoEquality>]
type internal KernelExpression =
    {
        /// k(x_i, y_j), n x m.
        Matrix: Tensor -> Tensor -> Kernel -> Tensor
        /// k(x_i, x_i), n.
        Diagonal: Tensor -> Kernel -> Tensor
        /// sum_j |d_j k(x_i, .)|^2, n, from the derivatives of each coordinate of the points.
        Speed: Tensor -> Tensor list -> Kernel -> Tensor
    }

/// Laws of kernels as tensor expressions.
[<RequireQualifiedAccess>]
module KernelTensorLaws =

    /// Those of the library.
    let internal library: KernelExpression =
        {
            Matrix = Kernel.matrix
            Diagonal = Kernel.diagonal
            Speed = Kernel.embeddingSpeed
        }

    /// Whether a kernel has a tensor expression: none of its parts is given by plain functions.
    let internal hasExpression (kernel: Kernel) : bool =
        let x = Tensor.input "x" [| 1; 1 |]

        try
            Kernel.matrix x x kernel |> ignore
            true
        with :? ArgumentException ->
            false

    // What expressions of x and y give at the points of a scene, x = P and y = Q.
    let private evaluated (scene: Scene) (outputs: Tensor -> Tensor -> Tensor list) : float[][] =
        let p, q = scene.P.Points, scene.Q.Points
        let x = Tensor.input "x" [| p.Count; p.Dimension |]
        let y = Tensor.input "y" [| q.Count; q.Dimension |]
        // Every program takes both.
        let none = 0.0 * (Tensor.sum x + Tensor.sum y)

        (Engine.compile Engine.managed [ x; y ] (none :: outputs x y)).Evaluate
            [| Points.toRowMajor p; Points.toRowMajor q |]
        |> Array.tail

    /// The matrix, its derivative and the diagonal are the kernel's values and gradients.
    let internal values (expression: KernelExpression) (scenes: Arbitrary<Scene>) (kernel: Kernel) : Law =
        Law.forAll
            {
                Name = "kernel-tensor"
                Statement =
                    "As tensor expressions a kernel has its own values k(x_i, y_j) and k(x_i, x_i), and its own gradient, at "
                    + "coincident points too."
                Source = ""
                Judge =
                    Judge.Relative(
                        1e-12,
                        "the same formulas in another order: 17 coordinates, powers up to 4, 12 terms, 450 ulp of the largest"
                    )
            }
            kernel.Name
            scenes
            (fun scene ->
                let xs, ys = Points.toRows scene.P.Points, Points.toRows scene.Q.Points
                let v = Scene.NumbersAt scene.First xs.Length
                let w = Scene.NumbersAt scene.Second ys.Length

                let given =
                    evaluated scene (fun x y ->
                        let matrix = expression.Matrix x y kernel

                        let weighted =
                            Tensor.constant [| xs.Length; 1 |] v
                            * matrix
                            * Tensor.constant [| 1; ys.Length |] w

                        [
                            matrix
                            expression.Diagonal x kernel
                            Differentiate.gradient (Tensor.sum weighted) x
                        ])

                let own = Seq.append xs ys |> Seq.map (fun x -> abs (Kernel.value kernel x x))
                let size = Seq.fold max 0.0 own

                let gradients =
                    [|
                        for i, x in Array.indexed xs do
                            [| for j, y in Array.indexed ys -> j, Kernel.gradientAt kernel x y |]
                            |> Array.fold
                                (fun total (j, g) -> Array.map2 (fun t g -> t + v[i] * w[j] * g) total g)
                                (Array.zeroCreate x.Length)
                    |]

                let steepest =
                    Seq.fold
                        max
                        0.0
                        (seq {
                            for x in xs do
                                for y in ys do
                                    Vectors.largest (Kernel.gradientAt kernel x y)
                        })

                let values =
                    [|
                        for x in xs do
                            for y in ys -> Kernel.value kernel x y
                    |]

                [
                    Equation.vector "the matrix" (size + Vectors.largest values) given[0] values
                    Equation.vector "the diagonal" size given[1] (xs |> Array.map (fun x -> Kernel.value kernel x x))
                    // Gradients are differences of what the kernel's parts give, as large as k over the spread.
                    Equation.vector
                        "the gradient in x"
                        (float ys.Length * (steepest + size / scene.P.Spread))
                        given[2]
                        (Array.concat gradients)
                ])

    /// The speed of the embedding is the trace of the kernel's mixed derivatives.
    let internal speed (expression: KernelExpression) (scenes: Arbitrary<Scene>) (kernel: Kernel) : Law =
        Law.forAll
            {
                Name = "kernel-embedding-speed"
                Statement =
                    "Where points move with the derivatives J_i, sum_j |d_j k(x_i, .)|^2 is the trace of J_i^T [d_a d'_b k(x_i, x_i)] J_i."
                Source = ""
                Judge = Judge.Relative(1e-12, "sums of at most 17^2 products, powers up to 4")
            }
            kernel.Name
            scenes
            (fun scene ->
                let xs = Points.toRows scene.P.Points
                let d, c = scene.P.Dimension, 3
                // Derivative j of coordinate a of point i.
                let slope i a j = Scene.Entry scene.First (i + a) j

                let given =
                    evaluated scene (fun x _ ->
                        let derivatives =
                            [
                                for a in 0 .. d - 1 ->
                                    Array.init (xs.Length * c) (fun p -> slope (p / c) a (p % c))
                                    |> Tensor.constant [| xs.Length; c |]
                            ]

                        [ expression.Speed x derivatives kernel ])

                let mixed = xs |> Array.map (fun x -> Kernel.mixedAt kernel x x)

                let wanted =
                    mixed
                    |> Array.mapi (fun i m ->
                        Seq.sum (
                            seq {
                                for a in 0 .. d - 1 do
                                    for b in 0 .. d - 1 do
                                        for j in 0 .. c - 1 -> slope i a j * m[a, b] * slope i b j
                            }
                        ))

                let largest =
                    mixed
                    |> Array.map (fun m -> m |> Seq.cast<float> |> Seq.map abs |> Seq.sum)
                    |> Array.max

                [ Equation.vector "the speeds" (3.0 * largest) given[0] wanted ])

    /// The laws of a kernel as tensor expressions; none where a part of it is given by plain functions.
    let all (scenes: Arbitrary<Scene>) (kernel: Kernel) : Law list =
        if hasExpression kernel then
            [
                values library scenes kernel
                if Kernel.hasMixedDerivatives kernel then
                    speed library scenes kernel
            ]
        else
            []
