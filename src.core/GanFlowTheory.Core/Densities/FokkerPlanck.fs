namespace GanFlowTheory.Core

open System
open System.Threading
open GanFlowTheory.Core.Extending

/// <summary>How the Fokker-Planck solver steps in time. Each keeps mass, positivity, order and L1 contraction, lowers
/// every convex functional of q/p, and tends to the target (HZ23-4).</summary>
[<RequireQualifiedAccess; NoComparison>]
type FokkerPlanckMethod =
    /// Explicit Euler, each step the given part, in (0, 1), of the stable one. Order 1 in the step, h^2.
    | ExplicitEuler of part: float
    /// Heun's method in its strong-stability-preserving form, the mean of q and two Euler steps. Order 2 in the step.
    | ExplicitHeun of part: float
    /// Implicit Euler with steps of length tau, in the plane one axis after the other. Order 1 in tau; any tau.
    | Implicit of tau: float

/// <summary>A density of a trajectory, and what is measured on it.</summary>
[<NoComparison; NoEquality>]
type DensityStep =
    {
        /// The time t.
        Time: float
        /// The density q(t).
        State: GridDensity
        /// D_f(p||q(t)).
        Functional: float
        /// -dD_f/dt of the scheme: the sum over faces of kappa_ij (Phi_j - Phi_i) (xi_j - xi_i) >= 0.
        Dissipation: float
        /// <summary>What the tails beyond the grid would add to the functional, estimated by GridDivergence.outside;
        /// infinite where they grow outwards.</summary>
        Outside: float
        /// Steps taken since the start.
        Steps: int
    }

/// <summary>The Wasserstein gradient flow of D_f(p||q) on a grid by finite volumes: the Fokker-Planck equation
/// q_t = div(p grad Phi(q/p)), Phi(w) = -f'(1/w), with no flux through the boundary. For kl it is q_t = div(p
/// grad(q/p)), for jsd q_t = 1/2 div(p grad log(1 + q/p)) (HZ23).</summary>
/// <remarks>Two-point fluxes kappa_ij (Phi(w_j) - Phi(w_i)) with kappa_ij the harmonic mean of p over h^2: of second
/// order, zero where either cell of the target is empty, and with rates kappa_ij/p_i below 2/h^2 whatever the
/// target.</remarks>
[<Sealed>]
type FokkerPlanck internal (f: FDivergence, target: GridDensity) =

    let grid = target.Grid
    let p = target.Weights

    // kappa k i: the face between cell i and its next along axis k, 0 at the end of a line.
    let faces =
        Array.init grid.Dimension (fun k ->
            let stride, last, h = grid.Stride k, grid.Axis(k).Cells - 1, grid.Axis(k).Width

            Array.init grid.Count (fun i ->
                if grid.Place i k < last then
                    GridTransport.harmonic p[i] p[i + stride] / (h * h)
                else
                    0.0))

    // The largest sum_j kappa_ij / p_i.
    let stiffness =
        let out: float[] = Array.zeroCreate grid.Count

        for k in 0 .. grid.Dimension - 1 do
            let stride = grid.Stride k

            for i in 0 .. grid.Count - 1 - stride do
                out[i] <- out[i] + faces[k][i]
                out[i + stride] <- out[i + stride] + faces[k][i]

        Array.fold2 (fun top s p -> if p > 0.0 then max top (s / p) else top) 0.0 out p

    /// The divergence.
    member _.Divergence = f

    /// The target p.
    member _.Target = target

    member val internal Pressure = Pressure.ofDivergence f

    member internal _.Faces = faces

    member internal _.Stiffness = stiffness

/// Solving Fokker-Planck equations.
[<RequireQualifiedAccess>]
module FokkerPlanck =

    /// The flow of D_f(p||q) to the target p.
    let create (f: FDivergence) (target: GridDensity) : FokkerPlanck = FokkerPlanck(f, target)

    // The name of a cell in sentences.
    let private cell (grid: Grid) (i: int) =
        let x = grid.Centres.Row i |> Array.map (fun v -> invariant $"{v:G6}")
        (invariant $"""cell {i + 1} at ({String.Join(", ", x)})""")

    /// <summary>Refuses a density that the flow cannot start from: one on another grid, with a negative mass, or with
    /// mass on a cell where the target has none (the ratio q/p is infinite there: kl too, and the flow of jsd, whose
    /// fluxes carry the target's density as a factor, would never move that mass), or none on a cell where this
    /// divergence then has an unbounded pressure.</summary>
    let private check (equation: FokkerPlanck) (q: GridDensity) =
        let grid, p, m = equation.Target.Grid, equation.Target.Weights, q.Weights
        Grid.checkSame "q" grid q.Grid
        let unboundedAtZero = not (Double.IsFinite(equation.Pressure.Slope 0.0))

        for i in 0 .. m.Length - 1 do
            if not (m[i] >= 0.0) then
                Guard.fail "q" (invariant $"the density must be non-negative, but its mass is {m[i]} in {cell grid i}.")

            if m[i] > 0.0 && not (Double.IsFinite(m[i] / p[i])) then
                Guard.fail
                    "q"
                    (invariant
                        $"the target has mass {p[i]:G3} in {cell grid i}, where the flow has mass {m[i]:G3}: the ratio q/p \
                      is infinite there, and nothing would move that mass; take a target that covers the flow, or a \
                      shorter grid.")

            if unboundedAtZero && m[i] = 0.0 && p[i] > 0.0 then
                Guard.fail
                    "q"
                    (invariant
                        $"the flow has no mass in {cell grid i}, where the target has mass {p[i]:G3}: the pressure of \
                      {equation.Divergence.Name} is unbounded there.")

    let private pressures (equation: FokkerPlanck) (m: float[]) : float[] =
        let p, value = equation.Target.Weights, equation.Pressure.Value

        Array.init m.Length (fun i -> if p[i] > 0.0 then value (m[i] / p[i]) else 0.0)

    // m + tau sum_j kappa_ij (Phi_j - Phi_i).
    let private euler (equation: FokkerPlanck) (tau: float) (m: float[]) : float[] =
        let phi = pressures equation m
        let next = Array.copy m

        for k in 0 .. equation.Faces.Length - 1 do
            let stride, faces = equation.Target.Grid.Stride k, equation.Faces[k]

            for i in 0 .. m.Length - 1 - stride do
                let flow = tau * faces[i] * (phi[i + stride] - phi[i])
                next[i] <- next[i] + flow
                next[i + stride] <- next[i + stride] - flow

        next

    let private stable (equation: FokkerPlanck) (m: float[]) : float =
        let p = equation.Target.Weights
        let mutable low = infinity
        let mutable high = 0.0

        for i in 0 .. m.Length - 1 do
            if p[i] > 0.0 then
                let w = m[i] / p[i]
                low <- min low w
                high <- max high w

        let rate = equation.Stiffness * equation.Pressure.Steepest low high
        if rate > 0.0 then 1.0 / rate else infinity

    /// <summary>The longest stable explicit step at q: tau sum_j kappa_ij max Phi' / p_i &lt;= 1 in every cell, the
    /// maximum over the values that q/p takes. It never shrinks along the flow, because that range does not grow.
    /// Infinite on a single cell.</summary>
    let stableStep (equation: FokkerPlanck) (q: GridDensity) : float =
        check equation q
        stable equation q.Weights

    /// One explicit Euler step of any length, tau >= 0; stable up to the stable step and not beyond.
    let explicitEuler (tau: float) (equation: FokkerPlanck) (q: GridDensity) : GridDensity =
        Guard.nonNegative (nameof tau) tau
        check equation q
        GridDensity(q.Grid, euler equation tau q.Weights)

    // The masses after an implicit step, and 0, or the length of a step that Newton's method does not finish.
    let private implicitly (equation: FokkerPlanck) (tau: float) (m: float[]) : struct (float[] * float) =
        let grid, p = equation.Target.Grid, equation.Target.Weights
        let next = Array.copy m
        let lines k = grid.Count / grid.Axis(k).Cells
        let unfinished: float[] = Array.zeroCreate (Seq.max (Seq.init grid.Dimension lines))

        for k in 0 .. grid.Dimension - 1 do
            let length, stride, faces = grid.Axis(k).Cells, grid.Stride k, equation.Faces[k]

            // Every line on its own: the number of threads does not show.
            Parallelism.overBlocks (grid.Count / length) 16 (fun first last ->
                let solver = ImplicitLine(equation.Pressure, length)

                let lineP, lineK, lineM =
                    Array.zeroCreate length, Array.zeroCreate length, Array.zeroCreate length

                for line in first .. last - 1 do
                    // Lines along the first axis start every length cells, along the second in neighbouring cells.
                    let start = if k = 0 then line * length else line

                    for j in 0 .. length - 1 do
                        let i = start + j * stride
                        lineP[j] <- p[i]
                        lineK[j] <- faces[i]
                        lineM[j] <- next[i]

                    unfinished[line] <- max unfinished[line] (solver.Advance(tau, lineP, lineK, lineM))

                    for j in 0 .. length - 1 do
                        next[start + j * stride] <- lineM[j])

        struct (next, Array.max unfinished)

    let private notFinished (tau: float) =
        invariant
            $"the implicit step cannot be solved, down to one of {tau:G3}: the ratio of target and flow leaves the doubles; \
              take a shorter grid, or a start nearer to the target"

    /// <summary>One implicit Euler step of any length, tau >= 0; in the plane an implicit step along the first axis,
    /// then one along the second. Each solves its nonlinear system by Newton's method to rounding.</summary>
    let implicitEuler (tau: float) (equation: FokkerPlanck) (q: GridDensity) : GridDensity =
        Guard.nonNegative (nameof tau) tau
        check equation q
        let struct (next, unfinished) = implicitly equation tau q.Weights

        if unfinished > 0.0 then
            Guard.fail (nameof tau) (notFinished unfinished + ".")

        GridDensity(q.Grid, next)

    /// The rate of change of the masses, (dm/dt)_i = sum_j kappa_ij (Phi_j - Phi_i), length n, of sum zero.
    let rate (equation: FokkerPlanck) (q: GridDensity) : float[] =
        check equation q
        let phi = pressures equation q.Weights
        let rate: float[] = Array.zeroCreate phi.Length

        for k in 0 .. equation.Faces.Length - 1 do
            let stride, faces = q.Grid.Stride k, equation.Faces[k]

            for i in 0 .. phi.Length - 1 - stride do
                let flow = faces[i] * (phi[i + stride] - phi[i])
                rate[i] <- rate[i] + flow
                rate[i + stride] <- rate[i + stride] - flow

        rate

    /// <summary>-dD_f/dt of the scheme at q: the sum over faces of kappa_ij (Phi_j - Phi_i) (xi_j - xi_i) >= 0.
    /// Infinite where a face joins an empty cell to one that is not and xi is infinite at 0.</summary>
    let dissipation (equation: FokkerPlanck) (q: GridDensity) : float =
        check equation q
        let phi = pressures equation q.Weights
        let xi = GridDivergence.firstVariation equation.Divergence equation.Target q
        let mutable total = 0.0

        for k in 0 .. equation.Faces.Length - 1 do
            let stride, faces = q.Grid.Stride k, equation.Faces[k]

            for i in 0 .. phi.Length - 1 - stride do
                let flow = faces[i] * (phi[i + stride] - phi[i])

                if flow <> 0.0 then
                    total <- total + flow * (xi[i + stride] - xi[i])

        total

    // At the whole stable step two equal cells would change places for ever under kl, whose Phi' is constant, and Heun's
    // method would stand still.
    let private checkMethod (method: FokkerPlanckMethod) =
        match method with
        | FokkerPlanckMethod.ExplicitEuler part
        | FokkerPlanckMethod.ExplicitHeun part ->
            if not (part > 0.0 && part < 1.0) then
                Guard.fail
                    (nameof part)
                    (invariant
                        $"part must be in (0, 1), a part of the stable step below which the flow tends to the target, but is \
                      {part}.")
        | FokkerPlanckMethod.Implicit tau -> Guard.positive (nameof tau) tau

    // Equal steps that end at the limit.
    let private even (limit: float) (longest: float) : float =
        if longest >= limit then
            limit
        elif Double.IsFinite limit then
            limit / ceil (limit / longest)
        else
            longest

    // An explicit step of the longest length, from the masses.
    let private explicitly (longest: float) (limit: float) (move: float -> float[]) : StepResult =
        if longest = 0.0 || (Double.IsFinite limit && limit / longest > 1e9) then
            StepResult.Refused(
                longest,
                (invariant
                    $"the stable explicit step is {longest:G3}, too short to reach the time; take the implicit method")
            )
        elif Double.IsInfinity longest && Double.IsInfinity limit then
            StepResult.Refused(
                longest,
                "no mass moves on this grid, so that every step is stable; give a time to reach"
            )
        else
            let tau = even limit longest
            StepResult.taken (move tau) tau tau

    let private step (method: FokkerPlanckMethod) (equation: FokkerPlanck) (limit: float) (m: float[]) : StepResult =
        match method with
        | FokkerPlanckMethod.ExplicitEuler part ->
            explicitly (part * stable equation m) limit (fun tau -> euler equation tau m)
        | FokkerPlanckMethod.ExplicitHeun part ->
            explicitly (part * stable equation m) limit (fun tau ->
                let twice = euler equation tau (euler equation tau m)
                Array.map2 (fun a b -> 0.5 * a + 0.5 * b) m twice)
        | FokkerPlanckMethod.Implicit length when Double.IsFinite limit && limit / length > 1e9 ->
            StepResult.Refused(
                length,
                invariant $"the implicit step is {length:G3}, too short to reach the time; take a longer one"
            )
        | FokkerPlanckMethod.Implicit length ->
            // A time that is a multiple of tau up to rounding takes no further step.
            let tau =
                if Double.IsFinite limit then
                    even limit (length * (1.0 + 1e-12))
                else
                    length

            let struct (next, unfinished) = implicitly equation tau m

            if unfinished > 0.0 then
                StepResult.Refused(unfinished, notFinished unfinished)
            else
                StepResult.taken next tau length

    let private name (method: FokkerPlanckMethod) : string =
        match method with
        | FokkerPlanckMethod.ExplicitEuler part -> FormattableString.Invariant $"explicit-euler:{part}"
        | FokkerPlanckMethod.ExplicitHeun part -> FormattableString.Invariant $"explicit-heun:{part}"
        | FokkerPlanckMethod.Implicit tau -> FormattableString.Invariant $"implicit:{tau}"

    /// <summary>The method as a scheme of flows: how a density steps under the equation. A density that the equation
    /// cannot start from is an argument error; a stable step too short for the time, and a system that Newton's method
    /// does not solve, end a run as stalled.</summary>
    let scheme (method: FokkerPlanckMethod) (equation: FokkerPlanck) : Scheme<GridDensity> =
        checkMethod method

        {
            Name = name method
            Order =
                match method with
                | FokkerPlanckMethod.ExplicitHeun _ -> 2
                | FokkerPlanckMethod.ExplicitEuler _
                | FokkerPlanckMethod.Implicit _ -> 1
            FirstStep =
                fun q ->
                    check equation q

                    match method with
                    | FokkerPlanckMethod.ExplicitEuler part
                    | FokkerPlanckMethod.ExplicitHeun part ->
                        // Where no mass moves every step is stable.
                        let longest = part * stable equation q.Weights
                        if Double.IsFinite longest then longest else 1.0
                    | FokkerPlanckMethod.Implicit tau -> tau
            Step = fun problem -> step method equation problem.Limit problem.State.Weights
            Remembers = None
        }

    // K along the target on the equation's own first variation is its two-point flux, for which no mean is needed.
    let private metric (equation: FokkerPlanck) : Metric<GridDensity> =
        let f, target = equation.Divergence, equation.Target
        let general = Metric.onGridAlong f target

        { general with
            Apply =
                fun q c ->
                    let xi = GridDivergence.firstVariation f target q

                    if not (ReadOnlySpan(xi).SequenceEqual(ReadOnlySpan c.Values)) then
                        general.Apply q c
                    else
                        let phi = pressures equation q.Weights
                        GridTransport.tangentOf q.Grid (fun k i j -> equation.Faces[k][i] * (phi[i] - phi[j])) xi
        }

    /// <summary>The equation as a flow, which the one loop of the library takes: D_f(p||q) in the Wasserstein-2 metric
    /// along the target (Metric.onGridAlong), whose K xi is the equation's two-point flux, stepped by the method. The
    /// measured dissipation is that of the scheme, and infinite where FokkerPlanck.dissipation is.</summary>
    let flow (method: FokkerPlanckMethod) (equation: FokkerPlanck) : Flow<GridDensity> =
        Flow.create (Functional.onGrid equation.Divergence equation.Target) (metric equation)
        |> Flow.steppedByScheme (scheme method equation)

    // The density at a step, with what is measured there.
    let private read (equation: FokkerPlanck) (step: Step<GridDensity>) : DensityStep =
        {
            Time = step.Time
            State = step.State
            Functional = step.Diagnostics.Functional.Value
            Dissipation = dissipation equation step.State
            Outside = GridDivergence.outside equation.Divergence equation.Target step.State
            Steps = step.Index
        }

    /// <summary>The flow from q at the given times, lazily: as many densities as times. Times must not decrease, the
    /// first at least 0; steps are shortened evenly to meet each time.</summary>
    let trajectory
        (method: FokkerPlanckMethod)
        (times: seq<float>)
        (equation: FokkerPlanck)
        (q: GridDensity)
        : seq<DensityStep> =
        let flow = flow method equation
        check equation q

        // What stands still has not arrived before its time.
        let run =
            { (Flow.from q flow |> Flow.measureEvery Int32.MaxValue) with
                Tolerance = -1.0
            }

        let horizons =
            seq {
                let mutable time = 0.0

                for until in times do
                    if not (until >= time && Double.IsFinite until) then
                        Guard.fail
                            (nameof times)
                            (invariant $"times must be finite and must not decrease, but {until} follows {time}.")

                    time <- until
                    yield Horizon.atTime until
            }

        seq {
            for step in Loop.through horizons CancellationToken.None run do
                match step.Outcome with
                | None -> ()
                | Some(Outcome.Stalled(_, reason)) -> Guard.fail (nameof method) (invariant $"{reason}.")
                | Some outcome when not (Outcome.succeeded outcome) ->
                    Guard.fail (nameof method) (Outcome.sentence outcome)
                | Some _ -> yield read equation step
        }

    /// The density at one time.
    let at (method: FokkerPlanckMethod) (time: float) (equation: FokkerPlanck) (q: GridDensity) : GridDensity =
        (trajectory method [ time ] equation q |> Seq.head).State

    /// <summary>What a reader must know of the steps of a trajectory: that the tails beyond the grid carry more than a
    /// thousandth of the functional at one of them, in a sentence about the worst; None where they do not.</summary>
    let tailWarning (equation: FokkerPlanck) (steps: seq<DensityStep>) : string option =
        let share (step: DensityStep) =
            if step.Outside = 0.0 then
                0.0
            else
                step.Outside / abs step.Functional

        let worst = steps |> Seq.maxBy share

        if share worst > 1e-3 then
            let name, value, time = equation.Divergence.Name, worst.Functional, worst.Time

            let adds =
                if Double.IsInfinity worst.Outside then
                    "grow outwards at its ends, so that they may carry any part of it"
                else
                    invariant $"would add about {worst.Outside:G3}"

            Some(
                invariant
                    $"At t = {time:G4} {name} is {value:G6} on the grid, but its tails beyond the grid {adds}: take a longer \
                      grid, or take the number for that of the densities on this grid."
            )
        else
            None
