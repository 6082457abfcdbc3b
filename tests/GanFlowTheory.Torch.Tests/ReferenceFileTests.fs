/// The file of reference values that all engines are tested against: made here, by LibTorch's own differentiation, which is
/// PyTorch's. GANFLOW_ACCEPT_REFERENCE=1 writes it anew.
module GanFlowTheory.Torch.Tests.ReferenceFileTests

open System
open System.IO
open Xunit
open TorchSharp
open GanFlowTheory.Core
open GanFlowTheory.Core.Tests

type private T = torch.Tensor

let private picked () : T = torch.tensor [| 2L; 0L; 2L; 1L |]

let private squaredDistances (x: T) (y: T) : T =
    let apart = x.unsqueeze (1L) - y.unsqueeze (0L)
    apart.square().sum(2L)

let private slopePenalty (x: T[]) : T =
    let outputs = (x[0].mm(x[1]) + x[2]).tanh().mm(x[3])

    let slope =
        torch.autograd.grad([| outputs.sum () |], [| x[0] |], null, true, true)[0]

    (slope.square().sum(1L).sqrt() - torch.ones([| 1L |]).double()).square().mean()

/// The functions of the cases in LibTorch's tensors.
let private functions: Map<string, T[] -> T> =
    let one (f: T -> T) = fun (x: T[]) -> f x[0]
    let two (f: T -> T -> T) = fun (x: T[]) -> f x[0] x[1]
    // Made once, so that none is collected while LibTorch reads it.
    let numbers =
        [ 1.7; 3.0; 0.2; 1.0; -0.5 ] |> List.map (fun v -> v, v.ToScalar()) |> Map

    let number (v: float) = numbers[v]

    Map
        [
            "exp", one _.exp()
            "log", one _.log()
            "sqrt", one _.sqrt()
            "reciprocal", one _.reciprocal()
            "square", one _.square()
            "power-1.7", one _.pow(number 1.7)
            "power-3", one _.pow(number 3.0)
            "tanh", one _.tanh()
            "sigmoid", one _.sigmoid()
            "softplus", one (fun x -> torch.logaddexp (x, torch.zeros_like x))
            "log-sigmoid", one torch.nn.functional.logsigmoid
            "leaky-relu", one _.leaky_relu(number 0.2)
            "sin", one _.sin()
            "cos", one _.cos()
            "abs", one _.abs()
            "add", two (fun x y -> x + y)
            "subtract", two (fun x y -> x - y)
            "multiply", two (fun x y -> x * y)
            "divide", two (fun x y -> x / y)
            "max", two (fun x y -> x.maximum y)
            "x-log-y", two (fun x y -> x.xlogy y)
            "product", two (fun x y -> x.mm y)
            "product-of-transposed", two (fun x y -> x.t().mm(y.t ()))
            "sum-of-squares", one (fun x -> x.square().sum())
            "mean-along", one (fun x -> x.mean([| 0L |]).exp())
            "permute", one (fun x -> x.permute(2L, 0L, 1L).sin())
            "slice", one (fun x -> x.narrow(1L, 2L, 2L).square())
            "concatenate", (fun x -> torch.cat(x, 1L).tanh())
            "gather", one (fun x -> x.index_select(0L, picked ()).square())
            "scatter-add",
            one (fun x ->
                torch
                    .zeros([| 3L; 2L |], Nullable torch.ScalarType.Float64)
                    .index_add(0L, picked (), x, number 1.0)
                    .square())
            "log-sum-exp", one _.logsumexp(1L)
            "squared-distances", two squaredDistances
            "rational-quadratic", two (fun x y -> (squaredDistances x y).add(number 1.0).pow(number -0.5))
            "convolution",
            two (fun x w -> torch.nn.functional.conv2d (x, w, null, [| 2L; 2L |], [| 1L; 1L |], [| 1L; 1L |]))
            "convolution-transpose",
            two (fun x w ->
                torch.nn.functional
                    .conv_transpose2d(x, w, null, [| 2L; 2L |], [| 1L; 1L |], [| 0L; 0L |], [| 1L; 1L |])
                    .tanh())
            "slope-penalty", slopePenalty
        ]

let private entriesOf (t: T) : float[] =
    use plain = t.detach().contiguous()
    plain.data<float>().ToArray()

let private computed (case: ReferenceCase) : (int[] * float[]) list =
    let given (values: float[]) (shape: int[]) : T =
        torch.tensor(values).reshape(Array.map int64 shape)

    let x =
        List.map2 given (ReferenceCases.inputs case) case.Shapes
        |> List.map _.requires_grad_(true)
        |> List.toArray

    let value = functions[case.Name] x
    let shapeOf (t: T) = t.shape |> Array.map int
    let u = given (ReferenceCases.adjoint case (int (value.numel ()))) (shapeOf value)
    // Every gradient depends on every input.
    let curved = x |> Array.map (fun x -> x.square().sum()) |> Array.reduce (+)
    let none = curved * torch.zeros([| 1L |]).double().squeeze()

    let first =
        torch.autograd.grad ([| (u * value).sum() + none |], x, null, true, true)

    let along =
        Seq.map2
            (fun (g: T) (v, shape) -> (g * given v shape).sum())
            first
            (List.zip (ReferenceCases.directions case) case.Shapes)
        |> Seq.reduce (+)

    let second = torch.autograd.grad ([| along |], x, null, true, false)

    [
        for t in Seq.concat [ Seq.singleton value; Seq.cast<T> first; Seq.cast<T> second ] -> shapeOf t, entriesOf t
    ]

let private path =
    Path.Combine(__SOURCE_DIRECTORY__, "../Shared/libtorch-reference.npz")

[<Fact>]
let ``the file of reference values is what LibTorch's differentiation gives`` () =
    let arrays: NamedArray list =
        [
            for case in ReferenceCases.all do
                for name, (shape, values) in List.zip (ReferenceCases.entries case) (computed case) do
                    {
                        Name = name
                        Shape = shape
                        Values = values
                    }
        ]

    if Environment.GetEnvironmentVariable "GANFLOW_ACCEPT_REFERENCE" = "1" then
        Npz.write path arrays

    let written = Npz.read path
    Assert.Equal(arrays.Length, written.Length)

    for array in arrays do
        match NamedArray.tryFind array.Name written with
        | None -> Assert.Fail $"The file has no {array.Name}."
        | Some same ->
            Assert.Equal<int[]>(array.Shape, same.Shape)
            let scale = 1.0 + (same.Values |> Array.map abs |> Array.max)

            // Another processor's LibTorch may round otherwise.
            for a, b in Array.zip array.Values same.Values do
                Assert.InRange(a - b, -1e-14 * scale, 1e-14 * scale)
