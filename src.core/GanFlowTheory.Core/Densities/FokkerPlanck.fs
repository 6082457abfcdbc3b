namespace GanFlowTheory.Core

open System

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
    let internal check (equation: FokkerPlanck) (q: GridDensity) =
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

    /// Phi(q/p) on each cell, 0 where the target is empty.
    let internal pressures (equation: FokkerPlanck) (m: float[]) : float[] =
        let p, value = equation.Target.Weights, equation.Pressure.Value

        Array.init m.Length (fun i -> if p[i] > 0.0 then value (m[i] / p[i]) else 0.0)

    /// m + tau sum_j kappa_ij (Phi_j - Phi_i).
    let internal euler (equation: FokkerPlanck) (tau: float) (m: float[]) : float[] =
        let phi = pressures equation m
        let next = Array.copy m

        for k in 0 .. equation.Faces.Length - 1 do
            let stride, faces = equation.Target.Grid.Stride k, equation.Faces[k]

            for i in 0 .. m.Length - 1 - stride do
                let flow = tau * faces[i] * (phi[i + stride] - phi[i])
                next[i] <- next[i] + flow
                next[i + stride] <- next[i + stride] - flow

        next

    /// The longest stable explicit step from masses that are fit for it.
    let internal stable (equation: FokkerPlanck) (m: float[]) : float =
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

    /// The masses after an implicit step, and 0, or the length of a step that Newton's method does not finish.
    let internal implicitly (equation: FokkerPlanck) (tau: float) (m: float[]) : struct (float[] * float) =
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

    /// Why an implicit step ends, in a sentence without its stop.
    let internal notFinished (tau: float) =
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
