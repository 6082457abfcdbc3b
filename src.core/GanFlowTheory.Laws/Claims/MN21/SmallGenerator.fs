namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// <summary>A small generator with its Jacobian by hand: x = z W + b without hidden units, x = tanh(z W + b) V + c with
/// them. The parameters are W by rows, one for each input, b, V by rows, c.</summary>
[<NoComparison>]
type internal SmallGenerator =
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
module internal SmallGenerator =

    let private hidden (g: SmallGenerator) (theta: float[]) (z: float[]) : float[] =
        Array.init g.Hidden (fun h ->
            let mutable total = theta[g.Hidden * g.Inputs + h]

            for j in 0 .. g.Inputs - 1 do
                total <- total + theta[j * g.Hidden + h] * z[j]

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
                total <- total + theta[at + b * g.Outputs + a] * inputs[b]

            total)

    /// dG/dtheta at z, one row of length P for each output, by hand.
    let jacobian (g: SmallGenerator) (theta: float[]) (z: float[]) : float[][] =
        let inputs, at = last g theta z

        Array.init g.Outputs (fun a ->
            let row = Array.zeroCreate g.Parameters
            row[at + g.Outputs * inputs.Length + a] <- 1.0

            for b in 0 .. inputs.Length - 1 do
                row[at + b * g.Outputs + a] <- inputs[b]

            for h in 0 .. g.Hidden - 1 do
                let slope = theta[at + h * g.Outputs + a] * (1.0 - inputs[h] * inputs[h])
                row[g.Hidden * g.Inputs + h] <- slope

                for j in 0 .. g.Inputs - 1 do
                    row[j * g.Hidden + h] <- slope * z[j]

            row)

    /// The same generator as a network.
    let network (g: SmallGenerator) : Network =
        if g.Hidden = 0 then
            Network.affine g.Inputs g.Outputs
        else
            Network.multilayer [ g.Inputs; g.Hidden; g.Outputs ] Activation.Tanh

    /// z + theta in R^d.
    let translation (d: int) : Network =
        Network.create "z + theta" d d [ Parameter.constant "theta" [| d |] 0.0 ] (fun parameter z ->
            z + parameter "theta")

    /// theta z on the line, with a single number theta.
    let dilation: Network =
        Network.create "theta z" 1 1 [ Parameter.constant "theta" [| 1 |] 0.0 ] (fun parameter z ->
            z * parameter "theta")

    /// z + theta e_1 in the plane: the second coordinate is out of reach.
    let sideways: Network =
        Network.create "z + theta e_1" 2 2 [ Parameter.constant "theta" [| 1; 1 |] 0.0 ] (fun parameter z ->
            z + Tensor.dot (parameter "theta") (Tensor.constant [| 1; 2 |] [| 1.0; 0.0 |]))
