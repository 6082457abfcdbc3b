namespace GanFlowTheory.Core

open System
open GanFlowTheory.Core.Extending

/// <summary>One operation of a program, and where its operands lie.</summary>
[<NoComparison; NoEquality>]
type internal ManagedInstruction =
    {
        /// The operation.
        Operation: Operation
        /// What it reads.
        Inputs: Operand<float[]>[]
        /// What it writes.
        Output: Operand<float[]>
    }

    /// Whether an input is read entry by entry with the output.
    member this.IsAligned(input: Operand<float[]>) = input.Size = this.Output.Size

/// Which instructions may change places, or be carried out part by part.
module internal ManagedInstruction =

    /// A product of a column and a row is elementwise too.
    let normalised (instruction: ManagedInstruction) : ManagedInstruction =
        match instruction.Operation with
        | Operation.MatrixProduct(left, _) ->
            let a, b, c = instruction.Inputs[0], instruction.Inputs[1], instruction.Output
            let terms = if left then a.Shape[0] else a.Shape[1]

            if terms = 1 then
                { instruction with
                    Operation = Operation.Binary Binary.Multiply
                    Inputs =
                        [|
                            { a with Shape = [| c.Shape[0]; 1 |] }
                            { b with Shape = [| 1; c.Shape[1] |] }
                        |]
                }
            else
                instruction
        | _ -> instruction

    let isElementwise (instruction: ManagedInstruction) : bool =
        match instruction.Operation with
        | Operation.Unary _
        | Operation.Binary _ -> true
        | _ -> false

    let private overlap (x: Operand<float[]>) (y: Operand<float[]>) =
        obj.ReferenceEquals(x.Buffer, y.Buffer)
        && x.Offset < y.Offset + y.Size
        && y.Offset < x.Offset + x.Size

    /// Whether neither sees what the other does, so that either may be first.
    let areIndependent (first: ManagedInstruction) (second: ManagedInstruction) : bool =
        not (overlap first.Output second.Output)
        && not (first.Inputs |> Array.exists (overlap second.Output))
        && not (second.Inputs |> Array.exists (overlap first.Output))

    /// <summary>Whether the second, which is elementwise, may be carried out on a part of its entries as soon as the first has
    /// been on the same part, before the first goes on: where both touch the same memory, they do so entry by
    /// entry.</summary>
    let mayFollowByParts (first: ManagedInstruction) (second: ManagedInstruction) : bool =
        let same (x: Operand<float[]>) (y: Operand<float[]>) = x.Offset = y.Offset && x.Size = y.Size

        // A product reads no input by the entries that it writes.
        let readsAligned (input: Operand<float[]>) =
            isElementwise first && first.IsAligned input

        let apart (isSame: bool) x y = isSame && same x y || not (overlap x y)

        apart true first.Output second.Output
        && first.Inputs
           |> Array.forall (fun input -> apart (readsAligned input) input second.Output)
        && second.Inputs
           |> Array.forall (fun input -> apart (second.IsAligned input) input first.Output)
