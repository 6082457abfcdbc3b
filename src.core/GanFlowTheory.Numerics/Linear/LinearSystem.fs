namespace GanFlowTheory.Core

open System

/// The solution of A x = b, and how good it is.
[<Struct; NoComparison; NoEquality>]
type internal LinearSolution =
    {
        /// x.
        Solution: float[]
        /// Iterations taken; 1 for a factorisation.
        Iterations: int
        /// |A x - b| / |b|, computed from x after the solve; 0 for b = 0.
        Residual: float
        /// A lower bound of the condition number of A, >= 1: the square of the ratio of the factor's pivots, or the
        /// ratio of the Rayleigh quotients that the iteration met.
        Condition: float
        /// Why the tolerance was missed, in a sentence; None where it was met.
        Failure: string option
    }

/// Symmetric positive definite linear systems.
[<RequireQualifiedAccess>]
module internal LinearSystem =

    /// x += a y.
    let private accumulate (x: float[]) (a: float) (y: float[]) =
        for p in 0 .. x.Length - 1 do
            x[p] <- x[p] + a * y[p]

    // Rows of the factor finished together, so that each earlier row is read from memory once for all of them.
    [<Literal>]
    let private RowBlock = 16

    /// Replaces the lower triangle of the n x n row-major matrix by its Cholesky factor; the strict upper triangle
    /// stays. The first pivot that is not positive, with its value, or None.
    let private factor (n: int) (a: float[]) : struct (int * float) voption =
        let mutable failure = ValueNone
        let mutable first = 0

        while first < n && failure.IsNone do
            let last = min n (first + RowBlock) - 1
            let mutable j = 0

            while j <= last && failure.IsNone do
                for i in max first j .. last do
                    let s = a[i * n + j] - Vectors.innerOfParts a (i * n) a (j * n) j

                    if i > j then a[i * n + j] <- s / a[j * n + j]
                    elif s > 0.0 then a[i * n + j] <- sqrt s
                    else failure <- ValueSome(struct (j, s))

                j <- j + 1

            first <- last + 1

        failure

    /// Solves L L^T x = b.
    let private substitute (n: int) (l: float[]) (b: float[]) : float[] =
        let x = Array.copy b

        for i in 0 .. n - 1 do
            x[i] <- (x[i] - Vectors.innerOfParts l (i * n) x 0 i) / l[i * n + i]

        for i in n - 1 .. -1 .. 0 do
            let value = x[i] / l[i * n + i]
            x[i] <- value

            for j in 0 .. i - 1 do
                x[j] <- x[j] - value * l[i * n + j]

        x

    /// |A x - b| / |b| from the diagonal and the strict upper triangle of A.
    let private residualOf (n: int) (diagonal: float[]) (a: float[]) (x: float[]) (b: float[]) =
        let r = Array.init n (fun i -> diagonal[i] * x[i] - b[i])

        for i in 0 .. n - 1 do
            r[i] <- r[i] + Vectors.innerOfParts a (i * n + i + 1) x (i + 1) (n - i - 1)

            for j in i + 1 .. n - 1 do
                r[j] <- r[j] + a[i * n + j] * x[i]

        let size = Vectors.norm b
        if size > 0.0 then Vectors.norm r / size else 0.0

    /// A x = b by Cholesky for a symmetric n x n matrix by rows, whose lower triangle is overwritten. The failing pivot
    /// where the matrix is not positive definite to rounding.
    let tryCholesky (a: float[]) (b: float[]) : Result<LinearSolution, struct (int * float)> =
        let n = b.Length
        Guard.sameLength (nameof a) (n * n) a.Length
        let diagonal = Array.init n (fun i -> a[i * n + i])

        match factor n a with
        | ValueSome pivot -> Error pivot
        | ValueNone ->
            let x = substitute n a b
            let pivots = Array.init n (fun i -> a[i * n + i])
            let ratio = if n = 0 then 1.0 else Array.max pivots / Array.min pivots

            Ok
                {
                    Solution = x
                    Iterations = 1
                    Residual = residualOf n diagonal a x b
                    Condition = ratio * ratio
                    Failure = None
                }

    /// A x = b by Cholesky for a symmetric positive definite A, which is not changed.
    let cholesky (a: float[,]) (b: float[]) : LinearSolution =
        let n = b.Length

        if Array2D.length1 a <> n || Array2D.length2 a <> n then
            Guard.fail (nameof a) (invariant $"a must be {n} x {n}, but is {Array2D.length1 a} x {Array2D.length2 a}.")

        b |> Array.iteri (fun i v -> Guard.finite (invariant $"b[{i}]") v)

        match tryCholesky (Array.init (n * n) (fun p -> a[p / n, p % n])) b with
        | Ok solution -> solution
        | Error(struct (pivot, value)) ->
            Guard.fail
                (nameof a)
                (invariant $"a must be symmetric positive definite, but its pivot {pivot + 1} is {value:R}.")

    /// A x = b by conjugate gradients for a symmetric positive definite operator, to a relative residual
    /// |A x - b| / |b| that is computed from x itself at the end.
    let conjugateGradients
        (apply: float[] -> float[])
        (b: float[])
        (tolerance: float)
        (maxIterations: int)
        : LinearSolution =
        Guard.positive (nameof tolerance) tolerance
        Guard.atLeast (nameof maxIterations) 1 maxIterations
        b |> Array.iteri (fun i v -> Guard.finite (invariant $"b[{i}]") v)
        let unit = Vectors.largest b

        if unit = 0.0 then
            {
                Solution = Array.zeroCreate b.Length
                Iterations = 0
                Residual = 0.0
                Condition = 1.0
                Failure = None
            }
        else
            // In units of its largest entry, so that no square of b overflows.
            let b = Array.map (fun v -> v / unit) b
            let size = Vectors.norm b
            let x = Array.zeroCreate b.Length
            let mutable r = Array.copy b
            let mutable p = Array.copy b
            let mutable rr = Vectors.inner r r
            let mutable iterations = 0
            let mutable breakdown = None
            let mutable steepest = 0.0
            let mutable flattest = infinity
            let mutable attained = infinity
            let mutable ended = None

            while ended.IsNone do
                if
                    sqrt rr <= tolerance * size
                    || iterations >= maxIterations
                    || Option.isSome breakdown
                then
                    // The recurrence for r drifts from A x - b by rounding: believe only the latter.
                    r <- Array.map2 (-) b (apply x)
                    let residual = Vectors.norm r / size

                    let failure =
                        if residual <= tolerance then
                            None
                        elif Option.isSome breakdown then
                            breakdown
                        elif iterations >= maxIterations then
                            Some(
                                invariant
                                    $"conjugate gradients reached a relative residual of {residual:G3} \
                                  in {iterations} iterations"
                            )
                        elif not (residual <= 0.5 * attained) then
                            Some(
                                invariant
                                    $"rounding keeps the relative residual of conjugate gradients at {residual:G3}"
                            )
                        else
                            None

                    if residual <= tolerance || Option.isSome failure then
                        ended <- Some(residual, failure)
                    else
                        // Restart from the true residual, as long as that still gains a factor of two.
                        attained <- residual
                        p <- Array.copy r
                        rr <- Vectors.inner r r
                else
                    let moved = apply p
                    let curvature = Vectors.inner p moved

                    if curvature > 0.0 && Double.IsFinite curvature then
                        let quotient = curvature / Vectors.inner p p
                        steepest <- max steepest quotient
                        flattest <- min flattest quotient
                        let step = rr / curvature
                        accumulate x step p
                        accumulate r -step moved
                        let next = Vectors.inner r r
                        let direction = Array.copy r
                        accumulate direction (next / rr) p
                        p <- direction
                        rr <- next
                        iterations <- iterations + 1
                    else
                        breakdown <-
                            Some(
                                invariant
                                    $"the operator is not positive definite: p^T A p is {curvature:G3} \
                                  at iteration {iterations + 1}"
                            )

            let residual, failure = ended.Value

            {
                Solution = Array.map (fun v -> unit * v) x
                Iterations = iterations
                Residual = residual
                Condition = max 1.0 (steepest / flattest)
                Failure = failure
            }
