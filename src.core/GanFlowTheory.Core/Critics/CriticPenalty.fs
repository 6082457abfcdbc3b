namespace GanFlowTheory.Core

open System.Text.RegularExpressions

/// <summary>What a critic network pays for, on top of its loss.</summary>
[<NoComparison; NoEquality>]
type CriticPenalty =
    {
        /// The expression that makes the penalty, or a name of your own.
        Name: string
        /// The penalty on a batch, a number that is added to what the critic lowers.
        Value: AdversarialLoss -> CriticBatch -> Tensor
    }

/// <summary>The penalties: of the slope of the loss's witness f, of the critic's own outputs h, or of what its layers
/// give.</summary>
[<RequireQualifiedAccess>]
module CriticPenalty =

    /// A penalty of your own.
    let create (name: string) (value: AdversarialLoss -> CriticBatch -> Tensor) : CriticPenalty =
        { Name = name; Value = value }

    // A node of its own, so that what else depends on the points is not differentiated: f holds its batch.
    let private apart (points: Tensor) : Tensor = Tensor.detach points

    // |grad f|^2 at each of the points, r.
    let private squaredSlopes (f: Tensor -> Tensor) (points: Tensor) : Tensor =
        let here = apart points

        Differentiate.gradient (Tensor.sum (f here)) here
        |> Tensor.square
        |> Tensor.sumAlong 1

    let private squaredSlopesOfWitness (loss: AdversarialLoss) (batch: CriticBatch) (points: Tensor) : Tensor =
        squaredSlopes (batch.At >> loss.Witness batch) points

    // sum_ab (d_b h_a)^2 at each of the points, r.
    let private squaredSlopesOfOutputs (batch: CriticBatch) (points: Tensor) : Tensor =
        let here = apart points
        let h = batch.At here

        [
            for a in 0 .. h.Extents[1] - 1 ->
                Differentiate.gradient (Tensor.sum (Tensor.slice 1 a 1 h)) here
                |> Tensor.square
                |> Tensor.sumAlong 1
        ]
        |> List.reduce (+)

    // The mean of (sqrt s - 1)^2.
    let private aroundOne (squares: Tensor) : Tensor =
        Tensor.square (Tensor.sqrt squares - 1.0) |> Tensor.mean

    /// <summary>weight E (|grad f(t)| - 1)^2, weight >= 0, with t on segments from points of the target to points of the
    /// current law, and the norm over all coordinates: the gradient penalty of Gulrajani et al. 2017 on the witness f,
    /// which for MMD holds its batch (BSAG18-9).</summary>
    let witnessGradient (weight: float) : CriticPenalty =
        Guard.nonNegative (nameof weight) weight

        create (invariant $"witness-gradient:{weight}") (fun loss batch ->
            weight * aroundOne (squaredSlopesOfWitness loss batch batch.Between.Value))

    /// <summary>weight E (|grad h(t)| - 1)^2, weight >= 0, on the critic itself in place of its witness, with the norm over
    /// all coordinates and all outputs, at the points of witness-gradient.</summary>
    let criticGradient (weight: float) : CriticPenalty =
        Guard.nonNegative (nameof weight) weight

        create (invariant $"critic-gradient:{weight}") (fun _ batch ->
            weight * aroundOne (squaredSlopesOfOutputs batch batch.Between.Value))

    /// <summary>gamma/2 E_p |grad f|^2, gamma >= 0, at points of the target: R1 (Mescheder et al. 2018).</summary>
    let r1 (gamma: float) : CriticPenalty =
        Guard.nonNegative (nameof gamma) gamma

        create (invariant $"r1:{gamma}") (fun loss batch ->
            0.5
            * gamma
            * Tensor.inner batch.TargetWeights (squaredSlopesOfWitness loss batch batch.TargetPoints))

    /// <summary>weight times the mean square of what each layer gives, the critic's outputs among them, summed over the
    /// layers and over both batches; weight >= 0 (BSAG18-9).</summary>
    let activations (weight: float) : CriticPenalty =
        Guard.nonNegative (nameof weight) weight

        create (invariant $"activations:{weight}") (fun _ batch ->
            let meanSquare (w: Tensor) (layer: Tensor) =
                Tensor.inner w (Tensor.square layer |> Tensor.meanAlong 1)

            let over (w: Tensor) (layers: Tensor list) =
                layers |> List.map (meanSquare w) |> List.reduce (+)

            weight
            * (over batch.TargetWeights batch.TargetLayers
               + over batch.CurrentWeights batch.CurrentLayers))

    let private ofWeight shape description make : Form<CriticPenalty> =
        Form.ofNumber shape description Numeral.nonNegative make

    /// How penalties are spelled.
    let forms: Form<CriticPenalty> list =
        [
            ofWeight
                "witness-gradient:WEIGHT"
                "WEIGHT E (|grad f| - 1)^2 of the witness f, on segments between the two laws"
                witnessGradient
            ofWeight
                "critic-gradient:WEIGHT"
                "WEIGHT E (|grad h| - 1)^2 of the critic h itself, on the same segments"
                criticGradient
            ofWeight "r1:GAMMA" "GAMMA/2 E |grad f|^2 at points of the target" r1
            ofWeight "activations:WEIGHT" "WEIGHT times the mean squares of all layers of the critic" activations
        ]

    /// <summary>The penalties of an expression, such as witness-gradient:1 + activations:1, or none. An argument error says
    /// in one sentence what is wrong with any other text, and names the nearest one.</summary>
    let parse (expression: string) : CriticPenalty list =
        if expression.Trim() = "none" then
            []
        else
            // A + after the E of a number belongs to its exponent.
            Regex.Split(expression, @"(?<![0-9.][eE])\+")
            |> Array.map (Form.read "penalty" forms)
            |> Array.toList

    /// The expression that makes the penalty, or all of several: witness-gradient:1 + activations:1; none where there is none.
    let name (penalties: CriticPenalty list) : string =
        match penalties with
        | [] -> "none"
        | penalties -> penalties |> List.map _.Name |> String.concat " + "
