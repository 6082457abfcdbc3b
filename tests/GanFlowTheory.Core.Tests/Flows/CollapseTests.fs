namespace GanFlowTheory.Core.Tests

open Xunit
open GanFlowTheory.Core
open FlowTesting

/// Runs whose particles merge, by right and not.
module CollapseTests =

    /// 1/2 |x|^2 in place of what the flow should see: all particles go to the origin at the rate 1.
    let private gathering: Critic<Particles> =
        let well = Potential.ofPointwise (Array.sumBy (fun v -> 0.5 * v * v)) id
        Critic.create "gathering" (fun _ _ _ -> well)

    // e^(-8) is below a thousandth.
    let private ended (run: Run<Particles>) = (run |> Flow.until 8.0).Outcome

    let private seenWrongly (start: Points) =
        Flow.descend mmd
        |> Flow.seenBy gathering
        |> Flow.steppedBy (Integrator.heun 0.1)
        |> Flow.from (Particles.ofPoints start)

    let private isCollapsed (outcome: Outcome) =
        match outcome with
        | Outcome.Collapsed(_, reason) ->
            Assert.Contains("the particles have merged: their spread is", reason)
            Assert.Equal("collapsed", Outcome.word outcome)
            Assert.False(Outcome.succeeded outcome)
            true
        | _ -> false

    [<Fact>]
    let ``Particles that merge although a cloud would be nearer have collapsed`` () =
        Assert.True(isCollapsed (ended (seenWrongly nodes)))
        Assert.True(isCollapsed (ended (seenWrongly nodes |> Flow.towards target)))

        // Before they have merged they have not.
        Assert.Equal(Outcome.ReachedTime 1.0, (seenWrongly nodes |> Flow.until 1.0).Outcome)

    [<Fact>]
    let ``Without a value of F the target is the witness`` () =
        let well = Potential.ofPointwise (Array.sumBy (fun v -> 0.5 * v * v)) id

        let rec critic () : Critic<Particles> =
            { gathering with
                Estimate = Some(fun _ _ _ -> CriticReading.ofPotential (critic ()) well)
            }

        let run =
            Flow.through "kl" (critic ())
            |> Flow.steppedBy (Integrator.heun 0.1)
            |> Flow.from particles

        Assert.True(isCollapsed (ended (run |> Flow.towards target)))
        // Whether the goal is a point nobody knows.
        Assert.Equal(Outcome.ReachedTime 8.0, ended run)

    [<Fact>]
    let ``A single particle and particles that start together do not collapse`` () =
        Assert.Equal(Outcome.ReachedTime 8.0, ended (seenWrongly (Points.select [| 0 |] nodes)))
        Assert.Equal(Outcome.ReachedTime 8.0, ended (seenWrongly (Points.select [| 2; 2; 2 |] nodes)))

    [<Fact>]
    let ``Where the least value is at a point particles merge by right`` () =
        let point: IMeasure = Empirical.ofPoints (Points.select [| 0 |] target.Nodes)

        let goals: Functional<Particles> list =
            [
                potential "quadratic" (fun v -> 0.5 * v * v) id
                Functional.add
                    (potential "quadratic" (fun v -> 0.5 * v * v) id)
                    (potential "constant" (fun _ -> 5e5) (fun _ -> 0.0))
                Functional.add
                    (potential "quadratic" (fun v -> 0.5 * v * v) id)
                    (potential "constant" (fun _ -> -5e5) (fun _ -> 0.0))
            ]

        for goal in goals do
            let run =
                Flow.descend goal |> Flow.steppedBy (Integrator.heun 0.1) |> Flow.from particles

            let path = run |> Flow.until 12.0
            Assert.True(Outcome.succeeded path.Outcome, $"{goal.Name}: {Outcome.sentence path.Outcome}")

            let spread =
                Vectors.largest (Points.covariance path.Final.Nodes |> Seq.cast<float> |> Seq.toArray)

            Assert.True(spread < 1e-5, $"{goal.Name}: {spread}")
            let towards = (run |> Flow.towards point |> Flow.until 12.0).Outcome
            Assert.True(Outcome.succeeded towards, $"{goal.Name}: {Outcome.sentence towards}")
