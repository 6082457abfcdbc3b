namespace GanFlowTheory.Core

open System
open System.Runtime.CompilerServices

/// <summary>
/// A network: it maps n x InputSize matrices to n x OutputSize matrices, each row by itself, with all parameters in one
/// flat vector theta of length P.
/// </summary>
/// <remarks>Images are rows too: flattened row-major, channels first.</remarks>
[<NoComparison; NoEquality>]
[<StructuredFormatDisplay("{Name}")>]
type Network =
    {
        /// Name shown in reports; for networks of an expression, the expression.
        Name: string
        /// The number of columns taken.
        InputSize: int
        /// The number of columns given.
        OutputSize: int
        /// The named parts of theta, in its order and without gaps.
        Views: ParameterView[]
        /// The initial theta, length P; each view draws from a seed of its own.
        Initial: Seed -> float[]
        /// theta of shape P (not looked at where P is 0) and x of shape n x InputSize to the output, n x OutputSize.
        Apply: Tensor -> Tensor -> Tensor
        /// The same, with what the layers of a chain give on the way, each n x its width: after their activations, the
        /// output last.
        Layers: Tensor -> Tensor -> Tensor list
        /// What runs it: the standard engine, or the one that Network.on moved it to.
        Engine: Engine
    }

    /// Its name.
    override this.ToString() = this.Name

/// What evaluation needs of a network, compiled when it is asked for.
[<Sealed>]
type private NetworkPrograms(network: Network) =
    let size = network.Views |> Array.sumBy _.Size

    let compile (outputsOf: Tensor -> Tensor -> Tensor list) (rows: int) : Program =
        let x = Tensor.input "x" [| rows; network.InputSize |]

        if size = 0 then
            Engine.compile network.Engine [ x ] (outputsOf (Tensor.number 0.0) x)
        else
            let theta = Tensor.input "theta" [| size |]
            Engine.compile network.Engine [ theta; x ] (outputsOf theta x)

    // A block, its remainder, and a batch size or two: more row counts than these are not used by turns.
    let byRows outputsOf = RecentlyUsed(4, compile outputsOf)

    member val Values = byRows (fun theta x -> [ network.Apply theta x ])

    // Rows do not mix, so that the gradient of the sum of the outputs has the gradient of each row in that row.
    member val ValuesWithGradients =
        byRows (fun theta x ->
            let y = network.Apply theta x
            [ y; Differentiate.gradient (Tensor.sum y) x ])

/// Making, composing and evaluating networks.
[<RequireQualifiedAccess>]
module Network =

    /// The number of parameters P.
    let parameterCount (network: Network) : int = network.Views |> Array.sumBy _.Size

    /// The view with the given name; an argument error names the nearest one where there is none.
    let view (name: string) (network: Network) : ParameterView =
        match network.Views |> Array.tryFind (fun view -> view.Name = name) with
        | Some view -> view
        | None when network.Views.Length = 0 ->
            Guard.fail
                (nameof name)
                (invariant $"network '{network.Name}' has no parameters, so none is called '{name}'.")
        | None ->
            [ for view in network.Views -> view.Name ]
            |> NearestName.unknown "parameter" name
            |> Guard.fail (nameof name)

    let internal checkParameters (network: Network) (theta: float[]) =
        let size = parameterCount network

        if theta.Length <> size then
            Guard.fail
                (nameof theta)
                (invariant
                    $"theta must hold the {size} parameters of network '{network.Name}', but has {theta.Length} entries.")

    let private part (view: ParameterView) (theta: Tensor) : Tensor =
        theta |> Tensor.slice 0 view.Offset view.Size |> Tensor.reshape view.Shape

    /// The part of theta that the name stands for, of its own shape.
    let parameter (name: string) (network: Network) (theta: Tensor) : Tensor = part (view name network) theta

    /// The entries of theta that the name stands for, row-major.
    let values (name: string) (network: Network) (theta: float[]) : float[] =
        checkParameters network theta
        let view = view name network
        Array.sub theta view.Offset view.Size

    /// The network of the views on an engine, with theta and x checked before the function sees them, and its result
    /// after.
    let private ofViews
        (engine: Engine)
        (name: string)
        (inputSize: int)
        (outputSize: int)
        (views: ParameterView[])
        (initial: Seed -> float[])
        (apply: Tensor -> Tensor -> Tensor list)
        : Network =
        let size = views |> Array.sumBy _.Size

        let layers (theta: Tensor) (x: Tensor) : Tensor list =
            if size > 0 && theta.Extents <> [| size |] then
                Guard.fail
                    (nameof theta)
                    (invariant
                        $"theta must have the shape {size} of the parameters of network '{name}', but is \
                      {Shape.sentence theta.Extents}.")

            if x.Extents.Length <> 2 || x.Extents[1] <> inputSize then
                Guard.fail
                    (nameof x)
                    (invariant
                        $"the input of network '{name}' must have the shape n x {inputSize}, but is \
                      {Shape.sentence x.Extents}.")

            let given = apply theta x
            let y = List.last given

            if y.Extents <> [| x.Extents[0]; outputSize |] then
                Guard.fail
                    (nameof apply)
                    (invariant
                        $"the output of network '{name}' must have the shape \
                      {Shape.sentence [| x.Extents[0]; outputSize |]}, but is {Shape.sentence y.Extents}.")

            given

        {
            Name = name
            InputSize = inputSize
            OutputSize = outputSize
            Views = views
            Initial = initial
            Engine = engine
            Apply = fun theta x -> List.last (layers theta x)
            Layers = layers
        }

    /// <summary>A network of your own.</summary>
    /// <param name="name">The name shown in reports.</param>
    /// <param name="inputSize">The number of columns taken, at least 1.</param>
    /// <param name="outputSize">The number of columns given, at least 1.</param>
    /// <param name="parameters">The parameters, in the order in which theta holds them; names must differ.</param>
    /// <param name="apply">From the parameters by name and x, n x inputSize, to the output, n x outputSize; each row by
    /// itself.</param>
    let create
        (name: string)
        (inputSize: int)
        (outputSize: int)
        (parameters: Parameter list)
        (apply: (string -> Tensor) -> Tensor -> Tensor)
        : Network =
        Guard.atLeast (nameof inputSize) 1 inputSize
        Guard.atLeast (nameof outputSize) 1 outputSize

        match parameters |> List.countBy _.Name |> List.tryFind (fun (_, count) -> count > 1) with
        | Some(twice, _) ->
            Guard.fail
                (nameof parameters)
                (invariant $"the names of parameters must differ, but '{twice}' is there twice.")
        | None -> ()

        let parameters = List.toArray parameters

        let offsets =
            parameters |> Array.scan (fun at parameter -> at + Shape.size parameter.Shape) 0

        let views =
            parameters
            |> Array.mapi (fun at parameter ->
                {
                    ParameterView.Name = parameter.Name
                    Offset = offsets[at]
                    Shape = parameter.Shape
                })

        let initial seed =
            parameters
            |> Array.collect (fun parameter -> parameter.Initial(Seed.split parameter.Name seed))

        let byName = views |> Array.map (fun view -> view.Name, view) |> dict

        ofViews Engine.standard name inputSize outputSize views initial (fun theta x ->
            let lookUp parameter =
                match byName.TryGetValue parameter with
                | true, view -> part view theta
                | _ when views.Length = 0 ->
                    Guard.fail
                        "parameter"
                        (invariant $"network '{name}' has no parameters, so none is called '{parameter}'.")
                | _ ->
                    [ for view in views -> view.Name ]
                    |> NearestName.unknown "parameter" parameter
                    |> Guard.fail "parameter"

            [ apply lookUp x ])

    /// <summary>x W + b with weights, inputs x outputs, and a bias, outputs; the weights start normal with the
    /// deviation that the activation after the layer asks for, the bias at 0.</summary>
    let affineFor (activation: Activation) (inputs: int) (outputs: int) : Network =
        Guard.atLeast (nameof inputs) 1 inputs
        Guard.atLeast (nameof outputs) 1 outputs
        let deviation = Activation.deviation (float inputs) (float outputs) activation

        create
            (invariant $"{inputs}-{outputs}")
            inputs
            outputs
            [
                Parameter.normal "weight" [| inputs; outputs |] deviation
                Parameter.constant "bias" [| outputs |] 0.0
            ]
            (fun parameter x -> Tensor.dot x (parameter "weight") + parameter "bias")

    /// x W + b with weights, inputs x outputs, and a bias, outputs; Glorot's initial weights.
    let affine (inputs: int) (outputs: int) : Network =
        affineFor Activation.Identity inputs outputs

    /// The activation at each of size columns; no parameters.
    let activation (activation: Activation) (size: int) : Network =
        create (Activation.name activation) size size [] (fun _ x -> Activation.apply activation x)

    /// <summary>The layers one after the other; theta holds their parameters in this order, with the position of the
    /// layer, from 0, before the names: 0/weight. Where two layers do not fit, or run on different engines, an argument
    /// error names both.</summary>
    let chain (layers: Network list) : Network =
        if layers.IsEmpty then
            Guard.fail (nameof layers) "layers must not be empty."

        layers
        |> List.pairwise
        |> List.iteri (fun at (before, after) ->
            if before.OutputSize <> after.InputSize then
                Guard.fail
                    (nameof layers)
                    (invariant
                        $"each layer must take what the one before gives, but layer {at} ('{before.Name}') gives \
                      n x {before.OutputSize} and layer {at + 1} ('{after.Name}') takes n x {after.InputSize}.")

            if before.Engine <> after.Engine then
                Guard.fail
                    (nameof layers)
                    (invariant
                        $"layers must run on one engine, but layer {at} ('{before.Name}') runs on '{before.Engine.Name}' and \
                      layer {at + 1} ('{after.Name}') on '{after.Engine.Name}': Network.on moves one to the other's."))

        let layers = List.toArray layers

        let offsets = layers |> Array.scan (fun at layer -> at + parameterCount layer) 0

        let views =
            layers
            |> Array.mapi (fun at layer ->
                layer.Views
                |> Array.map (fun view ->
                    { view with
                        Name = invariant $"{at}/{view.Name}"
                        Offset = offsets[at] + view.Offset
                    }))
            |> Array.concat

        let initial seed =
            layers
            |> Array.mapi (fun at layer -> layer.Initial(Seed.splitAt at seed))
            |> Array.concat

        let name = String.Join(" | ", layers |> Array.map _.Name)

        ofViews layers[0].Engine name layers[0].InputSize (Array.last layers).OutputSize views initial (fun theta x ->
            let mutable y = x
            let mutable given = []

            for at in 0 .. layers.Length - 1 do
                let size = offsets[at + 1] - offsets[at]
                // A layer without parameters does not look at theta.
                let own =
                    if size = 0 then
                        theta
                    else
                        Tensor.slice 0 offsets[at] size theta

                let inner = layers[at].Layers own y
                y <- List.last inner

                given <-
                    // An activation is no layer of its own, but the end of the one before.
                    match size, given with
                    | 0, _ :: before -> y :: before
                    | _ -> List.rev inner @ given

            List.rev given)

    /// The same network, run by the given engine: its values and gradients, and the critics, states and steps made of it.
    let on (engine: Engine) (network: Network) : Network = { network with Engine = engine }

    /// <summary>Affine layers between the sizes with the activation after all but the last: the multilayer perceptron.
    /// Its parameters are 0/weight, 0/bias, 2/weight, ..: activations count as layers.</summary>
    /// <param name="sizes">Input, hidden and output sizes, at least two, each at least 1.</param>
    /// <param name="hidden">The activation after hidden layers.</param>
    let multilayer (sizes: int list) (hidden: Activation) : Network =
        if sizes.Length < 2 then
            Guard.fail (nameof sizes) (invariant $"sizes must name input and output, but there are {sizes.Length}.")

        let steps = List.pairwise sizes

        let layers =
            steps
            |> List.mapi (fun at (inputs, outputs) ->
                if at < steps.Length - 1 then
                    [ affineFor hidden inputs outputs; activation hidden outputs ]
                else
                    [ affine inputs outputs ])
            |> List.concat

        let shown = String.Join("-", sizes)

        { chain layers with
            Name =
                if steps.Length = 1 then
                    shown
                else
                    invariant $"{shown}:{Activation.name hidden}"
        }

    /// The W, inputs x features in rows, and b of random Fourier features.
    let internal fourierDraws (inputs: int) (features: int) (bandwidth: float) (seed: Seed) : float[] * float[] =
        Seed.normals (inputs * features) (Seed.split "frequencies" seed)
        |> Array.map (fun z -> z / bandwidth),
        Seed.uniforms features (Seed.split "phases" seed)
        |> Array.map (fun u -> 2.0 * Math.PI * u)

    /// <summary>Random Fourier features sqrt(2/D) cos(x W + b), fixed by the seed: no parameters, and inner products of
    /// two outputs with expectation exp(-|x-y|^2 / (2 bandwidth^2)) (Rahimi and Recht, 2007).</summary>
    /// <param name="inputs">The dimension of the points, at least 1.</param>
    /// <param name="features">D, at least 1.</param>
    /// <param name="bandwidth">Positive; the entries of W are N(0, bandwidth^-2), those of b uniform on [0, 2
    /// pi).</param>
    /// <param name="seed">Fixes W and b.</param>
    let randomFourierFeatures (inputs: int) (features: int) (bandwidth: float) (seed: Seed) : Network =
        Guard.atLeast (nameof inputs) 1 inputs
        Guard.atLeast (nameof features) 1 features
        Guard.positive (nameof bandwidth) bandwidth

        let frequencies, phases = fourierDraws inputs features bandwidth seed
        let frequencies = Tensor.constant [| inputs; features |] frequencies
        let phases = Tensor.constant [| features |] phases
        let scale = sqrt (2.0 / float features)

        create (invariant $"fourier features {inputs}-{features}") inputs features [] (fun _ x ->
            scale * Tensor.cos (Tensor.dot x frequencies + phases))

    // The buffers of a program go with its rows; larger samples pass in blocks of this many.
    let private blockRows = 512

    let private programs = ConditionalWeakTable<Network, NetworkPrograms>()

    let private programsOf (network: Network) : NetworkPrograms =
        programs.GetValue(network, (fun network -> NetworkPrograms network))

    /// What the programs give at the points, each output of the given width.
    let private run
        (programs: RecentlyUsed<int, Program>)
        (network: Network)
        (theta: float[])
        (widths: int[])
        (x: Points)
        : Points[] =
        checkParameters network theta
        Guard.sameDimension "points" network.InputSize x.Dimension
        let given = Points.toRowMajor x
        let results = widths |> Array.map (fun width -> Array.zeroCreate (x.Count * width))

        // The blocks of so many rows from the given one up to the other; theta is copied once for all of them.
        let runBlocks (rows: int) (from: int) (upTo: int) =
            let program = programs.For rows

            program.Exclusively(fun () ->
                let points = program.Input(if theta.Length > 0 then 1 else 0)

                if theta.Length > 0 then
                    program.Input(0).Set theta

                if rows = x.Count then
                    points.Set given
                    program.Run results
                else
                    let block = widths |> Array.map (fun width -> Array.zeroCreate (rows * width))

                    for first in from..rows .. upTo - 1 do
                        points.Set(ReadOnlySpan(given, first * x.Dimension, rows * x.Dimension))
                        program.Run block

                        for at in 0 .. widths.Length - 1 do
                            Array.blit block[at] 0 results[at] (first * widths[at]) block[at].Length)

        let whole = x.Count / blockRows * blockRows

        if whole > 0 then
            runBlocks blockRows 0 whole

        if whole < x.Count then
            runBlocks (x.Count - whole) whole x.Count

        Array.map2 (Points.ofRowMajor x.Count) widths results

    /// The outputs at the points, unchecked: not finite where parameters or points are too large.
    let internal outputs (network: Network) (theta: float[]) (points: Points) : Points =
        run (programsOf network).Values network theta [| network.OutputSize |] points
        |> Array.exactlyOne

    /// The one output at the points with its gradients in them, unchecked.
    let internal outputWithGradients (network: Network) (theta: float[]) (points: Points) : struct (float[] * Points) =
        let results =
            run (programsOf network).ValuesWithGradients network theta [| 1; network.InputSize |] points

        struct (results[0].Data, results[1])

    /// <summary>The outputs at the points. Programs are compiled at the first call and kept with the network, for the
    /// last few numbers of rows.</summary>
    /// <param name="network">The network.</param>
    /// <param name="theta">Its parameters, length P.</param>
    /// <param name="points">n x InputSize.</param>
    /// <returns>n x OutputSize.</returns>
    /// <exception cref="T:System.ArgumentException">The lengths do not fit, or an output is not finite.</exception>
    let evaluate (network: Network) (theta: float[]) (points: Points) : Points =
        let result = outputs network theta points
        Points.checkFinite (invariant $"the output of network '{network.Name}'") result
        result
