namespace GanFlowTheory.Core

open System
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

    let private simple =
        [
            "identity", Activation.Identity
            "tanh", Activation.Tanh
            "sigmoid", Activation.Sigmoid
            "softplus", Activation.Softplus
            "relu", Activation.Relu
            "sin", Activation.Sin
        ]

    let private leakyRelu = "leaky-relu"

    /// The shapes of all names, such as leaky-relu:SLOPE.
    let shapes: string list = List.map fst simple @ [ $"{leakyRelu}:SLOPE" ]

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
        | Activation.LeakyRelu slope -> $"{leakyRelu}:{slope.ToString(CultureInfo.InvariantCulture)}"
        | other -> simple |> List.find (fun (_, known) -> known = other) |> fst

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

    let private slope (text: string) : float =
        match Double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture) with
        | true, value when Double.IsFinite value -> value
        | _ -> Guard.fail "activation" $"the slope of {leakyRelu} must be a finite number, but is '{text}'."

    /// The activations that the words name, one after the other; the word after leaky-relu is its slope.
    let internal ofWords (words: string list) : Activation list =
        let rec read (words: string list) =
            match words with
            | [] -> []
            | word :: rest when word = leakyRelu ->
                match rest with
                | [] -> Guard.fail "activation" $"{leakyRelu} takes a slope, as in {leakyRelu}:0.2, but has none."
                | text :: rest -> Activation.LeakyRelu(slope text) :: read rest
            | word :: rest ->
                match simple |> List.tryFind (fun (known, _) -> known = word) with
                | Some(_, activation) -> activation :: read rest
                | None ->
                    List.map fst simple @ [ leakyRelu ]
                    |> NearestName.unknown "activation" word
                    |> Guard.fail "activation"

        read words

    /// The activation of a name; an argument error names the nearest one for any other text.
    let parse (text: string) : Activation =
        match text.Split ':' |> Seq.map _.Trim() |> Seq.toList |> ofWords with
        | [ activation ] -> activation
        | _ -> Guard.fail (nameof text) $"text must name one activation, but is '{text}'."
