namespace GanFlowTheory.Laws

open FsCheck
open GanFlowTheory.Core

/// <summary>The energy dissipation identity, dF/dt = -&lt;xi, K xi> &lt;= 0: the law of every composition.</summary>
[<RequireQualifiedAccess>]
module FlowLaws =

    // Where nodes and weights move at once, a cusp at a node makes F behave like e |e|: differentiable, with the stated
    // derivative, but not smooth, and the stencil would be of first order only. The target then keeps away from the
    // nodes.
    let private target<'q> (scene: Scene) : IMeasure =
        if typeof<IReaction>.IsAssignableFrom typeof<'q> then
            scene.Apart
        else
            scene.P.Measure

    /// What the state's rate does to F, by differences along the direction of the flow at unit speed, so that the step is
    /// a length: the speed, the slope of F in units of that length, and the size of the terms of F. None where nothing moves.
    let internal slopeAgainst
        (kind: StateKind<'q>)
        (cloud: Cloud)
        (f: Functional<'q>)
        (q: 'q)
        (rate: float[])
        : struct (float * float * float) voption when 'q :> IState<'q> =
        let fastest = kind.Speed q rate cloud.Spread

        if fastest = 0.0 then
            ValueNone
        else
            let slope =
                Differences.derivative (Differences.step cloud.Spread) (fun e ->
                    f.Value(Differences.along q rate (-e / fastest)))

            ValueSome(struct (fastest, slope, StateKind.size cloud kind f))

    /// d/de F(q - e K xi) = -<xi, K xi>, without an integrator.
    let dissipationOf
        (scenes: Arbitrary<Scene>)
        (kind: StateKind<'q>)
        (name: string)
        (make: Scene -> Functional<'q>)
        (metric: Metric<'q>)
        : Law when 'q :> IState<'q> =
        Law.forAll
            {
                Name = "dissipation-identity"
                Statement =
                    "Along dq/dt = -K xi the functional falls at the rate of its dissipation: dF/dt = -<xi, K xi>."
                Source = "MN21-3"
                Judge = Differences.judge
            }
            $"{name} in {metric.Name} on {kind.Name}"
            scenes
            (fun scene ->
                let f = make scene
                let cloud = scene.Q
                let q = StateKind.ofCloud cloud kind
                let xi = (f.Evaluate q).Variation
                let rate = (metric.Apply q xi).Rate
                let predicted = -(Metric.pairing q xi rate)

                match slopeAgainst kind cloud f q rate with
                | ValueNone -> [ Equation.scalar "nothing moves, nothing is dissipated" 1.0 0.0 predicted ]
                | ValueSome(struct (fastest, observed, size)) ->
                    let predicted = predicted / fastest

                    [
                        Equation.scalar
                            "dF/de against -<xi, K xi>"
                            (size / cloud.Spread + abs predicted)
                            observed
                            predicted
                    ])

    /// A functional of any measure on one kind of state, by its target.
    let ofTarget (make: IMeasure -> Functional<IMeasure>) (scene: Scene) : Functional<'q> when 'q :> IMeasure =
        Functional.ofMeasure (make (target<'q> scene))

    /// The same for a functional of any measure, by its target.
    let dissipation
        (scenes: Arbitrary<Scene>)
        (kind: StateKind<'q>)
        (name: string)
        (make: IMeasure -> Functional<IMeasure>)
        (metric: Metric<'q>)
        : Law when 'q :> IState<'q> =
        dissipationOf scenes kind name (ofTarget make) metric

    // Near an equilibrium the flow is slow but its linearisation is not, in directions of the flow and in others
    // (coincident particles part by rounding): steps stay below a sixteenth of the time in which a push of the state
    // changes the rate by as much, so that Runge-Kutta and Simpson see a smooth curve.
    let private smoothStep
        (f: Functional<'q>)
        (metric: Metric<'q>)
        (scene: Scene)
        (q: 'q)
        (rate: float[])
        : float when 'q :> IState<'q> =
        let push = scene.Q.Spread / 1024.0
        let top = Vectors.largest rate

        let directions =
            Array.map (fun v -> if top > 0.0 then v / top else 0.0) rate
            :: [
                for pattern in [ scene.First; scene.Second ] -> Scene.CoordinatesAt pattern rate.Length
            ]

        let change (u: float[]) =
            let moved = Differences.along q u push
            let next = (metric.Apply moved (f.Evaluate moved).Variation).Rate
            Vectors.largest (Array.map2 (-) next rate) / push

        let stiffness = directions |> List.map change |> List.max

        if stiffness > 0.0 then
            1.0 / (16.0 * stiffness)
        else
            infinity

    /// The same identity through the flow loop: F(T) - F(0) against the integral of the measured dissipation.
    let loopOf
        (scenes: Arbitrary<Scene>)
        (kind: StateKind<'q>)
        (name: string)
        (make: Scene -> Functional<'q>)
        (metric: Metric<'q>)
        : Law when 'q :> IState<'q> =
        Law.forAll
            {
                Name = "dissipation-along-runs"
                Statement =
                    "Over a run by Runge-Kutta steps F(T) - F(0) = - int <xi, K xi> dt, by Simpson's rule over the "
                    + "reported dissipation, and the reported rates and steps agree with it."
                Source = "MN21-3"
                // Four steps of spread/256 each: Simpson's error (T/180) tau^4 D'''' and the Runge-Kutta error are
                // of the order of (1/256)^4 = 2e-10 of F, with derivatives in units of the smallest length, spread/8: 1e-6.
                Judge =
                    Judge.Relative(1e-6, "Simpson's rule and Runge-Kutta over four steps of spread/256: (8/256)^4 of F")
            }
            $"{name} in {metric.Name} on {kind.Name}"
            scenes
            (fun scene ->
                let f = make scene
                let cloud = scene.Q
                let q = StateKind.ofCloud cloud kind
                let rate = (metric.Apply q (f.Evaluate q).Variation).Rate
                let fastest = kind.Speed q rate cloud.Spread
                let size = StateKind.size cloud kind f

                let dissipated = Metric.pairing q (f.Evaluate q).Variation rate

                if fastest <= 1e-9 * size / cloud.Spread || dissipated = 0.0 then
                    // At an equilibrium, or with motion on nodes of weight zero only, the run ends at once.
                    [
                        Equation.scalar "nothing is dissipated" (size * fastest / cloud.Spread) dissipated 0.0
                    ]
                else
                    let tau = min (cloud.Spread / (256.0 * fastest)) (smoothStep f metric scene q rate)

                    let path =
                        Flow.create f metric
                        |> Flow.steppedBy (Integrator.rungeKutta4 tau)
                        |> Flow.from q
                        |> Flow.steps 4

                    let steps = path.Steps |> Array.map _.Diagnostics

                    if steps.Length < 5 then
                        [
                            Equation.condition $"the run takes four steps, but: {Outcome.sentence path.Outcome}" false
                        ]
                    else
                        let d = steps |> Array.map _.PredictedDissipation.Value

                        let integral = tau / 3.0 * (d[0] + 4.0 * d[1] + 2.0 * d[2] + 4.0 * d[3] + d[4])

                        let change = steps[4].Functional.Value - steps[0].Functional.Value
                        let rates = steps[1..] |> Array.sumBy (fun s -> tau * defaultArg s.ObservedRate nan)

                        [
                            Equation.condition "the dissipation is not negative" (Array.forall (fun v -> v >= 0.0) d)
                            Equation.scalar "F(T) - F(0) against - int <xi, K xi> dt" size change -integral
                            Equation.scalar "F(T) - F(0) against the sum of observed rates" size change rates
                            Equation.scalar
                                "F at the end against the reported one"
                                size
                                (f.Value path.Final)
                                steps[4].Functional.Value
                        ])

    /// The same for a functional of any measure, by its target.
    let loop
        (scenes: Arbitrary<Scene>)
        (kind: StateKind<'q>)
        (name: string)
        (make: IMeasure -> Functional<IMeasure>)
        (metric: Metric<'q>)
        : Law when 'q :> IState<'q> =
        loopOf scenes kind name (ofTarget make) metric
