namespace GanFlowTheory.Laws

open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// <summary>A generator and a critic, small networks of random parameters, with noise and data of finite laws and sample
/// sizes so small that every sample can be enumerated.</summary>
[<CustomEquality; NoComparison>]
type internal FixedCriticScene =
    {
        /// The noise.
        Noise: Cloud
        /// The data, of the generator's outputs' dimension.
        Data: Cloud
        /// The number of noise points in a sample.
        N: int
        /// The number of data points in a sample.
        M: int
        /// Of the hidden layer of both networks.
        Activation: Activation
        /// Of the parameters of both networks.
        Seed: int
    }

    override this.ToString() =
        $"noise {this.Noise}, data {this.Data}, samples of {this.N} and {this.M}, {Activation.name this.Activation}, parameters from seed {this.Seed}"

    override this.Equals other =
        match other with
        | :? FixedCriticScene as other ->
            this.Noise = other.Noise
            && this.Data = other.Data
            && this.N = other.N
            && this.M = other.M
            && this.Activation = other.Activation
            && this.Seed = other.Seed
        | _ -> false

    override this.GetHashCode() = hash (this.Noise, this.Data, this.Seed)

/// A loss of samples from fixed networks: with the library's tensors, and of laws with dual numbers.
[<NoComparison; NoEquality>]
type internal CriticLoss =
    {
        Name: string
        /// The number of outputs of the critic.
        Outputs: int
        /// From h(G(z)), n x outputs, and h(y), m x outputs, to the loss of the samples.
        OfSamples: Tensor -> Tensor -> Tensor
        /// From the weights and the values of h(G(Z)) and of h(Y) to the loss of the laws.
        OfLaws: (float * Dual[])[] -> (float * Dual[])[] -> Dual
    }

/// Generators and critics of the claims on gradients.
[<RequireQualifiedAccess>]
module internal FixedCriticScene =

    /// The hidden units of both networks.
    let private hidden = 3

    /// Activations with kinks and without.
    let activations =
        [
            Activation.Relu
            Activation.LeakyRelu 0.2
            Activation.Tanh
            Activation.Softplus
        ]

    /// At most 81 samples of noise and of data together.
    let scenes (activations: Activation list) : Arbitrary<FixedCriticScene> =
        let generate =
            gen {
                let! inputs = Gen.choose (1, 2)
                let! outputs = Gen.choose (1, 2)
                let! atoms, size = Gen.elements [ 2, 3; 3, 2; 2, 2; 1, 2 ]
                let! noise = Generators.cloudOf atoms inputs 1.0
                let! data = Generators.cloudOf (1 + atoms / 2) outputs 1.0
                let! m = Gen.choose (2, 3)
                let! activation = Gen.elements activations
                let! seed = Gen.choose (0, 10000)

                return
                    {
                        Noise = noise
                        Data = data
                        N = size
                        M = m
                        Activation = activation
                        Seed = seed
                    }
            }

        let shrink scene =
            seq {
                for noise in Generators.shrinkCloud scene.Noise do
                    yield { scene with Noise = noise }

                for data in Generators.shrinkCloud scene.Data do
                    yield { scene with Data = data }
            }

        Arb.fromGenShrink (generate, shrink)

    /// The generator.
    let generator (scene: FixedCriticScene) : Network =
        Network.multilayer [ scene.Noise.Dimension; hidden; scene.Data.Dimension ] scene.Activation

    /// The critic.
    let critic (outputs: int) (scene: FixedCriticScene) : Network =
        Network.multilayer [ scene.Data.Dimension; hidden; outputs ] scene.Activation

    let private drawn (label: string) (network: Network) (scene: FixedCriticScene) =
        Seed.create scene.Seed
        |> Seed.split label
        |> Seed.normals (Network.parameterCount network)

    /// The generator's parameters, biases among them: almost surely no kink lies at an atom.
    let psi (scene: FixedCriticScene) : float[] =
        drawn "generator" (generator scene) scene

    /// The critic's parameters.
    let theta (outputs: int) (scene: FixedCriticScene) : float[] =
        drawn "critic" (critic outputs scene) scene

    /// The gradient of a loss in psi, from psi and a sample of each law: by the library's tensors.
    let sampleGradients (loss: CriticLoss) (scene: FixedCriticScene) : float[] -> Points -> Points -> float[] =
        let generator, critic = generator scene, critic loss.Outputs scene
        let theta = theta loss.Outputs scene
        let psi = Tensor.input "psi" [| Network.parameterCount generator |]
        let z = Tensor.input "z" [| scene.N; scene.Noise.Dimension |]
        let y = Tensor.input "y" [| scene.M; scene.Data.Dimension |]
        let fixed' = Tensor.constant [| theta.Length |] theta
        let h = critic.Apply fixed'

        let value = loss.OfSamples (h (generator.Apply psi z)) (h y)

        let program =
            Engine.compile Engine.standard [ psi; z; y ] [ Differentiate.gradient value psi; value ]

        fun at noise data ->
            let results =
                program.Evaluate [| at; Points.toRowMajor noise; Points.toRowMajor data |]

            Array.append results[0] results[1]

    /// The loss of the laws, and its derivative along one direction of psi: by dual numbers.
    let ofLaws (loss: CriticLoss) (scene: FixedCriticScene) (psi: Dual[]) : Dual =
        let theta = theta loss.Outputs scene |> Array.map Dual.constant
        let d = scene.Data.Dimension
        let h = Dual.perceptron d hidden loss.Outputs scene.Activation theta
        let g = Dual.perceptron scene.Noise.Dimension hidden d scene.Activation psi

        let rows (cloud: Cloud) =
            Points.toRows cloud.Points |> Array.map (Array.map Dual.constant)

        loss.OfLaws
            (Array.zip scene.Noise.Weights (rows scene.Noise |> Array.map (g >> h)))
            (Array.zip scene.Data.Weights (rows scene.Data |> Array.map h))

    /// The gradient of the loss of the laws, one direction after the other.
    let lawGradient (loss: CriticLoss) (scene: FixedCriticScene) (psi: float[]) : float[] =
        Array.init psi.Length (fun p ->
            let along =
                psi
                |> Array.mapi (fun i v ->
                    {
                        V = v
                        D = (if i = p then 1.0 else 0.0)
                    })

            (ofLaws loss scene along).D)

    /// The mean over all samples of the gradient, then the value, at psi, and the size of the largest.
    let meanGradient (loss: CriticLoss) (scene: FixedCriticScene) : float[] -> float[] * float =
        let gradient = sampleGradients loss scene
        let noise = Enumeration.samples scene.Noise.Weights scene.N
        let data = Enumeration.samples scene.Data.Weights scene.M

        fun psi ->
            let mutable largest = 1.0
            let total = Array.zeroCreate (psi.Length + 1)

            for z, a in noise do
                for y, b in data do
                    let seen =
                        gradient psi (Points.select z scene.Noise.Points) (Points.select y scene.Data.Points)

                    largest <- max largest (Vectors.largest seen)

                    for p in 0 .. total.Length - 1 do
                        total[p] <- total[p] + a * b * seen[p]

            total, largest

    /// E f(Y) - E f(G(Z)), f = h with one output.
    let wgan: CriticLoss =
        {
            Name = "wgan"
            Outputs = 1
            OfSamples = fun x y -> Tensor.mean y - Tensor.mean x
            OfLaws =
                fun x y ->
                    let mean = Seq.map (fun (w, f: Dual[]) -> Dual.scale w f[0]) >> Dual.sum
                    Dual.subtract (mean y) (mean x)
        }

    let private squaredDistance (a: Dual[]) (b: Dual[]) =
        Array.map2 (fun s t -> Dual.map (fun v -> v * v) (fun v -> 2.0 * v) (Dual.subtract s t)) a b
        |> Dual.sum

    let private innerProduct (a: Dual[]) (b: Dual[]) =
        Array.map2 Dual.multiply a b |> Dual.sum

    /// Kernels of at most quadratic growth, as matrices of tensors and of dual numbers.
    let private kernels: (string * (Tensor -> Tensor -> Tensor) * (Dual[] -> Dual[] -> Dual)) list =
        [
            "gaussian",
            (fun x y -> Tensor.exp (Tensor.number -0.5 * Tensor.squaredDistances x y)),
            (fun a b -> Dual.exp (Dual.scale -0.5 (squaredDistance a b)))

            "rational quadratic",
            (fun x y -> Tensor.power -0.5 (Tensor.number 1.0 + Tensor.squaredDistances x y)),
            (fun a b -> Dual.power -0.5 (Dual.add (Dual.constant 1.0) (squaredDistance a b)))

            "dot", (fun x y -> Tensor.matrixProduct false true x y), innerProduct
        ]

    let private offDiagonal (n: int) =
        Tensor.constant
            [| n; n |]
            (Array.init (n * n) (fun at -> if at / n = at % n then 0.0 else 1.0 / float (n * (n - 1))))

    let private everyPair (n: int) =
        Tensor.fill [| n; n |] (1.0 / float (n * n))

    // MMD^2 of samples, their own pairs weighted as given, and that of laws.
    let private mmdWith ownX ownY suffix : CriticLoss list =
        [
            for name, matrix, value in kernels ->
                {
                    Name = $"MMD^2 with kernel {name}{suffix}"
                    Outputs = 2
                    OfSamples =
                        fun x y ->
                            Tensor.sum (matrix x x * ownX x.Extents[0])
                            + Tensor.sum (matrix y y * ownY y.Extents[0])
                            - Tensor.number 2.0 * Tensor.mean (matrix x y)
                    OfLaws =
                        fun x y ->
                            let mean p q =
                                Dual.sum (
                                    seq {
                                        for v, a in p do
                                            for w, b in q -> Dual.scale (v * w) (value a b)
                                    }
                                )

                            Dual.subtract (Dual.add (mean x x) (mean y y)) (Dual.scale 2.0 (mean x y))
                }
        ]

    /// The unbiased estimator of MMD^2 on features.
    let unbiased: CriticLoss list = mmdWith offDiagonal offDiagonal ""

    /// The V-statistic.
    let biased: CriticLoss list = mmdWith everyPair everyPair ", V-statistic"

    /// Unbiased in the generator's sample alone: the data's pairs with themselves are left in.
    let biasedInData: CriticLoss list =
        mmdWith offDiagonal everyPair ", data's diagonal left in"
