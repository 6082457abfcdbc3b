namespace GanFlowTheory.Torch.Bench

open TorchSharp
open GanFlowTheory.Core

/// LibTorch on one device in either precision: as an engine, and where tensors by hand lie.
[<Sealed>]
type Contestants(options: TorchOptions) =

    let engine precision =
        lazy (Engine.torch { options with Precision = precision })

    // The engine loads LibTorch, which knows no device before.
    let place (engine: Lazy<Engine>) dtype =
        lazy
            (engine.Force() |> ignore

             let device =
                 match options.Device with
                 | TorchDevice.Cpu -> torch.CPU
                 | TorchDevice.Cuda index -> torch.device (DeviceType.CUDA, index)

             { Dtype = dtype; Device = device })

    let double, single = engine Precision.Float64, engine Precision.Float32

    let placeOfDouble, placeOfSingle =
        place double torch.float64, place single torch.float32

    member _.Double: Engine = double.Value
    member _.Single: Engine = single.Value
    member _.PlaceOfDouble: Place = placeOfDouble.Value
    member _.PlaceOfSingle: Place = placeOfSingle.Value
