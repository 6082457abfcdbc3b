namespace GanFlowTheory.Torch.Bench

open System
open TorchSharp
open GanFlowTheory.Core
open GanFlowTheory.Bench

/// What tensors hold, and where they lie.
[<NoComparison; NoEquality>]
type Place =
    {
        Dtype: torch.ScalarType
        Device: torch.Device
    }

/// <summary>The steps of HandWritten as one writes them with LibTorch: tensors that require gradients, backward, and its
/// Adam.</summary>
[<RequireQualifiedAccess>]
module TorchSteps =

    /// A tensor of entries, row-major.
    let tensor (place: Place) (shape: int list) (values: float[]) : torch.Tensor =
        let extents = shape |> List.map int64 |> List.toArray

        use doubles =
            torch.tensor (values, ReadOnlySpan extents, Nullable torch.ScalarType.Float64)

        use there = doubles.``to`` (place.Dtype, place.Device)
        there.clone ()

    /// What was asked of a device is waited for: it goes on alone.
    let finish (place: Place) : unit =
        if place.Device.``type`` = DeviceType.CUDA then
            torch.cuda.synchronize place.Device

    let private number (value: float) : Scalar = value.ToScalar()

    // Weights and biases by layer, from one vector of parameters.
    let private layers (place: Place) (sizes: int list) (theta: float[]) : torch.Tensor list =
        ((0, []), List.pairwise sizes)
        ||> List.fold (fun (at, made) (m, n) ->
            let part first count shape =
                (tensor place shape theta[first .. first + count - 1]).requires_grad_ true

            at + m * n + n, part (at + m * n) n [ n ] :: part at (m * n) [ m; n ] :: made)
        |> snd
        |> List.rev

    let private network (activation: torch.Tensor -> torch.Tensor) (layers: torch.Tensor list) (x: torch.Tensor) =
        let pairs = List.chunkBySize 2 layers

        pairs
        |> List.indexed
        |> List.fold
            (fun (x: torch.Tensor) (at, pair) ->
                let y = torch.addmm (pair[1], x, pair[0], 1.0f, 1.0f)
                if at = pairs.Length - 1 then y else activation y)
            x

    let private adam (parameters: torch.Tensor list) =
        let named = parameters |> List.map (fun p -> new Modules.Parameter(p))
        named, torch.optim.Adam(named, 1e-3, 0.5, 0.999)

    /// The step of a plain GAN.
    [<Sealed>]
    type PlainGan(place: Place, times: int) =
        let batch = HandWritten.Batch
        let discriminator, generator = HandWritten.ganSizes times
        let seed = Seed.create 1

        let d, adamD =
            adam (layers place discriminator (HandWritten.initial discriminator (Seed.split "d" seed)))

        let g, adamG =
            adam (layers place generator (HandWritten.initial generator (Seed.split "g" seed)))

        let noise =
            tensor place [ batch; 16 ] (Seed.normals (batch * 16) (Seed.split "z" seed))

        let real =
            tensor place [ batch; 2 ] (Seed.normals (batch * 2) (Seed.split "x" seed))

        let ofD = d |> List.map (fun p -> p :> torch.Tensor)
        let ofG = g |> List.map (fun p -> p :> torch.Tensor)
        let critic = network (fun x -> torch.nn.functional.leaky_relu (x, 0.2)) ofD
        let sample = network torch.tanh ofG

        let softplusMean (x: torch.Tensor) = torch.nn.functional.softplus(x).mean()

        let setTracked (parameters: torch.Tensor list) (isTracked: bool) =
            for parameter in parameters do
                parameter.requires_grad <- isTracked

        /// Both steps; the samples are made once for both.
        member _.Step() : unit =
            use scope = torch.NewDisposeScope()
            let fake = sample noise
            adamD.zero_grad ()
            let loss = softplusMean (-(critic real)) + softplusMean (critic (fake.detach ()))
            loss.backward ()
            adamD.step () |> ignore
            setTracked ofD false
            adamG.zero_grad ()
            let loss = softplusMean (-(critic fake))
            loss.backward ()
            adamG.step () |> ignore
            setTracked ofD true
            finish place

    /// The critic step of an MMD GAN with its gradient penalty.
    [<Sealed>]
    type MmdCritic(place: Place) =
        let batch = HandWritten.Batch
        let sizes = [ 2; 64; 64; 16 ]
        let seed = Seed.create 2

        let theta, adam =
            adam (layers place sizes (HandWritten.initial sizes (Seed.split "features" seed)))

        let points (label: string) =
            tensor place [ batch; 2 ] (Seed.normals (batch * 2) (Seed.split label seed))

        let x, y = points "x", points "y"
        let between = (points "b").requires_grad_ true

        let features =
            network torch.nn.functional.softplus (theta |> List.map (fun p -> p :> torch.Tensor))

        // |a - b|^2 by products, as is usual.
        let kernel (a: torch.Tensor) (b: torch.Tensor) : torch.Tensor =
            let squares (x: torch.Tensor) : torch.Tensor = x.square().sum(1L, true)
            let products: torch.Tensor = torch.mm (a, b.t ())
            let crossed: torch.Tensor = products.mul (number 2.0)
            let sums: torch.Tensor = squares a + (squares b).t()
            let distances: torch.Tensor = (sums - crossed).clamp_min(number 0.0)
            let shifted: torch.Tensor = distances.add (number 1.0)
            shifted.pow (number -0.5)

        let meanKernel a b : torch.Tensor = (kernel a b).mean()
        let sumKernel a b : torch.Tensor = (kernel a b).sum()

        /// One step.
        member _.Step() : unit =
            use scope = torch.NewDisposeScope()
            adam.zero_grad ()
            let fx, fy, fb = features x, features y, features between
            let mixed: torch.Tensor = (meanKernel fx fy).mul(number 2.0)
            let mmd: torch.Tensor = meanKernel fx fx + meanKernel fy fy - mixed
            let difference: torch.Tensor = sumKernel fb fx - sumKernel fb fy
            let witness: torch.Tensor = difference.div (number (float batch))

            let gradient =
                (torch.autograd.grad ([| witness |], [| between |], retain_graph = true, create_graph = true))[0]

            let squares: torch.Tensor = gradient.square().sum(1L)
            let slope: torch.Tensor = squares.add(number 1e-12).sqrt()
            let away: torch.Tensor = slope.sub (number 1.0)
            let penalty: torch.Tensor = away.square().mean().mul(number 10.0)
            let loss: torch.Tensor = penalty - mmd
            loss.backward ()
            adam.step () |> ignore
            finish place
