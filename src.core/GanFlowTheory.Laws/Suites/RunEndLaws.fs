namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// The laws of how runs end.
[<RequireQualifiedAccess>]
module internal RunEndLaws =

    /// Where particles should come to.
    [<RequireQualifiedAccess>]
    type Goal =
        /// The law that they start as, wider by a sixty-fourth, so that they are not there yet.
        | Start
        /// The mean of that law.
        | Mean

    /// A run whose particles halve their way to their mean at every step, whatever their goal: it is the critic that draws
    /// them together.
    let gathering (goal: Goal) (steps: int) (q: Particles) : Path<Particles> =
        let mean = Measure.mean q

        let well =
            Potential.ofPointwise (Array.fold2 (fun total m v -> total + 0.5 * (v - m) * (v - m)) 0.0 mean) (fun x ->
                Array.map2 (-) x mean)

        let unit = Vectors.largest q.Nodes.Data

        let functional: Functional<Particles> =
            match goal with
            | Goal.Start ->
                let wider =
                    Points.init q.Nodes.Count q.Nodes.Dimension (fun i k ->
                        mean[k] + (1.0 + 1.0 / 64.0) * (q.Nodes[i, k] - mean[k]))

                Functional.mmd (Kernel.gaussian (if unit > 0.0 then unit else 1.0)) (Empirical.weighted q.Weights wider)
            | Goal.Mean -> Functional.potential "well" well

        Flow.descend functional
        |> Flow.seenBy (Critic.create "well" (fun _ _ _ -> well))
        |> Flow.steppedBy (Integrator.euler 0.5)
        |> Flow.from q
        |> Flow.steps steps

    /// Particles that merge have collapsed where their goal was a cloud, and where it is a point they have not.
    let collapsed (name: string) (run: Goal -> int -> Particles -> Path<Particles>) : Law =
        Law.forAll
            {
                Name = "run-collapsed"
                Statement =
                    "Particles that halve their way to their mean have less than a thousandth of their spread from the tenth step on: "
                    + "a run has collapsed from then on where its goal is nearly the law that it began as, and never where the mean is "
                    + "its goal, or where all mass is at one point from the start."
                Source = "T21-5"
                Judge = Judge.Exact
            }
            name
            Scenes.any
            (fun scene ->
                let q = StateKind.ofCloud scene.Q StateKind.particles

                let places =
                    Seq.init q.Nodes.Count id
                    |> Seq.filter (fun i -> q.Weights[i] > 0.0)
                    |> Seq.map (fun i -> q.Nodes.Row i)
                    |> Seq.distinct
                    |> Seq.length

                let isCollapsed goal steps =
                    match (run goal steps q).Outcome with
                    | Outcome.Collapsed _ -> 1.0
                    | _ -> 0.0

                [
                    // 2^-9 is above a thousandth, and 2^-10 below.
                    for steps in [ 1; 9; 10; 12 ] do
                        Equation.scalar
                            $"collapsed after {steps} steps, to stay as wide"
                            0.0
                            (isCollapsed Goal.Start steps)
                            (if places > 1 && steps >= 10 then 1.0 else 0.0)

                        Equation.scalar
                            $"collapsed after {steps} steps, to come to their mean"
                            0.0
                            (isCollapsed Goal.Mean steps)
                            0.0
                ])
