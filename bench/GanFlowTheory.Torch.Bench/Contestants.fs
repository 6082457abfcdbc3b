namespace GanFlowTheory.Torch.Bench

open TorchSharp
open GanFlowTheory.Core

/// LibTorch on one device in either precision: as an engine, and where tensors by hand lie.
[<Sealed>]
type Contestants(options: TorchOptions) =

    let engine precision =
        lazy (Engine.torch { options with Precision = precision })

    let place dtype =
        lazy
            (let device =
                match options.Device with
                | TorchDevice.Cpu -> torch.CPU
                | TorchDevice.Cuda index -> torch.device (DeviceType.CUDA, index)

             { Dtype = dtype; Device = device })

    let double, single = engine Precision.Float64, engine Precision.Float32
    let placeOfDouble, placeOfSingle = place torch.float64, place torch.float32

    member _.Double: Engine = double.Value
    member _.Single: Engine = single.Value
    // The engines load LibTorch.
    member _.PlaceOfDouble: Place = double.Force() |> fun _ -> placeOfDouble.Value
    member _.PlaceOfSingle: Place = single.Force() |> fun _ -> placeOfSingle.Value
