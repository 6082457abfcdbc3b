namespace GanFlowTheory.Core

open System
open GanFlowTheory.Core.Extending

/// <summary>The steps of a program on the managed engine: elementwise operations that follow one another are carried out
/// together, part by part, and those after a matrix of products or of distances on each part of it as soon as it is
/// there.</summary>
/// <remarks>Memory is read and written once for a chain. No bit depends on it: a step's entries are computed as they are
/// alone, from the same numbers.</remarks>
module internal ManagedSteps =

    // How many others, which do not touch what it touches, an operation may pass to join a chain.
    [<Literal>]
    let private Passed = 4

    // Whether a matrix is made part by part, by many threads where it is large.
    let private isByParts (instruction: ManagedInstruction) =
        match instruction.Operation with
        | Operation.SquaredDistances
        | Operation.ProjectedDifferences -> true
        | Operation.MatrixProduct(left, right) ->
            let a, c = instruction.Inputs[0], instruction.Output
            let m, n = c.Shape[0], c.Shape[1]

            m > 1
            && n > 1
            && MatrixProduct.isByParts m n (if left then a.Shape[0] else a.Shape[1]) right
        | _ -> false

    /// The numbers of the instructions that go with the one at a place, itself first.
    let private gather (instructions: ManagedInstruction[]) (isTaken: bool[]) (at: int) : int list =
        let head = instructions[at]
        let members = ResizeArray [ at ]
        let passed = ResizeArray<int>()
        let mutable next = at + 1

        while next < instructions.Length && passed.Count <= Passed do
            if not isTaken[next] then
                let candidate = instructions[next]

                if
                    ManagedInstruction.isElementwise candidate
                    && candidate.Output.Shape = head.Output.Shape
                    && members
                       |> Seq.forall (fun number -> ManagedInstruction.mayFollowByParts instructions[number] candidate)
                    && passed
                       |> Seq.forall (fun number -> ManagedInstruction.areIndependent instructions[number] candidate)
                then
                    members.Add next
                else
                    passed.Add next

            next <- next + 1

        List.ofSeq members

    /// The steps of all instructions, in order, given how one alone and how one by parts with something after it are prepared.
    let prepare
        (alone: ManagedInstruction -> Action)
        (byParts: MatrixPart -> ManagedInstruction -> Action)
        (instructions: ManagedInstruction[])
        : Action[] =
        let instructions = instructions |> Array.map ManagedInstruction.normalised
        let isTaken = Array.zeroCreate instructions.Length

        [|
            for at in 0 .. instructions.Length - 1 do
                if not isTaken[at] then
                    let head = instructions[at]
                    let isHead = isByParts head

                    let group =
                        if isHead || ManagedInstruction.isElementwise head then
                            gather instructions isTaken at
                        else
                            [ at ]

                    for number in group do
                        isTaken[number] <- true

                    match group with
                    | [ _ ] -> alone head
                    | _ :: rest when isHead ->
                        let chain = ManagedChain(rest |> List.map (Array.get instructions) |> List.toArray)
                        byParts (MatrixPart(fun a b c d -> chain.Run(a, b, c, d))) head
                    | _ -> ManagedChain(group |> List.map (Array.get instructions) |> List.toArray).Shared
        |]
