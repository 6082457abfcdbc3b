namespace GanFlowTheory.Bench

open GanFlowTheory.Core

/// <summary>Networks and updates written out by hand: what a training step costs on an engine alone.</summary>
[<RequireQualifiedAccess>]
module HandWritten =

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

    /// Adam with rates 1e-3, 0.5, 0.999, of the library: it changes the parameters.
    [<Sealed>]
    type Adam(parameters: float[]) =
        let rule = Optimiser.adamWith 1e-3 0.5 0.999 1e-8
        let mutable memory = Optimiser.start parameters.Length rule

        /// A step along a velocity, minus a gradient.
        member _.Step(velocity: float[]) =
            memory <- Optimiser.advance rule memory parameters velocity (fun _ _ -> ()) parameters memory.Arrays

    [<Literal>]
    let Batch = 256

    /// The layers of discriminator and generator of the plain GAN, the hidden ones a number of times as wide.
    let ganSizes (times: int) : int list * int list =
        [ 2; 512 * times; 256 * times; 1 ], [ 16; 128 * times; 128 * times; 2 ]

    /// <summary>The step of a plain GAN in the plane: discriminator 2-512-256-1 with leaky ReLU, generator 16-128-128-2
    /// with tanh, one Adam step of each; with hidden layers a number of times as wide.</summary>
    [<Sealed>]
    type PlainGan(engine: Engine, times: int) =
        let discriminator, generator = ganSizes times
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
        let sampling = Engine.compile engine [ g; z ] [ samples ]

        let criticStep =
            Engine.compile engine [ d; x; y ] [ lossD; Differentiate.gradient -lossD d ]

        let generatorStep =
            Engine.compile engine [ g; d; z ] [ lossG; Differentiate.gradient -lossG g ]

        let fake: float[] = Array.zeroCreate (Batch * 2)
        let valueD, velocityD = [| 0.0 |], Array.zeroCreate thetaD.Length
        let valueG, velocityG = [| 0.0 |], Array.zeroCreate thetaG.Length
        let samplingIn, samplingOut = [| thetaG; noise |], [| fake |]
        let criticIn, criticOut = [| thetaD; real; fake |], [| valueD; velocityD |]
        let generatorIn, generatorOut = [| thetaG; thetaD; noise |], [| valueG; velocityG |]

        /// Both steps; the discriminator's loss.
        member _.Step() : float =
            sampling.Run(samplingIn, samplingOut)
            criticStep.Run(criticIn, criticOut)
            adamD.Step velocityD
            generatorStep.Run(generatorIn, generatorOut)
            adamG.Step velocityG
            valueD[0]

    /// <summary>The critic step of an MMD GAN: features 2-64-64-16 with softplus, rational quadratic kernel of alpha
    /// 1/2 on them, -MMD^2 + 10 mean (|grad witness| - 1)^2 at points between the samples.</summary>
    [<Sealed>]
    type MmdCritic(engine: Engine) =
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
            Engine.compile engine [ t; x; y; between ] [ loss; Differentiate.gradient -loss t ]

        let value, velocity = [| 0.0 |], Array.zeroCreate theta.Length
        let inputs = [| theta; points "x"; points "y"; points "b" |]
        let outputs = [| value; velocity |]

        /// One step; the loss.
        member _.Step() : float =
            program.Run(inputs, outputs)
            adam.Step velocity
            value[0]
