namespace GanFlowTheory.Core

open System
open System.Globalization

/// <summary>Where LibTorch computes.</summary>
[<RequireQualifiedAccess>]
type TorchDevice =
    /// The processor, on all cores.
    | Cpu
    /// The CUDA device of a number, from 0.
    | Cuda of index: int

/// <summary>What a TorchSharp engine computes with, where, and how much memory it may take for pairs of points.</summary>
type TorchOptions =
    {
        /// Where.
        Device: TorchDevice
        /// The numbers that buffers hold.
        Precision: Precision
        /// Bytes that the matrices of one block of a kernel sum may take on the device, at least 1 MiB: a dozen of them are
        /// held at once.
        Memory: int64
    }

/// Options of TorchSharp engines.
[<RequireQualifiedAccess>]
module TorchOptions =

    [<Literal>]
    let private MiB = 1048576L

    // A dozen matrices of pairs at once.
    let private matrices = 12L

    /// float64 on the processor, 64 MiB for pairs of points: its matrices then stay near the caches.
    let standard: TorchOptions =
        {
            Device = TorchDevice.Cpu
            Precision = Precision.Float64
            Memory = 64L * MiB
        }

    /// The same on a CUDA device, with 4 GiB for pairs of points.
    let cuda (index: int) : TorchOptions =
        { standard with
            Device = TorchDevice.Cuda index
            Memory = 4096L * MiB
        }

    /// torch, torch:float32, torch:cuda, torch:cuda1,float32: as the engine is spelt.
    let spelling (options: TorchOptions) : string =
        let words =
            [
                match options.Device with
                | TorchDevice.Cpu -> ()
                | TorchDevice.Cuda 0 -> "cuda"
                | TorchDevice.Cuda index -> invariant $"cuda{index}"
                match options.Precision with
                | Precision.Float64 -> ()
                | Precision.Float32 -> "float32"
            ]

        if words.IsEmpty then
            "torch"
        else
            "torch:" + String.concat "," words

    let private device (word: string) : TorchDevice option =
        match word with
        | "cpu" -> Some TorchDevice.Cpu
        | "cuda" -> Some(TorchDevice.Cuda 0)
        | _ when word.StartsWith("cuda", StringComparison.Ordinal) ->
            match Int32.TryParse(word.Substring 4, NumberStyles.None, CultureInfo.InvariantCulture) with
            | true, index -> Some(TorchDevice.Cuda index)
            | _ -> None
        | _ -> None

    let private precision (word: string) : Precision option =
        [ Precision.Float64; Precision.Float32 ]
        |> List.tryFind (fun p -> Precision.name p = word)

    /// The options of the words after the colon, each of a kind at most once; an argument error names a wrong one.
    let ofWords (words: string list) : TorchOptions =
        let devices, precisions =
            words |> List.choose device, words |> List.choose precision

        for word in words do
            if (device word).IsNone && (precision word).IsNone then
                Guard.fail
                    "expression"
                    (NearestName.unknown
                        "word of the engine torch"
                        word
                        [ "cpu"; "cuda"; "cuda1"; "float64"; "float32" ]
                     + ".")

        if devices.Length > 1 || precisions.Length > 1 then
            let given = String.concat "," words

            Guard.fail
                "expression"
                (invariant $"the engine torch takes one device and one precision, but has '{given}'.")

        let chosen =
            match devices with
            | [ TorchDevice.Cuda index ] -> cuda index
            | _ -> standard

        { chosen with
            Precision = List.tryHead precisions |> Option.defaultValue Precision.Float64
        }

    let internal pairEntries (options: TorchOptions) : int =
        if options.Memory < MiB then
            Guard.fail "Memory" (invariant $"Memory must be at least {MiB} bytes, but is {options.Memory}.")

        let entries =
            options.Memory / (matrices * int64 (Precision.bytes options.Precision))

        int (min entries 0x20000000L)
