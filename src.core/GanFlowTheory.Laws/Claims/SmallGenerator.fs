namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// <summary>A small generator with its Jacobian by hand: x = W z + b without hidden units, x = V tanh(W z + b) + c with
/// them. The parameters are W by rows, b, V by rows, c.</summary>
[<NoComparison>]
type SmallGenerator =
    {
        /// The dimension of the noise.
        Inputs: int
        /// The number of hidden units; 0 for an affine generator.
        Hidden: int
        /// The dimension of the points.
        Outputs: int
    }

    /// Such as tanh 2-3-1.
    member this.Name =
        if this.Hidden = 0 then
            $"affine {this.Inputs}-{this.Outputs}"
        else
            $"tanh {this.Inputs}-{this.Hidden}-{this.Outputs}"

    /// P.
    member this.Parameters =
        if this.Hidden = 0 then
            this.Outputs * (this.Inputs + 1)
        else
            this.Hidden * (this.Inputs + 1) + this.Outputs * (this.Hidden + 1)

/// Small generators.
[<RequireQualifiedAccess>]
module SmallGenerator =

    let private hidden (g: SmallGenerator) (theta: float[]) (z: float[]) : float[] =
        Array.init g.Hidden (fun h ->
            let mutable total = theta[g.Hidden * g.Inputs + h]

            for j in 0 .. g.Inputs - 1 do
                total <- total + theta[h * g.Inputs + j] * z[j]

            tanh total)

    // The inputs of the last layer, and where its parameters begin.
    let private last (g: SmallGenerator) (theta: float[]) (z: float[]) =
        if g.Hidden = 0 then
            z, 0
        else
            hidden g theta z, g.Hidden * (g.Inputs + 1)

    /// G_theta(z), by hand.
    let value (g: SmallGenerator) (theta: float[]) (z: float[]) : float[] =
        let inputs, at = last g theta z

        Array.init g.Outputs (fun a ->
            let mutable total = theta[at + g.Outputs * inputs.Length + a]

            for b in 0 .. inputs.Length - 1 do
                total <- total + theta[at + a * inputs.Length + b] * inputs[b]

            total)

    /// dG/dtheta at z, one row of length P for each output, by hand.
    let jacobian (g: SmallGenerator) (theta: float[]) (z: float[]) : float[][] =
        let inputs, at = last g theta z

        Array.init g.Outputs (fun a ->
            let row = Array.zeroCreate g.Parameters
            row[at + g.Outputs * inputs.Length + a] <- 1.0
            Array.blit inputs 0 row (at + a * inputs.Length) inputs.Length

            for h in 0 .. g.Hidden - 1 do
                let slope = theta[at + a * g.Hidden + h] * (1.0 - inputs[h] * inputs[h])
                row[g.Hidden * g.Inputs + h] <- slope

                for j in 0 .. g.Inputs - 1 do
                    row[h * g.Inputs + j] <- slope * z[j]

            row)

    /// The same generator as a network of tensor expressions.
    let network (g: SmallGenerator) : Network =
        let layers =
            if g.Hidden = 0 then
                [ g.Inputs, g.Outputs ]
            else
                [ g.Inputs, g.Hidden; g.Hidden, g.Outputs ]

        let offsets =
            layers |> List.scan (fun at (inner, outer) -> at + outer * (inner + 1)) 0

        let layer theta (offset, (inner, outer)) x =
            let part first shape =
                theta |> Tensor.slice 0 first (Shape.size shape) |> Tensor.reshape shape

            Tensor.matrixProduct false true x (part offset [| outer; inner |])
            + part (offset + outer * inner) [| outer |]

        {
            Name = g.Name
            InputSize = g.Inputs
            OutputSize = g.Outputs
            Views =
                [|
                    for offset, (inner, outer) in Seq.zip offsets layers do
                        {
                            Name = $"{offset}/weight"
                            Offset = offset
                            Shape = [| outer; inner |]
                        }

                        {
                            Name = $"{offset}/bias"
                            Offset = offset + outer * inner
                            Shape = [| outer |]
                        }
                |]
            Initial = fun seed -> Seed.normals g.Parameters seed
            Apply =
                fun theta x ->
                    match List.zip (List.take layers.Length offsets) layers with
                    | [ only ] -> layer theta only x
                    | [ first; second ] -> x |> layer theta first |> Tensor.tanh |> layer theta second
                    | _ -> invalidOp "one layer or two"
        }

    /// A network of one kind of parameters, all alike.
    let private simple (name: string) (parameters: int) (d: int) (apply: Tensor -> Tensor -> Tensor) : Network =
        {
            Name = name
            InputSize = d
            OutputSize = d
            Views =
                [|
                    {
                        Name = "theta"
                        Offset = 0
                        Shape = [| parameters |]
                    }
                |]
            Initial = fun seed -> Seed.normals parameters seed
            Apply = apply
        }

    /// z + theta in R^d.
    let translation (d: int) : Network =
        simple "z + theta" d d (fun theta z -> z + theta)

    /// theta z on the line, with a single number theta.
    let dilation: Network = simple "theta z" 1 1 (fun theta z -> z * theta)

    /// z + theta e_1 in the plane: the second coordinate is out of reach.
    let sideways: Network =
        simple "z + theta e_1" 1 2 (fun theta z ->
            z
            + Tensor.dot (Tensor.reshape [| 1; 1 |] theta) (Tensor.constant [| 1; 2 |] [| 1.0; 0.0 |]))
