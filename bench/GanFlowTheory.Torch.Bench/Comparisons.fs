namespace GanFlowTheory.Torch.Bench

open TorchSharp
open GanFlowTheory.Core
open GanFlowTheory.Bench

/// One line of the table: what is done, at which size, and by whom in how many milliseconds.
[<NoComparison; NoEquality>]
type Line =
    {
        What: string
        Size: string
        Times: (string * float) list
    }

/// What is compared.
[<RequireQualifiedAccess>]
module Comparisons =

    [<Literal>]
    let Managed = "managed"

    [<Literal>]
    let OnTorch = "LibTorch as engine"

    [<Literal>]
    let ByHand = "LibTorch by hand"

    [<Literal>]
    let Single = "LibTorch float32"

    let private line (budget: float) (what: string) (size: string) (contenders: (string * (unit -> unit)) list) : Line =
        {
            What = what
            Size = size
            Times =
                contenders
                |> List.map (fun (column, run) -> { Column = column; Run = run })
                |> Rounds.medians budget
        }

    // A product whose factors lie with the engine, and of which one row is read.
    let private productOn (engine: Engine) (n: int) : unit -> unit =
        let a, b = Tensor.input "a" [| n; n |], Tensor.input "b" [| n; n |]

        let program = Engine.compile engine [ a; b ] [ Tensor.slice 0 0 1 (Tensor.dot a b) ]

        program.Input(0).Set(Seed.normals (n * n) (Seed.create 1))
        program.Input(1).Set(Seed.normals (n * n) (Seed.create 2))
        let outputs = [| Array.zeroCreate n |]
        fun () -> program.Run outputs

    let private productByHand (place: Place) (n: int) : unit -> unit =
        let entries seed =
            TorchSteps.tensor place [ n; n ] (Seed.normals (n * n) (Seed.create seed))

        let a, b = entries 1, entries 2

        fun () ->
            (torch.mm (a, b)).Dispose()
            TorchSteps.finish place

    let products (on: Contestants) (budget: float) (n: int) : Line =
        line
            budget
            "matrix product"
            $"{n} x {n}"
            [
                Managed, productOn Engine.managed n
                OnTorch, productOn on.Double n
                ByHand, productByHand on.PlaceOfDouble n
                Single, productByHand on.PlaceOfSingle n
            ]

    let gan (on: Contestants) (budget: float) (times: int) : Line =
        let managed, onTorch =
            HandWritten.PlainGan(Engine.managed, times), HandWritten.PlainGan(on.Double, times)

        let byHand, single =
            TorchSteps.PlainGan(on.PlaceOfDouble, times), TorchSteps.PlainGan(on.PlaceOfSingle, times)

        line
            budget
            "GAN step"
            $"batch 256, critic 2-{512 * times}-{256 * times}-1"
            [
                Managed, managed.Step >> ignore
                OnTorch, onTorch.Step >> ignore
                ByHand, byHand.Step
                Single, single.Step
            ]

    let critic (on: Contestants) (budget: float) : Line =
        let managed, onTorch =
            HandWritten.MmdCritic Engine.managed, HandWritten.MmdCritic on.Double

        let byHand, single =
            TorchSteps.MmdCritic on.PlaceOfDouble, TorchSteps.MmdCritic on.PlaceOfSingle

        line
            budget
            "critic step, gradient penalty"
            "batch 256, critic 2-64-64-16"
            [
                Managed, managed.Step >> ignore
                OnTorch, onTorch.Step >> ignore
                ByHand, byHand.Step
                Single, single.Step
            ]

    let private cloud (label: string) (n: int) (d: int) =
        Seed.gaussian n d (Seed.create 7 |> Seed.split label)

    let kernelGradient (on: Contestants) (budget: float) (n: int) (d: int) : Line =
        // The median distance of two standard normal points: every pair matters.
        let kernel = Kernel.gaussian (sqrt (2.0 * float d))
        let x, y = cloud "x" n d, cloud "y" n d
        let w = Array.create n (1.0 / float n)

        let by (kernel: Kernel) () =
            let own = Pairwise.gradient kernel x x w
            Points.combine 1.0 own -1.0 (Pairwise.gradient kernel x y w) |> ignore

        let with' (engine: Engine) =
            by (Kernel.on (KernelSums.onEngine engine) kernel)

        line
            budget
            "kernel gradient"
            $"n = {n}, d = {d}"
            [ Managed, by kernel; OnTorch, with' on.Double; Single, with' on.Single ]

    let kid (on: Contestants) (budget: float) (n: int) (d: int) : Line =
        let rows (label: string) =
            Seed.normals (n * d) (Seed.create 1 |> Seed.split label)
            |> Array.map (max 0.0)
            |> Rows.ofArray d

        let x, y = rows "x", rows "y"
        let by (kernel: Kernel) () = Kid.full kernel x y |> ignore

        let with' (engine: Engine) =
            by (Kernel.on (KernelSums.onEngine engine) Kernel.poly3)

        line
            budget
            "KID, all pairs"
            $"n = {n}, d = {d}"
            [ Managed, by Kernel.poly3; OnTorch, with' on.Double; Single, with' on.Single ]
