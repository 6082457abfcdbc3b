namespace GanFlowTheory.Core

open System

/// <summary>Points with a class for each.</summary>
[<NoComparison; NoEquality>]
type Labelled =
    {
        /// The points, n x d.
        Points: Points
        /// The class of each, from 0 on, length n.
        Labels: int[]
    }

/// Making and splitting labelled points.
[<RequireQualifiedAccess>]
module Labelled =

    /// Points whose last column is their class, a whole number from 0 on.
    let ofLastColumn (points: Points) : Labelled =
        let d = points.Dimension - 1

        if d < 1 then
            Guard.fail
                (nameof points)
                "points must have a column for their classes after at least one other, but have 1."

        let label i =
            let v = points[i, d]

            if not (v >= 0.0 && v <= 1e6 && v = Math.Floor v) then
                Guard.fail
                    (nameof points)
                    (invariant
                        $"points must have whole numbers from 0 on in their last column, but row {i + 1} has {v}.")

            int v

        {
            Points = Points.columns [| 0 .. d - 1 |] points
            Labels = Array.init points.Count label
        }

    let private select (indices: int[]) (data: Labelled) : Labelled =
        {
            Points = Points.select indices data.Points
            Labels = indices |> Array.map (fun i -> data.Labels[i])
        }

    /// The given number of points, chosen at random by the seed, and the others; both have at least one.
    let split (seed: Seed) (count: int) (data: Labelled) : struct (Labelled * Labelled) =
        Guard.atLeast (nameof count) 1 count

        if count >= data.Points.Count then
            Guard.fail
                (nameof count)
                (invariant $"count must be below the number of points, {data.Points.Count}, but is {count}.")

        let order = Seed.permutation data.Points.Count seed
        struct (select order[.. count - 1] data, select order[count..] data)

/// What a classifier is trained with.
[<NoComparison>]
type ClassifierOptions =
    {
        /// The sizes of the hidden layers, at least one; the last one's values are the features.
        Hidden: int list
        /// What coordinates are divided by, > 0.
        Unit: float
        /// The optimiser.
        Optimiser: Optimiser
        /// The points in a batch.
        Batch: int
        /// How often all points are gone through.
        Epochs: int
        /// Fixes the start and the order of the points.
        Seed: Seed
    }

/// The options of classifiers.
[<RequireQualifiedAccess>]
module ClassifierOptions =

    /// For the digits, 8 x 8 pixels from 0 to 16: two hidden layers of 64 and 32, Adam on batches of 50, 40 times over.
    let digits: ClassifierOptions =
        {
            Hidden = [ 64; 32 ]
            Unit = 16.0
            Optimiser = Optimiser.adam 1e-3
            Batch = 50
            Epochs = 40
            Seed = Seed.create 0
        }

/// <summary>A multilayer perceptron of rectified units that tells classes apart, trained by the cross-entropy of its softmax. The values of
/// its last hidden layer are features of a point: what KID and FID are taken of.</summary>
[<Sealed; AllowNullLiteral(false)>]
type Classifier internal (sizes: int list, unit: float, parameters: float[]) =

    let network = Network.multilayer sizes Activation.Relu

    // The same layers but the last, whose parameters come last.
    let features =
        let hidden = List.take (sizes.Length - 1) sizes

        Network.chain
            [
                Network.multilayer hidden Activation.Relu
                Network.activation Activation.Relu (List.last hidden)
            ]

    /// The sizes of the layers: the points' dimension, the hidden ones, the number of classes.
    member _.Sizes = sizes

    /// What coordinates are divided by before the first layer.
    member _.Unit = unit

    /// The network from coordinates in units to a score for each class.
    member _.Network = network

    /// Its parameters.
    member _.Parameters: float[] = Array.copy parameters

    member internal _.Theta = parameters

    member internal _.FeatureNetwork = features

    /// "classifier 64-64-32-10".
    override _.ToString() =
        let shown = String.Join("-", sizes)
        invariant $"classifier {shown}"

/// Training, asking and keeping classifiers.
[<RequireQualifiedAccess>]
module Classifier =

    let private inUnits (classifier: Classifier) (x: Points) : Points =
        Guard.sameDimension (nameof x) classifier.Sizes.Head x.Dimension
        Points.scale (1.0 / classifier.Unit) x

    /// The score of each class at each point, n x classes: the log-probabilities up to a constant.
    let scores (classifier: Classifier) (x: Points) : Points =
        Network.evaluate classifier.Network classifier.Theta (inUnits classifier x)

    /// The class of the highest score at each point, the first of equal ones.
    let classify (classifier: Classifier) (x: Points) : int[] =
        let scores = scores classifier x
        Array.init scores.Count (fun i -> let row = scores.Row i in Array.IndexOf(row, Array.max row))

    /// The share of points that are given their own class.
    let accuracy (classifier: Classifier) (data: Labelled) : float =
        let found = classify classifier data.Points
        Guard.sameLength "labels" found.Length data.Labels.Length

        Array.fold2 (fun hits a b -> if a = b then hits + 1.0 else hits) 0.0 found data.Labels
        / float found.Length

    /// The values of the last hidden layer at each point, n x its size: never negative.
    let features (classifier: Classifier) (x: Points) : Points =
        let network = classifier.FeatureNetwork
        let theta = Array.sub classifier.Theta 0 (Network.parameterCount network)
        Network.evaluate network theta (inUnits classifier x)

    // The gradient of the mean of log sum_c e^z_c - z_label over a batch, downhill.
    let private velocityOf (network: Network) (batch: int) : Program =
        let theta = Tensor.input "theta" [| Network.parameterCount network |]
        let x = Tensor.input "x" [| batch; network.InputSize |]
        let own = Tensor.input "classes" [| batch; network.OutputSize |]
        let z = network.Apply theta x
        let loss = Tensor.mean (Tensor.logSumExpAlong 1 z - Tensor.sumAlong 1 (z * own))
        Engine.compile network.Engine [ theta; x; own ] [ -(Differentiate.gradient loss theta) ]

    let private check (options: ClassifierOptions) (data: Labelled) =
        let n = data.Points.Count
        Guard.sameLength "labels" n data.Labels.Length
        Points.checkFinite "points" data.Points

        if options.Hidden.IsEmpty then
            Guard.fail "hidden" "hidden must name at least one layer, whose values are the features."

        options.Hidden |> List.iter (Guard.atLeast "hidden" 1)
        Guard.positive "unit" options.Unit
        Guard.atLeast "batch" 1 options.Batch
        Guard.atLeast "epochs" 1 options.Epochs

        if options.Batch > n then
            Guard.fail "batch" (invariant $"batch must be at most the number of points, {n}, but is {options.Batch}.")

        if Array.exists (fun label -> label < 0) data.Labels then
            Guard.fail "labels" (invariant $"labels must be at least 0, but one is {Array.min data.Labels}.")

        if Array.max data.Labels < 1 then
            Guard.fail "labels" "labels must name at least two classes, but all are 0."

    /// <summary>Trains a classifier: each time over, the points in a new order in whole batches, a step of the optimiser for each. The same
    /// bits on any number of threads.</summary>
    let train (options: ClassifierOptions) (data: Labelled) : Classifier =
        check options data
        let x = Points.toRowMajor (Points.scale (1.0 / options.Unit) data.Points)
        let n, d, batch = data.Points.Count, data.Points.Dimension, options.Batch
        let classes = 1 + Array.max data.Labels
        let sizes = d :: options.Hidden @ [ classes ]
        let network = Network.multilayer sizes Activation.Relu
        let velocity = velocityOf network batch
        let rows: float[] = Array.zeroCreate (batch * d)
        let own: float[] = Array.zeroCreate (batch * classes)

        let ahead (theta: float[]) : float[] =
            (velocity.Evaluate [| theta; rows; own |])[0]

        let mutable theta = network.Initial(Seed.split "start" options.Seed)
        let mutable memory = Optimiser.start theta.Length options.Optimiser

        let meter = LongWork.meter (float options.Epochs)

        for epoch in 0 .. options.Epochs - 1 do
            let order =
                options.Seed |> Seed.split "order" |> Seed.splitAt epoch |> Seed.permutation n

            for first in 0..batch .. n - batch do
                LongWork.advance (float batch / float n) meter
                Array.Clear own

                for r in 0 .. batch - 1 do
                    let i = order[first + r]
                    Array.blit x (i * d) rows (r * d) d
                    own[r * classes + data.Labels[i]] <- 1.0

                let struct (moved, after) =
                    Optimiser.step options.Optimiser memory theta (ahead theta) ahead

                theta <- moved
                memory <- after

        if not (Vectors.allFinite theta) then
            Guard.fail "rate" "rate must let training converge, but parameters are no longer finite."

        Classifier(sizes, options.Unit, theta)

    let private prefix = "network/"

    /// <summary>Writes a classifier as a .npz file: its sizes, its unit, and its parameters under network/; the file appears whole or not at
    /// all.</summary>
    let save (path: string) (classifier: Classifier) : unit =
        let vector name values =
            {
                Name = name
                Shape = [| Array.length values |]
                Values = values
            }

        Npz.write
            path
            (vector "sizes" [| for size in classifier.Sizes -> float size |]
             :: vector "unit" [| classifier.Unit |]
             :: Parameters.toArrays prefix classifier.Network classifier.Theta)

    /// <summary>Reads a classifier from a .npz file as save writes it.</summary>
    /// <exception cref="T:GanFlowTheory.Core.DataFormatException">Not such an archive.</exception>
    /// <exception cref="T:System.IO.IOException">The file does not exist or cannot be read.</exception>
    let load (path: string) : Classifier =
        let arrays = Npz.read path

        let vector name : float[] =
            match arrays |> List.tryFind (fun array -> array.Name = name) with
            | Some array when array.Shape.Length = 1 -> array.Values
            | _ -> DataFormat.fail path (invariant $"there is no vector '{name}', which a classifier has.")

        let sizes = vector "sizes"

        if
            sizes.Length < 3
            || Array.exists (fun s -> s < 1.0 || s > 1e6 || s <> Math.Floor s) sizes
        then
            DataFormat.fail path "the sizes of a classifier's layers must be three or more whole numbers from 1 on."

        let unit = vector "unit"

        if unit.Length <> 1 || not (unit[0] > 0.0) then
            DataFormat.fail path "the unit of a classifier must be one positive number."

        let sizes = [ for s in sizes -> int s ]
        let network = Network.multilayer sizes Activation.Relu
        Classifier(sizes, unit[0], Parameters.ofArrays path prefix network arrays)
