namespace GanFlowTheory.Core

/// <summary>Metrics that move nodes: Wasserstein-2, with mobility, and Stein.</summary>
[<AutoOpen>]
module TransportMetrics =

    /// The metrics.
    [<RequireQualifiedAccess>]
    module Metric =

        /// Wasserstein-2: K c is the velocity grad c at the nodes; <xi, K eta> = E_q <grad xi, grad eta>. Along a
        /// log q that particles do not know it moves by noise (Jordan, Kinderlehrer and Otto 1998), since K log q
        /// spreads q as -div grad q does.
        let wasserstein<'q when 'q :> ITransport> : Metric<'q> =
            let metric =
                Metric.create "wasserstein" (fun (q: 'q) c -> q.OfVelocity c.Gradient)
                |> Metric.withLogDensity
                    {
                        Rate = None
                        Square = None
                        Diffusion = 1.0
                    }

            { metric with
                Masses =
                    fun q ->
                        match box q with
                        | :? IFlat as chart -> chart.Masses
                        | _ -> None
            }

        /// Wasserstein-2 with mobility m at the nodes, m >= 0: K c is m grad c; <xi, K eta> = E_q m <grad xi,
        /// grad eta>. MonoFlow is m = h'(log r) (YZL23). A negative or non-finite mobility is refused: it would not be
        /// a metric.
        let mobility (name: string) (m: 'q -> float[]) : Metric<'q> when 'q :> ITransport =
            Metric.create (invariant $"mobility:{name}") (fun (q: 'q) c ->
                let factors = m q

                factors
                |> Array.iteri (fun i v -> Guard.nonNegative (invariant $"mobility[{i}]") v)

                q.OfVelocity(Points.scaleRows factors (q.Projected c.Gradient)))

        /// Stein: K c(x) = E_{y~q} k(x,y) grad c(y); <xi, K eta> = E E k(X,X') <grad xi(X), grad eta(X')>. By
        /// parts it moves along a log q that particles do not know (Liu and Wang 2016): K log q(x) = -E_{y~q} grad_y
        /// k(x,y), and <log q, K log q> = E E tr grad_x grad_y k(X,X'), unless the kernel has a cusp.
        let stein (kernel: Kernel) : Metric<'q> when 'q :> IMeasure and 'q :> ITransport =
            Metric.create (invariant $"stein:{kernel.Name}") (fun (q: 'q) c ->
                let moved = Points.scaleRows q.Weights (q.Projected c.Gradient)
                q.OfVelocity(Pairwise.applyVectors kernel q.Nodes q.Nodes moved))
            |> Metric.withLogDensity
                {
                    Rate = Some(fun q -> q.OfVelocity(Points.scale -1.0 (KernelByParts.gradient kernel q.Nodes q)))
                    Square =
                        if Kernel.hasMixedDerivatives kernel then
                            Some(fun q -> KernelByParts.trace kernel q)
                        else
                            None
                    Diffusion = 0.0
                }
