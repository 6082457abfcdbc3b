namespace GanFlowTheory.Core

open System

/// The zero of a vector field, and how good it is.
[<Struct; NoComparison; NoEquality>]
type internal NewtonSolution =
    {
        /// z.
        Point: float[]
        /// The largest entry of r(z), in units of the scale.
        Residual: float
        /// Newton steps taken.
        Iterations: int
        /// Why the tolerance was missed, in a sentence; None where it was met.
        Failure: string option
    }

/// <summary>Zeros of vector fields r: R^P -> R^P by Newton's method without a Jacobian: each step solves J s = -r by
/// GMRES (Saad and Schultz 1986) with J v from a difference of r, and is halved until |r| falls.</summary>
[<RequireQualifiedAccess>]
module internal NewtonKrylov =

    // Directions kept; beyond them a Newton step takes what it has.
    let private directions = 60

    /// The s in the Krylov space of r and J for which |J s + r| is least, down to the relative tolerance.
    let private gmres (jacobian: float[] -> float[]) (r: float[]) (tolerance: float) : float[] =
        let n = r.Length
        let size = Vectors.norm r
        let limit = min n directions
        let basis = ResizeArray<float[]>()
        basis.Add(Array.map (fun v -> -v / size) r)
        // The upper triangular factor, by columns, and the rotated right-hand side.
        let columns = ResizeArray<float[]>()
        let cosines, sines = ResizeArray<float>(), ResizeArray<float>()
        let g = Array.zeroCreate (limit + 1)
        g[0] <- size
        let mutable finished = false

        while not finished do
            let j = columns.Count
            let w = jacobian basis[j]
            let h = Array.zeroCreate (j + 2)

            // Twice, against what rounding leaves of the first time.
            for _ in 1..2 do
                for i in 0..j do
                    let product = Vectors.inner basis[i] w
                    h[i] <- h[i] + product

                    for p in 0 .. n - 1 do
                        w[p] <- w[p] - product * basis[i][p]

            let next = Vectors.norm w
            h[j + 1] <- next

            for i in 0 .. j - 1 do
                let above = cosines[i] * h[i] + sines[i] * h[i + 1]
                h[i + 1] <- cosines[i] * h[i + 1] - sines[i] * h[i]
                h[i] <- above

            let length = sqrt (h[j] * h[j] + h[j + 1] * h[j + 1])

            let c, s =
                if length > 0.0 then
                    h[j] / length, h[j + 1] / length
                else
                    1.0, 0.0

            cosines.Add c
            sines.Add s
            h[j] <- length
            g[j + 1] <- -s * g[j]
            g[j] <- c * g[j]
            columns.Add h

            finished <-
                j + 1 = limit
                || not (abs g[j + 1] > tolerance * size)
                || not (next > 1e-14 * length)

            if not finished then
                basis.Add(Array.map (fun v -> v / next) w)

        let count = columns.Count
        let y = Array.zeroCreate count

        for i in count - 1 .. -1 .. 0 do
            let mutable value = g[i]

            for k in i + 1 .. count - 1 do
                value <- value - columns[k][i] * y[k]

            y[i] <- if columns[i][i] <> 0.0 then value / columns[i][i] else 0.0

        let s = Array.zeroCreate n

        for i in 0 .. count - 1 do
            for p in 0 .. n - 1 do
                s[p] <- s[p] + y[i] * basis[i][p]

        s

    /// <summary>The zero of r near the start, to a residual of at most the tolerance times the scale, and on from there
    /// as long as a step brings the residual down to a tenth: to rounding where r is smooth.</summary>
    let solve (r: float[] -> float[]) (scale: float) (tolerance: float) (start: float[]) : NewtonSolution =
        let sizeOf (residual: float[]) =
            if Vectors.allFinite residual then
                Vectors.largest residual / scale
            else
                infinity

        let mutable z = start
        let mutable at = r start
        let mutable size = sizeOf at
        let mutable iterations = 0
        let mutable ended = size = 0.0 || Double.IsInfinity size

        while not ended do
            let here, there = z, at
            let reach = 1.0 + Vectors.largest here

            let jacobian (v: float[]) =
                let h = 1.5e-8 * reach / Vectors.largest v
                let moved = r (Array.map2 (fun a b -> a + h * b) here v)
                Array.map2 (fun a b -> (a - b) / h) moved there

            let s = gmres jacobian there 1e-6
            iterations <- iterations + 1
            let mutable share = 1.0
            let mutable halvings = 0
            let mutable moved = here
            let mutable residual = there
            let mutable smaller = size

            while halvings <= 12 do
                let point = Array.map2 (fun a b -> a + share * b) here s
                let value = r point
                let valueSize = sizeOf value

                if valueSize < size then
                    moved <- point
                    residual <- value
                    smaller <- valueSize
                    halvings <- Int32.MaxValue
                else
                    share <- 0.5 * share
                    // At rounding nothing is won by shorter steps.
                    halvings <- if size <= tolerance then Int32.MaxValue else halvings + 1

            let gained = smaller / size
            z <- moved
            at <- residual
            size <- smaller

            ended <-
                size = 0.0
                || not (gained < 1.0)
                || (size <= tolerance && gained > 0.1)
                || iterations >= 50

        {
            Point = z
            Residual = size
            Iterations = iterations
            Failure =
                if size <= tolerance then
                    None
                else
                    Some(invariant $"Newton's method ends at a residual of {size:G3} after {iterations} steps")
        }
