namespace GanFlowTheory.Laws

open FsCheck
open GanFlowTheory.Core

/// <summary>The second master identity: seen through a critic c, a flow changes its functional at the rate -&lt;xi, K
/// c>.</summary>
[<RequireQualifiedAccess>]
module CriticLaws =

    // The flow's first step is read from its own records: what the critic saw is noted on the way.
    let private noting (critic: Critic<'q>) : Critic<'q> * (unit -> Potential option) =
        let seen = ref None

        { critic with
            Estimate =
                critic.Estimate
                |> Option.map (fun estimate ->
                    fun functional seed q ->
                        let reading = estimate functional seed q

                        if seen.Value.IsNone then
                            seen.Value <- Some reading.Potential

                        reading)
        },
        (fun () -> seen.Value)

    /// The law, with what a flow is read to report of its rate: so that a wrong reading can be put in its place.
    let internal reported
        (report: Diagnostics -> float option)
        (scenes: Arbitrary<Scene>)
        (kind: StateKind<'q>)
        (name: string)
        (make: Scene -> Functional<'q>)
        (critic: Scene -> Critic<'q>)
        (metric: Metric<'q>)
        : Law when 'q :> IState<'q> =
        Law.forAll
            {
                Name = "critic-dissipation"
                Statement =
                    "Seen through a critic c the state moves along -K c and the functional changes at the rate -<xi, K c>, "
                    + "whatever the critic saw."
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
                let own, seen = noting (critic scene)

                let path tau =
                    Flow.create f metric
                    |> Flow.seenBy own
                    |> Flow.steppedBy (Integrator.euler tau)
                    |> Flow.from q
                    |> Flow.steps 1

                // What the critic sees at q, whatever the step.
                let d = (path 1e-6).Steps[0].Diagnostics

                let c =
                    match seen () with
                    | Some potential -> Potential.at q.Nodes potential
                    | None -> xi

                let rate = (metric.Apply q c).Rate
                let predicted = Metric.pairing q xi rate
                let stated = defaultArg (report d) nan

                match FlowLaws.slopeAgainst kind cloud f q rate with
                | ValueNone -> [ Equation.scalar "nothing moves, nothing is dissipated" 1.0 stated 0.0 ]
                | ValueSome(struct (fastest, observed, size)) ->
                    let unit v = v / fastest
                    let tau = Differences.step cloud.Spread / fastest
                    let terms = size / cloud.Spread + abs (unit predicted)

                    [
                        Equation.scalar "dF/de against -<xi, K c>" terms observed -(unit predicted)
                        Equation.scalar "the reported <xi, K c> against dF/de" terms (unit stated) -observed
                        // Where nothing is dissipated a run ends at once.
                        if stated <> 0.0 then
                            Equation.scalar
                                "F after one step of the flow against F at q - tau K c"
                                size
                                (f.Value (path tau).Final)
                                (f.Value(Differences.along q rate -tau))
                    ])

    /// d/de F(q - e K c) = -<xi, K c>, and the flow through the critic reports that rate.
    let dissipation scenes kind name make critic metric : Law =
        reported _.PredictedDissipation scenes kind name make critic metric

    /// The gradient of what a critic sees is the derivative of its value, at the nodes of q and beside them.
    let gradient
        (scenes: Arbitrary<Scene>)
        (kind: StateKind<'q>)
        (name: string)
        (make: Scene -> Functional<'q>)
        (critic: Scene -> Critic<'q>)
        : Law =
        Law.forAll
            {
                Name = "critic-gradient"
                Statement = "The gradient of the critic's potential is the derivative of its value."
                Source = "MN21-3"
                Judge = Differences.judge
            }
            name
            scenes
            (fun scene ->
                let q = StateKind.ofCloud scene.Q kind

                let c =
                    match (critic scene).Estimate with
                    | Some estimate -> (estimate (Some(make scene)) (Seed.create 0) q).Potential
                    | None -> (make scene).FirstVariation q

                // Off the grid of the points, where a critic may have cusps.
                let x = scene.Apart.Nodes
                let u = Scene.VectorsAt scene.First x.Count x.Dimension
                let slopes = Points.rowDots (c.Gradient x) u

                let moved (e: float) = c.Value(Points.combine 1.0 x e u)

                let observed =
                    Array.init x.Count (fun i ->
                        Differences.derivative (Differences.step scene.Q.Spread) (fun e -> (moved e)[i]))

                let size = Vectors.largest (c.Value x) / scene.Q.Spread

                [
                    Equation.vector "d/de c against <grad c, u>" (size + Vectors.largest slopes) observed slopes
                ])
