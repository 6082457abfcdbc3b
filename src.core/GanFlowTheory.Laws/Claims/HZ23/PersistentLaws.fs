namespace GanFlowTheory.Laws

open FsCheck
open GanFlowTheory.Core

/// Persistent training by integrators of several stages: parts of HZ23-6.
module internal PersistentLaws =

    let private critic (scene: GanScene) : Potential =
        Potential.ofDiscriminator (Potential.ofNetwork scene.LogitNetwork scene.LogitParameters)

    /// 1/2 E |G - y|^2 to fixed targets, as a functional with its gradients G - y at the nodes.
    let private errorTo (targets: Points) : Functional<ParameterState> =
        let gap (q: ParameterState) = Points.combine 1.0 q.Nodes -1.0 targets

        let value (q: ParameterState) =
            let gap = gap q
            0.5 * Vectors.inner q.Weights (Points.rowDots gap gap)

        let variation (q: ParameterState) =
            let gap = gap q
            Covector(lazy (Points.rowDots gap gap |> Array.map (fun s -> 0.5 * s)), lazy gap)

        {
            Name = "1/2 E |G - y|^2"
            Value = value
            // Targets belong to nodes: it is read at them, in their order.
            FirstVariation =
                fun _ ->
                    let gap (x: Points) = Points.combine 1.0 x -1.0 targets
                    Potential.create (fun x -> Points.rowDots (gap x) (gap x) |> Array.map (fun s -> 0.5 * s)) gap
            Evaluate =
                fun q ->
                    {
                        Value = value q
                        Variation = variation q
                    }
        }

    let private targets (epsilon: float) (c: Potential) (q: ParameterState) : Points =
        Points.combine 1.0 q.Nodes -epsilon (c.Gradient q.Nodes)

    // A rate of half a unit with momentum 1/2 meets the targets of one sample exactly, and goes on beyond them: no run
    // ends because it is there.
    let private finalOf (steps: int) (q: ParameterState) (flow: Flow<ParameterState>) : float[] =
        let run =
            { (flow |> Flow.from q) with
                Tolerance = -1.0
            }

        (run |> Flow.steps steps).Final.Parameters

    // One step of the flow along c, trained persistently.
    let private persistent (steps: int) (epsilon: float) (integrator: Integrator) (c: Potential) (q: ParameterState) =
        Flow.create (Functional.potential "c" c) Metric.euclidean
        |> Flow.persistently steps epsilon
        |> Flow.steppedBy integrator
        |> finalOf 1 q

    let private fixedSteps: (float -> Integrator) list =
        [
            Integrator.euler
            Integrator.heun
            Integrator.rungeKutta4
            Integrator.dormandPrinceFixed
        ]

    // Every kind of step that the library has, by the unit of its rate.
    let private integrators: (float -> Integrator) list =
        fixedSteps
        @ [
            fun tau -> Integrator.dormandPrince tau 1e-6 1e-6
            Integrator.descent
            fun tau -> Integrator.optimised (Optimiser.heavyBall tau 0.5)
            fun tau -> Integrator.optimised (Optimiser.nesterov tau 0.5)
            fun tau -> Integrator.optimised (Optimiser.extragradient tau)
            fun tau -> Integrator.optimised (Optimiser.optimistic tau)
            fun tau -> Integrator.optimised (Optimiser.adamWith tau 0.5 0.9 0.1)
        ]

    // tr E J^T J, which bounds the largest eigenvalue of E J^T J.
    let private trace (q: ParameterState) : float =
        let d = q.Network.OutputSize

        (q :> IParametric).Mobilities()
        |> Array.map2 (fun w (m: float[]) -> w * Seq.sum (Seq.init d (fun a -> m[a * d + a]))) q.Weights
        |> Array.sum

    /// The inner steps against the same steps of the flow of the error, where the inner ones may be by another integrator
    /// or towards other targets.
    let integrated
        (instance: string)
        (inner: Integrator -> Integrator)
        (train: int -> float -> Integrator -> Potential -> ParameterState -> float[])
        : Law =
        Law.forAll
            {
                Name = "persistent-integrator"
                Statement =
                    "K inner steps of any integrator on frozen targets are K of its steps on dtheta/dt = -grad 1/2 E |G - "
                    + "y|^2."
                Source = "HZ23-6"
                Judge =
                    Judge.Relative(
                        1e-10,
                        "at most six steps of a few stages, amplified by weights of order 1; a controlled step follows its \
                         error, which is rounded too"
                    )
            }
            instance
            GanScenes.any
            (fun scene ->
                let q, c = scene.State, critic scene
                let tau = float scene.Rate / 64.0 / trace q

                [
                    for make in integrators do
                        let integrator = make tau

                        let flow =
                            Flow.create (errorTo (targets scene.Epsilon c q)) Metric.euclidean
                            |> Flow.steppedBy integrator
                            |> finalOf scene.Steps q

                        Equation.vector
                            $"theta after {scene.Steps} steps by {integrator.Name}"
                            (1.0 + Vectors.norm flow)
                            (train scene.Steps scene.Epsilon (inner integrator) c q)
                            flow
                ])

    /// By persistent training.
    let honest = persistent

    /// Targets taken anew before every inner step.
    let chased (steps: int) (epsilon: float) (integrator: Integrator) (c: Potential) (q: ParameterState) : float[] =
        Seq.init steps ignore
        |> Seq.fold
            (fun (q: ParameterState) () ->
                ParameterState.create q.Network q.Noise (persistent 1 epsilon integrator c q))
            q
        |> _.Parameters

    // u(T) of du/dt = b - H u from 0, for G affine in theta: sum_j (-H)^j T^(j+1)/(j+1)! b, b = -epsilon E J^T grad c.
    let private exact (time: float) (epsilon: float) (c: Potential) (q: ParameterState) : float[] =
        let chart = q :> IParametric

        let b = chart.Pull(Points.scale -epsilon (c.Gradient q.Nodes))

        let rec add j (term: float[]) (sum: float[]) =
            if j > 60 then
                sum
            else
                let next =
                    chart.Pull(chart.Push term) |> Array.map (fun v -> -time / float (j + 1) * v)

                add (j + 1) next (Array.map2 (+) sum next)

        let first = Array.map (fun v -> time * v) b
        add 1 first first

    /// The order in tau at a fixed time, for generators that are affine in their parameters.
    let order (instance: string) (inner: Integrator -> Integrator) : Law =
        Law.forAll
            {
                Name = "persistent-order"
                Statement =
                    "At a fixed inner time K tau the error of the inner steps against the flow dtheta/dt = -grad 1/2 E |G - "
                    + "y|^2 shrinks like tau^order."
                Source = "HZ23-6"
                Judge =
                    Judge.Relative(
                        0.3,
                        "the next term of the error's expansion bends the slope between 8 and 16 steps of tau lambda <= 1/4; orders differ \
                         by 1"
                    )
            }
            instance
            GanScenes.affine
            (fun scene ->
                let q, c = scene.State, critic scene
                let time = 2.0 / trace q
                let goal = exact time scene.Epsilon c q

                [
                    for make in fixedSteps do
                        let error steps =
                            let integrator = make (time / float steps)
                            let moved = persistent steps scene.Epsilon (inner integrator) c q
                            let change = Array.map2 (-) moved q.Parameters
                            Vectors.norm (Array.map2 (-) change goal)

                        let integrator = make time
                        let coarse, fine = error 8, error 16
                        let size = Vectors.norm q.Parameters

                        // Where the error of a high order is rounding there is nothing to measure.
                        if fine > 1e-11 * size then
                            Equation.scalar
                                $"slope of {integrator.Method.Name}"
                                1.0
                                (System.Math.Log2(coarse / fine))
                                (float integrator.Method.Order)
                ])

    /// Slopes of the start for all stages make every fixed step Euler's.
    let staleSlopes (integrator: Integrator) : Integrator =
        match integrator.Control with
        | StepControl.Fixed tau -> Integrator.euler tau
        | _ -> integrator
