namespace GanFlowTheory.Core

open GanFlowTheory.Core.Extending

/// <summary>Sums put together from parts: profiles, by a fast way to sum them over all pairs; what base points add, by sums
/// over one cloud at a time; profiles that the fast way does not cover and plain functions, by the reference.</summary>
module internal SumsByParts =

    /// The radial profiles that are covered, those of based terms among them, with their factors.
    let radial (covers: Profile -> bool) (terms: KernelTerm list) : (struct (float * Profile))[] =
        terms
        |> List.choose (function
            | KernelTerm.Radial(a, p)
            | KernelTerm.Based(a, p, _) when covers p -> Some(struct (a, p))
            | _ -> None)
        |> List.toArray

    /// The covered profiles of inner products in dimension d, with their factors.
    let inner (covers: Profile -> bool) (d: int) (terms: KernelTerm list) : (struct (float * Profile))[] =
        terms
        |> List.choose (function
            | KernelTerm.InnerProduct(a, p) ->
                let profile = p d
                if covers profile then Some(struct (a, profile)) else None
            | _ -> None)
        |> List.toArray

    // What neither of these holds: sums of their own.
    let private rest (covers: Profile -> bool) (d: int) (terms: KernelTerm list) : KernelTerm list =
        terms
        |> List.choose (function
            | KernelTerm.Radial(a, p)
            | KernelTerm.Based(a, p, _) -> if covers p then None else Some(KernelTerm.Radial(a, p))
            | KernelTerm.InnerProduct(_, p) as term -> if covers (p d) then None else Some term
            | KernelTerm.Plain _ as term -> Some term)

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
    let private forBasePoints (terms: KernelTerm list) (x: Points) (y: Points) f =
        for term in terms do
            match term with
            | KernelTerm.Based(a, p, z) ->
                z |> Option.iter (fun z -> Guard.sameDimension "basePoint" x.Dimension z.Length)
                let phi s = p.Derivative(0, s)
                let zero = phi 0.0
                let atX = squaredDistancesTo z x |> Array.map phi
                let atY = squaredDistancesTo z y |> Array.map (fun s -> phi s - zero)
                f a p z atX atY
            | KernelTerm.Radial _
            | KernelTerm.InnerProduct _
            | KernelTerm.Plain _ -> ()

    let private addInto (target: float[]) (source: float[]) =
        for i in 0 .. target.Length - 1 do
            target[i] <- target[i] + source[i]

    let private addBaseValues (terms: KernelTerm list) (x: Points) (y: Points) (w: float[]) (sums: float[]) =
        forBasePoints terms x y (fun a _ _ atX atY ->
            let total = Array.sum w
            let own = Vectors.inner w atY

            for i in 0 .. sums.Length - 1 do
                sums[i] <- sums[i] - a * (atX[i] * total + own))

    let private addBaseGradients (terms: KernelTerm list) (x: Points) (y: Points) (w: float[]) (vectors: float[]) =
        forBasePoints terms x y (fun a p z _ _ ->
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

    let private addBaseVectors (terms: KernelTerm list) (x: Points) (y: Points) (v: Points) (vectors: float[]) =
        forBasePoints terms x y (fun a _ _ atX atY ->
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

    /// <summary>The sums by a way to add those of the covered profiles to arrays, the values, length n, and the vectors, n x
    /// d coordinate-major: one that the summand does not fill is empty.</summary>
    let create
        (name: string)
        (covers: Profile -> bool)
        (add: KernelTerm list -> Summand -> Points -> Points -> float[] -> float[] -> unit)
        : KernelSums =

        let forRest (terms: KernelTerm list) (x: Points) (addRest: KernelTerm list -> unit) =
            match rest covers x.Dimension terms with
            | [] -> ()
            | rest -> addRest rest

        let zeros (x: Points) : float[] =
            Array.zeroCreate (x.Count * x.Dimension)

        let wrap (x: Points) (vectors: float[]) = Points.wrap x.Count x.Dimension vectors

        let plain = KernelSums.reference

        {
            Name = name
            Engine = None
            Apply =
                fun terms x y w ->
                    let sums = Array.zeroCreate x.Count
                    add terms (Values w) x y sums [||]
                    addBaseValues terms x y w sums
                    forRest terms x (fun rest -> addInto sums (plain.Apply rest x y w))
                    sums
            ApplyVectors =
                fun terms x y v ->
                    let vectors = zeros x
                    add terms (Vectors v) x y [||] vectors
                    addBaseVectors terms x y v vectors
                    forRest terms x (fun rest -> addInto vectors (plain.ApplyVectors rest x y v).Data)
                    wrap x vectors
            Gradient =
                fun terms x y w ->
                    let vectors = zeros x
                    add terms (Gradients w) x y [||] vectors
                    addBaseGradients terms x y w vectors
                    forRest terms x (fun rest -> addInto vectors (plain.Gradient rest x y w).Data)
                    wrap x vectors
            ApplyWithGradient =
                fun terms x y w ->
                    let sums = Array.zeroCreate x.Count
                    let vectors = zeros x
                    add terms (ValuesAndGradients w) x y sums vectors
                    addBaseValues terms x y w sums
                    addBaseGradients terms x y w vectors

                    forRest terms x (fun rest ->
                        let struct (values, gradients) = plain.ApplyWithGradient rest x y w
                        addInto sums values
                        addInto vectors gradients.Data)

                    struct (sums, wrap x vectors)
            MixedHessian =
                fun terms x y v ->
                    let vectors = zeros x
                    add terms (MixedHessian v) x y [||] vectors
                    forRest terms x (fun rest -> addInto vectors (plain.MixedHessian rest x y v).Data)
                    wrap x vectors
        }
