namespace GanFlowTheory.Bench

open System
open GanFlowTheory.Core

/// <summary>Networks and updates written out by hand: what a training step costs on the engine alone.</summary>
[<RequireQualifiedAccess>]
module Training =

    /// The number of parameters of a network of the given layer sizes.
    let parameterCount (sizes: int list) =
        List.pairwise sizes |> List.sumBy (fun (m, n) -> m * n + n)

    /// Parameters of standard deviation 1/sqrt of the inputs; biases are drawn alike.
    let initial (sizes: int list) (seed: Seed) : float[] =
        List.pairwise sizes
        |> List.mapi (fun at (m, n) ->
            Seed.normals (m * n + n) (Seed.splitAt at seed)
            |> Array.map (fun v -> v / sqrt (float m)))
        |> Array.concat

    /// Affine maps with an activation between them.
    let network (sizes: int list) (activation: Tensor -> Tensor) (theta: Tensor) (x: Tensor) : Tensor =
        let layers = sizes.Length - 1

        ((0, 0, x), List.pairwise sizes)
        ||> List.fold (fun (layer, at, x) (m, n) ->
            let weights = theta |> Tensor.slice 0 at (m * n) |> Tensor.reshape [| m; n |]
            let bias = theta |> Tensor.slice 0 (at + m * n) n
            let y = Tensor.dot x weights + bias
            layer + 1, at + m * n + n, (if layer = layers - 1 then y else activation y))
        |> fun (_, _, y) -> y

    /// Adam's update with rates 1e-3, 0.5, 0.999.
    [<Sealed>]
    type Adam(parameters: float[]) =
        let first: float[] = Array.zeroCreate parameters.Length
        let second: float[] = Array.zeroCreate parameters.Length
        let mutable step = 0

        member _.Step(gradient: float[]) =
            step <- step + 1
            let a = 1e-3 / (1.0 - pown 0.5 step)
            let b = 1.0 / (1.0 - pown 0.999 step)

            for i in 0 .. parameters.Length - 1 do
                let g = gradient[i]
                let m = 0.5 * first[i] + 0.5 * g
                let v = 0.999 * second[i] + 0.001 * g * g
                first[i] <- m
                second[i] <- v
                parameters[i] <- parameters[i] - a * m / (sqrt (v * b) + 1e-8)

    [<Literal>]
    let Batch = 256

    /// <summary>The step of a plain GAN in the plane: discriminator 2-512-256-1 with leaky ReLU, generator 16-128-128-2
    /// with tanh, one Adam step of each.</summary>
    [<Sealed>]
    type PlainGan() =
        let discriminator, generator = [ 2; 512; 256; 1 ], [ 16; 128; 128; 2 ]
        let seed = Seed.create 1
        let thetaD = initial discriminator (Seed.split "d" seed)
        let thetaG = initial generator (Seed.split "g" seed)
        let adamD, adamG = Adam thetaD, Adam thetaG
        let noise = Seed.normals (Batch * 16) (Seed.split "z" seed)
        let real = Seed.normals (Batch * 2) (Seed.split "x" seed)

        let d, g =
            Tensor.input "discriminator" [| thetaD.Length |], Tensor.input "generator" [| thetaG.Length |]

        let z, x, y =
            Tensor.input "noise" [| Batch; 16 |], Tensor.input "real" [| Batch; 2 |], Tensor.input "fake" [| Batch; 2 |]

        let critic = network discriminator (Tensor.leakyRelu 0.2) d
        let samples = network generator Tensor.tanh g z

        let lossD =
            Tensor.mean (Tensor.softplus -(critic x))
            + Tensor.mean (Tensor.softplus (critic y))

        let lossG = Tensor.mean (Tensor.softplus -(critic samples))
        let sampling = Engine.compile Engine.standard [ g; z ] [ samples ]

        let criticStep =
            Engine.compile Engine.standard [ d; x; y ] [ lossD; Differentiate.gradient lossD d ]

        let generatorStep =
            Engine.compile Engine.standard [ g; d; z ] [ lossG; Differentiate.gradient lossG g ]

        let fake: float[] = Array.zeroCreate (Batch * 2)
        let valueD, gradientD = [| 0.0 |], Array.zeroCreate thetaD.Length
        let valueG, gradientG = [| 0.0 |], Array.zeroCreate thetaG.Length
        let samplingIn, samplingOut = [| thetaG; noise |], [| fake |]
        let criticIn, criticOut = [| thetaD; real; fake |], [| valueD; gradientD |]
        let generatorIn, generatorOut = [| thetaG; thetaD; noise |], [| valueG; gradientG |]

        /// Both steps; the discriminator's loss.
        member _.Step() : float =
            sampling.Run(samplingIn, samplingOut)
            criticStep.Run(criticIn, criticOut)
            adamD.Step gradientD
            generatorStep.Run(generatorIn, generatorOut)
            adamG.Step gradientG
            valueD[0]

    /// <summary>The same GAN as a composition through the loop of flows: a discriminator of one inner step that is
    /// warm-started, the Euclidean metric, Adam.</summary>
    let flowGan () : FlowSteps<ParameterState> =
        let adam = Optimiser.adamWith 1e-3 0.5 0.9 1e-8

        let discriminator =
            { DiscriminatorOptions.standard (Network.multilayer [ 2; 512; 256; 1 ] (Activation.LeakyRelu 0.2)) with
                FirstSteps = 1
                Steps = 1
                Batch = Batch
                HeldOut = 0.0
                Optimiser = adam
            }

        let target =
            (Target.byName "eight-gaussians").Sample (Seed.create 1) 2000
            |> Empirical.ofPoints

        let critic =
            Critic.monoFlow (RatioEstimator.discriminator discriminator) GeneratorLoss.nonSaturating target

        let generator = Network.multilayer [ 16; 128; 128; 2 ] Activation.Tanh

        Flow.createThrough "kl" critic Metric.euclidean
        |> Flow.steppedBy (Integrator.optimised adam)
        |> Flow.from (ParameterState.initial generator Batch (Seed.create 3))
        |> Flow.reusing
        |> FlowSteps

    /// <summary>An MMD GAN of 8 x 8 images with the rational quadratics of BSAG18 and their linear kernel: critic with filters
    /// and twice as many in its two layers, five steps of it to one of the generator, batch 64, both penalties.</summary>
    let mmdGan (filters: int) : FlowSteps<ParameterState> =
        let critic =
            Network.parse (FormattableString.Invariant $"8x8-{filters}-{2 * filters}-16:leaky-relu:0.2")

        let options = CriticOptions.mmd (Kernel.add Kernel.rqPaper Kernel.dot) critic
        let target = Seed.gaussian 2000 64 (Seed.create 5) |> Empirical.ofPoints

        Flow.createThrough "mmd" (Critic.adversarial options target) Metric.euclidean
        |> Flow.steppedBy (Integrator.optimised options.Optimiser)
        |> Flow.withFreshNoise
        |> Flow.from (ParameterState.initial (Network.parse "16-32-16-8x8:relu") 64 (Seed.create 3))
        |> Flow.reusing
        |> FlowSteps

    /// <summary>The kernelized flow of a generator 16-32-14 with tanh, 1,006 parameters, on 512 samples of noise:
    /// matrix-free, MN21-2.</summary>
    let kernelized () : FlowSteps<ParameterState> =
        let kernel = Kernel.gaussian 1.0
        let target = Seed.gaussian 512 14 (Seed.create 5) |> Empirical.ofPoints
        let generator = Network.multilayer [ 16; 32; 14 ] Activation.Tanh

        Flow.create (Functional.mmd kernel target) (Metric.kernelized kernel 0.1)
        |> Flow.steppedBy (Integrator.euler 0.1)
        |> Flow.from (ParameterState.initial generator 512 (Seed.create 3))
        |> Flow.reusing
        |> FlowSteps

    /// <summary>The critic step of an MMD GAN: features 2-64-64-16 with softplus, rational quadratic kernel of alpha
    /// 1/2 on them, -MMD^2 + 10 mean (|grad witness| - 1)^2 at points between the samples.</summary>
    [<Sealed>]
    type MmdCritic() =
        let sizes = [ 2; 64; 64; 16 ]
        let seed = Seed.create 2
        let theta = initial sizes (Seed.split "features" seed)
        let adam = Adam theta

        let points label =
            Seed.normals (Batch * 2) (Seed.split label seed)

        let t = Tensor.input "features" [| theta.Length |]

        let x, y, between =
            Tensor.input "real" [| Batch; 2 |],
            Tensor.input "fake" [| Batch; 2 |],
            Tensor.input "between" [| Batch; 2 |]

        let features = network sizes Tensor.softplus t

        let kernel a b =
            Tensor.power -0.5 (1.0 + Tensor.squaredDistances a b)

        let fx, fy, fb = features x, features y, features between

        let mmd =
            Tensor.mean (kernel fx fx) + Tensor.mean (kernel fy fy)
            - 2.0 * Tensor.mean (kernel fx fy)

        // Its gradient in each point comes from the sum over points: they do not interact.
        let witness =
            Tensor.sum (kernel fb fx) / float Batch
            - Tensor.sum (kernel fb fy) / float Batch

        let slope =
            Differentiate.gradient witness between
            |> Tensor.square
            |> Tensor.sumAlong 1
            |> fun s -> Tensor.sqrt (s + 1e-12)

        let loss = 10.0 * Tensor.mean (Tensor.square (slope - 1.0)) - mmd

        let program =
            Engine.compile Engine.standard [ t; x; y; between ] [ loss; Differentiate.gradient loss t ]

        let value, gradient = [| 0.0 |], Array.zeroCreate theta.Length
        let inputs = [| theta; points "x"; points "y"; points "b" |]
        let outputs = [| value; gradient |]

        /// One step; the loss.
        member _.Step() : float =
            program.Run(inputs, outputs)
            adam.Step gradient
            value[0]
