namespace GanFlowTheory.Core

open System

/// <summary>How a discriminator network is trained to give log r.</summary>
[<NoComparison; NoEquality>]
type DiscriminatorOptions =
    {
        /// The network, with one output: log r. It is trained and evaluated on its engine.
        Network: Network
        /// The classification loss.
        Loss: ClassificationLoss
        /// The optimiser of its parameters.
        Optimiser: Optimiser
        /// Inner steps of the first fit, at least 0.
        FirstSteps: int
        /// Inner steps of each later fit, which starts where the one before ended, at least 0.
        Steps: int
        /// Points of each law per inner step, at least 1, drawn anew with their weights; laws with no more points are
        /// taken whole.
        Batch: int
        /// The weight gamma >= 0 of the gradient penalty gamma/2 E_p |grad u|^2 on points of the target (Mescheder et
        /// al. 2018); 0 for none.
        Penalty: float
        /// The part of both laws, in [0, 1/2], that inner steps do not see: the score of the fit is measured there. 0
        /// for no score.
        HeldOut: float
        /// Inner steps end early once the held-out score has not improved at this many checks in a row, every tenth
        /// step; at least 1, None to take all of them.
        Patience: int option
    }

/// Making options of discriminators.
[<RequireQualifiedAccess>]
module DiscriminatorOptions =

    let internal check (options: DiscriminatorOptions) =
        if options.Network.OutputSize <> 1 then
            Guard.fail
                "network"
                (invariant
                    $"network '{options.Network.Name}' must have one output, the log-ratio, but has \
                  {options.Network.OutputSize}.")

        Guard.atLeast "firstSteps" 0 options.FirstSteps
        Guard.atLeast "steps" 0 options.Steps
        Guard.atLeast "batch" 1 options.Batch
        Guard.nonNegative "penalty" options.Penalty
        options.Patience |> Option.iter (Guard.atLeast "patience" 1)

        if not (options.HeldOut >= 0.0 && options.HeldOut <= 0.5) then
            Guard.fail "heldOut" (invariant $"heldOut must lie in [0, 0.5], but is {options.HeldOut}.")

        if options.Patience.IsSome && options.HeldOut = 0.0 then
            Guard.fail "heldOut" "heldOut must be above 0 where patience ends the inner steps by the held-out score."

    /// Cross-entropy by Adam with rate 1e-3, 500 inner steps at first and 10 later, batches of 256, no penalty, a fifth
    /// held out, all inner steps taken.
    let standard (network: Network) : DiscriminatorOptions =
        let options =
            {
                Network = network
                Loss = ClassificationLoss.crossEntropy
                Optimiser = Optimiser.adam 1e-3
                FirstSteps = 500
                Steps = 10
                Batch = 256
                Penalty = 0.0
                HeldOut = 0.2
                Patience = None
            }

        check options
        options

/// <summary>Rows of a law that inner steps draw from.</summary>
[<Sealed>]
type private Rows(points: Points, weights: float[], kept: int[]) =

    let d = points.Dimension
    let data = points.Data
    let total = kept |> Array.sumBy (fun i -> weights[i])

    // Cumulative weights, to draw by; not needed where all are equal.
    let cumulative =
        if kept |> Array.forall (fun i -> weights[i] = weights[kept[0]]) then
            None
        else
            Some(kept |> Array.scan (fun sum i -> sum + weights[i]) 0.0 |> Array.tail)

    let copy (i: int) (into: float[]) (row: int) =
        for k in 0 .. d - 1 do
            into[row * d + k] <- data[k * points.Count + i]

    member _.Count = kept.Length

    /// All rows with their weights.
    member _.All(into: float[], first: int, w: float[]) =
        for r in 0 .. kept.Length - 1 do
            copy kept[r] into (first + r)
            w[r] <- weights[kept[r]] / total

    /// As many rows as w is long, drawn by weight.
    member _.Draw(random: Random, into: float[], first: int, w: float[]) =
        for r in 0 .. w.Length - 1 do
            let at =
                match cumulative with
                | None -> random.Next kept.Length
                | Some cumulative ->
                    let found = Array.BinarySearch(cumulative, random.NextDouble() * total)
                    min (kept.Length - 1) (if found >= 0 then found + 1 else ~~~found)

            copy kept[at] into (first + r)
            w[r] <- 1.0 / float w.Length

/// The training program for one pair of batch sizes.
[<Sealed>]
type private TrainingProgram(options: DiscriminatorOptions, parameters: int, ofP: int, ofQ: int) =

    let d = options.Network.InputSize
    let theta = Tensor.input "theta" [| parameters |]
    let x = Tensor.input "x" [| ofP + ofQ; d |]
    let wp = Tensor.input "target weights" [| ofP |]
    let wq = Tensor.input "weights" [| ofQ |]

    let program =
        let u = options.Network.Apply theta x

        let part first count =
            Tensor.slice 0 first count u |> Tensor.reshape [| count |]

        let classification =
            Tensor.inner wp (options.Loss.Real(part 0 ofP))
            + Tensor.inner wq (options.Loss.Fake(part ofP ofQ))

        let loss =
            if options.Penalty = 0.0 then
                classification
            else
                let slopes = Differentiate.gradient (Tensor.sum u) x |> Tensor.slice 0 0 ofP
                let squares = Tensor.square slopes |> Tensor.sumAlong 1
                classification + 0.5 * options.Penalty * Tensor.inner wp squares

        // The velocity of gradient descent.
        Engine.compile options.Network.Engine [ theta; x; wp; wq ] [ -(Differentiate.gradient loss theta) ]

    member val Points: float[] = Array.zeroCreate ((ofP + ofQ) * d)
    member val TargetWeights: float[] = Array.zeroCreate ofP
    member val Weights: float[] = Array.zeroCreate ofQ

    member this.Velocity(theta: float[], target: float[]) =
        program.Run([| theta; this.Points; this.TargetWeights; this.Weights |], [| target |])

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

    /// The log-ratio of a discriminator and its gradient as a potential.
    let internal logRatio (network: Network) (trained: TrainedDiscriminator) : Potential =
        Potential.ofBoth (fun x -> (Network.outputs network trained.Parameters x).Data) (fun x ->
            Network.outputWithGradients network trained.Parameters x)

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
            let store = ArrayStore parameters

            let programs =
                Collections.Concurrent.ConcurrentDictionary<struct (int * int), TrainingProgram>()

            let programFor ofP ofQ =
                programs.GetOrAdd(
                    struct (ofP, ofQ),
                    (fun struct (ofP, ofQ) -> TrainingProgram(options, parameters, ofP, ofQ))
                )

            let splits =
                Collections.Concurrent.ConcurrentDictionary<int, struct (int[] * int[])>()

            let splitOf (measure: IMeasure) =
                splits.GetOrAdd(measure.Nodes.Count, Discriminator.split options.HeldOut)

            let train (seed: Seed) (p: IMeasure) (q: IMeasure) (start: TrainedDiscriminator) steps =
                let struct (keptP, outP) = splitOf p
                let struct (keptQ, outQ) = splitOf q
                let rowsP = Rows(p.Nodes, p.Weights, keptP)
                let rowsQ = Rows(q.Nodes, q.Weights, keptQ)
                let ofP, ofQ = min options.Batch rowsP.Count, min options.Batch rowsQ.Count
                let training = programFor ofP ofQ
                // The first step goes from where the fit before ended to arrays of this fit's own, the later ones in
                // place.
                let copyOrTake (values: float[]) =
                    if steps = 0 then store.CopyOf values else store.Take()

                let theta = copyOrTake start.Parameters
                let arrays = Array.map copyOrTake start.Memory.Arrays
                let velocity = store.Take()
                let random = Seed.generator (Seed.split "batches" seed)
                let mutable at = if steps = 0 then theta else start.Parameters

                let mutable memory =
                    if steps = 0 then
                        { start.Memory with Arrays = arrays }
                    else
                        start.Memory

                let score =
                    if outP.Length = 0 || outQ.Length = 0 then
                        fun () -> None
                    else
                        let (xp, wp), (xq, wq) = Discriminator.part p outP, Discriminator.part q outQ

                        fun () ->
                            let values x = (Network.outputs network theta x).Data
                            Some(RatioFit.logLossOf wp (values xp) wq (values xq))

                let field (at: float[]) (target: float[]) = training.Velocity(at, target)

                let fill () =
                    if ofP = rowsP.Count then
                        rowsP.All(training.Points, 0, training.TargetWeights)
                    else
                        rowsP.Draw(random, training.Points, 0, training.TargetWeights)

                    if ofQ = rowsQ.Count then
                        rowsQ.All(training.Points, ofP, training.Weights)
                    else
                        rowsQ.Draw(random, training.Points, ofP, training.Weights)

                let mutable taken = 0
                let mutable best = infinity
                let mutable failures = 0
                let mutable enough = false

                while taken < steps && not enough do
                    // Runs of one flow on several threads share the program and its points.
                    Threading.Monitor.Enter training

                    try
                        fill ()
                        field at velocity
                        memory <- Optimiser.advance options.Optimiser memory at velocity field theta arrays
                    finally
                        Threading.Monitor.Exit training

                    at <- theta
                    taken <- taken + 1

                    match options.Patience with
                    | Some patience when taken % Discriminator.checkEvery = 0 ->
                        match score () with
                        | Some value when value < best ->
                            best <- value
                            failures <- 0
                        | Some _ ->
                            failures <- failures + 1
                            enough <- failures >= patience
                        | None -> ()
                    | _ -> ()

                store.GiveBack velocity

                let trained = TrainedDiscriminator(theta, memory, start.Steps + taken, Some store)
                trained, score ()

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
                            | _ ->
                                TrainedDiscriminator(
                                    network.Initial(Seed.split "parameters" seed),
                                    Optimiser.start parameters options.Optimiser,
                                    0,
                                    None
                                ),
                                options.FirstSteps

                        let trained, score = train seed p q start steps

                        {
                            Name = Discriminator.name
                            LogRatio = Discriminator.logRatio network trained
                            HeldOutScore = score |> Option.filter Double.IsFinite
                            Settings = RatioSettings.Trained trained
                        }
            }
