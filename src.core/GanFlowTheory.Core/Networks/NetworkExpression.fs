namespace GanFlowTheory.Core

/// <summary>Networks by expression: 16-128-128-2:tanh, 2-512-256-1:leaky-relu:0.2, 16-64-32-8x8:relu:sigmoid,
/// 8x8-32-64-1:leaky-relu:0.2.</summary>
/// <remarks>
/// SIZES[:HIDDEN[:OUTPUT]]: sizes joined by -, the activation after hidden layers, and the one after the last layer,
/// identity unless given. Whole numbers are the sizes of a multilayer perceptron. Images, HEIGHTxWIDTH or
/// CHANNELSxHEIGHTxWIDTH, at the end make a generator of images, and at the beginning a critic of them; the numbers
/// between are channels, each with one doubling or halving of the sides.
/// </remarks>
[<AutoOpen>]
module NetworkExpressions =

    /// Networks.
    [<RequireQualifiedAccess>]
    module Network =

        [<RequireQualifiedAccess>]
        type private Size =
            | Columns of int
            | Images of ImageShape

        let private size (expression: string) (text: string) : Size =
            let extent (digits: string) =
                match (Numeral.wholeFrom 1).Read digits with
                | Some value -> value
                | None ->
                    Guard.fail
                        (nameof expression)
                        (invariant
                            $"network expression '{expression}': sizes must be whole numbers of at least 1, or images such as \
                          8x8 or 3x8x8, but one is '{text}'.")

            match text.Split 'x' |> Array.map extent with
            | [| columns |] -> Size.Columns columns
            | [| height; width |] -> Size.Images(ImageShape.create 1 height width)
            | [| channels; height; width |] -> Size.Images(ImageShape.create channels height width)
            | _ ->
                Guard.fail
                    (nameof expression)
                    (invariant
                        $"network expression '{expression}': images are HEIGHTxWIDTH or CHANNELSxHEIGHTxWIDTH, but '{text}' \
                      has more sides.")

        let private columns (sizes: Size list) : int list option =
            let known =
                sizes
                |> List.choose (function
                    | Size.Columns n -> Some n
                    | Size.Images _ -> None)

            if known.Length = sizes.Length then Some known else None

        /// The network of an expression; an argument error says in one sentence what is wrong with any other text.
        let parse (expression: string) : Network =
            let fail (sentence: string) =
                Guard.fail (nameof expression) (invariant $"network expression '{expression}': {sentence}.")

            let words = expression.Split ':' |> Seq.map _.Trim() |> Seq.toList

            let sizes =
                words.Head.Split '-' |> Seq.map (_.Trim() >> size expression) |> Seq.toList

            let hidden, output =
                match Activation.ofWords words.Tail with
                | [] -> None, Activation.Identity
                | [ hidden ] -> Some hidden, Activation.Identity
                | [ hidden; output ] -> Some hidden, output
                | more ->
                    fail (
                        invariant $"there are at most two activations, hidden and output, but {more.Length} are given"
                    )

            let needed () =
                match hidden with
                | Some hidden -> hidden
                | None -> fail "hidden layers need an activation, as in 2-64-1:tanh"

            let network =
                match sizes with
                | []
                | [ _ ] -> fail "a network has at least an input and an output size, as in 2-64-1:tanh"
                | Size.Images images :: rest ->
                    match columns rest with
                    | Some rest when rest.Length >= 2 ->
                        let channels, outputs = List.take (rest.Length - 1) rest, List.last rest
                        ImageNetwork.critic images channels outputs (needed ())
                    | Some _ -> fail "a critic of images has channels and an output size, as in 8x8-32-64-1:relu"
                    | None -> fail "images stand at the beginning or at the end, once"
                | Size.Columns noise :: rest ->
                    match List.last rest, columns (List.take (rest.Length - 1) rest) with
                    | _, None -> fail "images stand at the beginning or at the end, once"
                    | Size.Images _, Some [] -> fail "a generator of images has channels, as in 16-64-32-8x8:relu"
                    | Size.Images images, Some channels -> ImageNetwork.generator noise channels images (needed ())
                    | Size.Columns outputs, Some [] ->
                        if hidden.IsSome then
                            fail
                                "there is no hidden layer to take an activation; only 2-1 is affine, 2-64-1:tanh is not"

                        Network.multilayer [ noise; outputs ] Activation.Identity
                    | Size.Columns outputs, Some between ->
                        Network.multilayer (noise :: between @ [ outputs ]) (needed ())

            match output with
            | Activation.Identity -> network
            | output ->
                { Network.chain [ network; Network.activation output network.OutputSize ] with
                    Name = invariant $"{network.Name}:{Activation.name output}"
                }

        /// An expression of each form that parse reads, with what it is.
        let forms: Form<Network> list =
            let activations = Activation.forms |> List.map _.Shape |> String.concat ", "

            [
                "16-128-128-2:tanh", "affine layers between these sizes, the activation after all but the last"
                "2-512-256-1:leaky-relu:0.2", invariant $"activations: {activations}"
                "16-64-32-8x8:relu", "a generator of images: transposed convolutions through 64 and 32 channels"
                "8x8-32-64-1:leaky-relu:0.2", "a critic of images: convolutions through 32 and 64 channels"
            ]
            |> List.map (fun (example, description) -> Form.create example description (fun given -> parse given.Text))
