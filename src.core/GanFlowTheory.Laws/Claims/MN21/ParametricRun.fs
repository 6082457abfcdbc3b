namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// <summary>A short run of the parametric kernelized flow of 1/2 MMD^2, four steps of Runge and Kutta that see a smooth
/// curve, for continuous-time statements on generated scenes.</summary>
[<NoComparison; NoEquality>]
type internal ParametricRun =
    {
        /// The run.
        Path: Path<ParameterState>
        /// The states, five.
        States: ParameterState[]
        /// The step.
        Tau: float
        /// Its metric.
        Metric: Metric<ParameterState>
    }

[<RequireQualifiedAccess>]
module internal ParametricRun =

    let steps = 4

    /// Of Simpson's rule, T tau^4 / 180 times the fourth derivative, and of Runge and Kutta: see start.
    let tolerance = 1e-6

    let reason =
        "Simpson's rule and Runge-Kutta over four steps of 1/128 of the shortest scale: (16/128)^4 / 180 of the size"

    /// <summary>The run from the scene; None where the flow stands still. Nodes move by at most 1/128 of a unit, the
    /// length scale of the kernels, in a step, and the parameters by at most 1/64: hidden units, whose inputs are at
    /// most 4 times as large, change over 1/4 of theirs at least. A step is also below a sixteenth of the time in which
    /// a push of the parameters changes the rate by as much, so that derivatives of the rate are of the size of
    /// its own change.</summary>
    let start (kernel: Kernel) (lambda: float) (scene: ParametricScene) : ParametricRun option =
        let f: Functional<ParameterState> = Functional.mmd kernel scene.Target
        let metric: Metric<ParameterState> = Metric.kernelized kernel lambda
        let q = scene.State

        let rateAt (q: ParameterState) =
            (metric.Apply q (f.Evaluate q).Variation).Rate

        let rate = rateAt q
        let top = Vectors.largest rate

        if top <= 1e-9 then
            None
        else
            let push = 1.0 / 1024.0

            let change (u: float[]) =
                let moved =
                    (q :> IState<ParameterState>).At(Array.map2 (fun c v -> c + push * v) scene.Theta u)

                Vectors.largest (Array.map2 (-) (rateAt moved) rate) / push

            let stiffness =
                [
                    Array.map (fun v -> v / top) rate
                    scene.Direction scene.First
                    scene.Direction scene.Second
                ]
                |> List.map change
                |> List.max

            let length = Vectors.norm rate

            let tau =
                min (1.0 / (128.0 * (1.0 + scene.Speed) * length)) (1.0 / (16.0 * (1.0 + stiffness)))

            let path =
                Flow.create f metric
                |> Flow.steppedBy (Integrator.rungeKutta4 tau)
                |> Flow.from q
                |> Flow.steps steps

            Some
                {
                    Path = path
                    States = path.States |> Array.map snd
                    Tau = tau
                    Metric = metric
                }

    /// Simpson's rule over the five states.
    let integral (run: ParametricRun) (values: float[]) : float =
        values
        |> Array.mapi (fun k v ->
            (if k = 0 || k = steps then 1.0
             elif k % 2 = 1 then 4.0
             else 2.0)
            * v)
        |> Array.sum
        |> fun total -> run.Tau / 3.0 * total
