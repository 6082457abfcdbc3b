namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// <summary>A rooted tree: one elementary differential of a flow.</summary>
type internal RootedTree = RootedTree of RootedTree list

/// Rooted trees, and what a Runge-Kutta method makes of them.
[<RequireQualifiedAccess>]
module internal RootedTrees =

    let rec private size (RootedTree children) : int = 1 + List.sumBy size children

    // gamma: the product of the sizes of all subtrees.
    let rec private density (RootedTree children as tree) : float =
        float (size tree)
        * (children |> List.fold (fun product child -> product * density child) 1.0)

    // Multisets of trees, largest first, of a total size.
    let rec private forests (total: int) (most: RootedTree list) : RootedTree list list =
        if total = 0 then
            [ [] ]
        else
            match most with
            | [] -> []
            | tree :: smaller ->
                let withTree =
                    if size tree <= total then
                        forests (total - size tree) most |> List.map (fun rest -> tree :: rest)
                    else
                        []

                withTree @ forests total smaller

    let rec private upTo (order: int) : RootedTree list =
        if order = 0 then
            []
        else
            let smaller = upTo (order - 1)
            (forests (order - 1) smaller |> List.map RootedTree) @ smaller

    /// All trees of so many nodes.
    let ofOrder (order: int) : RootedTree list =
        upTo order |> List.filter (fun tree -> size tree = order)

    let rec private text (RootedTree children) : string =
        "[" + (children |> List.map text |> String.concat "") + "]"

    // Phi_i: the product over the children of sum_j a_ij Phi_j(child).
    let rec private stages (a: float[][]) (RootedTree children) : float[] =
        let into (v: float[]) =
            a |> Array.map (fun row -> row |> Array.mapi (fun j a -> a * v[j]) |> Array.sum)

        children
        |> List.map (stages a >> into)
        |> List.fold (Array.map2 (*)) (Array.create a.Length 1.0)

    /// sum_i b_i Phi_i against 1/gamma for every tree of up to the order.
    let conditions (rule: RungeKutta) (order: int) : Equation list =
        [
            for k in 1..order do
                for tree in ofOrder k do
                    let phi = stages rule.Stages tree

                    Equation.scalar
                        $"tree {text tree}"
                        (Array.map2 (fun b p -> abs (b * p)) rule.Weights phi |> Array.sum)
                        (Array.map2 (*) rule.Weights phi |> Array.sum)
                        (1.0 / density tree)
        ]
