namespace GanFlowTheory.Core

open System

/// What a flow sees at a state, and how it moves there.
[<NoComparison; NoEquality>]
type internal Sight<'q> =
    {
        Evaluation: Evaluation option
        Reading: CriticReading<'q> option
        Seen: Covector
        /// Whether F, or where it is unknown the state, is finite there.
        Numbers: bool
        Tangent: Tangent
    }

/// How fast a flow goes at a state, as far as it can be told.
[<NoComparison; NoEquality>]
type internal Rates =
    {
        Predicted: float option
        OfCritic: float option
        Correlation: float option
    }

/// <summary>The flow seen from one state: what the next step and the measurements there need, each found out once, when
/// it is first asked for.</summary>
[<Sealed>]
type internal Direction<'q when 'q :> IState<'q>>
    (store: ArrayStore, run: Run<'q>, critic: Critic<'q>, index: int, q: 'q) =

    let flow = run.Flow
    let term = LogDensityTerm.from flow critic q
    let diffuses = term |> Option.exists _.OfNoise.IsSome
    let mutable sight: Sight<'q> voption = ValueNone
    let mutable rates: Rates voption = ValueNone
    let mutable velocity: float[] voption = ValueNone
    let mutable shift: Points option voption = ValueNone

    let negateInto (target: float[]) (x: float[]) : float[] =
        for p in 0 .. target.Length - 1 do
            target[p] <- -x[p]

        target

    // One draw per step, shared by the stages of the step.
    let shiftOf () : Points option =
        match shift with
        | ValueSome drawn -> drawn
        | ValueNone ->
            let drawn =
                match flow.Noise with
                | None -> None
                | Some noise ->
                    let level = noise.Level index
                    Guard.nonNegative "noise level" level
                    let seed = Seed.split "noise" (Seed.splitAt index run.Seed)
                    Some(Points.scale level (Seed.gaussian q.Nodes.Count q.Nodes.Dimension seed))

            shift <- ValueSome drawn
            drawn

    let seenBy (q: 'q) (reading: CriticReading<'q>) : Covector =
        match shiftOf (), reading.Seen with
        | None, Some seen -> seen
        | None, None -> Potential.at q.Nodes reading.Potential
        | Some shift, _ -> Potential.at (Points.combine 1.0 q.Nodes 1.0 shift) reading.Potential

    let readAt (q: 'q) : CriticReading<'q> =
        match critic.Estimate, flow.Functional with
        | Some estimate, functional ->
            let reading =
                estimate functional (Seed.split "critic" (Seed.splitAt index run.Seed)) q

            { reading with
                Potential = Potential.named (invariant $"critic '{critic.Name}'") reading.Potential
            }
        | None, Some functional -> CriticReading.ofPotential critic (functional.FirstVariation q)
        | None, None ->
            Guard.fail
                "critic"
                (invariant $"{flow.Goal} has no first variation on these states, which critic {critic.Name} is.")

    let look () : Sight<'q> =
        // Functionals and critics of a user's own may be records with members of their own.
        let evaluation =
            flow.Functional
            |> Option.map (fun f ->
                let e = f.Evaluate q

                { e with
                    Variation =
                        Covector.named (invariant $"the first variation of functional '{f.Name}'") q.Nodes e.Variation
                })

        let c, reading =
            match critic.Estimate, shiftOf (), evaluation with
            | None, None, Some e -> e.Variation, None
            | _ ->
                let reading = readAt q
                seenBy q reading, Some reading

        // Metrics are not asked about a state that is no longer finite: the run ends there as diverged.
        let numbers =
            match evaluation with
            | Some e -> Double.IsFinite e.Value
            | None ->
                Measure.parts q
                |> Array.forall (fun law -> Vectors.allFinite law.Nodes.Data && Vectors.allFinite law.Weights)

        {
            Evaluation = evaluation
            Reading = reading
            Seen = c
            Numbers = numbers
            Tangent =
                if numbers then
                    LogDensityTerm.apply flow.Metric term q c
                else
                    {
                        Rate = Array.create q.Coordinates.Length nan
                        Pulled = None
                        Solve = None
                    }
        }

    let sightOf () : Sight<'q> =
        match sight with
        | ValueSome seen -> seen
        | ValueNone ->
            let seen = look ()
            sight <- ValueSome seen
            seen

    let rate (sight: Sight<'q>) : Rates =
        let c, tangent = sight.Seen, sight.Tangent

        let isExact =
            term.IsNone
            && sight.Evaluation
               |> Option.exists (fun e -> Object.ReferenceEquals(c, e.Variation))

        // Noise changes F at a rate that takes second derivatives of the first variation.
        let predicted =
            sight.Evaluation
            |> Option.filter (fun _ -> not diffuses)
            |> Option.map (fun e ->
                if isExact then
                    Metric.square q c tangent
                else
                    Metric.pairing q e.Variation tangent.Rate)

        // Points that flow in a metric of their own go along another rate than K c.
        let drawsElsewhere =
            flow.Persistence |> Option.exists (fun persistence -> persistence.Metric.IsSome)

        let ofCritic =
            match predicted, term with
            | _ when drawsElsewhere -> None
            | Some predicted, _ when isExact -> Some predicted
            | _, None -> Some(Metric.square q c tangent)
            | _, Some term when sight.Numbers -> LogDensityTerm.dissipation term q c tangent.Rate
            | _, Some _ -> None

        let correlation =
            match sight.Evaluation, predicted, ofCritic with
            | Some e, Some predicted, Some ofCritic when Double.IsFinite predicted ->
                if isExact then
                    if predicted > 0.0 then Some 1.0 else None
                else
                    Metric.cosine predicted (Metric.inner flow.Metric q e.Variation e.Variation) ofCritic
            | _ -> None

        {
            Predicted = predicted
            OfCritic = ofCritic
            Correlation = correlation
        }

    let ratesOf () : Rates =
        match rates with
        | ValueSome known -> known
        | ValueNone ->
            let known = rate (sightOf ())
            rates <- ValueSome known
            known

    /// Whether the flow has been looked at there, so that its velocity costs nothing more.
    member _.IsKnown = sight.IsSome

    /// F and its first variation; None where the flow has no functional.
    member _.Evaluation = (sightOf ()).Evaluation

    /// What the flow sees in place of the first variation.
    member _.Seen = (sightOf ()).Seen

    /// The velocity -K c, an array of the store.
    member _.Velocity: float[] =
        match velocity with
        | ValueSome known -> known
        | ValueNone ->
            let known = negateInto (store.Take()) (sightOf ()).Tangent.Rate
            velocity <- ValueSome known
            known

    /// The velocity's array, where it was taken.
    member _.Taken = velocity

    /// The pull-back of what is seen, where the metric asked for it.
    member _.Pulled =
        match sight with
        | ValueSome sight -> sight.Tangent.Pulled
        | ValueNone -> None

    /// <summary>&lt;xi, K c>, where it is known.</summary>
    member _.Predicted = (ratesOf ()).Predicted

    /// <summary>&lt;c, K c>, where it is known.</summary>
    member _.OfCritic = (ratesOf ()).OfCritic

    /// The K-correlation of c and xi, where it is known.
    member _.Correlation = (ratesOf ()).Correlation

    member _.HeldOutScore =
        (sightOf ()).Reading
        |> Option.bind _.HeldOutScore
        |> Option.filter Double.IsFinite

    member _.PlugIn =
        (sightOf ()).Reading |> Option.bind _.PlugIn |> Option.filter Double.IsFinite

    member _.Solve = (sightOf ()).Tangent.Solve

    /// The critic of the next step. One without memory that nobody looked through remembers nothing.
    member _.NextCritic: Critic<'q> =
        match sight with
        | ValueNone when critic.Estimate.IsNone || critic.Memory.IsNone -> critic
        | _ -> (sightOf ()).Reading |> Option.map _.Next |> Option.defaultValue critic

    /// How the coordinates diffuse over a step of a given length; None where the flow does not.
    member _.Noise: (float -> float[] -> float[]) option =
        if diffuses then
            term
            |> Option.map (fun term -> LogDensityTerm.diffuse term (Seed.splitAt index run.Seed) q)
        else
            None

    /// The velocity at other coordinates.
    member _.Field(coordinates: float[]) : float[] =
        let moved = q.At coordinates
        let c = seenBy moved (readAt moved)
        let rate = (LogDensityTerm.apply flow.Metric term moved c).Rate
        negateInto (Array.zeroCreate rate.Length) rate
