namespace GanFlowTheory.Core

open System.Collections.Generic
open GanFlowTheory.Core.Extending

/// <summary>Derivatives of tensor expressions, as tensor expressions: they can be differentiated again.</summary>
[<RequireQualifiedAccess>]
module Differentiate =

    /// The expressions below the outputs, inputs first.
    let internal below (outputs: Tensor list) : Tensor[] =
        let seen = Dictionary<int64, Tensor>()
        let pending = Stack<Tensor>(outputs)

        while pending.Count > 0 do
            let node = pending.Pop()

            if seen.TryAdd(node.Id, node) then
                for input in node.Inputs do
                    pending.Push input

        seen.Values |> Seq.sortBy _.Id |> Seq.toArray

    let private stopsDerivatives (node: Tensor) =
        match node.Operation with
        | Operation.Detach
        | Operation.Unary(Unary.LeakyStep _)
        | Operation.Unary Unary.Sign -> true
        | _ -> false

    // Many slices of one tensor (the views of a parameter vector) pull back to one tensor of parts, not to as many
    // sums of tensors that are mostly zeros.
    let private total (contributions: Tensor list) : Tensor =
        let parts, others =
            contributions
            |> List.rev
            |> List.partition (fun c ->
                match c.Operation with
                | Operation.Assemble _ -> true
                | _ -> false)

        let assembled =
            parts
            |> List.groupBy (fun c ->
                match c.Operation with
                | Operation.Assemble(axis, _) -> axis
                | _ -> -1)
            |> List.map (fun (axis, group) ->
                let placed =
                    group
                    |> List.collect (fun c ->
                        match c.Operation with
                        | Operation.Assemble(_, firsts) -> List.zip (List.ofArray firsts) (List.ofArray c.Inputs)
                        | _ -> [])
                    |> List.sortBy fst

                Tensor.assemble axis group.Head.Extents[axis] placed)

        List.reduce (+) (assembled @ others)

    let private checkAdjoint (name: string) (output: Tensor) (adjoint: Tensor) =
        if output.Extents <> adjoint.Extents then
            Guard.fail
                name
                (invariant
                    $"{name} must have the shape of its tensor, {Shape.sentence output.Extents}, but is \
                  {Shape.sentence adjoint.Extents}.")

    /// <summary>The vector-Jacobian product: for outputs y_k with adjoints u_k of their shapes, sum_k u_k^T dy_k/dx for
    /// each x, of x's shape; zeros where nothing depends on x.</summary>
    let vectorJacobian (outputs: (Tensor * Tensor) list) (variables: Tensor list) : Tensor list =
        outputs |> List.iter (fun (y, u) -> checkAdjoint "adjoint" y u)
        let nodes = below (List.map fst outputs)
        let wanted = HashSet(variables |> List.map _.Id)
        let depends = HashSet<int64>()

        for node in nodes do
            if
                wanted.Contains node.Id
                || (not (stopsDerivatives node)
                    && node.Inputs |> Array.exists (fun input -> depends.Contains input.Id))
            then
                depends.Add node.Id |> ignore

        let contributions = Dictionary<int64, Tensor list>()

        let contribute (node: Tensor) (adjoint: Tensor) =
            let before =
                match contributions.TryGetValue node.Id with
                | true, list -> list
                | _ -> []

            contributions[node.Id] <- adjoint :: before

        for y, u in outputs do
            if depends.Contains y.Id then
                contribute y u

        let adjoints = Dictionary<int64, Tensor>()

        for node in Array.rev nodes do
            match contributions.TryGetValue node.Id with
            | true, list ->
                let adjoint = total list

                if wanted.Contains node.Id then
                    adjoints[node.Id] <- adjoint

                if node.Inputs |> Array.exists (fun input -> depends.Contains input.Id) then
                    DerivativeRules.pullBack node adjoint
                    |> Array.iteri (fun at contribution ->
                        let input = node.Inputs[at]

                        if depends.Contains input.Id then
                            contribution |> Option.iter (contribute input))
            | _ -> ()

        variables
        |> List.map (fun x ->
            match adjoints.TryGetValue x.Id with
            | true, adjoint -> adjoint
            | _ -> Tensor.fill x.Extents 0.0)

    /// The gradients of a number in the variables, each of its variable's shape.
    let gradients (value: Tensor) (variables: Tensor list) : Tensor list =
        if value.Extents.Length > 0 then
            Guard.fail (nameof value) (invariant $"value must be a number, but is {Shape.sentence value.Extents}.")

        vectorJacobian [ value, Tensor.number 1.0 ] variables

    /// The gradient of a number in one variable, of its shape.
    let gradient (value: Tensor) (variable: Tensor) : Tensor =
        gradients value [ variable ] |> List.exactlyOne

    /// <summary>The Jacobian-vector products: for tangents v_k of the variables x_k, sum_k dy/dx_k v_k for each output
    /// y, of y's shape.</summary>
    /// <remarks>u^T J is linear in u, and its own vector-Jacobian product at v is J v: forward mode is reverse mode
    /// transposed, so that each rule is written once; u itself drops out.</remarks>
    let jacobianVector (outputs: Tensor list) (variables: (Tensor * Tensor) list) : Tensor list =
        variables |> List.iter (fun (x, v) -> checkAdjoint "tangent" x v)
        let adjoints = outputs |> List.map (fun y -> Tensor.input "adjoint" y.Extents)
        let pulled = vectorJacobian (List.zip outputs adjoints) (List.map fst variables)
        vectorJacobian (List.zip pulled (List.map snd variables)) adjoints

    /// The Hessian of a number times a vector of the variable's shape.
    let hessianVector (value: Tensor) (variable: Tensor) (vector: Tensor) : Tensor =
        checkAdjoint (nameof vector) variable vector
        gradient (Tensor.inner (gradient value variable) (Tensor.detach vector)) variable
