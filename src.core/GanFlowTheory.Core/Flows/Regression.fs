namespace GanFlowTheory.Core

open GanFlowTheory.Core.Extending

/// <summary>Persistent training (HZ23): each step of the flow freezes targets a time Epsilon ahead of the nodes and
/// goes down the mean squared error to them in Steps inner steps.</summary>
[<NoComparison; NoEquality>]
type Persistence =
    {
        /// The inner steps K, at least 1.
        Steps: int
        /// The time epsilon, > 0, of the flow of points that one step follows.
        Epsilon: float
        /// The metric in which the points flow to their targets; None for Wasserstein-2, the ODE dx/dt = -grad c.
        Metric: Metric<Particles> option
    }

/// <summary>
/// Least-squares regression of a generator on targets. The targets y_i = x_i - epsilon grad c(x_i) of a critic c are an
/// Euler step of the ODE dx/dt = -grad c; the nodes then go down 1/2 E |G_theta(z) - y|^2. Since x - y = epsilon grad
/// c(x) at the start, one inner step of length tau is the flow's own step of length tau epsilon (HZ23-6). In another
/// metric K of the points the targets are x_i - epsilon (K c)_i, and the generator learns to draw the flow in it.
/// </summary>
[<RequireQualifiedAccess>]
module Regression =

    /// Persistent training by so many inner steps, at least 1, towards targets a time epsilon > 0 ahead.
    let persistence (steps: int) (epsilon: float) : Persistence =
        Guard.atLeast (nameof steps) 1 steps
        Guard.positive (nameof epsilon) epsilon

        {
            Steps = steps
            Epsilon = epsilon
            Metric = None
        }

    /// The same towards targets along the flow in another metric of the points.
    let inMetric (metric: Metric<Particles>) (persistence: Persistence) : Persistence =
        { persistence with
            Metric = Some metric
        }

    /// The targets y_i = x_i - epsilon grad c(x_i), n x d, epsilon > 0.
    let targets (epsilon: float) (c: Covector) (q: IMeasure) : Points =
        Guard.positive (nameof epsilon) epsilon
        Points.combine 1.0 q.Nodes -epsilon c.Gradient

    // The nodes as particles that move freely, whatever moves them; a flow that is no longer finite goes through.
    let private points (q: IMeasure) : Particles = Particles(q.Nodes, q.Weights)

    // K c + a K log q at the points, n x d, and how it was solved for.
    let private tangent
        (metric: Metric<Particles>)
        (logDensity: float)
        (c: Covector)
        (q: IMeasure)
        : struct (Points * SolveReport option) =
        let x = points q
        let tangent = Metric.applied metric x c

        let rate =
            match metric.LogDensity with
            | Some { Rate = Some drift } when logDensity > 0.0 ->
                Array.map2 (fun v w -> v + logDensity * w) tangent.Rate (drift x)
            | _ -> tangent.Rate

        struct (Points.wrap x.Nodes.Count x.Nodes.Dimension rate, tangent.Solve)

    /// The targets y_i = x_i - epsilon (K c)_i of the flow of the points in a metric K, n x d, epsilon > 0; in
    /// Wasserstein-2 those of Regression.targets.
    let targetsIn (metric: Metric<Particles>) (epsilon: float) (c: Covector) (q: IMeasure) : Points =
        Guard.positive (nameof epsilon) epsilon
        let struct (rate, _) = tangent metric 0.0 c q
        Points.combine 1.0 q.Nodes -epsilon rate

    /// The velocity of the points towards the targets, n x d.
    let internal velocity (persistence: Persistence) (c: Covector) (q: IMeasure) : Points =
        match persistence.Metric with
        | None -> Points.scale -1.0 c.Gradient
        | Some metric ->
            let struct (rate, _) = tangent metric 0.0 c q
            Points.scale -1.0 rate

    let private differences (targets: Points) (q: IMeasure) : Points =
        let x = q.Nodes
        Guard.sameLength (nameof targets) x.Count targets.Count
        Guard.sameDimension (nameof targets) x.Dimension targets.Dimension
        Points.combine 1.0 x -1.0 targets

    /// The mean squared error 1/2 sum_i w_i |x_i - y_i|^2, of the nodes to targets y, n x d.
    let loss (targets: Points) (q: IMeasure) : float =
        let gap = differences targets q
        0.5 * Vectors.inner q.Weights (Points.rowDots gap gap)

    /// The mean squared error as a potential at the nodes, each with a target of its own: values 1/2 |x_i - y_i|^2,
    /// gradients x_i - y_i. Moved by a metric it gives the direction of the regression.
    let covector (targets: Points) (q: IMeasure) : Covector =
        let gap = differences targets q
        Covector(lazy (Points.rowDots gap gap |> Array.map (fun s -> 0.5 * s)), lazy gap)

    let private problem
        (metric: Metric<'q>)
        (targets: Points)
        (memory: OptimiserMemory option)
        (q: 'q)
        : StepProblem when 'q :> IState<'q> =
        let velocity (q: 'q) (c: Covector) =
            (metric.Apply q c).Rate |> Array.map (fun v -> -v)

        let here = covector targets q
        let v = velocity q here

        {
            Coordinates = q.Coordinates
            Velocity = v
            Field =
                fun coordinates ->
                    let moved = q.At coordinates
                    velocity moved (covector targets moved)
            Merit =
                Some
                    {
                        Value = fun coordinates -> loss targets (q.At coordinates)
                        Current = loss targets q
                        Dissipation = -(Metric.pairing q here v)
                    }
            Memory = memory
        }

    /// <summary>One step of persistent training from q, of time at most limit: the targets that c, the critic's
    /// potential at the nodes, and the a log q that it leaves to the metric of the points give are frozen, and the
    /// integrator's steps of length tau, as many as said, go down the error in the metric. The length of the step taken is
    /// the time that the targets are ahead.</summary>
    let internal step
        (persistence: Persistence)
        (metric: Metric<'q>)
        (integrator: Integrator)
        (logDensity: float)
        (c: Covector)
        (tau: float)
        (limit: float)
        (memory: OptimiserMemory option)
        (q: 'q)
        : StepResult when 'q :> IState<'q> =
        let epsilon = min persistence.Epsilon limit

        let struct (targets, solve) =
            match persistence.Metric with
            | None -> struct (targets epsilon c q, None)
            | Some metric ->
                let struct (rate, solve) = tangent metric logDensity c q
                struct (Points.combine 1.0 q.Nodes -epsilon rate, solve)

        let taken (q: 'q) next refused memory =
            StepResult.Taken
                {
                    Coordinates = q.Coordinates
                    Length = epsilon
                    Next = next
                    Refused = refused
                    Memory = memory
                    Solve = solve
                }

        let rec go left (q: 'q) tau refused memory =
            if left = 0 then
                taken q tau refused memory
            else
                match Integrator.step integrator (problem metric targets memory q) tau infinity with
                | StepResult.Taken inner ->
                    go (left - 1) (q.At inner.Coordinates) inner.Next (refused + inner.Refused) inner.Memory
                // The error is as low as the integrator can bring it: the later steps would fail alike.
                | StepResult.Refused _ when left < persistence.Steps -> taken q tau refused memory
                | StepResult.Refused(shortest, reason) -> StepResult.Refused(shortest, reason)

        go persistence.Steps q tau 0 memory
