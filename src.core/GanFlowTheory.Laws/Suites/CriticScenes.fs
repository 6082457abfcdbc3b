namespace GanFlowTheory.Laws

open System
open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// How a critic network is made that is trained against a generator.
type internal CriticMaker = CriticOptions -> IMeasure -> Critic<IMeasure>

/// <summary>What a critic's loss is evaluated at, row-major: the laws' own entrance to losses and penalties, apart from the
/// training.</summary>
[<NoComparison; NoEquality>]
type internal CriticInputs =
    {
        /// theta, length P.
        Theta: float[]
        /// Points of the target, n x d, and of the current law, m x d.
        Target: float[]
        Current: float[]
        /// Their weights.
        TargetWeights: float[]
        CurrentWeights: float[]
        /// Points on segments, r x d.
        Between: float[]
    }

/// Critic networks on whole samples, evaluated outside of their training.
[<RequireQualifiedAccess>]
module internal CriticScenes =

    /// The reason for the tolerance of a difference quotient.
    let reason =
        "six-point stencil whose step is 1/128 of the least distance of two outputs, or of one from 0, at most 1/4096: outputs move "
        + "by at most about 4 a unit, so that no cusp is met and truncation is below 1e-8; that distance is 1/8192 or more, so that "
        + "rounding, 20 ulp of the value over the step, is below 5e-9"

    /// A derivative against its stencil.
    let judge = Judge.Relative(1e-7, reason)

    /// <summary>The derivative at 0; None where the quotient with half of the step is another one, which smooth functions do not
    /// have: a slope may pass 0, and an activation a kink, on the way.</summary>
    let derivative (step: float) (size: float) (f: float -> float) : float option =
        let wide, narrow =
            Differences.derivative step f, Differences.derivative (0.5 * step) f

        if abs (wide - narrow) <= 5e-8 * size then
            Some narrow
        else
            None

    /// Samples in R^d, as RatioSamples.any.
    let samplesIn (d: int) : Arbitrary<RatioSample> =
        Arb.fromGenShrink (
            RatioSamples.any.Generator
            |> Gen.map (fun sample -> { sample with Dimension = d }),
            RatioSamples.any.Shrinker
        )

    /// Smooth networks of a loss: a perceptron of four tanh, with three outputs where the loss takes any number, so that outputs
    /// of different points stay apart.
    let perceptron (loss: AdversarialLoss) (d: int) : Network =
        Network.multilayer [ d; 4; defaultArg loss.Outputs 3 ] Activation.Tanh

    /// What expressions of a batch give, with the inputs that they are given.
    let evaluator
        (network: Network)
        (n: int, m: int, r: int)
        (outputs: CriticBatch -> Tensor list)
        : CriticInputs -> float[][] =
        let d = network.InputSize
        let theta = Tensor.input "theta" [| Network.parameterCount network |]
        let x = Tensor.input "target" [| n; d |]
        let y = Tensor.input "current" [| m; d |]
        let wp = Tensor.input "target weights" [| n |]
        let wq = Tensor.input "weights" [| m |]
        let between = Tensor.input "between" [| r; d |]

        // One pass for each law: rows do not mix.
        let batch =
            {
                TargetPoints = x
                CurrentPoints = y
                TargetWeights = wp
                CurrentWeights = wq
                TargetLayers = network.Layers theta x
                CurrentLayers = network.Layers theta y
                At = network.Apply theta
                Between = lazy between
            }

        let inputs = [ theta; x; y; wp; wq; between ]
        // Programs take all of their inputs.
        let none = 0.0 * (inputs |> List.map Tensor.sum |> List.reduce (+))
        let program = Engine.compile network.Engine inputs (none :: outputs batch)

        fun given ->
            program.Evaluate
                [|
                    given.Theta
                    given.Target
                    given.Current
                    given.TargetWeights
                    given.CurrentWeights
                    given.Between
                |]
            |> Array.tail

    /// The critic's reading at q by the seed, as a critic of no earlier steps.
    let reading (make: CriticMaker) (options: CriticOptions) (seed: Seed) (p: IMeasure) (q: IMeasure) =
        (make options p).Estimate.Value None seed q

    /// The parameters that a critic remembers after its reading.
    let parameters (reading: CriticReading<IMeasure>) : float[] =
        (reading.Next.Memory.Value.Arrays()
         |> List.find (fun array -> array.Name = AdversarialCritic.parametersName))
            .Values

    // A loss that nothing depends on.
    let private nothing: AdversarialLoss =
        AdversarialLoss.zeroSum "nothing" (fun batch -> 0.0 * Tensor.sum batch.Current) (fun _ at -> 0.0 * at)

    /// <summary>What parts of a batch a critic sees at an inner step: rows that are read off its steps. An affine critic with one
    /// output for each row pays sum_r h_r(row r), whose gradient in its weights is the rows.</summary>
    let seen
        (parts: (CriticBatch -> Tensor) list)
        (rows: int)
        (batch: int)
        (seed: Seed)
        (p: IMeasure)
        (q: IMeasure)
        : float[][][] =
        let d = p.Nodes.Dimension
        let outputs = rows * parts.Length
        let network = Network.affine d outputs

        let probe =
            CriticPenalty.create "probe" (fun _ given ->
                let all = parts |> List.map (fun part -> part given) |> Tensor.concatenate 0

                let diagonal =
                    Array.init (outputs * outputs) (fun p -> if p / outputs = p % outputs then 1.0 else 0.0)

                Tensor.sum (given.At all * Tensor.constant [| outputs; outputs |] diagonal))

        let options steps =
            { CriticOptions.create nothing network with
                Penalties = [ probe ]
                Optimiser = Optimiser.gradientDescent 1.0
                FirstSteps = steps
                Batch = batch
            }

        let after steps =
            parameters (reading Critic.adversarial (options steps) seed p q)

        let gradient = Array.map2 (-) (after 0) (after 1)

        [|
            for part in 0 .. parts.Length - 1 ->
                [|
                    for row in 0 .. rows - 1 -> Array.init d (fun k -> gradient[k * outputs + part * rows + row])
                |]
        |]

    /// The points on segments at the first inner step of a seed, on whole samples.
    let between (seed: Seed) (p: IMeasure) (q: IMeasure) : float[] =
        let rows = min p.Nodes.Count q.Nodes.Count

        seen [ (fun batch -> batch.Between.Value) ] rows 1000 seed p q
        |> Array.head
        |> Array.concat

    /// The options of the laws: plain descent, on whole samples.
    let options (loss: AdversarialLoss) (penalties: CriticPenalty list) (network: Network) (rate: float) (steps: int) =
        { CriticOptions.create loss network with
            Penalties = penalties
            Optimiser = Optimiser.gradientDescent rate
            FirstSteps = steps
            Batch = 1000
        }

    /// The whole samples as inputs, with the critic's first parameters.
    let inputs (seed: Seed) (network: Network) (p: IMeasure) (q: IMeasure) (between: float[]) : CriticInputs =
        {
            Theta = network.Initial(Seed.split "parameters" seed)
            Target = Points.toRowMajor p.Nodes
            Current = Points.toRowMajor q.Nodes
            TargetWeights = p.Weights
            CurrentWeights = q.Weights
            Between = between
        }

    /// <summary>The step of difference quotients where outputs at the points lie as they do: a 128th of the least distance of two of
    /// them, or of one from 0, at most 1/4096. None where that distance is below 1/8192. Of one output nothing is asked: on a line
    /// outputs always come near, and losses of one output are smooth.</summary>
    let stepAt (network: Network) (theta: float[]) (points: Points list) : float option =
        let largest = 1.0 / 4096.0

        if network.OutputSize = 1 then
            Some largest
        else
            let outputs =
                points
                |> List.map (fun x -> Points.toRows (Network.outputs network theta x))
                |> Array.concat

            let least =
                Seq.min (
                    seq {
                        for i, a in Array.indexed outputs do
                            yield Vectors.norm a

                            for b in outputs[.. i - 1] do
                                yield Vectors.norm (Array.map2 (-) a b)
                    }
                )

            if least < 1.0 / 8192.0 then
                None
            else
                Some(min largest (least / 128.0))

    /// Patterns of ones and minus ones.
    let patterns (count: int) : float[] list =
        [
            for k in 1..3 -> Array.init count (fun i -> if (i / k) % 2 = 0 then 1.0 else -1.0)
        ]

    /// a + e v.
    let moved (a: float[]) (e: float) (v: float[]) : float[] = Array.map2 (fun a v -> a + e * v) a v

    /// The rows of a row-major matrix.
    let rows (d: int) (values: float[]) : float[][] = Array.chunkBySize d values

    /// <summary>The derivatives of functions of points at each of them: entry (i, a, k) that of output a at point i along
    /// axis k, by difference quotients with a step.</summary>
    let jacobians (step: float) (f: float[][] -> float[][]) (points: float[][]) : float[][][] =
        let d = points[0].Length
        let offsets = [| -3.0; -2.0; -1.0; 1.0; 2.0; 3.0 |]
        let factors = [| -1.0; 9.0; -45.0; 45.0; -9.0; 1.0 |]

        let displaced =
            [|
                for x in points do
                    for k in 0 .. d - 1 do
                        for offset in offsets -> Array.mapi (fun i v -> if i = k then v + offset * step else v) x
            |]

        let values = f displaced

        points
        |> Array.mapi (fun i _ ->
            Array.init values[0].Length (fun a ->
                Array.init d (fun k ->
                    let first = (i * d + k) * offsets.Length

                    Seq.sum (Seq.init offsets.Length (fun s -> factors[s] * values[first + s][a]))
                    / (60.0 * step))))
