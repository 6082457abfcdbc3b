namespace GanFlowTheory.Core

open System
open System.Threading

/// <summary>One member of a family of step lengths: the run with steps tau.</summary>
[<NoComparison; NoEquality>]
type LimitLevel<'q> =
    {
        /// The step length.
        Tau: float
        /// The steps taken.
        Steps: int
        /// The state at the end.
        End: 'q
        /// How the run ended.
        Outcome: Outcome
        /// The wanted quantities along the run.
        Quantities: Course[]
    }

/// <summary>What a flow with steps of length tau tends to at a fixed time as tau goes to 0.</summary>
[<NoComparison; NoEquality>]
type LimitStudy<'q> =
    {
        /// The time T.
        Time: float
        /// The runs, from the longest steps to the shortest, each half of the one before.
        Levels: LimitLevel<'q>[]
        /// <summary>d_k, the root mean square over the coordinates of the difference of the ends of runs k and k + 1; NaN
        /// where one of them did not reach the time.</summary>
        Differences: float[]
        /// What rounding, and the residuals of equations that steps solve, may make of a difference.
        Rounding: float
        /// log2(d_k / d_(k+1)) for the differences that were used.
        Orders: float[]
        /// <summary>The measured order: minus the slope of log2 d_k over k, by least squares; None where fewer than two
        /// differences are above rounding, or they do not shrink.</summary>
        Order: float option
        /// <summary>The coordinates of the limit by Richardson's extrapolation of the last two runs, z + (z - z')/(2^p - 1) with
        /// p the order; None where none was measured, unless the runs agree to rounding.</summary>
        Extrapolated: float[] option
        /// <summary>An estimate of the root mean square error of the extrapolated coordinates: their distance from what the
        /// two runs before would give.</summary>
        Error: float option
        /// What was measured, in a sentence.
        Evidence: string
    }

/// <summary>Limits of families of runs as their steps shrink (T21).</summary>
[<RequireQualifiedAccess>]
module Limit =

    let private ulp = 2.220446049250313e-16

    /// Root mean square over the coordinates; those that are equal, infinities too, do not differ.
    let private distance (a: float[]) (b: float[]) : float =
        let mutable total = 0.0

        for p in 0 .. a.Length - 1 do
            if a[p] <> b[p] then
                total <- total + (a[p] - b[p]) * (a[p] - b[p])

        sqrt (total / float (max 1 a.Length))

    // A run, its quantities, and the worst residual of what its steps solved.
    let private level (time: float) quantities (tau: float) (run: Run<'q>) =
        let values = quantities |> List.map (fun (name, of') -> name, of', ResizeArray())
        let mutable last = None
        let mutable seen = -1
        let mutable residual = 0.0

        for step in Flow.trace (Horizon.atTime time) CancellationToken.None run do
            // A stalled step comes twice.
            if step.Index > seen then
                for _, of', list in values do
                    (list: ResizeArray<float>).Add(of' step.State)

                match step.Diagnostics.Solve with
                | Some solve -> residual <- max residual solve.Residual
                | None -> ()

                seen <- step.Index

            last <- Some step

        let last: Step<'q> = Option.get last

        {
            Tau = tau
            Steps = last.Index
            End = last.State
            Outcome = last.Outcome.Value
            Quantities = [| for name, _, list in values -> Course.ofValues name (list.ToArray()) |]
        },
        residual

    let private reached (level: LimitLevel<'q>) =
        match level.Outcome with
        | Outcome.ReachedTime _ -> true
        | _ -> false

    let private slope (values: float[]) : float =
        let mean = 0.5 * float (values.Length - 1)
        let average = Array.average values

        (values |> Array.mapi (fun k v -> (float k - mean) * (v - average)) |> Array.sum)
        / (values |> Array.mapi (fun k _ -> pown (float k - mean) 2) |> Array.sum)

    // Schemes have whole orders, and Richardson's rule gains one only with the true one.
    let private whole (order: float) =
        let nearest = Math.Round order
        if abs (order - nearest) <= 0.25 then nearest else order

    let private extrapolate (order: float) (coarse: float[]) (fine: float[]) : float[] =
        let factor = 1.0 / (Math.Pow(2.0, order) - 1.0)
        Array.map2 (fun a b -> if a = b then b else b + factor * (b - a)) coarse fine

    let private numbers (values: float[]) =
        values |> Array.map (fun v -> (invariant $"{v:G3}")) |> String.concat ", "

    /// <summary>A family of runs with steps tau, tau/2, tau/4, ... to a fixed time: the runs, the measured order, and the
    /// limit. The family gives the run for a step length, such as fun tau -> flow |> Flow.steppedBy (Integrator.withStep
    /// tau integrator) |> Flow.from start; levels, at least 2, is their number. The first step is the one nearest to tau
    /// that divides the time. Quantities are functions of the state that are followed along every run.</summary>
    /// <remarks>Steps end all on the time, so that halving tau halves the error's leading term; differences are used from
    /// the first that lies between two runs that reached the time down to ten times rounding, which then bends an order
    /// by less than 0.2.</remarks>
    let study
        (time: float)
        (tau: float)
        (levels: int)
        (quantities: (string * ('q -> float)) list)
        (family: float -> Run<'q>)
        : LimitStudy<'q> when 'q :> IState<'q> =
        Guard.positive (nameof time) time
        Guard.positive (nameof tau) tau
        Guard.atLeast (nameof levels) 2 levels
        let longest = time / max 1.0 (Math.Round(time / tau))

        let runs =
            Array.init levels (fun k ->
                let tau = longest / Math.Pow(2.0, float k)
                level time quantities tau (family tau))

        let levels = Array.map fst runs
        let ends = levels |> Array.map _.End.Coordinates

        let differences =
            Array.pairwise levels
            |> Array.mapi (fun k (a, b) ->
                if reached a && reached b then
                    distance ends[k] ends[k + 1]
                else
                    nan)

        let finest = levels.Length - 1

        // Each step rounds a coordinate by an ulp or so, and leaves its residual.
        let rounding =
            let size = ends[finest] |> Array.filter Double.IsFinite |> Vectors.largest

            float levels[finest].Steps
            * (2.0 * ulp + (runs |> Array.map snd |> Array.max))
            * size

        // From the first level from which on all have reached the time, as far as differences are above rounding.
        let first =
            match differences |> Array.tryFindIndexBack Double.IsNaN with
            | Some k -> k + 1
            | None -> 0

        let used = differences[first..] |> Array.takeWhile (fun d -> d > 10.0 * rounding)

        let orders = used |> Array.pairwise |> Array.map (fun (a, b) -> Math.Log2(a / b))

        let order =
            if used.Length < 2 then
                None
            else
                let slope = -(used |> Array.map Math.Log2 |> slope)

                if slope > 0.0 && Array.forall (fun o -> o > 0.0) orders then
                    Some slope
                else
                    None

        let agrees = first < differences.Length && first + used.Length < differences.Length

        let extrapolated, error =
            if agrees then
                // Beyond the differences above rounding the runs are the limit, as far as they tell.
                Some ends[finest], Some(max rounding (Array.last differences))
            else
                match order with
                | None -> None, None
                | Some _ ->
                    let p = whole (Array.last orders)
                    let limit = extrapolate p ends[finest - 1] ends[finest]
                    let before = extrapolate p ends[finest - 2] ends[finest - 1]
                    Some limit, Some(max rounding (distance limit before))

        let evidence =
            if first >= differences.Length then
                let failed = levels |> Array.findBack (fun level -> not (reached level))

                (invariant
                    $"No limit: with steps {failed.Tau:G3} the run did not reach the time. {Outcome.sentence failed.Outcome}")
            else
                match order, agrees with
                | Some order, _ ->
                    (invariant $"Order {order:G3}: the ends of successive runs differ by {numbers used}.")
                | None, true when used.Length = 0 ->
                    (invariant $"No order: the ends of all runs agree within {rounding:G2}, to rounding.")
                | None, true ->
                    (invariant
                        $"No order: the ends of successive runs differ by {numbers used}, and then by no more than rounding.")
                | None, false when used.Length < 2 ->
                    "No order: it takes two differences of runs that reached the time."
                | None, false ->
                    (invariant $"No order: the ends of successive runs differ by {numbers used}, which do not shrink.")

        {
            Time = time
            Levels = levels
            Differences = differences
            Rounding = rounding
            Orders = orders
            Order = order
            Extrapolated = extrapolated
            Error = error
            Evidence = evidence
        }
