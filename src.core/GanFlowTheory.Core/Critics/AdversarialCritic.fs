namespace GanFlowTheory.Core

/// <summary>What a generator sees of a critic network on a batch of the target, drawn by a seed or, without one, whole, and on
/// its own points.</summary>
[<Sealed>]
type internal GeneratorView
    (
        training: CriticTraining,
        seed: Seed option,
        p: DrawnRows,
        q: IMeasure,
        rows: Lazy<DrawnRows>,
        theta: unit -> float[]
    ) =

    // Below this, dF/dx_i / w_i is a quotient of numbers near the least normal one.
    let leastWeight = 1e-150

    let on (action: CriticProgram -> 'result) : 'result =
        match seed with
        | Some seed -> training.OnCurrent(seed, p, rows.Value, action)
        | None -> training.OnAll(p, rows.Value, action)

    let both (x: Points) =
        on (fun program ->
            let struct (values, gradient) = program.VariationAt(theta (), x)
            struct (values, Points.ofRowMajor x.Count x.Dimension gradient))

    /// The first variation anywhere.
    member val Potential =
        Potential.ofBoth
            (fun x ->
                let struct (values, _) = both x
                values)
            both

    /// What the generator lowers, and its first variation from its own points.
    member this.Evaluate() : Evaluation =
        let struct (value, inWeights, inPoints) = on _.Generator(theta ())

        let gradient =
            lazy
                (if q.Weights |> Array.exists (fun w -> w < leastWeight) then
                     (Potential.at q.Nodes this.Potential).Gradient
                 else
                     for p in 0 .. inPoints.Length - 1 do
                         inPoints[p] <- inPoints[p] / q.Weights[p / q.Nodes.Dimension]

                     Points.ofRowMajor q.Nodes.Count q.Nodes.Dimension inPoints)

        {
            Value = value
            Variation = Covector(lazy inWeights, gradient)
        }

    /// The reading of a critic that goes on as the given one.
    member this.Reading(next: Critic<'q>) : CriticReading<'q> =
        let seen = this.Evaluate()

        { CriticReading.ofPotential next this.Potential with
            PlugIn = Some seen.Value
            Seen = Some seen.Variation
        }

/// Critic networks that are trained against a generator.
[<RequireQualifiedAccess>]
module AdversarialCritic =

    let internal name = "critic"

    /// The name under which a critic remembers the parameters of its network.
    let internal parametersName = invariant $"{name}/parameters"

    let internal rowsOf (measure: IMeasure) : DrawnRows =
        DrawnRows(measure.Nodes, measure.Weights, [| 0 .. measure.Nodes.Count - 1 |])

    /// The rows of the current law that an inner step of the seed draws from.
    let internal currentOf
        (options: CriticOptions)
        (q: 'q)
        (own: unit -> DrawnRows)
        (seed: Seed)
        : DrawnRows when 'q :> IMeasure =
        if options.DrawsAnew && Renewable.canBe q then
            Renewable.renewed (Seed.split "samples" seed) q :> IMeasure |> rowsOf
        else
            own ()

    /// The seed by which the first player of a game of two looks: the critic, its second, draws by the seed itself.
    let internal generatorSeed (seed: Seed) : Seed =
        Seed.splitAt 0 (Seed.split "player" seed)

    let internal create (options: CriticOptions) (p: IMeasure) : Critic<'q> when 'q :> IMeasure =
        let training = CriticTraining options
        Guard.sameDimension "target" options.Network.InputSize p.Nodes.Dimension
        let rowsP = rowsOf p
        let own = name + "/"

        let recalled (arrays: NamedArray list) : TrainedCritic option =
            for array in arrays do
                if not (array.Name.StartsWith(own, System.StringComparison.Ordinal)) then
                    Guard.fail
                        (nameof arrays)
                        (invariant
                            $"a critic network cannot go on from '{array.Name}', which another critic remembered.")

            let found = arrays |> NamedArray.under own |> TrainedCritic.ofArrays

            match found with
            | Some trained ->
                Guard.sameLength (nameof arrays) training.Parameters trained.Parameters.Length
                Optimiser.checkMemory options.Optimiser training.Parameters trained.Memory
            | None -> ()

            found

        let rec after (before: TrainedCritic option) : Critic<'q> =
            {
                Name = invariant $"{name}[{options.Loss.Name}]"
                Estimate =
                    Some(fun _ seed q ->
                        Guard.sameDimension (nameof q) options.Network.InputSize q.Nodes.Dimension

                        if not (Vectors.allFinite q.Nodes.Data && Vectors.allFinite q.Weights) then
                            CriticReading.ofPotential (after before) CriticReading.nowhere
                        else
                            let rowsQ = lazy (rowsOf q)
                            let current = currentOf options q (fun () -> rowsQ.Value)

                            let start, steps =
                                match before with
                                | Some trained -> trained, options.Steps
                                | None -> training.Start seed, options.FirstSteps

                            let trained = training.Train(seed, rowsP, current, start, steps, (fun _ _ -> false))

                            GeneratorView(
                                training,
                                Some(generatorSeed seed),
                                rowsP,
                                q,
                                rowsQ,
                                fun () -> trained.Parameters
                            )
                                .Reading(after (Some trained)))
                LogDensity = 0.0
                Memory =
                    Some
                        {
                            Arrays =
                                fun () ->
                                    before
                                    |> Option.map TrainedCritic.toArrays
                                    |> Option.defaultValue []
                                    |> NamedArray.withPrefix own
                            Recall = recalled >> after
                            Release = fun () -> before |> Option.iter _.Release()
                        }
            }

        after None

/// How steep a critic's witness is.
[<RequireQualifiedAccess>]
module WitnessSlope =

    /// <summary>The mean of |grad f| of the witness f of a critic with parameters theta, on segments between points of the target
    /// and of the current law, by the seed: about 1 where a gradient penalty holds it.</summary>
    let measure (options: CriticOptions) (p: IMeasure) : Seed -> float[] -> IMeasure -> float =
        let training = CriticTraining options
        let rowsP = AdversarialCritic.rowsOf p

        fun seed theta q ->
            Guard.sameLength (nameof theta) training.Parameters theta.Length
            training.OnBatch(seed, rowsP, AdversarialCritic.rowsOf q, _.WitnessSlope(theta))

/// Critics that are trained against the generator.
[<AutoOpen>]
module AdversarialCritics =

    /// The critics.
    [<RequireQualifiedAccess>]
    module Critic =

        /// <summary>A critic network that is trained as the options say, on the target p and the current law, before each look;
        /// the flow sees the first variation of what the generator lowers, on a batch of p (BSAG18-9). It asks no functional,
        /// and its plug-in value is what the generator lowers. The flow of generator parameters through it is the game of
        /// the two players stepped critic first (T21-0).</summary>
        /// <exception cref="T:System.ArgumentException">The network has another number of outputs than the loss wants, does
        /// not take points of the target's dimension, or an option lies outside its range.</exception>
        let adversarial (options: CriticOptions) (p: IMeasure) : Critic<'q> when 'q :> IMeasure =
            AdversarialCritic.create options p
