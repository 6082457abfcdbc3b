namespace GanFlowTheory.Core

open MathNet.Numerics.LinearAlgebra
open GanFlowTheory.Core.Extending

/// <summary>Bounds on the derivatives of a kernel's feature map Phi on all of R^d (MN21-8).</summary>
type FeatureBounds =
    {
        /// A bound on |d Phi(x)[v]| / |v|, >= 0.
        First: float
        /// A bound on |d^2 Phi(x)[v, v]| / |v|^2, >= 0.
        Second: float
        /// The number of features, less a constant one, where the kernel has finitely many.
        Dimension: int option
    }

/// <summary>What is known of the embedding mu of a generator around a start, L = d mu / d theta (MN21-8).</summary>
type EmbeddingBounds =
    {
        /// A bound on |L|^2, which is |g|, >= 0; infinite where none is known.
        Slope: float
        /// A bound on |d^2 mu[v, v]| / |v|^2, >= 0: the Lipschitz constant of L in operator norm.
        Curvature: float
        /// How far from the start the bounds hold, > 0; infinite where they hold everywhere.
        Radius: float
        /// The dimension of a space that holds mu_p - mu_q and the range of L, where it is finite and known.
        Dimension: int option
    }

/// <summary>Bounds on the derivatives of feature maps.</summary>
[<RequireQualifiedAccess>]
module FeatureBounds =

    // Squares of the two bounds, which add up over the summands of a kernel, and the number of features.
    let private ofTerm (d: int) (term: KernelTerm) : (float * float * int option) option =
        match term with
        | KernelTerm.Radial(scale, profile) ->
            // v^T [d d' k(x, x)] v = -2 phi'(0) |v|^2, and the fourth derivative of phi(r^2 |v|^2) at 0 is 12 phi''(0) |v|^4.
            let first = -2.0 * profile.Derivative(1, 0.0)
            let second = 12.0 * profile.Derivative(2, 0.0)

            // A positive semidefinite k has first = E w^2 and second = E w^4 over its frequencies w, so that a second below
            // first^2 is the 0 that stands for a derivative which does not exist.
            if profile.HasMixedDerivatives && second >= first * first * (1.0 - 1e-12) then
                Some(scale * first, scale * second, None)
            else
                None
        | KernelTerm.InnerProduct(scale, profile) ->
            match profile d with
            | :? PolynomialProfile as line when line.IsAffine -> Some(scale * line.Derivative(1, 0.0), 0.0, Some d)
            | _ -> None
        | KernelTerm.Based _
        | KernelTerm.Plain _ -> None

    /// <summary>The bounds for a kernel on R^d whose derivatives at coincident points give them: radial ones with a fourth
    /// derivative, |d Phi[v]|^2 = -2 phi'(0) |v|^2 and |d^2 Phi[v, v]|^2 = 12 phi''(0) |v|^4, the inner product, and their sums;
    /// None for others (MN21-8). d >= 1.</summary>
    let ofKernel (kernel: Kernel) (d: int) : FeatureBounds option =
        Guard.atLeast (nameof d) 1 d
        let terms = kernel.Terms |> List.map (ofTerm d)

        if List.isEmpty terms || List.exists Option.isNone terms then
            None
        else
            let terms = List.map Option.get terms

            Some
                {
                    First = terms |> List.sumBy (fun (first, _, _) -> first) |> sqrt
                    Second = terms |> List.sumBy (fun (_, second, _) -> second) |> sqrt
                    Dimension =
                        // Inner products of one factor or another are one map into d features.
                        if terms |> List.forall (fun (_, _, dimension) -> dimension.IsSome) then
                            Some d
                        else
                            None
                }

/// <summary>Bounds on the embedding of a generator.</summary>
[<RequireQualifiedAccess>]
module EmbeddingBounds =

    // As many products with E J^T J, and a decomposition of order P^3.
    let private largestDecomposition = 200

    // The largest eigenvalue of E J^T J, or its trace where there are many parameters.
    let private moved (parameters: int) (q: #IParametric) : float =
        if parameters <= largestDecomposition then
            let columns =
                Array.init parameters (fun p ->
                    q.Pull(q.Push(Array.init parameters (fun s -> if s = p then 1.0 else 0.0))))

            Matrix<float>.Build.Dense(parameters, parameters, (fun a b -> 0.5 * (columns[a][b] + columns[b][a])))
            |> SymmetricEigen.values
            |> Array.last
        else
            let d = q.Nodes.Dimension

            q.Mobilities()
            |> Array.mapi (fun i products -> q.Weights[i] * Array.sum (Array.init d (fun a -> products[a * d + a])))
            |> Array.sum

    // Nodes of a generator that is affine in its parameters move by J u, whatever the length of u.
    let private requireLinear (q: ParameterState) : unit =
        let state = q :> IState<ParameterState>
        let theta = state.Coordinates
        let step = Array.init theta.Length (fun p -> 0.5 + 0.25 * float (p % 3))
        let moved = (state.At(Array.map2 (+) theta step)).Nodes
        let pushed = (q :> IParametric).Push step
        let size = 1.0 + Vectors.largest q.Nodes.Data + Vectors.largest pushed.Data

        for i in 0 .. moved.Count - 1 do
            for k in 0 .. moved.Dimension - 1 do
                // A few hundred ulp of the sums over the inputs.
                if not (abs (moved[i, k] - q.Nodes[i, k] - pushed[i, k]) <= 1e-12 * size) then
                    Guard.fail
                        "q"
                        (invariant
                            $"the generator must be affine in its parameters, but '{q.Network.Name}' does not move by J u.")

    /// <summary>The bounds for a generator that is affine in its parameters, such as G(z) = W z + b, everywhere: with m the
    /// largest eigenvalue of E J^T J, |L|^2 &lt;= First^2 m and |d^2 mu[v, v]| &lt;= Second m |v|^2 (MN21-8). Other generators are
    /// an argument error. For more than 200 parameters the trace stands for m.</summary>
    let linear (features: FeatureBounds) (q: ParameterState) : EmbeddingBounds =
        Guard.nonNegative "features.First" features.First
        Guard.nonNegative "features.Second" features.Second
        requireLinear q
        let m = moved q.Parameters.Length q

        {
            Slope = features.First * features.First * m
            Curvature = features.Second * m
            Radius = infinity
            Dimension = features.Dimension
        }
