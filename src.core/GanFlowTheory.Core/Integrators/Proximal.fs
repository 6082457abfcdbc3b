namespace GanFlowTheory.Core

open System

/// <summary>The problem of a minimising movement in coordinates: F(z) + sum_p m_p (z_p - x_p)^2 / (2 tau) to be
/// least.</summary>
[<NoComparison; NoEquality>]
type internal ProximalProblem =
    {
        /// x.
        Start: float[]
        /// m, all > 0.
        Masses: float[]
        /// tau > 0.
        Tau: float
        /// F.
        Value: float[] -> float
        /// -grad F / m.
        Velocity: float[] -> float[]
        /// The coordinates of the same law, with the same F, that are nearest to x; those given where it has no others.
        Nearest: float[] -> float[]
    }

/// What was found.
[<NoComparison; NoEquality>]
type internal ProximalSolution =
    {
        /// z.
        Point: float[]
        /// F(z).
        Value: float
        /// <summary>sum_p m_p (z_p - x_p)^2.</summary>
        SquaredDistance: float
        /// <summary>|z - x - tau v(z)| / |tau v(x)| in the norm of the masses: 0 where z is stationary.</summary>
        Residual: float
        /// Newton steps taken.
        Iterations: int
        /// Why no minimiser was found, in a sentence; None where one was.
        Failure: string option
    }

/// <summary>Minimising movements by Newton's method: each step solves with the Hessian by conjugate gradients, which end
/// where it has a negative curvature (Steihaug 1983), and is halved until the objective falls. What is found is never
/// above the objective at the start, F(x).</summary>
[<RequireQualifiedAccess>]
module internal Proximal =

    let private inner (m: float[]) (a: float[]) (b: float[]) =
        let mutable total = 0.0

        for p in 0 .. m.Length - 1 do
            total <- total + m[p] * a[p] * b[p]

        total

    let private norm (m: float[]) (a: float[]) = sqrt (inner m a a)

    let private along (z: float[]) (share: float) (d: float[]) =
        Array.map2 (fun z d -> z + share * d) z d

    /// F(z) + d^2(z, x)/(2 tau).
    let objective (problem: ProximalProblem) (z: float[]) : float =
        let d = Array.map2 (-) z problem.Start
        problem.Value z + inner problem.Masses d d / (2.0 * problem.Tau)

    /// tau times the gradient of the objective over the masses, z - x - tau v(z).
    let gradient (problem: ProximalProblem) (z: float[]) : float[] =
        let v = problem.Velocity z
        Array.init z.Length (fun p -> z[p] - problem.Start[p] - problem.Tau * v[p])

    // The derivative of the gradient at z, where it is w, along a direction.
    let private hessian (problem: ProximalProblem) (z: float[]) (w: float[]) (d: float[]) : float[] =
        let h = 1.5e-8 * (1.0 + Vectors.largest z) / Vectors.largest d
        let moved = gradient problem (along z h d)
        Array.map2 (fun a b -> (a - b) / h) moved w

    // H s = b at z, where the gradient is w, by conjugate gradients from 0, down to the relative tolerance: s, and a direction of negative curvature
    // where one was met.
    let private newton (problem: ProximalProblem) (z: float[]) (w: float[]) (b: float[]) tolerance most =
        let m = problem.Masses
        let s: float[] = Array.zeroCreate z.Length
        let r = Array.copy b
        let mutable d = Array.copy b
        let mutable rr = inner m r r
        let size = sqrt rr
        let mutable iterations = 0
        let mutable negative = None

        while negative.IsNone && iterations < most && sqrt rr > tolerance * size do
            let moved = hessian problem z w d
            let curvature = inner m d moved

            // Differences of the gradient are good to 1e-8 or so.
            if curvature <= 1e-6 * inner m d d then
                negative <- Some d
            else
                let step = rr / curvature

                for p in 0 .. s.Length - 1 do
                    s[p] <- s[p] + step * d[p]
                    r[p] <- r[p] - step * moved[p]

                let next = inner m r r
                d <- along r (next / rr) d
                rr <- next
                iterations <- iterations + 1

        struct (s, negative)

    /// A direction along which the objective has a negative curvature at z, if a few conjugate gradients meet one.
    let private descentFromSaddle (problem: ProximalProblem) (z: float[]) (w: float[]) : float[] option =
        let probe = Seed.normals z.Length (Seed.split "curvature" (Seed.create 0))
        let struct (_, negative) = newton problem z w probe 1e-3 (min z.Length 12)
        negative

    /// Whether z is a local minimiser as far as a few conjugate gradients can tell.
    let isMinimiser (problem: ProximalProblem) (z: float[]) : bool =
        (descentFromSaddle problem z (gradient problem z)).IsNone

    // A minimiser near the guess, or near the explicit step without one, to rounding where F is smooth.
    let private solveFrom (guess: float[] option) (problem: ProximalProblem) : ProximalSolution =
        let x, m, tau = problem.Start, problem.Masses, problem.Tau
        let v = problem.Velocity x
        let scale = tau * norm m v
        let most = max 1 (min 200 x.Length)
        let far = 1e8 * (1.0 + Vectors.largest x + tau * Vectors.largest v)

        let mutable z = x
        let mutable value = problem.Value x
        let first = guess |> Option.defaultWith (fun () -> along x tau v)
        let atFirst = objective problem first

        if atFirst < value then
            z <- first
            value <- atFirst

        let sizeOf (w: float[]) =
            if scale > 0.0 then norm m w / scale else norm m w

        let mutable w = gradient problem z
        let mutable residual = sizeOf w
        let mutable iterations = 0
        let mutable ended = false
        let mutable failure = None

        // The first of the shares of the direction that lowers the objective enough.
        let search (d: float[]) (slope: float) =
            let mutable share = 1.0
            let mutable found = None
            let mutable tries = 0

            while found.IsNone && tries < 40 do
                let point = along z share d
                let there = objective problem point

                if there < value && there <= value + 1e-4 * share * slope then
                    found <- Some(struct (point, there))
                else
                    share <- 0.5 * share
                    tries <- tries + 1

            found

        let accept (struct (point, there): struct (float[] * float)) =
            z <- point
            value <- there
            w <- gradient problem z
            residual <- sizeOf w

        while not ended do
            let tolerance = min 0.1 (max 1e-8 residual)
            let down = Array.map (fun v -> -v) w

            let struct (s, negative) =
                if residual > 0.0 then
                    newton problem z w down tolerance most
                else
                    struct (down, None)

            // Conjugate gradients that meet a negative curvature at once leave the steepest descent.
            let d =
                match negative with
                | Some _ when Array.forall (fun v -> v = 0.0) s -> down
                | _ -> s

            let slope = inner m w d / tau
            let before = residual
            let mutable moved = false

            match (if slope < 0.0 then search d slope else None) with
            | Some found ->
                accept found
                moved <- true
            | None ->
                // At rounding of the objective a Newton step may still lower the gradient.
                let point = along z 1.0 d
                let there = objective problem point
                let gradientThere = gradient problem point

                if
                    sizeOf gradientThere < residual
                    && there <= value + 1e-13 * (abs value + abs there)
                then
                    z <- point
                    value <- there
                    w <- gradientThere
                    residual <- sizeOf gradientThere
                    moved <- true

            iterations <- iterations + 1

            let stands = not moved || (residual <= 1e-10 && residual > 0.1 * before)

            if not (Double.IsFinite value) || Vectors.largest z > far then
                failure <- Some "the objective falls without bound"
                ended <- true
            elif iterations >= 200 then
                if residual > 1e-6 then
                    failure <- Some(invariant $"Newton's method has not come to rest after {iterations} steps")

                ended <- true
            elif residual = 0.0 || stands then
                match descentFromSaddle problem z w with
                | None -> ended <- true
                | Some d ->
                    let d = Array.map (fun v -> v * (1.0 + Vectors.largest z) / Vectors.largest d) d

                    match search d 0.0 |> Option.orElseWith (fun () -> search (Array.map (~-) d) 0.0) with
                    | Some found -> accept found
                    | None -> ended <- true

        let d = Array.map2 (-) z x

        {
            Point = z
            Value = problem.Value z
            SquaredDistance = inner m d d
            Residual = residual
            Iterations = iterations
            Failure = failure
        }

    /// <summary>A minimiser near the explicit step, to rounding where F is smooth. One that another choice of its
    /// coordinates brings nearer, such as quantiles that have crossed, is none: the search goes on from there.</summary>
    let solve (problem: ProximalProblem) : ProximalSolution =
        let first = solveFrom None problem
        let nearest = problem.Nearest first.Point

        if Array.forall2 (=) first.Point nearest then
            first
        else
            let again = solveFrom (Some nearest) problem
            let point = problem.Nearest again.Point
            let d = Array.map2 (-) point problem.Start

            { again with
                Point = point
                SquaredDistance = inner problem.Masses d d
            }
