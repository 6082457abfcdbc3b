namespace GanFlowTheory.Core

/// A kernel at two points, and its Gram matrix: what every fast sum is compared with.
[<AutoOpen>]
module KernelValues =

    /// Kernels.
    [<RequireQualifiedAccess>]
    module Kernel =

        let private squaredDistance (x: float[]) (y: float[]) =
            let mutable s = 0.0

            for k in 0 .. x.Length - 1 do
                s <- s + (x[k] - y[k]) * (x[k] - y[k])

            s

        let private dot (x: float[]) (y: float[]) =
            let mutable s = 0.0

            for k in 0 .. x.Length - 1 do
                s <- s + x[k] * y[k]

            s

        let private basePointOf (x: float[]) (z: float[] option) =
            match z with
            | None -> Array.zeroCreate x.Length
            | Some z ->
                Guard.sameDimension "basePoint" x.Length z.Length
                z

        let private termValue (x: float[]) (y: float[]) term =
            match term with
            | Radial(a, p) -> a * p.Derivative(0, squaredDistance x y)
            | Based(a, p, z) ->
                let z = basePointOf x z
                let phi s = p.Derivative(0, s)

                a
                * (phi (squaredDistance x y)
                   - phi (squaredDistance x z)
                   - phi (squaredDistance y z)
                   + phi 0.0)
            | InnerProduct(a, p) -> a * (p x.Length).Derivative(0, dot x y)
            | Plain(a, k) -> a * k.Value x y

        let private radialGradient a (p: Profile) (x: float[]) (y: float[]) =
            let slope = 2.0 * a * p.Derivative(1, squaredDistance x y)
            Array.map2 (fun u v -> slope * (u - v)) x y

        let private termGradient (x: float[]) (y: float[]) term =
            match term with
            | Radial(a, p) -> radialGradient a p x y
            | Based(a, p, z) -> Array.map2 (-) (radialGradient a p x y) (radialGradient a p x (basePointOf x z))
            | InnerProduct(a, p) ->
                let slope = a * (p x.Length).Derivative(1, dot x y)
                Array.map (fun v -> slope * v) y
            | Plain(a, k) -> Array.map (fun v -> a * v) (k.Gradient x y)

        let private termMixed (x: float[]) (y: float[]) term =
            let d = x.Length
            let delta i j = if i = j then 1.0 else 0.0

            match term with
            | Radial(a, p)
            | Based(a, p, _) ->
                let s = squaredDistance x y
                let first, second = p.Derivative(1, s), p.Derivative(2, s)

                Array2D.init d d (fun i j ->
                    a * (-2.0 * first * delta i j - 4.0 * second * (x[i] - y[i]) * (x[j] - y[j])))
            | InnerProduct(a, p) ->
                let t = dot x y
                let p = p d
                let first, second = p.Derivative(1, t), p.Derivative(2, t)
                Array2D.init d d (fun i j -> a * (first * delta i j + second * y[i] * x[j]))
            | Plain(a, k) -> Array2D.map (fun v -> a * v) (k.Mixed x y)

        /// k(x, y).
        let value (k: Kernel) (x: float[]) (y: float[]) : float =
            Guard.sameDimension (nameof y) x.Length y.Length
            k.Terms |> List.sumBy (termValue x y)

        /// The gradient of k(x, y) in x, length d.
        let gradientAt (k: Kernel) (x: float[]) (y: float[]) : float[] =
            Guard.sameDimension (nameof y) x.Length y.Length
            k.Terms |> List.map (termGradient x y) |> List.reduce (Array.map2 (+))

        /// The mixed second derivatives d_a d'_b k(x, y), d x d: a in x, b in y.
        let mixedAt (k: Kernel) (x: float[]) (y: float[]) : float[,] =
            Guard.sameDimension (nameof y) x.Length y.Length
            let parts = k.Terms |> List.map (termMixed x y)
            Array2D.init x.Length x.Length (fun i j -> parts |> List.sumBy (fun m -> m[i, j]))

        /// The Gram matrix k(x_i, y_j), n x m.
        let gram (k: Kernel) (x: Points) (y: Points) : float[,] =
            let xs, ys = Points.toRows x, Points.toRows y
            Array2D.init x.Count y.Count (fun i j -> value k xs[i] ys[j])
