namespace GanFlowTheory.Laws

open FsCheck
open FsCheck.FSharp
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
