namespace GanFlowTheory.Core

open System

/// The flow seen from one state: everything the next step needs.
[<NoComparison; NoEquality>]
type internal Direction<'q> =
    {
        Evaluation: Evaluation option
        Seen: Covector
        Velocity: float[]
        Pulled: float[] option
        Predicted: float option
        OfCritic: float option
        HeldOutScore: float option
        PlugIn: float option
        Correlation: float option
        Solve: SolveReport option
        Field: float[] -> float[]
        NextCritic: Critic<'q>
        Noise: (float -> float[] -> float[]) option
    }

/// Looking at states.
module internal Direction =

    let private negateInto (target: float[]) (x: float[]) : float[] =
        for p in 0 .. target.Length - 1 do
            target[p] <- -x[p]

        target

    /// What the flow sees at a state; the index is the step's, for its seeds. The velocity is an array of the
    /// store.
    let look
        (store: ArrayStore)
        (run: Run<'q>)
        (critic: Critic<'q>)
        (index: int)
        (q: 'q)
        : Direction<'q> when 'q :> IState<'q> =
        let flow = run.Flow

        // Functionals and critics of a user's own may be records with members of their own.
        let evaluation =
            flow.Functional
            |> Option.map (fun f ->
                let e = f.Evaluate q

                { e with
                    Variation =
                        Covector.named (invariant $"the first variation of functional '{f.Name}'") q.Nodes e.Variation
                })

        let seed = Seed.splitAt index run.Seed
        let term = LogDensityTerm.from flow critic q
        let diffuses = term |> Option.exists _.OfNoise.IsSome

        // One draw per step, shared by the stages of the step.
        let shift =
            match flow.Noise with
            | None -> None
            | Some noise ->
                let level = noise.Level index
                Guard.nonNegative "noise level" level
                Some(Points.scale level (Seed.gaussian q.Nodes.Count q.Nodes.Dimension (Seed.split "noise" seed)))

        let seenAt (q: 'q) =
            match shift with
            | None -> q.Nodes
            | Some shift -> Points.combine 1.0 q.Nodes 1.0 shift

        let criticSeed = Seed.split "critic" seed

        let readAt (q: 'q) : CriticReading<'q> =
            match critic.Estimate, flow.Functional with
            | Some estimate, functional ->
                let reading = estimate functional criticSeed q

                { reading with
                    Potential = Potential.named (invariant $"critic '{critic.Name}'") reading.Potential
                }
            | None, Some functional -> CriticReading.ofPotential critic (functional.FirstVariation q)
            | None, None ->
                Guard.fail
                    "critic"
                    (invariant $"{flow.Goal} has no first variation on these states, which critic {critic.Name} is.")

        let c, reading =
            match critic.Estimate, shift, evaluation with
            | None, None, Some e -> e.Variation, None
            | _ ->
                let reading = readAt q
                Potential.at (seenAt q) reading.Potential, Some reading

        // Metrics are not asked about a state that is no longer finite: the run ends there as diverged.
        let numbers =
            match evaluation with
            | Some e -> Double.IsFinite e.Value
            | None -> Vectors.allFinite q.Nodes.Data && Vectors.allFinite q.Weights

        let tangent =
            if numbers then
                LogDensityTerm.apply flow.Metric term q c
            else
                {
                    Rate = Array.create q.Coordinates.Length nan
                    Pulled = None
                    Solve = None
                }

        // Noise changes F at a rate that takes second derivatives of the first variation.
        let predicted =
            evaluation
            |> Option.filter (fun _ -> not diffuses)
            |> Option.map (fun e ->
                if term.IsNone && Object.ReferenceEquals(c, e.Variation) then
                    Metric.square q c tangent
                else
                    Metric.pairing q e.Variation tangent.Rate)

        let isExact =
            term.IsNone
            && evaluation |> Option.exists (fun e -> Object.ReferenceEquals(c, e.Variation))

        let ofCritic =
            match predicted, term with
            | Some predicted, _ when isExact -> Some predicted
            | _, None -> Some(Metric.square q c tangent)
            | _, Some term when numbers -> LogDensityTerm.dissipation term q c tangent.Rate
            | _, Some _ -> None

        let correlation =
            match evaluation, predicted, ofCritic with
            | Some e, Some predicted, Some ofCritic when Double.IsFinite predicted ->
                if isExact then
                    if predicted > 0.0 then Some 1.0 else None
                else
                    Metric.cosine predicted (Metric.inner flow.Metric q e.Variation e.Variation) ofCritic
            | _ -> None

        {
            Evaluation = evaluation
            Seen = c
            Velocity = negateInto (store.Take()) tangent.Rate
            Pulled = tangent.Pulled
            Predicted = predicted
            OfCritic = ofCritic
            HeldOutScore = reading |> Option.bind _.HeldOutScore |> Option.filter Double.IsFinite
            PlugIn = reading |> Option.bind _.PlugIn |> Option.filter Double.IsFinite
            Correlation = correlation
            Solve = tangent.Solve
            NextCritic = reading |> Option.map _.Next |> Option.defaultValue critic
            Noise =
                if diffuses then
                    term |> Option.map (fun term -> LogDensityTerm.diffuse term seed q)
                else
                    None
            Field =
                fun coordinates ->
                    let moved = q.At coordinates
                    let potential = (readAt moved).Potential
                    let c = Potential.at (seenAt moved) potential
                    let rate = (LogDensityTerm.apply flow.Metric term moved c).Rate
                    negateInto (Array.zeroCreate rate.Length) rate
        }
