namespace GanFlowTheory.Core.Tests

open System
open Xunit
open GanFlowTheory.Core
open GanFlowTheory.Core.Extending

/// How the operands of an operation lie in memory.
type internal Layout =
    /// Inputs of the program.
    | Inputs
    /// Parts of one input vector, at odd offsets.
    | Views
    /// Results that are needed no more, so that elementwise operations write over them.
    | Temporaries

/// Running one operation, and comparing it with its definition.
module internal OperationRuns =

    let layouts = [ Inputs; Views; Temporaries ]

    // A copy that no simplification removes, the sign of 0 included.
    let private copied (x: Tensor) =
        Tensor.Create(Operation.Unary(Unary.LeakyRelu 1.0), [| x |], x.Extents)

    let run (engine: Engine) (layout: Layout) (operation: Operation) (inputs: Plain list) (shape: int[]) : float[] =
        match layout with
        | Inputs
        | Temporaries ->
            let given = inputs |> List.map (fun x -> Tensor.input "x" x.Shape)

            let operands =
                if layout = Temporaries then
                    List.map copied given
                else
                    given

            let result = Tensor.Create(operation, List.toArray operands, shape)

            (Engine.compile engine given [ result ]).Evaluate(inputs |> List.map _.Values |> List.toArray)[0]
        | Views ->
            let offsets =
                inputs |> List.scan (fun at x -> at + x.Values.Length + 1) 1 |> List.toArray

            let entries = Array.create (Array.last offsets) nan
            let whole = Tensor.input "whole" [| entries.Length |]

            let operands =
                inputs
                |> List.mapi (fun i x ->
                    Array.blit x.Values 0 entries offsets[i] x.Values.Length
                    whole |> Tensor.slice 0 offsets[i] x.Values.Length |> Tensor.reshape x.Shape)

            let result = Tensor.Create(operation, List.toArray operands, shape)
            (Engine.compile engine [ whole ] [ result ]).Evaluate([| entries |])[0]

    let agree (engine: Engine) (operation: Operation) (inputs: Plain list) (shape: int[]) =
        let inputs = inputs |> List.map (PlainOperations.rounded engine.Precision)
        let expected = PlainOperations.apply operation (List.toArray inputs) shape

        for layout in layouts do
            let actual = run engine layout operation inputs shape
            Assert.Equal(expected.Length, actual.Length)

            for i in 0 .. expected.Length - 1 do
                if not (PlainOperations.agrees engine operation expected[i] actual[i]) then
                    let shapes =
                        inputs |> List.map (fun x -> Shape.sentence x.Shape) |> String.concat " and "

                    Assert.Fail
                        $"{engine.Name}: {operation} of {shapes} as {layout} to {Shape.sentence shape}: entry {i} is {actual[i]:R}, not \
                          {expected[i].Value:R}"
