namespace GanFlowTheory.Core

open System

/// <summary>The first number that a run has lost, and whose it was: where players move against each other, whose parameters or
/// loss it was says which of their steps were too long.</summary>
module internal LostNumber =

    let private isLost (value: float) = not (Double.IsFinite value)

    let private lostOf (values: float[]) : float option =
        if Vectors.allFinite values then
            None
        else
            Array.tryFind isLost values

    // Minus infinity is a coordinate too: the logarithm of a weight of 0.
    let private lostCoordinateOf (coordinates: float[]) : float option =
        if Vectors.allFinite coordinates then
            None
        else
            coordinates
            |> Array.tryFind (fun v -> isLost v && not (Double.IsNegativeInfinity v))

    // Farther out than this, squares leave the doubles: a player there takes the numbers of the others along.
    let private far = 1e50

    let private reach (places: (string * float[]) list) : string =
        let distant =
            [
                for whose, values in places do
                    let largest = Vectors.largest values

                    if largest > far then
                        invariant $"{whose} up to {largest:G3}"
            ]

        if distant.IsEmpty then
            ""
        else
            let joined = String.Join(" and ", distant)
            invariant $", at {joined},"

    /// The players of a game with their coordinates; none where the flow is no game.
    let private players (run: Run<'q>) (q: 'q) (coordinates: float[]) : (string * float[]) list =
        match run.Flow.Players with
        | None -> []
        | Some players ->
            let blocks = players q
            let firsts = blocks |> Array.scan (fun first (struct (_, count)) -> first + count) 0

            [
                for struct (name, count), first in Seq.zip blocks firsts do
                    invariant $"player '{name}'", Array.sub coordinates first count
            ]

    // Where players stand too far out.
    let private farOut (players: (string * float[]) list) : string =
        players
        |> List.map (fun (player, values) -> invariant $"coordinates of {player}", values)
        |> reach

    let private critic (direction: Direction<'q>) : string =
        invariant $"critic '{direction.NextCritic.Name}'"

    // Parameters of a generator alone can be drawn anew, whatever type a program wraps them in.
    let private isGenerator (q: 'q) : bool when 'q :> IMeasure =
        Renewable.canBe q && (Measure.parts q).Length = 1

    // How far out what a critic looks at is.
    let private points (q: 'q) : string when 'q :> IMeasure =
        let whose =
            if isGenerator q then
                "points of the generator"
            else
                "points"

        reach [ whose, q.Nodes.Data ]

    // Of a state alone the functional, or the dissipation, says enough.
    let private ofState (run: Run<'q>) (q: 'q) : (string * float) option when 'q :> IState<'q> =
        let x = q.Coordinates

        if (lostCoordinateOf x).IsNone then
            if isGenerator q then
                lostOf q.Nodes.Data
                |> Option.map (fun value ->
                    let at = reach [ "parameters", x ]
                    invariant $"a point of the generator{at}", value)
            else
                None
        elif run.Flow.Players.IsSome then
            let all = players run q x
            let lost = all |> List.filter (fun (_, values) -> (lostCoordinateOf values).IsSome)
            let whose = String.Join(" and ", List.map fst lost)

            // A player who moves after the one that overflows loses its numbers in the same step.
            let others =
                all
                |> List.filter (fun (_, values) -> (lostCoordinateOf values).IsNone)
                |> farOut

            Some(
                invariant $"a coordinate of {whose}{others}",
                lost |> List.pick (fun (_, values) -> lostCoordinateOf values)
            )
        elif isGenerator q then
            lostCoordinateOf x
            |> Option.map (fun value -> "a parameter of the generator", value)
        elif run.Flow.Critic.Memory.IsSome then
            lostCoordinateOf x
            |> Option.map (fun value -> "a coordinate of the particles", value)
        else
            None

    // A critic's training overflows before what it shows does: a step later every number would come from it.
    let private ofTraining (direction: Direction<'q>) (q: 'q) : (string * float) option when 'q :> IState<'q> =
        let named (array: NamedArray) =
            let critic = critic direction

            if array.Name.EndsWith("parameters", StringComparison.Ordinal) then
                invariant $"a parameter of {critic}"
            elif array.Name.Contains("optimiser/", StringComparison.Ordinal) then
                invariant $"a number that the optimiser of {critic} remembers"
            else
                invariant $"a number that {critic} remembers"

        match direction.NextCritic.Memory with
        | None -> None
        | Some memory ->
            memory.Arrays()
            |> List.tryPick (fun array ->
                lostOf array.Values |> Option.map (fun value -> named array + points q, value))

    // Where a dissipation is lost: what the critic gave, or what the metric made of it.
    let private ofRates
        (run: Run<'q>)
        (direction: Direction<'q>)
        (q: 'q)
        (otherwise: string)
        (value: float)
        : string * float when 'q :> IState<'q> =
        if run.Flow.Players.IsSome then
            let velocities = players run q direction.Velocity
            let lost = velocities |> List.filter (fun (_, v) -> (lostOf v).IsSome)

            match lost with
            | [] -> otherwise, value
            | lost ->
                let whose = String.Join(" and ", List.map fst lost)

                let at = players run q q.Coordinates |> farOut

                invariant $"the velocity of {whose}{at}", lost |> List.pick (fun (_, v) -> lostOf v)
        elif run.Flow.Critic.Memory.IsSome then
            let seen = direction.Seen
            let at = points q

            match lostOf seen.Values, lostOf seen.Gradient.Data with
            | Some value, _ -> invariant $"a value of {critic direction}{at}", value
            | None, Some value -> invariant $"a slope of {critic direction}{at}", value
            | None, None when isGenerator q ->
                let steep = reach [ invariant $"slopes of {critic direction}", seen.Gradient.Data ]
                invariant $"the gradient of the generator's parameters{steep}", value
            | None, None -> otherwise, value
        elif isGenerator q then
            "the gradient of the generator's parameters", value
        else
            otherwise, value

    let private ofOptimiser (run: Run<'q>) (step: Step<'q>) : (string * float) option when 'q :> IState<'q> =
        match step.Continuation.Memory with
        | None -> None
        | Some memory ->
            memory.Arrays
            |> Array.tryPick (fun array ->
                lostOf array
                |> Option.map (fun value ->
                    let whose =
                        if isGenerator step.State then
                            " of the generator"
                        else
                            players run step.State array
                            |> List.tryFind (fun (_, values) -> (lostOf values).IsSome)
                            |> Option.map (fun (player, _) -> invariant $" of {player}")
                            |> Option.defaultValue ""

                    invariant $"a number that the optimiser{whose} remembers", value))

    /// <summary>What was lost at a measured step, in words that name the player, and what it became; None where all numbers
    /// are there.</summary>
    let find
        (run: Run<'q>)
        (direction: Direction<'q>)
        (step: Step<'q>)
        : (string * float) option when 'q :> IState<'q> =
        let d, q = step.Diagnostics, step.State

        // A scheme goes by no velocity: it leaves a state where F falls infinitely fast, such as a density with an empty
        // cell beside a full one.
        let isLostRate (rate: float) =
            isLost rate && not (run.Flow.Scheme.IsSome && Double.IsPositiveInfinity rate)

        let ofFunctional () =
            d.Functional
            |> Option.filter isLost
            |> Option.map (fun value ->
                (if isGenerator q then
                     "the functional, which the generator lowers,"
                 else
                     "the functional"),
                value)

        let ofMotion () =
            match d.PredictedDissipation |> Option.orElse d.CriticDissipation with
            | Some value when isLostRate value -> Some(ofRates run direction q "the dissipation" value)
            | Some _ -> None
            | None ->
                lostOf direction.Velocity
                |> Option.map (fun value -> ofRates run direction q "the velocity" value)

        ofState run q
        |> Option.orElseWith (fun () -> ofTraining direction q)
        |> Option.orElseWith ofFunctional
        |> Option.orElseWith ofMotion
        |> Option.orElseWith (fun () -> ofOptimiser run step)
