namespace GanFlowTheory.Core.Extending

open GanFlowTheory.Core

/// <summary>A kernel given by plain functions of two points: the slow path, with the meaning of the fast one.</summary>
[<NoComparison; NoEquality>]
type PlainKernel =
    {
        /// Name shown in reports.
        Name: string
        /// k(x, y).
        Value: float[] -> float[] -> float
        /// The gradient in the first argument, length d.
        Gradient: float[] -> float[] -> float[]
        /// The mixed second derivatives d_a d'_b k(x, y), d x d: a in the first argument, b in the second.
        Mixed: float[] -> float[] -> float[,]
    }

/// One summand of a kernel, with its non-negative factor.
[<RequireQualifiedAccess; NoComparison; NoEquality>]
type KernelTerm =
    /// scale * phi(|x-y|^2).
    | Radial of scale: float * profile: Profile
    /// scale * (phi(|x-y|^2) - phi(|x-z|^2) - phi(|y-z|^2) + phi(0)), z the base point (the origin by default): the
    /// positive semidefinite kernel of a conditionally positive semidefinite phi, such as -|x-y|/2.
    | Based of scale: float * profile: Profile * basePoint: float[] option
    /// scale * psi(<x,y>), where psi may depend on the dimension.
    | InnerProduct of scale: float * profile: (int -> Profile)
    /// scale * k(x,y) for plain functions.
    | Plain of scale: float * kernel: PlainKernel

/// Terms at two points, by their definition.
[<RequireQualifiedAccess>]
module internal KernelTerm =

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

    let private shown (x: float[]) =
        x |> Array.truncate 4 |> Array.map string |> String.concat ", "

    // Of moderate points a function of a user's own must make numbers; farther out overflow is a divergence.
    let private isModerate (x: float[]) =
        x |> Array.forall (fun v -> abs v <= 1e100)

    let private checkNumbers (name: string) (what: string) (x: float[]) (y: float[]) (values: float seq) =
        if Seq.exists System.Double.IsNaN values && isModerate x && isModerate y then
            Guard.fail
                "kernel"
                (invariant
                    $"the {what} of kernel '{name}' must be numbers, but are NaN at x = ({shown x}), y = ({shown y}).")

    let private checkShape (name: string) (what: string) (expected: string) (actual: string) =
        if expected <> actual then
            Guard.fail
                "kernel"
                (invariant $"the {what} of kernel '{name}' must have {expected} entries, but have {actual}.")

    let private plainValue (k: PlainKernel) (x: float[]) (y: float[]) : float =
        let value = k.Value x y

        if System.Double.IsNaN value then
            checkNumbers k.Name "values" x y [ value ]

        value

    let private plainGradient (k: PlainKernel) (x: float[]) (y: float[]) : float[] =
        let gradient = k.Gradient x y

        let actual =
            if isNull (box gradient) then
                "null"
            else
                string gradient.Length

        checkShape k.Name "gradients" (string x.Length) actual
        checkNumbers k.Name "gradients" x y gradient
        gradient

    let private plainMixed (k: PlainKernel) (x: float[]) (y: float[]) : float[,] =
        let mixed = k.Mixed x y

        let actual =
            if isNull (box mixed) then
                "null"
            else
                invariant $"{Array2D.length1 mixed} x {Array2D.length2 mixed}"

        checkShape k.Name "mixed second derivatives" (invariant $"{x.Length} x {x.Length}") actual
        checkNumbers k.Name "mixed second derivatives" x y (Seq.cast<float> mixed)
        mixed

    let private basePointOf (x: float[]) (z: float[] option) =
        match z with
        | None -> Array.zeroCreate x.Length
        | Some z ->
            Guard.sameDimension "basePoint" x.Length z.Length
            z

    /// The term at two points.
    let value (x: float[]) (y: float[]) (term: KernelTerm) : float =
        match term with
        | KernelTerm.Radial(a, p) -> a * p.Derivative(0, squaredDistance x y)
        | KernelTerm.Based(a, p, z) ->
            let z = basePointOf x z
            let phi s = p.Derivative(0, s)

            a
            * (phi (squaredDistance x y)
               - phi (squaredDistance x z)
               - phi (squaredDistance y z)
               + phi 0.0)
        | KernelTerm.InnerProduct(a, p) -> a * (p x.Length).Derivative(0, dot x y)
        | KernelTerm.Plain(a, k) -> a * plainValue k x y

    let private radialGradient a (p: Profile) (x: float[]) (y: float[]) =
        let slope = 2.0 * a * p.Derivative(1, squaredDistance x y)
        Array.map2 (fun u v -> slope * (u - v)) x y

    /// Its gradient in x, length d.
    let gradient (x: float[]) (y: float[]) (term: KernelTerm) : float[] =
        match term with
        | KernelTerm.Radial(a, p) -> radialGradient a p x y
        | KernelTerm.Based(a, p, z) -> Array.map2 (-) (radialGradient a p x y) (radialGradient a p x (basePointOf x z))
        | KernelTerm.InnerProduct(a, p) ->
            let slope = a * (p x.Length).Derivative(1, dot x y)
            Array.map (fun v -> slope * v) y
        | KernelTerm.Plain(a, k) -> Array.map (fun v -> a * v) (plainGradient k x y)

    /// Its mixed second derivatives d_a d'_b, d x d: a in x, b in y.
    let mixed (x: float[]) (y: float[]) (term: KernelTerm) : float[,] =
        let d = x.Length
        let delta i j = if i = j then 1.0 else 0.0

        match term with
        | KernelTerm.Radial(a, p)
        | KernelTerm.Based(a, p, _) ->
            let s = squaredDistance x y
            let first, second = p.Derivative(1, s), p.Derivative(2, s)

            Array2D.init d d (fun i j -> a * (-2.0 * first * delta i j - 4.0 * second * (x[i] - y[i]) * (x[j] - y[j])))
        | KernelTerm.InnerProduct(a, p) ->
            let t = dot x y
            let p = p d
            let first, second = p.Derivative(1, t), p.Derivative(2, t)
            Array2D.init d d (fun i j -> a * (first * delta i j + second * y[i] * x[j]))
        | KernelTerm.Plain(a, k) -> Array2D.map (fun v -> a * v) (plainMixed k x y)

    /// k(x, y) of a sum of terms.
    let sumOfValues (terms: KernelTerm list) (x: float[]) (y: float[]) : float = terms |> List.sumBy (value x y)

    /// The gradient in x of a sum of terms, length d.
    let sumOfGradients (terms: KernelTerm list) (x: float[]) (y: float[]) : float[] =
        terms |> List.map (gradient x y) |> List.reduce (Array.map2 (+))

    /// The mixed second derivatives of a sum of terms, d x d.
    let sumOfMixed (terms: KernelTerm list) (x: float[]) (y: float[]) : float[,] =
        let parts = terms |> List.map (mixed x y)
        Array2D.init x.Length x.Length (fun i j -> parts |> List.sumBy (fun m -> m[i, j]))

    /// The term times a factor.
    let scale (a: float) (term: KernelTerm) : KernelTerm =
        match term with
        | KernelTerm.Radial(s, p) -> KernelTerm.Radial(a * s, p)
        | KernelTerm.Based(s, p, z) -> KernelTerm.Based(a * s, p, z)
        | KernelTerm.InnerProduct(s, p) -> KernelTerm.InnerProduct(a * s, p)
        | KernelTerm.Plain(s, p) -> KernelTerm.Plain(a * s, p)
