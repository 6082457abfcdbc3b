namespace GanFlowTheory.Laws

open System
open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// A generator with noise, a discriminator, and how the generator is to be moved: the case of HZ23-6.
type internal GanScene =
    {
        /// The dimensions of noise and points, and of hidden layers between them.
        Noise: int
        Hidden: int list
        Dimension: int
        Samples: int
        /// Hidden sizes of the logit; None for a random Fourier logit.
        Logit: int list option
        /// Whether the generator makes images of 4 x 4 pixels by convolutions, and the logit sees them by convolutions.
        Image: bool
        /// The targets lie 2^-Halvings ahead.
        Halvings: int
        /// Inner steps.
        Steps: int
        /// The rate tau of an inner step in 64ths of its unit.
        Rate: int
        /// Added to the logit: at 40 and more D is 1 to rounding, at -40 and less 0.
        Offset: int
        Seed: int
    }

    member this.Epsilon = Math.Pow(2.0, -float this.Halvings)

    member this.Draw(label: string) : Seed =
        Seed.create this.Seed |> Seed.split label

    member this.LogitNetwork: Network =
        match this.Logit with
        | _ when this.Image -> Network.parse "4x4-3-1:leaky-relu:0.2"
        | Some hidden -> Network.multilayer (this.Dimension :: hidden @ [ 1 ]) Activation.Tanh
        | None ->
            Network.chain
                [
                    Network.randomFourierFeatures this.Dimension 5 1.0 (this.Draw "features")
                    Network.affine 5 1
                ]

    // Weights and biases of order 1; of convolutions, whose sums are long, those that they begin with.
    member private this.Parameters (network: Network) (label: string) : float[] =
        if this.Image then
            network.Initial(this.Draw label)
        else
            Seed.normals (Network.parameterCount network) (this.Draw label)

    // The last parameter is the bias of the output.
    member this.LogitParameters: float[] =
        let plain = this.Parameters this.LogitNetwork "logit"
        Array.updateAt (plain.Length - 1) (plain[plain.Length - 1] + float this.Offset) plain

    member this.State: ParameterState =
        let network =
            if this.Image then
                Network.parse $"{this.Noise}-2-4x4:relu:tanh"
            else
                Network.multilayer (this.Noise :: this.Hidden @ [ this.Dimension ]) Activation.Tanh

        ParameterState.create
            network
            (Seed.gaussian this.Samples this.Noise (this.Draw "noise"))
            (this.Parameters network "parameters")

    override this.ToString() =
        let sizes = String.Join("-", this.Noise :: this.Hidden @ [ this.Dimension ])

        let logit =
            match this.Logit with
            | Some hidden -> String.Join("-", this.Dimension :: hidden @ [ 1 ])
            | None -> "5 random Fourier features"

        let logit =
            if this.Offset = 0 then
                logit
            else
                $"{logit} + {this.Offset}"

        let sizes, logit =
            if this.Image then
                $"{this.Noise}-2-4x4:relu:tanh", "of convolutions"
            else
                $"{sizes} tanh", logit

        $"generator {sizes} on {this.Samples} samples, logit {logit}, epsilon 2^-{this.Halvings}, \
          {this.Steps} steps of rate {this.Rate}/64, seed {this.Seed}"

/// Generating such cases.
[<RequireQualifiedAccess>]
module internal GanScenes =

    let private shrink (scene: GanScene) : GanScene seq =
        seq {
            if not scene.Hidden.IsEmpty then
                yield { scene with Hidden = [] }

            if scene.Logit <> Some [] then
                yield { scene with Logit = Some [] }

            for samples in [ 1; 2 ] do
                if samples < scene.Samples then
                    yield { scene with Samples = samples }

            if scene.Steps > 2 then
                yield { scene with Steps = scene.Steps - 1 }

            if scene.Halvings > 0 then
                yield { scene with Halvings = 0 }

            if scene.Seed > 0 then
                yield { scene with Seed = scene.Seed / 2 }
        }

    let private scene (hidden: Gen<int list>) =
        gen {
            let! noise = Gen.choose (1, 3)
            let! dimension = Gen.choose (1, 3)
            let! hidden = hidden
            let! samples = Gen.elements [ 1; 2; 3; 5; 8 ]
            let! logit = Gen.elements [ Some []; Some [ 4 ]; Some [ 3; 3 ]; None ]
            let! halvings = Gen.choose (0, 6)
            let! steps = Gen.choose (2, 6)
            let! rate = Gen.choose (1, 64)
            let! seed = Gen.choose (0, 9999)

            return
                {
                    Noise = noise
                    Hidden = hidden
                    Dimension = dimension
                    Samples = samples
                    Image = false
                    Logit = logit
                    Halvings = halvings
                    Steps = steps
                    Rate = rate
                    Offset = 0
                    Seed = seed
                }
        }

    /// Affine generators and perceptrons.
    let any: Arbitrary<GanScene> =
        Arb.fromGenShrink (scene (Gen.elements [ []; []; [ 3 ]; [ 4; 3 ] ]), shrink)

    /// The same against discriminators that are sure of themselves: D from e^-600 to 1 - e^-700.
    let saturated: Arbitrary<GanScene> =
        Arb.fromGenShrink (
            Gen.map2
                (fun scene offset -> { scene with Offset = offset })
                any.Generator
                (Gen.elements [ -600; -40; -5; 5; 40; 700 ]),
            fun scene ->
                seq {
                    for offset in [ -40; -5; 5; 40 ] do
                        if abs offset < abs scene.Offset && sign offset = sign scene.Offset then
                            yield { scene with Offset = offset }

                    yield! shrink scene
                }
        )

    /// Generators of images, and logits of them.
    let images: Arbitrary<GanScene> =
        Arb.fromGenShrink (
            scene (Gen.constant [])
            |> Gen.map (fun scene ->
                { scene with
                    Image = true
                    Dimension = 16
                    Logit = Some []
                }),
            shrink
        )

    /// Affine generators.
    let affine: Arbitrary<GanScene> =
        Arb.fromGenShrink (scene (Gen.constant []), shrink)

    /// Affine generators from the plane to the plane: their weights are square, and their transposes others.
    let square: Arbitrary<GanScene> =
        let scene =
            scene (Gen.constant [])
            |> Gen.map (fun scene -> { scene with Noise = 2; Dimension = 2 })

        Arb.fromGenShrink (scene, shrink)
