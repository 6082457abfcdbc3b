namespace GanFlowTheory.Core

open System

/// <summary>A path of parameters theta(t), straight and at constant speed between its points.</summary>
[<NoComparison>]
type ParameterPath =
    {
        /// The times, at least two, increasing.
        Times: float[]
        /// The parameters at those times, each of length P.
        Parameters: float[][]
    }

/// <summary>The dynamic formulation of the metric g + lambda I on parameters (MN21-6): paths with their energies int
/// theta'^T (g + lambda I) theta' dt. The squared distance d_lambda^2 of two parameters is the infimum of the energy
/// over paths between them in unit time.</summary>
[<RequireQualifiedAccess>]
module ParameterPath =

    /// The points at the given times, at least two, increasing.
    let timed (times: float[]) (parameters: float[][]) : ParameterPath =
        Guard.atLeast "the number of points" 2 parameters.Length
        Guard.sameLength (nameof times) parameters.Length times.Length

        for k in 0 .. times.Length - 1 do
            Guard.finite (invariant $"times[{k}]") times[k]
            Guard.sameLength (invariant $"parameters[{k}]") parameters[0].Length parameters[k].Length

            parameters[k]
            |> Array.iteri (fun p v -> Guard.finite (invariant $"parameters[{k}][{p}]") v)

            if k > 0 && not (times[k] > times[k - 1]) then
                Guard.fail (nameof times) (invariant $"times must increase, but {times[k]} follows {times[k - 1]}.")

        {
            Times = Array.copy times
            Parameters = Array.map Array.copy parameters
        }

    /// The points at equal distances of time, from 0 to 1.
    let through (parameters: float[][]) : ParameterPath =
        timed (Array.init parameters.Length (fun k -> float k / float (max 1 (parameters.Length - 1)))) parameters

    /// The straight line from a to b in unit time.
    let straight (a: float[]) (b: float[]) : ParameterPath =
        a |> Array.iter (Guard.finite (nameof a))
        b |> Array.iter (Guard.finite (nameof b))
        Guard.sameLength (nameof b) a.Length b.Length

        if a.Length = 0 then
            Guard.fail (nameof a) "a must have at least one entry, but has none."

        through [| a; b |]

    /// The stored states of a run at their times.
    let ofStates (states: (float * 'q)[]) : ParameterPath when 'q :> IState<'q> =
        timed (Array.map fst states) (states |> Array.map (fun (_, q) -> q.Coordinates))

    /// The same way back, in the same time.
    let reversed (path: ParameterPath) : ParameterPath =
        let first, last = Array.head path.Times, Array.last path.Times
        timed (path.Times |> Array.rev |> Array.map (fun t -> first + (last - t))) (Array.rev path.Parameters)

    /// The first path, then the second, which must begin where the first ends: in unit time, of which the first takes
    /// the given share, in (0, 1).
    let concatenate (share: float) (first: ParameterPath) (second: ParameterPath) : ParameterPath =
        if not (share > 0.0 && share < 1.0) then
            Guard.fail (nameof share) (invariant $"share must lie strictly between 0 and 1, but is {share}.")

        if Array.last first.Parameters <> Array.head second.Parameters then
            Guard.fail (nameof second) "second must begin where first ends, but begins elsewhere."

        let within (from: float) (until: float) (path: ParameterPath) =
            let start, stop = Array.head path.Times, Array.last path.Times

            path.Times
            |> Array.map (fun t -> from + (until - from) * ((t - start) / (stop - start)))

        timed
            (Array.append (within 0.0 share first) (Array.tail (within share 1.0 second)))
            (Array.append first.Parameters (Array.tail second.Parameters))

    /// The same path with every leg cut into the given number of equal parts, at least 1.
    let refined (parts: int) (path: ParameterPath) : ParameterPath =
        Guard.atLeast (nameof parts) 1 parts

        let between (mix: float -> 'a -> 'a -> 'a) (values: 'a[]) =
            [|
                values[0]
                for a, b in Array.pairwise values do
                    for s in 1 .. parts - 1 do
                        mix (float s / float parts) a b

                    b
            |]

        timed
            (between (fun s a b -> (1.0 - s) * a + s * b) path.Times)
            (between (fun s a b -> Array.map2 (fun u v -> (1.0 - s) * u + s * v) a b) path.Parameters)

    let private check (kernel: Kernel) (lambda: float) =
        Guard.nonNegative (nameof lambda) lambda

        Kernel.requireMixedDerivatives (nameof kernel) kernel

    /// <summary>The squared speed of a rate u at q: u^T (g + lambda I) u = |L u|_H^2 + lambda |u|^2, lambda >= 0; never
    /// negative but for rounding.</summary>
    let squaredSpeed (kernel: Kernel) (lambda: float) (q: #IParametric) (rate: float[]) : float =
        check kernel lambda
        let moved = q.Push rate
        let flux = Points.scaleRows q.Weights moved

        let pulled =
            Points.rowDots flux (Pairwise.mixedHessian kernel q.Nodes q.Nodes flux)
            |> Array.sum

        pulled + lambda * Vectors.squaredNorm rate

    // Eight nodes of Gauss and Legendre on each leg: exact for polynomials of degree 15.
    let private rule = GaussLegendre.rule 8 0.0 1.0

    let private overLegs
        (ofSpeed: float -> float)
        (kernel: Kernel)
        (lambda: float)
        (state: 'q)
        (path: ParameterPath)
        : float when 'q :> IState<'q> and 'q :> IParametric =
        check kernel lambda
        Guard.sameLength "the parameters of the path" state.Coordinates.Length path.Parameters[0].Length
        let mutable total = 0.0

        for k in 1 .. path.Times.Length - 1 do
            let a, b = path.Parameters[k - 1], path.Parameters[k]
            let time = path.Times[k] - path.Times[k - 1]
            let rate = Array.map2 (fun u v -> (v - u) / time) a b

            for struct (s, weight) in rule do
                let q = state.At(Array.map2 (fun u v -> (1.0 - s) * u + s * v) a b)
                total <- total + time * weight * ofSpeed (squaredSpeed kernel lambda q rate)

        total

    /// <summary>The energy int theta'^T (g + lambda I) theta' dt (MN21-6), lambda >= 0, by eight nodes of Gauss and
    /// Legendre on each leg. The state brings generator and noise; its own parameters do not matter.</summary>
    let energy
        (kernel: Kernel)
        (lambda: float)
        (state: 'q)
        (path: ParameterPath)
        : float when 'q :> IState<'q> and 'q :> IParametric =
        overLegs id kernel lambda state path

    /// <summary>The length int (theta'^T (g + lambda I) theta')^(1/2) dt, by the same quadrature. Its square is at most
    /// the energy times the time, and equal for a constant speed.</summary>
    let length
        (kernel: Kernel)
        (lambda: float)
        (state: 'q)
        (path: ParameterPath)
        : float when 'q :> IState<'q> and 'q :> IParametric =
        overLegs (fun v -> sqrt (max 0.0 v)) kernel lambda state path

    let private states (state: 'q) (path: ParameterPath) : 'q[] when 'q :> IState<'q> =
        path.Parameters |> Array.map (fun theta -> state.At(Array.copy theta))

    let private chord kernel lambda (a: 'q) (b: 'q) : float when 'q :> IState<'q> =
        Mmd.squared kernel a b
        + lambda * Vectors.squaredNorm (Array.map2 (-) b.Coordinates a.Coordinates)

    /// <summary>What no path between two states in unit time falls below: MMD^2(q_a, q_b) + lambda |a - b|^2
    /// (MN21-6).</summary>
    let lowerBound (kernel: Kernel) (lambda: float) (a: 'q) (b: 'q) : float when 'q :> IState<'q> =
        Guard.nonNegative (nameof lambda) lambda
        chord kernel lambda a b

    /// <summary>The energy of the chords, sum (MMD^2 + lambda |difference|^2) / time over the legs: at most the energy,
    /// and as near to it as the legs are short; no quadrature is needed.</summary>
    let chordEnergy (kernel: Kernel) (lambda: float) (state: 'q) (path: ParameterPath) : float when 'q :> IState<'q> =
        Guard.nonNegative (nameof lambda) lambda
        let q = states state path

        Seq.zip (Array.pairwise q) (Array.pairwise path.Times)
        |> Seq.sumBy (fun ((a, b), (s, t)) -> chord kernel lambda a b / (t - s))

    /// <summary>A path of lower chord energy between the same ends: sweeps of Gauss-Newton steps over the inner points,
    /// each taken only as far as it lowers the energy of its two legs; lambda > 0. With enough points and sweeps it
    /// comes near a geodesic, at least a local one.</summary>
    let relaxed
        (kernel: Kernel)
        (lambda: float)
        (sweeps: int)
        (state: 'q)
        (path: ParameterPath)
        : ParameterPath when 'q :> IState<'q> and 'q :> IParametric =
        MetricSolve.check SolverOptions.standard kernel lambda
        Guard.atLeast (nameof sweeps) 0 sweeps
        let q = states state path
        let times = path.Times

        let improve k =
            let before, after = q[k - 1], q[k + 1]
            let wa, wb = 1.0 / (times[k] - times[k - 1]), 1.0 / (times[k + 1] - times[k])

            let value moved =
                wa * chord kernel lambda before moved + wb * chord kernel lambda moved after

            let current = q[k]
            let theta = current.Coordinates

            // Half the gradient, L* ((wa + wb) mu - wa mu_before - wb mu_after) + lambda (the same of parameters).
            let potential =
                [ wa + wb, current; -wa, before; -wb, after ]
                |> List.map (fun (w, m) -> Potential.scale w (Mmd.embedding kernel m))
                |> List.reduce Potential.add

            let slope =
                Array.mapi
                    (fun p v ->
                        v
                        + lambda
                          * ((wa + wb) * theta[p] - wa * before.Coordinates[p] - wb * after.Coordinates[p]))
                    (current.Pull(potential.Gradient current.Nodes))

            let step, _ =
                MetricSolve.byColumns SolverOptions.standard lambda (Metric.applyKernelTensor kernel current) slope

            let rec search tau tries =
                let moved = current.At(Array.map2 (fun v s -> v - tau / (wa + wb) * s) theta step)

                if value moved < value current then moved
                elif tries = 0 then current
                else search (0.5 * tau) (tries - 1)

            q[k] <- search 1.0 20

        for _ in 1..sweeps do
            for k in 1 .. q.Length - 2 do
                improve k

        timed times (q |> Array.map _.Coordinates)
