namespace GanFlowTheory.Core

open System.Globalization

/// <summary>Functions that networks apply entry by entry.</summary>
[<RequireQualifiedAccess>]
type Activation =
    /// x.
    | Identity
    /// tanh x.
    | Tanh
    /// 1/(1 + e^-x).
    | Sigmoid
    /// log(1 + e^x).
    | Softplus
    /// max(x, 0).
    | Relu
    /// x for x > 0, slope x otherwise.
    | LeakyRelu of slope: float
    /// sin x.
    | Sin

/// Applying, naming and reading activations.
[<RequireQualifiedAccess>]
module Activation =

    let private plain =
        [
            "identity", "x", Activation.Identity
            "tanh", "tanh x", Activation.Tanh
            "sigmoid", "1/(1 + e^-x)", Activation.Sigmoid
            "softplus", "log(1 + e^x)", Activation.Softplus
            "relu", "max(x, 0)", Activation.Relu
            "sin", "sin x", Activation.Sin
        ]

    let private leakyRelu =
        Form.ofNumber "leaky-relu:SLOPE" "x for x > 0, SLOPE x otherwise" Numeral.anyFinite Activation.LeakyRelu

    /// How activations are spelled.
    let forms: Form<Activation> list =
        [
            for name, formula, activation in plain do
                Form.plain name formula activation
            leakyRelu
        ]

    /// The activation at each entry.
    let apply (activation: Activation) (x: Tensor) : Tensor =
        match activation with
        | Activation.Identity -> x
        | Activation.Tanh -> Tensor.tanh x
        | Activation.Sigmoid -> Tensor.sigmoid x
        | Activation.Softplus -> Tensor.softplus x
        | Activation.Relu -> Tensor.leakyRelu 0.0 x
        | Activation.LeakyRelu slope -> Tensor.leakyRelu slope x
        | Activation.Sin -> Tensor.sin x

    /// The name that parse reads: identity, tanh, sigmoid, softplus, relu, leaky-relu:SLOPE or sin.
    let name (activation: Activation) : string =
        match activation with
        | Activation.LeakyRelu slope -> invariant $"{leakyRelu.Name}:{slope.ToString(CultureInfo.InvariantCulture)}"
        | other ->
            plain
            |> List.pick (fun (name, _, known) -> if known = other then Some name else None)

    /// <summary>The standard deviation of normal initial weights before the activation: He's sqrt(2 / ((1 + slope^2)
    /// fanIn)) for the rectifiers and softplus, which has the slope 0; Glorot's sqrt(2 / (fanIn + fanOut)) for all
    /// others.</summary>
    let deviation (fanIn: float) (fanOut: float) (activation: Activation) : float =
        Guard.positive (nameof fanIn) fanIn
        Guard.positive (nameof fanOut) fanOut

        let he slope =
            sqrt (2.0 / ((1.0 + slope * slope) * fanIn))

        match activation with
        | Activation.Relu
        | Activation.Softplus -> he 0.0
        | Activation.LeakyRelu slope -> he slope
        | Activation.Identity
        | Activation.Tanh
        | Activation.Sigmoid
        | Activation.Sin -> sqrt (2.0 / (fanIn + fanOut))

    /// The activations that the words name, one after the other; the word after leaky-relu is its slope.
    let rec internal ofWords (words: string list) : Activation list =
        match words with
        | [] -> []
        | word :: slope :: rest when word = leakyRelu.Name ->
            Form.read "activation" forms (invariant $"{word}:{slope}") :: ofWords rest
        | word :: rest -> Form.read "activation" forms word :: ofWords rest

    /// The activation of a name; an argument error names the nearest one for any other text.
    let parse (expression: string) : Activation =
        match expression.Split ':' |> Seq.map _.Trim() |> Seq.toList |> ofWords with
        | [ activation ] -> activation
        | _ -> Guard.fail (nameof expression) (invariant $"expression must name one activation, but is '{expression}'.")
