namespace GanFlowTheory.Laws

open FsCheck
open GanFlowTheory.Core

/// The laws of a run's clock, and of what it reports of its critic.
[<RequireQualifiedAccess>]
module internal FlowReportLaws =

    /// A run of particles down the linear potential <b, x>, to a time.
    let downhill (integrator: Integrator) (b: float[]) (time: float) (q: Particles) : Path<Particles> =
        Potential.ofPointwise (Vectors.inner b) (fun _ -> b)
        |> Functional.potential "linear"
        |> Flow.descend
        |> Flow.steppedBy integrator
        |> Flow.from q
        |> Flow.until time

    /// Persistent training of a generator, to a time.
    let persistent (steps: int) (epsilon: float) (time: float) (q: ParameterState) : Path<ParameterState> =
        Potential.ofPointwise (Array.sumBy (fun v -> 0.5 * v * v)) id
        |> Functional.potential "parabola"
        |> fun functional -> Flow.create functional Metric.euclidean
        |> Flow.persistently steps epsilon
        |> Flow.from q
        |> Flow.until time

    let private clock (time: float) (path: Path<'q>) : Equation list =
        [
            for a, b in Array.pairwise path.Steps do
                Equation.scalar
                    $"the time of step {b.Index} against that before and its length"
                    time
                    b.Time
                    (a.Time + b.Diagnostics.StepLength)

                Equation.condition
                    $"step {b.Index} is no longer than the time left"
                    (b.Diagnostics.StepLength <= (time - a.Time) * (1.0 + 1e-12))

            Equation.scalar "the last time" time (Array.last path.Steps).Time time
        ]

    let private head =
        {
            Name = "flow-clock"
            Statement =
                "Times are the sums of the step lengths, and a run to a time ends there, by a last step as long as the time left: "
                + "down <b, x> its particles have moved by -b times that time."
            Source = ""
            Judge =
                Judge.Relative(
                    1e-11,
                    "a step within 1e-12 of the time left lands on the time; sums of at most 100 steps"
                )
        }

    /// Along a constant velocity place and time tell the same.
    let times (name: string) (run: float[] -> float -> Particles -> Path<Particles>) : Law =
        Law.forAll head name Scenes.any (fun scene ->
            let q = StateKind.ofCloud scene.Q StateKind.particles
            let d = q.Nodes.Dimension
            let b = Array.init d (fun k -> 1.0 - 0.25 * float k)

            [
                for time in [ 0.03125; 0.34375 ] do
                    let path = run b time q
                    yield! clock time path

                    Equation.vector
                        $"places at time {time}"
                        (1.0 + Vectors.largest q.Nodes.Data)
                        path.Final.Nodes.Data
                        (Points.init q.Nodes.Count d (fun i k -> q.Nodes[i, k] - time * b[k])).Data
            ])

    /// Persistent steps are as long as their targets are ahead, the last one as long as the time left.
    let persistentTimes (name: string) (run: float -> float -> ParameterState -> Path<ParameterState>) : Law =
        Law.forAll head name Scenes.upToThree (fun scene ->
            let q = StateKind.ofCloud scene.Q ParameterKind.affine

            [
                for epsilon, time in [ 0.25, 0.375; 0.0625, 0.21875 ] do
                    let path = run epsilon time q
                    yield! clock time path

                    Equation.scalar
                        $"the first step at epsilon = {epsilon}"
                        1.0
                        path.Steps[1].Diagnostics.StepLength
                        (min epsilon time)
            ])

    // <xi, K c> by its definition on nodes, from what K makes of c.
    let private pairing (q: Particles) (xi: Covector) (velocity: Points) =
        Vectors.inner q.Weights (Points.rowDots xi.Gradient velocity)

    /// What a run reports of its critic is what the critic gives: the correlation with the first variation in the metric,
    /// and the rate that it dissipates itself.
    let correlation
        (report: Metric<Particles> -> Particles -> Covector -> Diagnostics -> float option)
        (name: string)
        (critic: Scene -> Critic<Particles>)
        (metric: Metric<Particles>)
        : Law =
        Law.forAll
            {
                Name = "critic-correlation"
                Statement =
                    "The reported correlation of a critic is <xi, K c>/sqrt(<xi, K xi> <c, K c>), and its own dissipation <c, K c>, "
                    + "with the inner products by their definition on nodes."
                Source = "MN21-3"
                Judge = Judge.Relative(1e-9, "sums of at most 144 terms, divided by norms above 1e-6 of their terms")
            }
            $"{name} in {metric.Name}"
            Scenes.any
            (fun scene ->
                let q = StateKind.ofCloud scene.Q StateKind.particles

                let mmd: Functional<Particles> =
                    Functional.mmd (Kernel.gaussian 1.0) scene.P.Measure

                let own = critic scene

                let path = Flow.create mmd metric |> Flow.seenBy own |> Flow.from q |> Flow.steps 0

                let d = path.Steps[0].Diagnostics
                let xi = Potential.at q.Nodes (mmd.FirstVariation q)

                let c =
                    match own.Estimate with
                    | Some estimate ->
                        // The seed of the critic at the first step is the flow's own affair: only critics without one.
                        Potential.at q.Nodes (estimate (Some mmd) (Seed.create 0) q).Potential
                    | None -> xi

                let moved (c: Covector) =
                    Points.wrap q.Nodes.Count q.Nodes.Dimension (metric.Apply q c).Rate

                let ofXi, ofC = moved xi, moved c
                let cross, first, second = pairing q xi ofC, pairing q xi ofXi, pairing q c ofC
                let norms = sqrt (abs first * abs second)

                [
                    Equation.scalar
                        "the critic's dissipation"
                        (1.0 + abs second)
                        (defaultArg d.CriticDissipation nan)
                        second

                    if first > 1e-6 && second > 1e-6 then
                        Equation.scalar "the correlation" 1.0 (defaultArg (report metric q c d) nan) (cross / norms)

                        Equation.scalar
                            "the correlation by Metric.correlation"
                            1.0
                            (defaultArg (Metric.correlation metric q xi c) nan)
                            (cross / norms)
                ])

    // A critic that sees next to nothing, so that nodes stay within rounding of the origin and no run is at rest; it knows how
    // often it was handed on, and tells so with the state and the points it is read at.
    let rec private handedOn (told: int -> Particles -> Points -> unit) (times: int) : Critic<Particles> =
        {
            Name = "handed on"
            Estimate =
                Some(fun _ _ q ->
                    CriticReading.ofPotential
                        (handedOn told (times + 1))
                        (Potential.create (fun x -> Array.zeroCreate x.Count) (fun x ->
                            told times q x
                            Points.init x.Count x.Dimension (fun _ _ -> 2.0 ** -500.0))))
            LogDensity = 0.0
            Memory = None
        }

    /// What a flow shows its critics, by the integrator and the level of its noise: at which points a critic is read, step by
    /// step, stage by stage, and how often it was handed on.
    let shown (integrator: Integrator) (level: int -> float) (steps: int) (q: Particles) : (int * float[]) list =
        let readings = ResizeArray<int * float[]>()

        Flow.through
            "nothing"
            (handedOn (fun times q x -> readings.Add((times, (Points.combine 1.0 x -1.0 q.Nodes).Data))) 0)
        |> Flow.withNoiseSchedule "given" level
        |> Flow.steppedBy integrator
        |> Flow.from q
        |> Flow.steps steps
        |> ignore

        List.ofSeq readings

    /// Critics are read at x + beta_k u_k, the same u_k for every stage of step k, and each step has the critic that the step
    /// before handed on.
    let noise (name: string) (shown: Integrator -> (int -> float) -> int -> Particles -> (int * float[]) list) : Law =
        Law.forEach
            {
                Name = "noise-injection"
                Statement =
                    "Step k reads its critic, the one that step k - 1 handed on, at x + beta_k u_k at every stage, with one draw u_k and "
                    + "the level beta_k of that step."
                Source = ""
                Judge = Judge.Exact
            }
            name
            [ Integrator.euler 0.5; Integrator.heun 0.5; Integrator.rungeKutta4 0.25 ]
            (fun integrator ->
                // At the origin, where sums are exact, as multiples by powers of 2 are.
                let q = Particles.ofPoints (Points.zero 5 2)
                let steps = 4
                let plain = shown integrator (fun _ -> 1.0) steps q
                let scheduled = shown integrator (fun k -> 2.0 ** -float k) steps q
                let stages = integrator.Method.Stages.Length

                [
                    // The last state is looked at, and takes no step.
                    Equation.scalar "how often critics are read" 0.0 (float plain.Length) (float (stages * steps + 1))

                    for at, ((times, shift), (_, halved)) in List.indexed (List.zip plain scheduled) do
                        let k = at / stages
                        let first = snd plain[k * stages]

                        Equation.scalar
                            $"how often the critic of reading {at} was handed on"
                            0.0
                            (float times)
                            (float k)

                        Equation.vector $"the shift of reading {at}" 0.0 shift first

                        Equation.vector
                            $"the shift of reading {at} at level 2^-{k}"
                            0.0
                            halved
                            (first |> Array.map (fun v -> v * 2.0 ** -float k))
                ])

    /// Euler's steps down the parabola c x^2/2, tau c as said, so many of them.
    let parabola (rate: float) (length: float) (steps: int) : Path<Particles> =
        let c = length / rate

        Potential.ofPointwise (fun x -> 0.5 * c * x[0] * x[0]) (fun x -> [| c * x[0] |])
        |> Functional.potential "parabola"
        |> Flow.descend
        |> Flow.steppedBy (Integrator.euler rate)
        |> Flow.from (Particles.ofPoints (Points.ofRows [ [ 1.0 ] ]))
        |> Flow.steps steps

    /// A run whose steps miss the dissipation by more than half is told to be overstepped, and no other is.
    let overstepped (name: string) (run: float -> int -> Path<Particles>) : Law =
        Law.forEach
            {
                Name = "run-overstepped"
                Statement =
                    "On F = c x^2/2 Euler's step with h = tau c misses the part h |h - 1|/(2 - 2 h + h^2) of the dissipation by the "
                    + "trapezoidal rule: a run is overstepped exactly where h > sqrt 2."
                Source = ""
                Judge = Judge.Exact
            }
            name
            // In sixteenths: sqrt 2 lies between 22 and 23; at 16 the minimum is met at once.
            [
                for sixteenths in [ 1..15 ] @ [ 17..40 ] do
                    for steps in [ 1; 3; 6 ] do
                        sixteenths, steps
            ]
            (fun (sixteenths, steps) ->
                let h = float sixteenths / 16.0

                let isOverstepped =
                    match (run h steps).Outcome with
                    | Outcome.Overstepped _ -> true
                    | _ -> false

                [
                    Equation.scalar
                        $"overstepped after {steps} steps at h = {h}"
                        0.0
                        (if isOverstepped then 1.0 else 0.0)
                        (if h > sqrt 2.0 then 1.0 else 0.0)
                ])

    /// What the convergence monitor reports of a run is what the run's records give.
    let monitored (name: string) (report: Kernel -> Path<ParameterState> -> ConvergencePoint[]) : Law =
        Law.forAll
            {
                Name = "convergence-monitor"
                Statement =
                    "Of a run of 1/2 MMD^2 the monitor reports alpha = dissipation/MMD^2, the decay observed, MMD^2 over that at the start, "
                    + "and that predicted, exp(-2 int alpha dt) by the trapezoidal rule over the steps."
                Source = "MN21-4"
                Judge = Judge.Relative(1e-12, "a few operations on each record, over at most six steps")
            }
            name
            Scenes.upToThree
            (fun scene ->
                let q = StateKind.ofCloud scene.Q ParameterKind.affine
                let kernel = Kernel.gaussian 1.0

                let path =
                    Flow.create (Functional.mmd kernel scene.Apart) (Metric.kernelized kernel 0.1)
                    |> Flow.steppedBy (Integrator.descent 0.25)
                    |> Flow.from q
                    |> Flow.steps 6

                let points = report kernel path
                let square (s: StepRecord) = 2.0 * s.Diagnostics.Functional.Value

                let alpha (s: StepRecord) =
                    s.Diagnostics.PredictedDissipation.Value / square s

                if square path.Steps[0] < 1e-9 then
                    []
                else
                    let integrals =
                        (0.0, Array.pairwise path.Steps)
                        ||> Array.scan (fun total (a, b) ->
                            total + 0.5 * (alpha a + alpha b) * b.Diagnostics.StepLength)

                    let of' (value: ConvergencePoint -> float option) =
                        points |> Array.map (fun point -> defaultArg (value point) nan)

                    let alphas = path.Steps |> Array.map alpha

                    [
                        Equation.vector
                            "MMD^2"
                            (square path.Steps[0])
                            (points |> Array.map _.SquaredMmd)
                            (Array.map square path.Steps)
                        Equation.vector "alpha" (Vectors.largest alphas) (of' _.Alpha) alphas
                        Equation.vector
                            "the decay predicted"
                            (1.0 + Vectors.largest integrals)
                            (of' _.PredictedDecay)
                            (integrals |> Array.map (fun a -> exp (-2.0 * a)))
                        Equation.vector
                            "the decay observed"
                            1.0
                            (of' _.ObservedDecay)
                            (path.Steps |> Array.map (fun s -> square s / square path.Steps[0]))
                    ])
