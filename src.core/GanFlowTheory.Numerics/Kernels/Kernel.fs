namespace GanFlowTheory.Core

open System
open GanFlowTheory.Core.Extending

/// <summary>A positive semidefinite kernel k(x, y) on R^d: a sum of scaled terms, and what sums it over all pairs of
/// points.</summary>
[<Sealed>]
type Kernel internal (name: string, terms: KernelTerm list, sums: KernelSums) =

    /// The kernel expression that makes this kernel, or a user's name.
    member _.Name = name

    /// The summands.
    member _.Terms = terms

    /// What sums the kernel over all pairs of points.
    member _.Sums = sums

    /// The kernel expression.
    override _.ToString() = name

/// <summary>The kernels of the library, and how to make more.</summary>
/// <remarks>Bandwidths and scales s, c lie in [1e-60, 1e60] and exponents a, b in [1e-60, 1e6]: beyond them float64
/// holds no derivative of the kernel, or no digit of it. Anything else is an argument error.</remarks>
[<RequireQualifiedAccess>]
module Kernel =

    let private create (name: string) (terms: KernelTerm list) =
        Kernel(name, terms, KernelSums.standard)

    let private single (profile: Profile) =
        create profile.Name [ KernelTerm.Radial(1.0, profile) ]

    // Beyond these the powers of a bandwidth, up to the fourth, overflow into 0 * infinity.
    let private bandwidth (name: string) (s: float) =
        Guard.positive name s

        if s < 1e-60 || s > 1e60 then
            Guard.fail name (invariant $"{name} must be between 1E-60 and 1E+60, but is {s}.")

    // (1 + t)^(-p) loses about log10 p digits to the rounding of 1 + t, and nothing is left of it for huge p.
    let private exponent (name: string) (p: float) =
        Guard.positive name p

        if p < 1e-60 || p > 1e6 then
            Guard.fail name (invariant $"{name} must be between 1E-60 and 1E+06, but is {p}.")

    /// exp(-|x-y|^2 / (2 s^2)), s > 0 the bandwidth.
    let gaussian (s: float) : Kernel =
        bandwidth (nameof s) s
        single (GaussianProfile s)

    /// exp(-|x-y| / s), the Euclidean norm, s > 0.
    let laplace (s: float) : Kernel =
        bandwidth (nameof s) s
        single (LaplaceProfile s)

    /// Rational quadratic (1 + |x-y|^2 / (2a))^(-a), a > 0.
    let rationalQuadratic (a: float) : Kernel =
        exponent (nameof a) a
        single (PowerProfile(invariant $"rq:{string a}", 0.5 / a, a))

    /// Inverse multiquadric (1 + |x-y|^2 / c^2)^(-b), c, b > 0.
    let inverseMultiquadric (c: float) (b: float) : Kernel =
        bandwidth (nameof c) c
        exponent (nameof b) b
        single (PowerProfile(invariant $"imq:{string c},{string b}", 1.0 / (c * c), b))

    /// Matern of smoothness 3/2: (1 + sqrt 3 r/s) exp(-sqrt 3 r/s), r = |x-y|, s > 0.
    let matern32 (s: float) : Kernel =
        bandwidth (nameof s) s
        single (Matern32Profile s)

    /// Matern of smoothness 5/2: (1 + sqrt 5 r/s + 5 r^2/(3 s^2)) exp(-sqrt 5 r/s), r = |x-y|, s > 0.
    let matern52 (s: float) : Kernel =
        bandwidth (nameof s) s
        single (Matern52Profile s)

    /// The distance kernel (|x-z| + |y-z| - |x-y|) / 2 with base point z = 0 (BSAG18-4).
    let distance: Kernel =
        create "distance" [ KernelTerm.Based(1.0, NegativeDistanceProfile(), None) ]

    let private power (beta: float) =
        // Below 1E-60 no digit of beta shows.
        if not (beta >= 1e-60 && beta <= 2.0) then
            Guard.fail (nameof beta) (invariant $"beta must be above 0, from 1E-60 on, and at most 2, but is {beta}.")

    let private coordinates (basePoint: float[]) : string =
        Array.iter (Guard.finite (nameof basePoint)) basePoint
        basePoint |> Array.map string |> String.concat ","

    /// The distance kernel of a power, (|x|^beta + |y|^beta - |x-y|^beta) / 2, 0 < beta <= 2 (BSAG18-5): its MMD^2 is half the
    /// energy distance of |x-y|^beta. Below 2 it is characteristic; at 2 it is <x, y>, which sees means alone.
    let distanceOf (beta: float) : Kernel =
        power beta

        if beta = 1.0 then
            distance
        else
            let profile = NegativePowerProfile beta
            create profile.Name [ KernelTerm.Based(1.0, profile, None) ]

    /// The distance kernel (|x-z| + |y-z| - |x-y|) / 2 with a base point z, length d (BSAG18-4).
    let distanceFrom (basePoint: float[]) : Kernel =
        create
            (invariant $"distance-from:{coordinates basePoint}")
            [ KernelTerm.Based(1.0, NegativeDistanceProfile(), Some(Array.copy basePoint)) ]

    /// The distance kernel of a power, (|x-z|^beta + |y-z|^beta - |x-y|^beta) / 2, 0 < beta <= 2, with a base point z, length d
    /// (BSAG18-4): every z gives the same MMD^2.
    let distanceOfFrom (beta: float) (basePoint: float[]) : Kernel =
        power beta

        if beta = 1.0 then
            distanceFrom basePoint
        else
            let profile = NegativePowerProfile beta

            create
                (invariant $"{profile.Name},{coordinates basePoint}")
                [ KernelTerm.Based(1.0, profile, Some(Array.copy basePoint)) ]

    /// The linear kernel <x, y>.
    let dot: Kernel =
        let profile = PolynomialProfile("dot", 1.0, 0.0, 1)
        create "dot" [ KernelTerm.InnerProduct(1.0, (fun _ -> profile)) ]

    /// (<x, y> / d + 1)^degree, degree >= 1.
    let polynomial (degree: int) : Kernel =
        Guard.atLeast (nameof degree) 1 degree
        let name = invariant $"poly{degree}"

        create
            name
            [
                KernelTerm.InnerProduct(1.0, (fun d -> PolynomialProfile(name, float d, 1.0, degree)))
            ]

    /// KID's kernel (<x, y> / d + 1)^3 (BSAG18).
    let poly3: Kernel = polynomial 3

    /// a k, a >= 0.
    let scale (a: float) (k: Kernel) : Kernel =
        Guard.nonNegative (nameof a) a

        let shown =
            if k.Terms.Length = 1 then
                k.Name
            else
                invariant $"({k.Name})"

        Kernel(invariant $"{string a}*{shown}", List.map (KernelTerm.scale a) k.Terms, k.Sums)

    /// The same kernel, summed over all pairs of points by the given sums.
    let on (sums: KernelSums) (k: Kernel) : Kernel = Kernel(k.Name, k.Terms, sums)

    /// j + k; an argument error where different sums serve the two.
    let add (j: Kernel) (k: Kernel) : Kernel =
        if j.Sums <> k.Sums then
            Guard.fail
                (nameof k)
                (invariant
                    $"kernels that are added must be served by the same sums, but '{j.Name}' is by {j.Sums.Name} and \
                  '{k.Name}' by {k.Sums.Name}: Kernel.on moves one to the other's.")

        Kernel(invariant $"{j.Name} + {k.Name}", j.Terms @ k.Terms, j.Sums)

    /// The sum of one kernel or more; an argument error where different sums serve them.
    let sum (kernels: Kernel list) : Kernel =
        match kernels with
        | [] -> Guard.fail (nameof kernels) "kernels must not be empty."
        | first :: rest ->
            match rest |> List.tryFind (fun k -> k.Sums <> first.Sums) with
            | Some other -> add first other
            | None ->
                // At once: a name for each partial sum would be quadratic in their number.
                Kernel(kernels |> List.map _.Name |> String.concat " + ", kernels |> List.collect _.Terms, first.Sums)

    /// The same kernel under another name.
    let named (name: string) (k: Kernel) : Kernel = Kernel(name, k.Terms, k.Sums)

    /// The part of the kernel that some of its terms make, under its name.
    let internal part (terms: KernelTerm list) (k: Kernel) : Kernel = Kernel(k.Name, terms, k.Sums)

    /// The mixture of the MMD GAN paper: rational quadratics with a in {0.2, 0.5, 1, 2, 5}, unit weights (BSAG18).
    let rqPaper: Kernel =
        [ 0.2; 0.5; 1.0; 2.0; 5.0 ]
        |> List.map rationalQuadratic
        |> sum
        |> named "rq-paper"

    /// The mixture of the paper's released code: rational quadratics with a in {0.1, 1, 10}, unit weights.
    let rqCode: Kernel =
        [ 0.1; 1.0; 10.0 ] |> List.map rationalQuadratic |> sum |> named "rq-code"

    /// rq-code plus the linear kernel: the rq* of the paper's released code.
    let rqCodeStar: Kernel = add rqCode dot |> named "rq-code*"

    /// The mixture of Gaussians with s in {2, 5, 10, 20, 40, 80}, unit weights, that the paper compares with.
    let rbfMix: Kernel =
        [ 2.0; 5.0; 10.0; 20.0; 40.0; 80.0 ]
        |> List.map gaussian
        |> sum
        |> named "rbf-mix"

    /// A radial kernel phi(|x-y|^2) from phi and its first two derivatives, in s = |x-y|^2.
    let radial (name: string) (phi: float -> float) (first: float -> float) (second: float -> float) : Kernel =
        single (FunctionProfile(name, phi, first, second))

    /// A user's radial kernel from a profile, which may bring its own fast loop.
    let ofProfile (profile: Profile) : Kernel = single profile

    /// A kernel from plain functions of two points.
    let ofFunctions
        (name: string)
        (value: float[] -> float[] -> float)
        (gradient: float[] -> float[] -> float[])
        (mixed: float[] -> float[] -> float[,])
        : Kernel =
        create
            name
            [
                KernelTerm.Plain(
                    1.0,
                    {
                        Name = name
                        Value = value
                        Gradient = gradient
                        Mixed = mixed
                    }
                )
            ]

    /// <summary>How many decimal digits of MMD^2 a kernel with a polynomial of degree 2 or more has lost on points like
    /// these before it is summed: 2 log10(c/s), at least 0, with c the largest |x| and s the spread, the root mean square
    /// distance from the mean. Of values of size (c^2/d + 1)^k, MMD^2 keeps differences of relative size (s/c)^2 or less.
    /// 0 for other kernels, and for points that coincide.</summary>
    /// <remarks>Radial kernels see differences alone, and MMD of an affine kernel does not depend on the origin; of a
    /// polynomial of higher degree it does, so that points cannot be moved to where there are more digits.</remarks>
    let lostDigits (k: Kernel) (x: Points) : float =
        let isCurved =
            k.Terms
            |> List.exists (function
                | KernelTerm.InnerProduct(_, profile) ->
                    match profile 1 with
                    | :? PolynomialProfile as p -> not p.IsAffine
                    | _ -> false
                | KernelTerm.Radial _
                | KernelTerm.Based _
                | KernelTerm.Plain _ -> false)

        let farthest = Vectors.largest x.Data

        if not (isCurved && farthest > 0.0 && System.Double.IsFinite farthest) then
            0.0
        else
            // In units of the farthest coordinate, so that no square overflows.
            let unit = Points.scale (1.0 / farthest) x
            let mean = Points.mean unit
            let mutable spread = 0.0
            let mutable reach = 0.0

            for i in 0 .. unit.Count - 1 do
                let mutable square = 0.0

                for k in 0 .. unit.Dimension - 1 do
                    let e = unit[i, k] - mean[k]
                    spread <- spread + e * e / float unit.Count
                    square <- square + unit[i, k] * unit[i, k]

                reach <- max reach square

            if spread > 0.0 then
                max 0.0 (log10 (reach / spread))
            else
                0.0

    /// Whether mixed second derivatives exist everywhere, coincident points included.
    let hasMixedDerivatives (k: Kernel) : bool =
        k.Terms
        |> List.forall (function
            | KernelTerm.Radial(_, p)
            | KernelTerm.Based(_, p, _) -> p.HasMixedDerivatives
            | KernelTerm.InnerProduct _
            | KernelTerm.Plain _ -> true)

    /// An argument error under the name, unless mixed second derivatives exist everywhere.
    let internal requireMixedDerivatives (name: string) (k: Kernel) : unit =
        if not (hasMixedDerivatives k) then
            Guard.fail
                name
                (invariant
                    $"{name} must have mixed second derivatives everywhere, but {k.Name} has a cusp at coincident points.")

    /// The scales and bandwidths of a sum of Gaussian kernels; None where another kernel takes part.
    let gaussianTerms (k: Kernel) : (float * float) list option =
        let terms =
            k.Terms
            |> List.choose (function
                | KernelTerm.Radial(scale, (:? GaussianProfile as p)) -> Some(scale, p.Bandwidth)
                | _ -> None)

        if terms.Length = k.Terms.Length then Some terms else None

    /// A Lipschitz constant of x -> grad_x k(x, y) for radial kernels that are mixtures of Gaussians (Gaussian,
    /// rational quadratic, inverse multiquadric, Matern): the sum of -2 scale phi'(0). None where it is not known or
    /// infinite.
    let gradientLipschitz (k: Kernel) : float option =
        let terms =
            k.Terms
            |> List.choose (function
                | KernelTerm.Radial(scale, p) when p.HasMixedDerivatives && not (p :? FunctionProfile) ->
                    Some(-2.0 * scale * p.Derivative(1, 0.0))
                | _ -> None)

        if terms.Length = k.Terms.Length then
            Some(List.sum terms)
        else
            None
