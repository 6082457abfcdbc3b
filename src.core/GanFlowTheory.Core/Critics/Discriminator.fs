namespace GanFlowTheory.Core

open System

/// <summary>Density ratios by a discriminator network that is trained to tell the target from the current law: its
/// output is log r (YZL23-4). Fits start where the one before ended.</summary>
[<RequireQualifiedAccess>]
module Discriminator =

    // Fixed for a number of points, so that what one fit holds out no earlier fit has trained on.
    let internal split (heldOut: float) (count: int) : struct (int[] * int[]) =
        let out = int (heldOut * float count)
        let order = Seed.permutation count (Seed.split "held out" (Seed.create count))
        struct (Array.sort order[out..], Array.sort order[.. out - 1])

    let internal part (measure: IMeasure) (indices: int[]) : Points * float[] =
        let weights = indices |> Array.map (fun i -> measure.Weights[i])
        let total = Array.sum weights
        Points.select indices measure.Nodes, weights |> Array.map (fun w -> w / total)

    /// The log-ratio of a discriminator and its gradient as a potential, its parameters read when it is asked.
    let internal logRatioAt (network: Network) (parameters: unit -> float[]) : Potential =
        Potential.ofBoth (fun x -> (Network.outputs network (parameters ()) x).Data) (fun x ->
            Network.outputWithGradients network (parameters ()) x)

    let internal logRatio (network: Network) (trained: TrainedCritic) : Potential =
        logRatioAt network (fun () -> trained.Parameters)

    let internal name = "discriminator"

    /// The name under which a critic remembers the parameters of its network.
    let internal parametersName = invariant $"{name}/parameters"

    let internal checkEvery = 10

/// Ratios by a trained discriminator.
[<AutoOpen>]
module DiscriminatorRatios =

    /// Estimators of density ratios.
    [<RequireQualifiedAccess>]
    module RatioEstimator =

        /// The estimator that trains the network of the options to tell the target from the current law: its output is
        /// log r (YZL23-4).
        let discriminator (options: DiscriminatorOptions) : RatioEstimator =
            DiscriminatorOptions.check options
            let network = options.Network
            let parameters = Network.parameterCount network
            let training = CriticTraining(DiscriminatorOptions.toCritic options)

            let splits =
                Collections.Concurrent.ConcurrentDictionary<int, struct (int[] * int[])>()

            let splitOf (measure: IMeasure) =
                splits.GetOrAdd(measure.Nodes.Count, Discriminator.split options.HeldOut)

            let train (seed: Seed) (p: IMeasure) (q: IMeasure) (start: TrainedCritic) steps =
                let struct (keptP, outP) = splitOf p
                let struct (keptQ, outQ) = splitOf q
                let rowsP = DrawnRows(p.Nodes, p.Weights, keptP)
                let rowsQ = DrawnRows(q.Nodes, q.Weights, keptQ)

                let score =
                    if outP.Length = 0 || outQ.Length = 0 then
                        fun _ -> None
                    else
                        let (xp, wp), (xq, wq) = Discriminator.part p outP, Discriminator.part q outQ

                        fun (theta: float[]) ->
                            let values x = (Network.outputs network theta x).Data
                            Some(RatioFit.logLossOf wp (values xp) wq (values xq))

                let mutable best = infinity
                let mutable failures = 0

                let isEnough taken theta =
                    match options.Patience with
                    | Some patience when taken % Discriminator.checkEvery = 0 ->
                        match score theta with
                        | Some value when value < best ->
                            best <- value
                            failures <- 0
                            false
                        | Some _ ->
                            failures <- failures + 1
                            failures >= patience
                        | None -> false
                    | _ -> false

                let trained = training.Train(seed, rowsP, (fun _ -> rowsQ), start, steps, isEnough)
                trained, score trained.Parameters

            {
                Name = Discriminator.name
                Fit =
                    fun seed p q before ->
                        Guard.sameDimension "target" network.InputSize p.Nodes.Dimension
                        Guard.sameDimension "q" network.InputSize q.Nodes.Dimension

                        let start, steps =
                            match before with
                            | Some {
                                       Settings = RatioSettings.Trained discriminator
                                   } ->
                                let found = discriminator.Parameters.Length

                                if found <> parameters then
                                    Guard.fail
                                        (nameof before)
                                        (invariant
                                            $"a discriminator goes on from its own parameters: network '{network.Name}' has \
                                          {parameters}, but the fit before has {found}.")

                                Optimiser.checkMemory options.Optimiser parameters discriminator.Memory
                                discriminator, options.Steps
                            | _ -> training.Start seed, options.FirstSteps

                        let trained, score = train seed p q start steps
                        let logRatio = Discriminator.logRatio network trained

                        {
                            Name = Discriminator.name
                            LogRatio = logRatio
                            HeldOutScore = score |> Option.filter Double.IsFinite
                            HeldOut =
                                if score.IsNone then
                                    []
                                else
                                    let struct (_, outP) = splitOf p
                                    let struct (_, outQ) = splitOf q

                                    [
                                        {
                                            Target = outP
                                            Current = outQ
                                            LogRatio = logRatio
                                        }
                                    ]
                            Settings = RatioSettings.Trained trained
                        }
            }
