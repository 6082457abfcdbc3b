namespace GanFlowTheory.Laws

open MathNet.Numerics.LinearAlgebra
open GanFlowTheory.Core

/// <summary>An explicit map into finitely many features: its kernel k(x,y) = Phi(x) . Phi(y), and the critic of the
/// Sobolev-kernelized flow solved in feature space, without the kernel trick.</summary>
[<NoComparison; NoEquality>]
type internal FeatureMap =
    {
        /// Name shown with the law.
        Name: string
        /// Phi(x), length P.
        Value: float[] -> float[]
        /// d_a Phi(x): one row of length P for each coordinate a.
        Jacobian: float[] -> float[][]
    }

/// Feature maps and what they solve.
[<RequireQualifiedAccess>]
module internal FeatureMap =

    /// x_k and x_k x_l, k &lt;= l: on the line (x, x^2), the example of theory's oracle.
    let monomials: FeatureMap =
        let pairs d =
            [|
                for k in 0 .. d - 1 do
                    for l in k .. d - 1 -> k, l
            |]

        {
            Name = "monomials"
            Value = fun x -> Array.append x (pairs x.Length |> Array.map (fun (k, l) -> x[k] * x[l]))
            Jacobian =
                fun x ->
                    let d = x.Length
                    let unit a k = if a = k then 1.0 else 0.0

                    Array.init d (fun a ->
                        Array.append
                            (Array.init d (unit a))
                            (pairs d |> Array.map (fun (k, l) -> unit a k * x[l] + unit a l * x[k])))
        }

    /// cos(omega_j . x + j) for eight fixed frequencies.
    let waves: FeatureMap =
        let frequency j k = float ((5 * j + 3 * k) % 7 - 3) / 2.0

        let phase (x: float[]) j =
            (x |> Array.mapi (fun k v -> frequency j k * v) |> Array.sum) + float j

        {
            Name = "waves"
            Value = fun x -> Array.init 8 (fun j -> cos (phase x j))
            Jacobian =
                fun x -> Array.init x.Length (fun a -> Array.init 8 (fun j -> -(sin (phase x j)) * frequency j a))
        }

    /// The kernel Phi(x) . Phi(y) with its derivatives.
    let kernel (map: FeatureMap) : Kernel =
        Kernel.ofFunctions
            map.Name
            (fun x y -> Vectors.inner (map.Value x) (map.Value y))
            (fun x y -> map.Jacobian x |> Array.map (Vectors.inner (map.Value y)))
            (fun x y ->
                let jx, jy = map.Jacobian x, map.Jacobian y
                Array2D.init x.Length x.Length (fun a b -> Vectors.inner jx[a] jy[b]))

    let private average (map: FeatureMap) (m: IMeasure) =
        Array.init m.Nodes.Count (fun i -> map.Value(m.Nodes.Row i) |> Array.map (fun v -> m.Weights[i] * v))
        |> Array.reduce (Array.map2 (+))
        |> Vector<float>.Build.DenseOfArray

    /// delta = mu_p - mu_q in feature space.
    let delta (map: FeatureMap) (p: IMeasure) (q: IMeasure) : Vector<float> = average map p - average map q

    /// The Gramian D_m = E_m sum_a d_a Phi d_a Phi^T, P x P.
    let gramian (map: FeatureMap) (m: IMeasure) : Matrix<float> =
        let size = (map.Value(m.Nodes.Row 0)).Length
        let total = Matrix<float>.Build.Dense(size, size)

        for i in 0 .. m.Nodes.Count - 1 do
            for row in map.Jacobian(m.Nodes.Row i) do
                let v = Vector<float>.Build.DenseOfArray row
                total.Add(m.Weights[i] * v.OuterProduct v, total)

        total

    /// (D + lambda I)^(-1) b.
    let solve (d: Matrix<float>) (lambda: float) (b: Vector<float>) : Vector<float> =
        (d + lambda * Matrix<float>.Build.DenseIdentity d.RowCount).Cholesky().Solve b

    /// The gradient of x -> f . Phi(x) at the points, n x d.
    let gradient (map: FeatureMap) (f: Vector<float>) (x: Points) : Points =
        let rows =
            Points.toRows x
            |> Array.map (fun r -> map.Jacobian r |> Array.map (Vectors.inner (f.ToArray())))

        Points.init x.Count x.Dimension (fun i k -> rows[i][k])
