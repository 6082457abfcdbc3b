namespace GanFlowTheory.Core

open System
open System.Collections.Generic

/// <summary>Where a flow of 1/2 MMD^2 stands on its way to the target (MN21-4).</summary>
[<NoComparison>]
type ConvergencePoint =
    {
        /// 0 at the start.
        Step: int
        /// The time.
        Time: float
        /// MMD^2(p, q).
        SquaredMmd: float
        /// The rate alpha of d/dt MMD^2 = -2 alpha MMD^2 now; None at MMD^2 = 0.
        Alpha: float option
        /// The smallest eigenvalue of g, the metric tensor of MMD pulled back to parameters, >= 0; None where it was
        /// not computed.
        SmallestEigenvalue: float option
        /// exp(-2 int alpha dt) from the start, the integral by the trapezoidal rule over the steps; None once MMD^2
        /// has vanished.
        PredictedDecay: float option
        /// MMD^2 now over MMD^2 at the start; None where it vanishes at the start.
        ObservedDecay: float option
    }

/// <summary>The convergence monitor of flows of 1/2 MMD^2 on parameters (MN21-4): how fast MMD^2 falls, alpha(t), and
/// whether the parameters can still see the difference of the laws.</summary>
[<RequireQualifiedAccess>]
module ConvergenceMonitor =

    // P products with the tensor and a decomposition of order P^3: below a second for a few hundred samples.
    let private largestDecomposition = 200

    /// <summary>The smallest eigenvalue of g at q, >= 0 (MN21-1): 0 says that some direction of the parameters does not
    /// move the embedding. By a dense decomposition for P up to 200; 0 for any P greater than n d, the most that the
    /// rank of g can be; otherwise None.</summary>
    let smallestEigenvalue (kernel: Kernel) (q: #IParametric) : float option =
        Kernel.requireMixedDerivatives (nameof kernel) kernel

        let x = q.Nodes

        if not (MetricSolve.finite x) then
            None
        else
            let parameters = (q.Pull(Points.zero x.Count x.Dimension)).Length

            if parameters > x.Count * x.Dimension then
                Some 0.0
            elif parameters > largestDecomposition then
                None
            else
                let g = Metric.kernelTensor kernel q parameters

                let symmetric =
                    MathNet.Numerics.LinearAlgebra.Matrix<float>.Build.Dense(
                        parameters,
                        parameters,
                        (fun a b -> 0.5 * (g[a, b] + g[b, a]))
                    )

                Some(max 0.0 (SymmetricEigen.smallest symmetric))

    /// <summary>alpha = &lt;delta, D (D + lambda)^(-1) delta> / |delta|^2 at q, delta = mu_p - mu_q, D = L L*, in
    /// [0, 1) up to rounding: the rate of d/dt MMD^2 = -2 alpha MMD^2 along the parametric kernelized flow (MN21-4).
    /// None where MMD^2 is 0 to rounding. lambda > 0.</summary>
    let alpha (kernel: Kernel) (lambda: float) (p: IMeasure) (q: #IParametric) : float option =
        let options = SolverOptions.standard
        MetricSolve.check options kernel lambda
        Guard.sameDimension (nameof q) p.Nodes.Dimension q.Nodes.Dimension
        Points.checkFinite (nameof q) q.Nodes
        let squared = Mmd.squared kernel p q

        if squared <= 1e-14 * (Mmd.inner kernel p p + Mmd.inner kernel q q) then
            None
        else
            let pulled =
                q.Pull(
                    Points.combine
                        1.0
                        ((Mmd.embedding kernel p).Gradient q.Nodes)
                        -1.0
                        ((Mmd.embedding kernel q).Gradient q.Nodes)
                )

            let rate, _ =
                MetricSolve.byColumns options lambda (Metric.applyKernelTensor kernel q) pulled

            Some(Vectors.inner pulled rate / squared)

    [<NoComparison>]
    type private Reading =
        {
            Start: float
            Before: float option
            Integral: float option
        }

    // One more step: alpha is the dissipation over MMD^2, whatever the metric.
    let private read
        (before: Reading option)
        (index: int)
        (time: float)
        (d: Diagnostics)
        : Reading * (float option -> ConvergencePoint) =
        match d.Functional, d.PredictedDissipation with
        | Some value, Some dissipation ->
            let squared = 2.0 * value
            let alpha = if squared > 0.0 then Some(dissipation / squared) else None

            let reading =
                match before with
                | None ->
                    {
                        Start = squared
                        Before = alpha
                        Integral = alpha |> Option.map (fun _ -> 0.0)
                    }
                | Some last ->
                    { last with
                        Before = alpha
                        Integral =
                            Option.map3
                                (fun total a b -> total + 0.5 * (a + b) * d.Elapsed)
                                last.Integral
                                last.Before
                                alpha
                    }

            reading,
            (fun eigenvalue ->
                {
                    Step = index
                    Time = time
                    SquaredMmd = squared
                    Alpha = alpha
                    SmallestEigenvalue = eigenvalue
                    PredictedDecay = reading.Integral |> Option.map (fun a -> exp (-2.0 * a))
                    ObservedDecay =
                        if reading.Start > 0.0 then
                            Some(squared / reading.Start)
                        else
                            None
                })
        | _ ->
            Guard.fail
                "flow"
                "the convergence monitor reads the functional and its dissipation, which this flow does not have."

    // A kernel with a cusp has no g.
    let private eigenvalueOf (kernel: Kernel) (q: #IParametric) : float option =
        if Kernel.hasMixedDerivatives kernel then
            smallestEigenvalue kernel q
        else
            None

    /// <summary>An observer of one run of a flow of 1/2 MMD^2 with the given kernel, in any metric, that reports the
    /// point of every measured step (MN21-4), without an eigenvalue of g for a kernel with a cusp. The flow must have its
    /// functional.</summary>
    let observer (kernel: Kernel) (report: ConvergencePoint -> unit) : Step<'q> -> unit when 'q :> IParametric =
        let last: Reading option ref = ref None
        let next = ref 0

        fun step ->
            // A stalled step comes twice.
            if step.Measured && step.Index >= next.Value then
                let reading, point = read last.Value step.Index step.Time step.Diagnostics
                last.Value <- Some reading
                next.Value <- step.Index + 1
                report (point (eigenvalueOf kernel step.State))

    /// <summary>The points of a finished run of a flow of 1/2 MMD^2 with the given kernel, in any metric: one for each
    /// measured step, with the smallest eigenvalue of g at the stored states where the kernel has no cusp (MN21-4). The flow
    /// must have its functional.</summary>
    let ofPath (kernel: Kernel) (path: Path<'q>) : ConvergencePoint[] when 'q :> IParametric =
        let points = ResizeArray()
        let stored = Queue(path.States)
        let mutable last: Reading option = None

        for step in path.Steps do
            let reading, point = read last step.Index step.Time step.Diagnostics
            last <- Some reading

            // States may be stored where nothing was measured.
            while stored.Count > 0 && fst (stored.Peek()) < step.Time do
                stored.Dequeue() |> ignore

            points.Add(
                point (
                    if stored.Count > 0 && fst (stored.Peek()) = step.Time then
                        eigenvalueOf kernel (snd (stored.Dequeue()))
                    else
                        None
                )
            )

        points.ToArray()
