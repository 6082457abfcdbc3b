namespace GanFlowTheory.Laws

open FsCheck
open FsCheck.FSharp
open MathNet.Numerics.LinearAlgebra
open GanFlowTheory.Core

/// The laws of how networks start, and of the states that are made of them.
[<RequireQualifiedAccess>]
module internal NetworkLaws =

    let private seeds =
        Arb.fromGenShrink (Gen.choose (0, 9999), Generators.shrinkInt >> Seq.filter (fun seed -> seed >= 0))

    let private perceptron = Network.multilayer [ 2; 3; 2 ] Activation.Tanh

    /// The nodes of a state are the outputs of its network at its own noise, whichever state was looked at before.
    let nodes (name: string) (renewed: Seed -> ParameterState -> ParameterState) : Law =
        Law.forAll
            {
                Name = "parameter-nodes"
                Statement =
                    "The nodes of a state of parameters are the network's outputs at the state's own noise, in turn for states with other noise "
                    + "and other parameters."
                Source = "MN21-1"
                Judge = Judge.Relative(1e-13, "one network in two programs, sums of at most 3 products")
            }
            name
            seeds
            (fun seed ->
                let q = ParameterState.initial perceptron 4 (Seed.create seed)
                let fresh = renewed (Seed.create (seed + 1)) q
                let theta = q.Parameters |> Array.map (fun v -> 0.5 * v + 0.25)
                let moved (q: ParameterState) = (q :> IState<ParameterState>).At theta

                [
                    for at, state in List.indexed [ q; fresh; moved q; moved fresh; renewed (Seed.create seed) fresh ] do
                        let wanted = Network.outputs perceptron state.Parameters state.Noise

                        Equation.vector
                            $"the nodes of state {at}"
                            (1.0 + Vectors.largest wanted.Data)
                            state.Nodes.Data
                            wanted.Data

                    Equation.condition "fresh noise is other noise" (fresh.Noise.Data <> q.Noise.Data)
                ])

    // The deviation that an activation asks of the layer before it.
    let private deviation (activation: Activation) (inputs: int) (outputs: int) : float =
        match activation with
        | Activation.Relu
        | Activation.Softplus -> sqrt (2.0 / float inputs)
        | Activation.LeakyRelu slope -> sqrt (2.0 / ((1.0 + slope * slope) * float inputs))
        | Activation.Identity
        | Activation.Tanh
        | Activation.Sigmoid
        | Activation.Sin -> sqrt (2.0 / float (inputs + outputs))

    /// Initial weights have mean 0 and the variance that the activation after them asks for.
    let initial (name: string) (layer: Activation -> int -> int -> Network) : Law =
        Law.forEach
            {
                Name = "network-initial"
                Statement =
                    "The weights of a layer start with mean 0 and the variance of He, 2/((1 + slope^2) inputs), before units that are linear on one "
                    + "side, and of Glorot, 2/(inputs + outputs), before others."
                Source = ""
                Judge = Judge.Statistical 1e-9
            }
            name
            [
                for activation in
                    [
                        Activation.Identity
                        Activation.Tanh
                        Activation.Sigmoid
                        Activation.Softplus
                        Activation.Relu
                        Activation.LeakyRelu 0.5
                        Activation.Sin
                    ] do
                    activation, 80, 30
            ]
            (fun (activation, inputs, outputs) ->
                let network = layer activation inputs outputs

                let weights = Network.values "weight" network (network.Initial(Seed.create inputs))

                let n = float weights.Length
                let variance = deviation activation inputs outputs ** 2.0

                [
                    Equation.scalar "the mean" (sqrt (variance / n)) (Array.average weights) 0.0
                    Equation.scalar
                        "the variance"
                        (variance * sqrt (2.0 / n))
                        (weights |> Array.averageBy (fun v -> v * v))
                        variance
                ])

    /// A network whose outputs are put in other units gives scale x outputs + shift.
    let units (name: string) (inUnits: float[] -> float[] -> Network -> float[] -> float[] option) : Law =
        Law.forAll
            {
                Name = "network-units"
                Statement =
                    "Folded into its last layer, the units of a network's outputs make scale x outputs + shift of them."
                Source = ""
                Judge = Judge.Relative(1e-12, "sums of at most 4 products")
            }
            name
            seeds
            (fun seed ->
                let theta = Seed.normals (Network.parameterCount perceptron) (Seed.create seed)
                let z = Seed.gaussian 5 2 (Seed.create (seed + 1))
                let scale, shift = [| 0.5; 3.0 |], [| -1.0; 2.0 |]
                let before = Network.outputs perceptron theta z

                match inUnits scale shift perceptron theta with
                | Some folded ->
                    let after = Network.outputs perceptron folded z

                    [
                        Equation.vector
                            "the outputs"
                            (4.0 + 3.0 * Vectors.largest before.Data)
                            after.Data
                            (Points.init 5 2 (fun i k -> scale[k] * before[i, k] + shift[k])).Data
                    ]
                | None -> [ Equation.condition "the last layer is affine" false ])

    // Every weight of theta, and every set of filters, as a matrix of one row per first index.
    let private weights (network: Network) (theta: float[]) : (ParameterView * float[,]) list =
        [
            for view in network.Views do
                if view.Shape.Length >= 2 then
                    let columns = view.Size / view.Shape[0]
                    view, Array2D.init view.Shape[0] columns (fun i j -> theta[view.Offset + i * columns + j])
        ]

    // The singular values, the largest first, and the right singular vector of the largest.
    let private singular (w: float[,]) : float[] * float[] =
        let svd = Matrix<float>.Build.DenseOfArray(w).Svd true
        svd.S.ToArray(), svd.VT.Row(0).ToArray()

    // (s2/s1)^(2 iterations) tan of the angle between the start and the first right singular vector.
    let private remains (iterations: int) (w: float[,]) : float =
        let s, first = singular w
        let columns = Array2D.length2 w

        let start =
            Seed.normals columns (Seed.split "power iteration" (Seed.create columns))

        let cosine = abs (Vectors.inner start first) / Vectors.norm start
        let ratio = if s.Length > 1 then s[1] / s[0] else 0.0
        pown ratio (2 * iterations) * sqrt (max 0.0 (1.0 / (cosine * cosine) - 1.0))

    // W / s(W) as the network has it: its outputs at the unit vectors, less that at 0.
    let private read (normalise: int -> Network -> Network) (iterations: int) (w: float[,]) : float[,] =
        let inputs, outputs = Array2D.length1 w, Array2D.length2 w
        let network = normalise iterations (Network.affine inputs outputs)

        let theta =
            Array.append (w |> Seq.cast<float> |> Array.ofSeq) (Array.create outputs 0.5)

        let given =
            Network.outputs network theta (Points.init (inputs + 1) inputs (fun i k -> if i = k then 1.0 else 0.0))

        Array2D.init inputs outputs (fun i k -> given[i, k] - given[inputs, k])

    let private images =
        ImageNetwork.convolution (Filters.create 3 2 1 0) (ImageShape.create 2 3 3)

    /// In a spectrally normalised network the largest singular value of each weight is 1, up to what power iterations leave.
    let spectral (name: string) (normalise: int -> Network -> Network) : Law =
        Law.forAll
            {
                Name = "network-spectral"
                Statement =
                    "Spectrally normalised, each weight and each set of filters is W / s' with s/sqrt(1 + r^2) <= s' <= s, s and s2 its largest "
                    + "singular values and r = (s2/s)^(2 iterations) tan of the start's angle; biases stay."
                Source = ""
                Judge =
                    Judge.AtMost(
                        1e-11,
                        "singular values and outputs to a few hundred ulp, over gaps that cases of one seed leave"
                    )
            }
            name
            seeds
            (fun seed ->
                let iterations = 1 + seed % 4

                let bounds =
                    [
                        for inputs, outputs in [ 1, 3; 3, 1; 3, 2; 4, 5 ] do
                            let theta = Seed.normals (inputs * outputs) (Seed.create (seed + 10 * inputs))
                            let w = Array2D.init inputs outputs (fun i k -> theta[i * outputs + k])
                            let s, _ = singular w
                            let left, _ = singular (read normalise iterations w)
                            let r = remains iterations w
                            let what = $"{inputs} x {outputs} after {iterations}"
                            // The largest singular value of W / s' is s / s'.
                            Equation.scalar $"1 against s/s' of {what}" 1.0 1.0 left[0]

                            Equation.scalar
                                $"s/s' against its bound, of {what}"
                                (sqrt (1.0 + r * r))
                                left[0]
                                (sqrt (1.0 + r * r))

                            Equation.scalar
                                $"the other singular values of {what}"
                                1.0
                                (Array.map2 (fun a b -> abs (a * s[0] - b * left[0])) left s |> Array.max)
                                0.0
                    ]

                let whole =
                    [
                        for what, network in [ "a perceptron", perceptron; "a convolution", images ] do
                            let theta = Seed.normals (Network.parameterCount network) (Seed.create seed)
                            let divided = Array.copy theta

                            for view, w in weights network theta do
                                read normalise iterations w
                                |> Seq.cast<float>
                                |> Seq.iteri (fun p v -> divided[view.Offset + p] <- v)

                            let x = Seed.gaussian 4 network.InputSize (Seed.create (seed + 1))
                            let wanted = Network.outputs network divided x
                            let given = Network.outputs (normalise iterations network) theta x

                            Equation.scalar
                                $"{what} against the network with these weights"
                                (1.0 + Vectors.largest wanted.Data)
                                (Array.map2 (fun a b -> abs (a - b)) wanted.Data given.Data |> Array.max)
                                0.0
                    ]

                bounds @ whole)

    let private layersOf (network: Network) (layers: Network -> Tensor -> Tensor -> Tensor list) theta (x: Points) =
        let at = Tensor.input "x" [| x.Count; x.Dimension |]
        let parameters = Tensor.input "theta" [| Array.length theta |]

        (Engine.compile network.Engine [ parameters; at ] (layers network parameters at)).Evaluate
            [| theta; Points.toRowMajor x |]

    /// What the layers of a chain give.
    let layers (name: string) (layersIn: Network -> Tensor -> Tensor -> Tensor list) : Law =
        Law.forAll
            {
                Name = "network-layers"
                Statement =
                    "The layers of a chain give what each affine layer makes of the one before, after its activation; the last is the network's "
                    + "output."
                Source = "BSAG18-9"
                Judge = Judge.Relative(1e-12, "sums of at most 5 products, through up to three layers")
            }
            name
            seeds
            (fun seed ->
                [
                    for what, sizes, nested in
                        [
                            "a line", [ 2; 3 ], false
                            "a perceptron", [ 2; 5; 4; 1 ], false
                            "a chain of chains", [ 2; 3; 2; 2 ], true
                        ] do
                        let plain = Network.multilayer sizes Activation.Tanh
                        // Two layers by themselves, then the rest.
                        let network =
                            if nested then
                                Network.chain
                                    [
                                        Network.chain
                                            [
                                                Network.affineFor Activation.Tanh 2 3
                                                Network.activation Activation.Tanh 3
                                                Network.affineFor Activation.Tanh 3 2
                                            ]
                                        Network.activation Activation.Tanh 2
                                        Network.affine 2 2
                                    ]
                            else
                                plain

                        let theta = Seed.normals (Network.parameterCount network) (Seed.create seed)
                        let x = Seed.gaussian 4 2 (Seed.create (seed + 1))
                        let given = layersOf network layersIn theta x
                        let steps = List.pairwise sizes
                        Equation.condition $"{what}: as many as affine layers" (given.Length = steps.Length)

                        let folder (before: float[][], offset) (at, (inputs, outputs)) =
                            let after =
                                before
                                |> Array.map (fun row ->
                                    Array.init outputs (fun k ->
                                        let bias = theta[offset + inputs * outputs + k]

                                        let sum =
                                            Seq.sum (
                                                Seq.init inputs (fun i -> row[i] * theta[offset + i * outputs + k])
                                            )

                                        if at < steps.Length - 1 then
                                            tanh (sum + bias)
                                        else
                                            sum + bias))

                            after, offset + inputs * outputs + outputs

                        let wanted =
                            List.scan folder (Points.toRows x, 0) (List.indexed steps)
                            |> List.tail
                            |> List.map (fst >> Array.concat)

                        for at, layer in List.indexed wanted do
                            Equation.vector
                                $"{what}: layer {at}"
                                (5.0 * (1.0 + Vectors.largest theta))
                                (Array.tryItem at given |> Option.defaultValue [||])
                                layer

                        Equation.vector
                            $"{what}: the output"
                            (5.0 * (1.0 + Vectors.largest theta))
                            (Array.last given)
                            (Points.toRowMajor (Network.outputs network theta x))
                ])
