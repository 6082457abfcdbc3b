namespace GanFlowTheory.Core

/// <summary>Kernel sums over all pairs of two point clouds, online: memory O((n + m) d), no n x m matrix; the same bits
/// on any number of threads. <see cref="T:GanFlowTheory.Core.PairwiseReference"/> defines their meaning.</summary>
[<RequireQualifiedAccess>]
module Pairwise =

    let private add (k: Kernel) (summand: Summand) (x: Points) (y: Points) sums vectors =
        let radial =
            k.Terms
            |> List.choose (function
                | Radial(a, p)
                | Based(a, p, _) -> Some(struct (a, p))
                | InnerProduct _
                | Plain _ -> None)

        let inner =
            k.Terms
            |> List.choose (function
                | InnerProduct(a, p) -> Some(struct (a, p x.Dimension))
                | Radial _
                | Based _
                | Plain _ -> None)

        TiledSum.add (OfSquaredDistance(Array.ofList radial)) summand x y sums vectors
        TiledSum.add (OfInnerProduct(Array.ofList inner)) summand x y sums vectors

    /// The terms that the tiles do not cover, as sums of their own: what base points add, and plain functions.
    let private plainPart (k: Kernel) =
        k.Terms
        |> List.choose (function
            | Plain _ as term -> Some term
            | Radial _
            | Based _
            | InnerProduct _ -> None)
        |> function
            | [] -> None
            | terms -> Some(Kernel(k.Name, terms))

    let private squaredDistancesTo (z: float[] option) (x: Points) =
        let s = Array.zeroCreate x.Count

        for k in 0 .. x.Dimension - 1 do
            let c =
                match z with
                | Some z -> z[k]
                | None -> 0.0

            for i in 0 .. x.Count - 1 do
                let e = x.Data[k * x.Count + i] - c
                s[i] <- s[i] + e * e

        s

    /// Calls f with the factor, the profile, the base point, and phi(|x_i - z|^2) and phi(|y_j - z|^2) - phi(0).
    let private forBasePoints (k: Kernel) (x: Points) (y: Points) f =
        for term in k.Terms do
            match term with
            | Based(a, p, z) ->
                z |> Option.iter (fun z -> Guard.sameDimension "basePoint" x.Dimension z.Length)
                let phi s = p.Derivative(0, s)
                let zero = phi 0.0
                let atX = squaredDistancesTo z x |> Array.map phi
                let atY = squaredDistancesTo z y |> Array.map (fun s -> phi s - zero)
                f a p z atX atY
            | Radial _
            | InnerProduct _
            | Plain _ -> ()

    let private addInto (target: float[]) (source: float[]) =
        for i in 0 .. target.Length - 1 do
            target[i] <- target[i] + source[i]

    let private check (x: Points) (y: Points) (name: string) (count: int) =
        Guard.sameDimension (nameof y) x.Dimension y.Dimension
        Guard.sameLength name y.Count count

    let private addBaseValues (k: Kernel) (x: Points) (y: Points) (w: float[]) (sums: float[]) =
        forBasePoints k x y (fun a _ _ atX atY ->
            let total = Array.sum w
            let own = Vectors.inner w atY

            for i in 0 .. sums.Length - 1 do
                sums[i] <- sums[i] - a * (atX[i] * total + own))

    let private addBaseGradients (k: Kernel) (x: Points) (y: Points) (w: float[]) (vectors: float[]) =
        forBasePoints k x y (fun a p z _ _ ->
            let total = Array.sum w
            let slopes = squaredDistancesTo z x |> Array.map (fun s -> 2.0 * p.Derivative(1, s))

            for c in 0 .. x.Dimension - 1 do
                let base' =
                    match z with
                    | Some z -> z[c]
                    | None -> 0.0

                for i in 0 .. x.Count - 1 do
                    let at = c * x.Count + i
                    vectors[at] <- vectors[at] - a * total * slopes[i] * (x.Data[at] - base'))

    /// sum_j w_j k(x_i, y_j), length n.
    let apply (k: Kernel) (x: Points) (y: Points) (w: float[]) : float[] =
        check x y (nameof w) w.Length
        let sums = Array.zeroCreate x.Count
        add k (Values w) x y sums [||]
        addBaseValues k x y w sums

        plainPart k
        |> Option.iter (fun k -> addInto sums (PairwiseReference.apply k x y w))

        sums

    /// sum_j k(x_i, y_j) v_j, n x d.
    let applyVectors (k: Kernel) (x: Points) (y: Points) (v: Points) : Points =
        check x y (nameof v) v.Count
        Guard.sameDimension (nameof v) x.Dimension v.Dimension
        let vectors = Array.zeroCreate (x.Count * x.Dimension)
        add k (Vectors v) x y [||] vectors

        forBasePoints k x y (fun a _ _ atX atY ->
            for c in 0 .. x.Dimension - 1 do
                let mutable total = 0.0
                let mutable own = 0.0

                for j in 0 .. y.Count - 1 do
                    let e = v.Data[c * y.Count + j]
                    total <- total + e
                    own <- own + atY[j] * e

                for i in 0 .. x.Count - 1 do
                    let at = c * x.Count + i
                    vectors[at] <- vectors[at] - a * (atX[i] * total + own))

        plainPart k
        |> Option.iter (fun k -> addInto vectors (PairwiseReference.applyVectors k x y v).Data)

        Points.wrap x.Count x.Dimension vectors

    /// sum_j w_j grad_x k(x_i, y_j), n x d.
    let gradient (k: Kernel) (x: Points) (y: Points) (w: float[]) : Points =
        check x y (nameof w) w.Length
        let vectors = Array.zeroCreate (x.Count * x.Dimension)
        add k (Gradients w) x y [||] vectors
        addBaseGradients k x y w vectors

        plainPart k
        |> Option.iter (fun k -> addInto vectors (PairwiseReference.gradient k x y w).Data)

        Points.wrap x.Count x.Dimension vectors

    /// The values sum_j w_j k(x_i, y_j) and the gradients sum_j w_j grad_x k(x_i, y_j) in one pass.
    let applyWithGradient (k: Kernel) (x: Points) (y: Points) (w: float[]) : struct (float[] * Points) =
        check x y (nameof w) w.Length
        let sums = Array.zeroCreate x.Count
        let vectors = Array.zeroCreate (x.Count * x.Dimension)
        add k (ValuesAndGradients w) x y sums vectors
        addBaseValues k x y w sums
        addBaseGradients k x y w vectors

        plainPart k
        |> Option.iter (fun k ->
            addInto sums (PairwiseReference.apply k x y w)
            addInto vectors (PairwiseReference.gradient k x y w).Data)

        struct (sums, Points.wrap x.Count x.Dimension vectors)

    /// sum_j [d_a d'_b k(x_i, y_j)] v_j, n x d: the mixed second derivatives applied to vectors.
    let mixedHessian (k: Kernel) (x: Points) (y: Points) (v: Points) : Points =
        check x y (nameof v) v.Count
        Guard.sameDimension (nameof v) x.Dimension v.Dimension
        let vectors = Array.zeroCreate (x.Count * x.Dimension)
        add k (MixedHessian v) x y [||] vectors

        plainPart k
        |> Option.iter (fun k -> addInto vectors (PairwiseReference.mixedHessian k x y v).Data)

        Points.wrap x.Count x.Dimension vectors
