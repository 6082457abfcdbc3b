namespace GanFlowTheory.Core

/// <summary>How a linear system inside a metric was solved.</summary>
[<Struct>]
type SolveReport =
    {
        /// "cholesky" or "conjugate gradients".
        Method: string
        /// Iterations taken; 1 for a factorisation.
        Iterations: int
        /// |A x - b| / |b|.
        Residual: float
    }

/// <summary>A potential moved by an Onsager operator: the coordinate rate K(q) c, and how it was solved for.</summary>
[<NoComparison; NoEquality>]
type Tangent =
    {
        /// K(q) c in the state's coordinates, length P. The flow follows its negative.
        Rate: float[]
        /// The linear solve, where there was one.
        Solve: SolveReport option
    }

/// <summary>
/// A metric by its Onsager operator K(q), the inverse of the metric tensor: it takes a potential to a coordinate rate,
/// is symmetric, &lt;xi, K eta&gt; = &lt;eta, K xi&gt;, and positive, &lt;xi, K xi&gt; >= 0. The gradient flow is dq/dt
/// = -K(q) xi.
/// </summary>
[<NoComparison; NoEquality>]
type Metric<'q> =
    {
        /// Name shown in reports.
        Name: string
        /// K(q) c.
        Apply: 'q -> Covector -> Tangent
    }

/// Combining metrics and taking their inner products.
[<RequireQualifiedAccess>]
module Metric =

    /// A metric from its Onsager operator.
    let create (name: string) (apply: 'q -> Covector -> float[]) : Metric<'q> =
        {
            Name = name
            Apply = fun q c -> { Rate = apply q c; Solve = None }
        }

    /// The pairing of a potential with a coordinate rate: d/dt E_q c along the rate, c held fixed.
    let pairing (q: 'q) (c: Covector) (rate: float[]) : float when 'q :> IState<'q> =
        let back = q.PullBack c
        let mutable total = 0.0

        for p in 0 .. rate.Length - 1 do
            total <- total + back[p] * rate[p]

        total

    /// The inner product of potentials, &lt;xi, K(q) eta&gt;.
    let inner (metric: Metric<'q>) (q: 'q) (xi: Covector) (eta: Covector) : float when 'q :> IState<'q> =
        pairing q xi (metric.Apply q eta).Rate

    /// A cosine from the products <xi, K c>, <xi, K xi> and <c, K c>; none where a norm is 0.
    let internal cosine (product: float) (first: float) (second: float) : float option =
        if first > 0.0 && second > 0.0 then
            Some(product / sqrt (first * second))
        else
            None

    /// The K-correlation of potentials, &lt;xi, K c> / sqrt(&lt;xi, K xi> &lt;c, K c>) in [-1, 1]: how well a critic's
    /// c points along the first variation xi at q. None where a norm is 0.
    let correlation (metric: Metric<'q>) (q: 'q) (xi: Covector) (c: Covector) : float option when 'q :> IState<'q> =
        let rate = (metric.Apply q c).Rate
        cosine (pairing q xi rate) (inner metric q xi xi) (pairing q c rate)

    /// a K, a >= 0.
    let scale (a: float) (metric: Metric<'q>) : Metric<'q> =
        Guard.nonNegative (nameof a) a

        {
            Name = $"{a}*{metric.Name}"
            Apply =
                fun q c ->
                    let tangent = metric.Apply q c

                    { tangent with
                        Rate = Array.map (fun v -> a * v) tangent.Rate
                    }
        }

    /// K + L: Onsager operators add (Wasserstein-Fisher-Rao is such a sum).
    let add (k: Metric<'q>) (l: Metric<'q>) : Metric<'q> =
        {
            Name = $"{k.Name} + {l.Name}"
            Apply =
                fun q c ->
                    let s, t = k.Apply q c, l.Apply q c

                    {
                        Rate = Array.map2 (+) s.Rate t.Rate
                        Solve = s.Solve |> Option.orElse t.Solve
                    }
        }
