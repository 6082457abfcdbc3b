namespace GanFlowTheory.Core

open System
open System.Globalization

/// <summary>MonoFlow: the flow dx/dt = h'(log r) grad log r of a generator loss, which is the gradient flow of reverse
/// KL in the Wasserstein-2 metric with mobility h'(log r) exactly when h increases (YZL23-2, YZL23-3).</summary>
[<RequireQualifiedAccess>]
module MonoFlow =

    let internal text = MonoFlowScan.text

    // Beyond it e^u or e^-u is no double; what the quadrature of the induced f costs is bounded by it, too.
    let private farthest = 700.0

    let private verdict (loss: GeneratorLoss) low high (violations: MonoFlowViolation list) (touches: float list) =
        let interval (v: MonoFlowViolation) =
            invariant $"[{text v.From}, {text v.To}]"

        let places (all: MonoFlowViolation list) =
            String.Join(", ", all |> List.map interval)

        match violations |> List.partition _.Decreasing with
        | [], [] when touches.IsEmpty ->
            invariant
                $"h' > 0 for log r in [{text low}, {text high}]: training against a detached ratio descends KL(q||p) at \
              the rate E h'(log r) |grad log r|^2 until grad log r = 0."
        | [], [] ->
            let zeros = String.Join(", ", touches |> List.map text)

            (invariant
                $"h' >= 0 for log r in [{text low}, {text high}], and 0 only at log r = {zeros}: training against a \
              detached ratio descends KL(q||p), slowly where log r is near those values.")
        | [], flat ->
            invariant
                $"h' = 0 for log r in {places flat}: samples there do not move, and training against a detached ratio \
              stalls once log r stays there on all of q."
        | falling, _ ->
            invariant
                $"h' < 0 for log r in {places falling}: samples there move against grad log r, and training against a \
              detached ratio can raise KL(q||p), whatever its step."

    /// <summary>
    /// Looks for log r in [low, high] where h' &lt;= 0, low &lt; high, both within -700 and 700 (YZL23-3). Where h' &lt; 0, and only there,
    /// KL(q||p) can grow: its rate is -E_q h'(log r) |grad log r|^2. Ends of stretches are refined to neighbouring
    /// floats.
    /// </summary>
    /// <remarks>Every stretch reported is real, since h' is evaluated in it. Every one longer than 1/8192 of the range
    /// is found, and a shorter one where h' dips once within two such cells. The h' of every loss that
    /// GeneratorLoss.parse knows has one zero at most, where it changes sign: for these the report is
    /// complete.</remarks>
    let verify (loss: GeneratorLoss) (low: float, high: float) : MonoFlowReport =
        Guard.finite (nameof low) low
        Guard.finite (nameof high) high

        if not (low < high) then
            let show (v: float) =
                v.ToString("R", CultureInfo.InvariantCulture)

            Guard.fail (nameof low) (invariant $"the range of log r must increase, but is {show low} to {show high}.")

        if not (low >= -farthest && high <= farthest) then
            Guard.fail
                (nameof low)
                (invariant
                    $"the range of log r must lie within -{farthest} and {farthest}, where r and 1/r are numbers, but is {text low} to {text high}.")

        let at, dips = MonoFlowScan.places loss low high
        let violations, zeros = MonoFlowScan.violations loss at
        let cell = MonoFlowScan.cell low high

        // Beside a stretch the dip is its end.
        let inside u =
            violations |> List.exists (fun v -> u >= v.From - cell && u <= v.To + cell)

        let touches =
            zeros @ (dips |> List.filter (MonoFlowScan.touchesZero loss cell))
            |> List.filter (fun u -> not (inside u))
            |> List.distinct
            |> List.sort

        {
            Loss = loss.Name
            Formula = loss.Formula
            From = low
            To = high
            Admissible = violations.IsEmpty
            Strict = violations.IsEmpty && touches.IsEmpty
            Violations = violations
            Touches = touches
            Samples =
                Array.init 41 (fun i ->
                    let u = low + (high - low) * float i / 40.0

                    {
                        LogRatio = u
                        Slope = loss.Slope u
                        InducedValue = GeneratorLoss.inducedValue loss u
                        InducedSlope = GeneratorLoss.inducedSlope loss u
                    })
            InducedFormula = loss.DivergenceFormula
            Verdict = verdict loss low high violations touches
        }

    /// <summary>The same operator K c = h'(log r) grad c for any h, a decreasing one too: linear and symmetric, but
    /// where h' &lt; 0 not positive, and so no metric; the functional may grow along its flow (YZL23-3).</summary>
    let field (loss: GeneratorLoss) (logRatio: 'q -> float[]) : Metric<'q> when 'q :> ITransport =
        Metric.create (invariant $"monoflow-field:{loss.Name}") (fun (q: 'q) c ->
            q.OfVelocity(Points.scaleRows (Array.map loss.Slope (logRatio q)) c.Gradient))

/// MonoFlow's metric.
[<AutoOpen>]
module MonoFlowMetric =

    /// The metrics.
    [<RequireQualifiedAccess>]
    module Metric =

        /// <summary>MonoFlow's metric: Wasserstein-2 with mobility h'(log r) at the nodes, on which the flow of reverse
        /// KL is training with the loss. logRatio gives log r at the nodes, length n. Where h' &lt; 0 it is no metric,
        /// and it is refused with the loss and the log r.</summary>
        let monoFlow (loss: GeneratorLoss) (logRatio: 'q -> float[]) : Metric<'q> when 'q :> ITransport =
            let mobility q =
                logRatio q
                |> Array.map (fun u ->
                    let slope = loss.Slope u

                    if not (slope >= 0.0 && Double.IsFinite slope) then
                        Guard.fail
                            (nameof loss)
                            (invariant
                                $"loss {loss.Name} gives no metric: its mobility h'(log r) must be non-negative and finite, \
                              but is {MonoFlow.text slope} at log r = {MonoFlow.text u}.")

                    slope)

            { Metric.mobility loss.Name mobility with
                Name = invariant $"monoflow:{loss.Name}"
            }
