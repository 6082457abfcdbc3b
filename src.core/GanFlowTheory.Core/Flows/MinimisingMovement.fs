namespace GanFlowTheory.Core

open System
open GanFlowTheory.Core.Extending

/// <summary>A step of a minimising movement (Jordan, Kinderlehrer and Otto 1998), and how good it is.</summary>
[<NoComparison; NoEquality>]
type Movement<'q> =
    {
        /// The state q+ found.
        State: 'q
        /// F(q+).
        Functional: float
        /// <summary>d^2(q+, q) in the chart: exact on points, quantiles and Gaussians; on particles the cost of pairing
        /// each with itself, an upper bound of W2^2.</summary>
        SquaredDistance: float
        /// <summary>|q+ - q + tau grad F(q+)| / |tau grad F(q)|, 0 where q+ is stationary. F may have several
        /// stationary points where it is not convex, and none where its minimiser is at a kink.</summary>
        Residual: float
        /// Newton steps taken.
        Iterations: int
        /// <summary>d^2 less the least cost over all pairings, >= 0: how far the bound is from W2^2. None where particles
        /// have unequal weights, or are too many to pair (above 500 in more than one dimension).</summary>
        PairingGap: Lazy<float option>
    }

/// <summary>Minimising movements: q+ = argmin F + d^2(., q)/(2 tau), with F(q+) + d^2(q+, q)/(2 tau) &lt;= F(q) always.
/// Exact where the metric is Euclidean in the coordinates of the state: Wasserstein-2 on points, on R by quantiles and
/// on Gaussians (Bures), and the Euclidean metric of parameters. On particles in R^d it is the Lagrangian step, whose
/// cost is that of the identity pairing. Densities on grids take the implicit step of FokkerPlanck instead.</summary>
[<RequireQualifiedAccess>]
module MinimisingMovement =

    let private mostPaired = 500

    let private pairingGap (before: 'q) (after: 'q) (squared: float) : float option when 'q :> IMeasure =
        let x, y, w = before.Nodes, after.Nodes, after.Weights
        let n = x.Count

        if Array.exists (fun v -> v <> w[0]) w then
            None
        elif x.Dimension = 1 then
            let a, b = Array.sort x.Data, Array.sort y.Data
            let least = w[0] * Array.fold2 (fun total a b -> total + (a - b) * (a - b)) 0.0 a b
            Some(max 0.0 (squared - least))
        elif n <= mostPaired then
            let costs =
                Array.init (n * n) (fun at ->
                    let i, j = at / n, at % n
                    let mutable total = 0.0

                    for k in 0 .. x.Dimension - 1 do
                        let gap = x[i, k] - y[j, k]
                        total <- total + gap * gap

                    total)

            let columns = Assignment.solve n costs

            let least =
                w[0] * (columns |> Array.mapi (fun i j -> costs[i * n + j]) |> Array.sum)

            Some(max 0.0 (squared - least))
        else
            None

    let private checkMasses (metric: Metric<'q>) (q: 'q) : float[] =
        match metric.Masses q with
        | Some masses ->
            masses
            |> Array.iteri (fun p m ->
                if not (m > 0.0) then
                    Guard.fail
                        "metric"
                        (invariant
                            $"a minimising movement needs every coordinate to have a mass above 0, but that of coordinate \
                          {p + 1} is {m}; leave out particles of weight 0."))

            masses
        | None ->
            Guard.fail
                "metric"
                (invariant
                    $"metric {metric.Name} is not Euclidean in the coordinates of this state, so that its distance is not \
                  known here; take Wasserstein-2 on particles, quantiles or Gaussians, the Euclidean metric of \
                  parameters, or the implicit Fokker-Planck step on a grid.")

    let private solve
        (tau: float)
        (functional: Functional<'q>)
        (metric: Metric<'q>)
        (q: 'q)
        : ProximalSolution when 'q :> IState<'q> =
        let masses = checkMasses metric q
        let start = functional.Value q

        if not (Double.IsFinite start) then
            Guard.fail
                "q"
                (invariant $"functional '{functional.Name}' must be finite where the movement starts, but is {start}.")

        let velocity coordinates =
            let moved = q.At coordinates
            let rate = (Metric.applied metric moved (functional.Evaluate moved).Variation).Rate
            rate |> Array.map (fun v -> -v)

        Proximal.solve
            {
                Start = q.Coordinates
                Masses = masses
                Tau = tau
                Value = fun coordinates -> functional.Value(q.At coordinates)
                Velocity = velocity
                Nearest = FlatState.nearest q
            }

    /// <summary>One step from q: tau > 0, a metric that is Euclidean in the coordinates of q, a functional that is finite
    /// at q.</summary>
    /// <exception cref="T:System.ArgumentException">The metric is not, the functional is not, or there is no minimiser:
    /// tau is too large for a functional that is not convex.</exception>
    let step
        (tau: float)
        (functional: Functional<'q>)
        (metric: Metric<'q>)
        (q: 'q)
        : Movement<'q> when 'q :> IState<'q> =
        Guard.positive (nameof tau) tau
        let found = solve tau functional metric q

        match found.Failure with
        | Some failure ->
            Guard.fail
                (nameof tau)
                (invariant
                    $"the movement of {functional.Name} with tau = {tau} finds no minimiser: {failure}; take a smaller tau.")
        | None ->
            let state = q.At found.Point

            {
                State = state
                Functional = found.Value
                SquaredDistance = found.SquaredDistance
                Residual = found.Residual
                Iterations = found.Iterations
                PairingGap =
                    lazy
                        (match box q with
                         | :? IFlat as chart when chart.Interchangeable -> pairingGap q state found.SquaredDistance
                         | _ -> Some 0.0)
            }

    /// The name of the scheme.
    let internal nameOf (tau: float) : string =
        FormattableString.Invariant $"minimising-movement:{tau}"

    let internal report (found: ProximalSolution) : SolveReport =
        {
            Method = "newton"
            Iterations = found.Iterations
            Residual = found.Residual
            Condition = 1.0
            Warning =
                if found.Residual <= 1e-6 then
                    None
                else
                    Some(
                        invariant
                            $"the minimising movement ends at a residual of {found.Residual:G3}: its minimiser is at a kink of \
                          the functional, or the step is too long to follow it"
                    )
        }

    /// Minimising movements with step tau > 0 as the scheme of a flow of the functional in the metric. Order 1.
    let scheme (tau: float) (functional: Functional<'q>) (metric: Metric<'q>) : Scheme<'q> when 'q :> IState<'q> =
        Guard.positive (nameof tau) tau

        {
            Name = nameOf tau
            Order = 1
            FirstStep = fun _ -> tau
            Remembers = None
            Step =
                fun problem ->
                    let used = min tau problem.Limit
                    let found = solve used functional metric problem.State

                    match found.Failure with
                    | Some failure ->
                        StepResult.Refused(
                            used,
                            (invariant $"the minimising movement of {used:G3} finds no minimiser: {failure}")
                        )
                    | None ->
                        StepResult.Taken
                            {
                                Coordinates = found.Point
                                Length = used
                                Next = tau
                                Refused = 0
                                Memory = None
                                Solve = Some(report found)
                            }
        }

/// Flows by minimising movements.
[<AutoOpen>]
module MinimisingMovements =

    /// Composing flows.
    [<RequireQualifiedAccess>]
    module Flow =

        /// <summary>Stepped by minimising movements with step tau > 0 (Jordan, Kinderlehrer and Otto 1998): the
        /// functional falls at every step, by at least d^2/(2 tau). The flow's functional is seen exactly, and its metric
        /// is Euclidean in the coordinates of the states.</summary>
        /// <exception cref="T:System.ArgumentException">The flow has no functional, or another critic than the exact
        /// one.</exception>
        let byMinimisingMovements (tau: float) (flow: Flow<'q>) : Flow<'q> when 'q :> IState<'q> =
            match flow.Functional with
            | Some functional when flow.Critic.Estimate.IsNone ->
                flow
                |> Flow.steppedByScheme (MinimisingMovement.scheme tau functional flow.Metric)
            | _ ->
                Guard.fail
                    "flow"
                    (invariant
                        $"a minimising movement lowers a functional that is seen exactly, but this flow of {flow.Goal} goes \
                      along critic {flow.Critic.Name}.")
