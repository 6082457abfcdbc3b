namespace GanFlowTheory.Core.Tests

open GanFlowTheory.Core
open Xunit

module ImageNetworkTests =

    let private random (count: int) (seed: int) =
        Seed.normals count (Seed.create seed) |> Array.map (fun z -> 0.5 * z)

    let private images (rows: int) (shape: ImageShape) =
        Seed.gaussian rows shape.Size (Seed.create 3)

    let private at (shape: ImageShape) (c: int) (i: int) (j: int) =
        c * shape.Height * shape.Width + i * shape.Width + j

    let private inside (shape: ImageShape) (i: int) (j: int) =
        i >= 0 && i < shape.Height && j >= 0 && j < shape.Width

    // The cases: stride, padding and filters that fit and that leave a remainder, more channels than one.
    let private cases =
        [
            for stride in 1..3 do
                for padding in 0..2 do
                    for extent in 1..4 do
                        if stride >= 1 && extent > padding then
                            Filters.create 3 extent stride padding
        ]

    let private small = ImageShape.create 2 5 4

    let private check (network: Network) (expected: (string -> float[]) -> float[] -> float[]) =
        let theta = random (Network.parameterCount network) 4
        let x = images 2 small
        let values name = Network.values name network theta
        let actual = Network.evaluate network theta x

        for i in 0 .. x.Count - 1 do
            // Sums of at most 2 x 4 x 4 products of order 1.
            Array.iter2 (Testing.close 1e-13) (expected values (x.Row i)) (actual.Row i)

    [<Fact>]
    let ``convolution is a sum over the pixels under each filter, plus the bias of its channel`` () =
        for filters in cases do
            let result = ImageNetwork.convolved filters small
            let network = ImageNetwork.convolution filters small
            Assert.Equal(result.Size, network.OutputSize)

            check network (fun values x ->
                let w, b = values "filters", values "bias"
                let y = Array.zeroCreate result.Size

                for o in 0 .. result.Channels - 1 do
                    for i in 0 .. result.Height - 1 do
                        for j in 0 .. result.Width - 1 do
                            let mutable total = b[o]

                            for c in 0 .. small.Channels - 1 do
                                for di in 0 .. filters.Extent - 1 do
                                    for dj in 0 .. filters.Extent - 1 do
                                        let u = i * filters.Stride + di - filters.Padding
                                        let v = j * filters.Stride + dj - filters.Padding

                                        if inside small u v then
                                            let filter =
                                                ((o * small.Channels + c) * filters.Extent + di) * filters.Extent + dj

                                            total <- total + w[filter] * x[at small c u v]

                            y[at result o i j] <- total

                y)

    [<Fact>]
    let ``transposed convolution spreads each pixel over the pixels under its filter`` () =
        for filters in cases do
            let result = ImageNetwork.expanded filters small
            let network = ImageNetwork.convolutionTranspose filters small
            Assert.Equal(result.Size, network.OutputSize)

            check network (fun values x ->
                let w, b = values "filters", values "bias"
                let y = Array.init result.Size (fun p -> b[p / (result.Height * result.Width)])

                for c in 0 .. small.Channels - 1 do
                    for i in 0 .. small.Height - 1 do
                        for j in 0 .. small.Width - 1 do
                            for o in 0 .. result.Channels - 1 do
                                for di in 0 .. filters.Extent - 1 do
                                    for dj in 0 .. filters.Extent - 1 do
                                        let u = i * filters.Stride + di - filters.Padding
                                        let v = j * filters.Stride + dj - filters.Padding

                                        if inside result u v then
                                            let filter =
                                                ((c * result.Channels + o) * filters.Extent + di) * filters.Extent + dj

                                            let p = at result o u v
                                            y[p] <- y[p] + w[filter] * x[at small c i j]

                y)

    [<Fact>]
    let ``gradients in filters and biases are those of differences`` () =
        let filters = Filters.create 2 3 2 1
        let x = images 2 small
        NetworkTesting.checkGradient (ImageNetwork.convolution filters small) x
        NetworkTesting.checkGradient (ImageNetwork.convolutionTranspose filters small) x

        let square = ImageShape.create 1 4 4
        NetworkTesting.checkGradient (ImageNetwork.critic square [ 2; 3 ] 1 Activation.Softplus) (images 2 square)

        NetworkTesting.checkGradient
            (ImageNetwork.generator 2 [ 3; 2 ] square Activation.Tanh)
            (Seed.gaussian 2 2 (Seed.create 6))

    [<Fact>]
    let ``filters start with the variance of the inputs behind a pixel and the outputs before it`` () =
        // Away from the border, 4 x 4 filters of stride 2 lay four of sixteen weights per channel over a pixel.
        let wide = ImageShape.create 64 8 8
        let filters = Filters.halving 128

        let start (network: Network) =
            Network.values "filters" network (network.Initial(Seed.create 12))

        let relu = Activation.Relu
        NetworkTesting.checkNormal (sqrt (2.0 / (64.0 * 16.0))) (start (ImageNetwork.convolutionFor relu filters wide))

        NetworkTesting.checkNormal
            (sqrt (2.0 / (64.0 * 4.0)))
            (start (ImageNetwork.convolutionTransposeFor relu filters wide))

        NetworkTesting.checkNormal
            (sqrt (2.0 / (64.0 * 16.0 + 128.0 * 4.0)))
            (start (ImageNetwork.convolution filters wide))

        NetworkTesting.checkNormal
            (sqrt (2.0 / (64.0 * 4.0 + 128.0 * 16.0)))
            (start (ImageNetwork.convolutionTranspose filters wide))

        // That there are 64 x 4 inputs behind an inner pixel: all ones give their number.
        let network = ImageNetwork.convolutionTranspose (Filters.halving 1) wide
        let theta = Array.append (Array.create (64 * 16) 1.0) [| 0.0 |]
        let made = Network.evaluate network theta (Points.init 1 wide.Size (fun _ _ -> 1.0))
        Assert.Equal(256.0, made[0, 5 * 16 + 7])

    [<Fact>]
    let ``generators and critics of images of 8 x 8 and 28 x 28 pixels fit together`` () =
        for side in [ 8; 28 ] do
            let shape = ImageShape.create 1 side side
            let generator = ImageNetwork.generator 16 [ 8; 4 ] shape Activation.Relu
            let critic = ImageNetwork.critic shape [ 4; 8 ] 1 (Activation.LeakyRelu 0.2)
            Assert.Equal((16, side * side), (generator.InputSize, generator.OutputSize))
            Assert.Equal((side * side, 1), (critic.InputSize, critic.OutputSize))
            let quarter = side / 4
            Assert.Equal<int[]>([| 16; 8 * quarter * quarter |], (Network.view "0/weight" generator).Shape)
            Assert.Equal<int[]>([| 8; 4; 4; 4 |], (Network.view "2/filters" generator).Shape)
            Assert.Equal<int[]>([| 4; 1; 4; 4 |], (Network.view "4/filters" generator).Shape)
            Assert.Equal<int[]>([| 4; 1; 4; 4 |], (Network.view "0/filters" critic).Shape)
            Assert.Equal<int[]>([| 8; 4; 4; 4 |], (Network.view "2/filters" critic).Shape)
            Assert.Equal<int[]>([| 8 * quarter * quarter; 1 |], (Network.view "4/weight" critic).Shape)
            let both = Network.chain [ generator; critic ]

            let scores =
                Network.evaluate both (both.Initial(Seed.create 1)) (Seed.gaussian 3 16 (Seed.create 2))

            Assert.Equal((3, 1), (scores.Count, scores.Dimension))
            // Three samples of noise are three images.
            Assert.Equal(3, Array.length (Array.distinct scores.Data))

    [<Fact>]
    let ``shapes that do not fit are named`` () =
        let shape = ImageShape.create 1 8 6

        let message =
            Testing.argumentError (fun () -> ImageNetwork.critic shape [ 4; 8 ] 1 Activation.Relu)

        Assert.Contains("1 x 8 x 6", message)
        Assert.Contains("divisible by 4", message)

        let message =
            Testing.argumentError (fun () -> ImageNetwork.convolution (Filters.create 1 9 1 0) shape)

        Assert.Contains("9 x 9", message)
        Assert.Contains("1 x 8 x 6", message)

        let message =
            Testing.argumentError (fun () ->
                ImageNetwork.convolutionTranspose (Filters.create 1 1 1 3) (ImageShape.create 1 2 2))

        Assert.Contains("1 x 2 x 2", message)
        Assert.Contains("channels", Testing.argumentError (fun () -> ImageNetwork.generator 2 [] shape Activation.Relu))
        Assert.Contains("stride", Testing.argumentError (fun () -> Filters.create 1 1 0 0))
        Assert.Contains("height", Testing.argumentError (fun () -> ImageShape.create 1 0 2))
