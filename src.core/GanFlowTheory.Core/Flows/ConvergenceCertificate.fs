namespace GanFlowTheory.Core

open MathNet.Numerics.LinearAlgebra

/// <summary>What the start of a parametric kernelized flow of 1/2 MMD^2 promises of MMD^2 on the way, before any step is
/// made (MN21-8).</summary>
type ConvergenceCertificate =
    {
        /// MMD^2(p, q) at the start.
        SquaredMmd: float
        /// The rate alpha at the start: d/dt MMD^2 = -2 alpha MMD^2 there; None where MMD^2 is 0 to rounding.
        Alpha: float option
        /// |Pi delta|^2 / |delta|^2, Pi the projection onto the range of L at the start: the share of MMD^2 that the
        /// parameters see there; None beyond 200 parameters or without alpha.
        Share: float option
        /// The smallest eigenvalue of g at the start on that range, > 0; None beyond 200 parameters, where g is 0, or
        /// without alpha.
        SmallestEigenvalue: float option
        /// kappa > 0 of MMD^2(t) <= (1 - alpha/kappa (1 - exp(-2 kappa t))) MMD^2(0).
        Pace: float
        /// The rate a >= 0 of MMD^2(t) <= exp(-2 a t) MMD^2(0) for as long as the bounds hold; 0 where there is none.
        Lasting: float
        /// Until when the bounds of the embedding hold, infinite where they hold all the way.
        Valid: float
        /// A rate of the verdict MMD^2(t) <= exp(-2 a t) MMD^2(0) for t up to Until.
        LeastRate: float
        /// The end of the verdict; infinite where MMD^2 converges to 0.
        Until: float
        /// What stands in the way of convergence to 0, a sentence; None where nothing does.
        Obstacle: string option
    }

/// <summary>Convergence told before training (MN21-8): bounds of MMD^2 along the parametric kernelized flow from the
/// start's Gramian and bounds on the embedding.</summary>
[<RequireQualifiedAccess>]
module ConvergenceCertificate =

    // P products with the tensor and a decomposition of order P^3.
    let private largestDecomposition = 200

    // Below this an alpha is the rounding of b = L* delta: thousands of ulp of its sums, squared, over any lambda in use.
    let private still = 1e-14

    /// <summary>An upper bound of MMD^2(t), t >= 0: the least of (1 - alpha/kappa (1 - exp(-2 kappa t))) MMD^2(0) and
    /// exp(-2 a t) MMD^2(0), from the time Valid on its value there, as MMD^2 never grows.</summary>
    let bound (t: float) (certificate: ConvergenceCertificate) : float =
        Guard.nonNegative (nameof t) t
        let t = min t certificate.Valid
        let kappa = certificate.Pace
        let alpha = certificate.Alpha |> Option.defaultValue 0.0

        let falling = 1.0 - alpha / kappa * (1.0 - exp (-2.0 * kappa * t))
        let lasting = exp (-2.0 * certificate.Lasting * t)
        certificate.SquaredMmd * max 0.0 (min falling lasting)

    /// <summary>The longest time for which the certificate promises MMD^2(t) &lt;= exp(-2 a t) MMD^2(0), 0 where it promises no
    /// such rate and infinite where it does for ever. a > 0.</summary>
    let untilAt (a: float) (certificate: ConvergenceCertificate) : float =
        Guard.positive (nameof a) a
        let kappa = certificate.Pace
        let alpha = certificate.Alpha |> Option.defaultValue 0.0

        if certificate.Lasting >= a then
            certificate.Valid
        elif alpha <= a then
            0.0
        else
            // log (1 - alpha/kappa (1 - exp(-2 kappa t))) + 2 a t is convex, 0 at t = 0 with a negative slope: it has one root
            // more, before exp(-2 a t) has come down to the floor, or none where that is 0.
            let floor = 1.0 - alpha / kappa

            if floor <= 0.0 then
                certificate.Valid
            else
                let gap t =
                    log (1.0 - alpha / kappa * (1.0 - exp (-2.0 * kappa * t))) + 2.0 * a * t

                let mutable below, above = 0.0, -(log floor) / (2.0 * a)

                for _ in 1..200 do
                    let middle = 0.5 * (below + above)

                    if gap middle < 0.0 then
                        below <- middle
                    else
                        above <- middle

                min below certificate.Valid

    // kappa: with q = K |delta| / lambda. Where K e <= lambda for e = |delta| sqrt(1 - alpha), MMD^2 - alpha MMD^2 falls by at
    // least the share 1 - kappa of what MMD^2 falls; otherwise it grows by at most kappa - 1 of that, kappa the
    // largest solution of kappa = q sqrt(1 - alpha/kappa), which the iteration from q approaches from above.
    let private paceOf (slope: float) (lambda: float) (q: float) (alpha: float) : float =
        let left = sqrt (max 0.0 (1.0 - alpha))

        if alpha = 0.0 then
            1.0
        elif q * left <= 1.0 then
            if slope = infinity then
                1.0
            else
                (slope + lambda * q * left) / (slope + lambda)
        else
            let rec refine (kappa: float) count =
                let next = max 1.0 (q * sqrt (max 0.0 (1.0 - alpha / kappa)))

                if count = 0 || next >= kappa then
                    kappa
                else
                    refine next (count - 1)

            refine q 200

    let private pulled (kernel: Kernel) (p: IMeasure) (q: ParameterState) : float[] =
        (q :> IParametric)
            .Pull(
                Points.combine
                    1.0
                    ((Mmd.embedding kernel p).Gradient q.Nodes)
                    -1.0
                    ((Mmd.embedding kernel q).Gradient q.Nodes)
            )

    let private check (bounds: EmbeddingBounds) =
        if not (bounds.Slope >= 0.0) then
            Guard.fail "bounds" (invariant $"bounds.Slope must be at least 0, but is {bounds.Slope}.")

        Guard.nonNegative "bounds.Curvature" bounds.Curvature

        if not (bounds.Radius > 0.0) then
            Guard.fail "bounds" (invariant $"bounds.Radius must be above 0, but is {bounds.Radius}.")

        bounds.Dimension |> Option.iter (Guard.atLeast "bounds.Dimension" 1)

    let private obstacle (bounds: EmbeddingBounds) (alpha: float) (pace: float) (coercive: float option) (root: float) =
        let floor = max 0.0 (1.0 - alpha / pace)

        if alpha <= still then
            "L* delta is 0 to rounding: no direction of the parameters leads towards the target, and the flow stands still."
        else
            let ending =
                invariant $"MMD^2 is promised to fall to {floor:G3} of itself and no further: "

            match bounds.Dimension, coercive with
            | None, _ ->
                ending
                + "the start's Gramian says nothing of what the parameters do not see where the features are infinitely many."
            | Some n, None -> ending + invariant $"the Gramian is not known to span the {n} features."
            | Some n, Some least when least <= 0.0 ->
                ending + invariant $"the Gramian does not span the {n} features at the start."
            | Some _, Some least ->
                ending
                + invariant
                    $"2 K |delta| = {2.0 * bounds.Curvature * root:G3} is not below {least:G3}, the smallest eigenvalue of the \
                      Gramian, or the bounds end before."

    /// <summary>The certificate of the flow theta' = (g + lambda I)^(-1) L* delta of 1/2 MMD^2 from q towards p, given
    /// bounds on the embedding (MN21-8); lambda > 0, and a kernel with mixed second derivatives everywhere (no
    /// cusp).</summary>
    let at
        (kernel: Kernel)
        (lambda: float)
        (bounds: EmbeddingBounds)
        (p: IMeasure)
        (q: ParameterState)
        : ConvergenceCertificate =
        check bounds
        let squared = max 0.0 (Mmd.squared kernel p q)
        let root = sqrt squared

        match ConvergenceMonitor.alpha kernel lambda p q with
        | None ->
            {
                SquaredMmd = squared
                Alpha = None
                Share = None
                SmallestEigenvalue = None
                Pace = 1.0
                Lasting = 0.0
                Valid = infinity
                LeastRate = 0.0
                Until = infinity
                Obstacle = Some "MMD^2 is 0 to rounding at the start: nothing is left to fall."
            }
        | Some alpha ->
            let alpha = alpha |> max 0.0 |> min 1.0
            let parameters = q.Parameters.Length

            // The eigenvalues of g, ascending, and the coordinates of b = L* delta along its eigenvectors.
            let spectrum =
                if parameters > largestDecomposition then
                    None
                else
                    let g = Metric.kernelTensor kernel q parameters

                    let struct (values, vectors) =
                        Matrix<float>.Build.Dense(parameters, parameters, (fun a b -> 0.5 * (g[a, b] + g[b, a])))
                        |> SymmetricEigen.decompose

                    let b = Vector<float>.Build.DenseOfArray(pulled kernel p q)
                    Some(values, (vectors.TransposeThisAndMultiply b).ToArray())

            match spectrum with
            | Some(values, _) when Array.last values > bounds.Slope * (1.0 + 1e-9) + 1e-300 ->
                Guard.fail
                    "bounds"
                    (invariant
                        $"bounds.Slope must bound the Gramian, but is {bounds.Slope} where the largest eigenvalue at the start is \
                          {Array.last values}.")
            | _ -> ()

            // An eigenvalue below 1e-10 of the largest is the rounding of 0, thousands of ulp for each of the sums.
            let seen =
                spectrum
                |> Option.map (fun (values, along) ->
                    let top = Array.last values

                    Array.zip values along
                    |> Array.filter (fun (value, _) -> value > 1e-10 * top && value > 0.0))

            // The smallest eigenvalue of D on a space of n dimensions, less what the decomposition rounds.
            let coercive =
                match bounds.Dimension, spectrum with
                | Some n, Some(values, _) when parameters >= n ->
                    Some(max 0.0 (values[parameters - n] - 1e-12 * Array.last values))
                | Some n, _ when parameters < n -> Some 0.0
                | _ -> None

            // The parameters move by at most |delta| t / (2 sqrt lambda), and by at most sqrt(t |delta|^2 / (2 lambda)).
            let valid =
                if bounds.Radius = infinity then
                    infinity
                else
                    let time = 2.0 * sqrt lambda * bounds.Radius / root
                    max time (0.5 * time * time)

            let least = coercive |> Option.defaultValue 0.0
            let kept = least - 2.0 * bounds.Curvature * root

            // The whole way is then at most (sqrt least - sqrt kept) / K, which is 2 |delta| / (sqrt least + sqrt kept).
            let valid =
                if kept > 0.0 && 2.0 * root / (sqrt least + sqrt kept) <= bounds.Radius then
                    infinity
                else
                    valid

            let draft =
                {
                    SquaredMmd = squared
                    Alpha = Some alpha
                    Share =
                        seen
                        |> Option.map (fun pairs ->
                            (pairs |> Array.sumBy (fun (value, b) -> b * b / value)) / squared |> min 1.0)
                    SmallestEigenvalue =
                        seen
                        |> Option.bind (fun pairs -> if Array.isEmpty pairs then None else Some(fst pairs[0]))
                    Pace = paceOf bounds.Slope lambda (bounds.Curvature * root / lambda) alpha
                    Lasting = if kept > 0.0 then kept / (kept + lambda) else 0.0
                    Valid = valid
                    LeastRate = 0.0
                    Until = infinity
                    Obstacle = None
                }

            if draft.Lasting > 0.0 && valid = infinity then
                { draft with LeastRate = draft.Lasting }
            elif alpha <= still then
                { draft with
                    Until = 0.0
                    Obstacle = Some(obstacle bounds alpha draft.Pace coercive root)
                }
            else
                let rate = max draft.Lasting (0.5 * alpha)
                let time = untilAt rate draft

                { draft with
                    LeastRate = rate
                    Until = time
                    Obstacle =
                        if time = infinity then
                            None
                        else
                            Some(obstacle bounds alpha draft.Pace coercive root)
                }
