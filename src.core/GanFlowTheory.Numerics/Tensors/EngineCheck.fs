namespace GanFlowTheory.Core

open System
open GanFlowTheory.Core.Extending

/// <summary>A quick look at an engine before it is used: each raw operation once, against the managed engine. The suites of
/// laws are thorough; this finds a library that does not fit, in some milliseconds.</summary>
module internal EngineCheck =

    /// An operation of the check, with its inputs.
    type private Probe =
        {
            Name: string
            Inputs: (Tensor * float[]) list
            Output: Tensor
        }

    // Eighths between 1/4 and 3, different from place to place.
    let private entries (shape: int[]) : float[] =
        Array.init (Shape.size shape) (fun i -> 0.125 * float (2 + i * 7 % 23))

    let private probe (name: string) (inputs: (int[] * float[]) list) operation (shape: int[]) : Probe =
        let inputs =
            inputs |> List.map (fun (shape, values) -> Tensor.input "x" shape, values)

        {
            Name = name
            Inputs = inputs
            Output = Tensor.Create(operation, inputs |> List.map fst |> List.toArray, shape)
        }

    let private ofShapes (operation: Operation) (shapes: int[] list) (shape: int[]) : Probe =
        let name = (string operation).Split('\n')[0]
        probe name (shapes |> List.map (fun shape -> shape, entries shape)) operation shape

    let private unaries =
        [
            Unary.Affine(-1.5, 0.25)
            Unary.Exp
            Unary.Log
            Unary.Log1p
            Unary.Expm1
            Unary.Sqrt
            Unary.Reciprocal
            Unary.PseudoReciprocal
            Unary.Square
            Unary.Power 1.7
            Unary.Tanh
            Unary.TanhSlope
            Unary.Sigmoid
            Unary.Softplus
            Unary.LogSigmoid
            Unary.LeakyRelu 0.2
            Unary.LeakyStep 0.2
            Unary.Sin
            Unary.Cos
            Unary.Abs
            Unary.Sign
        ]

    let private binaries =
        [
            Binary.Add
            Binary.Subtract
            Binary.Multiply
            Binary.Divide
            Binary.Max
            Binary.XLogY
        ]

    // At which functions of any number are looked at as well: large, and where formulas change.
    let private anywhere = [| -30.0; -2.5; -0.0; 0.0; 1e-9; 25.0; 700.0; -700.0 |]

    // Functions that are no numbers there, or beyond those of float32.
    let private isOfModerateNumbers (f: Unary) =
        match f with
        | Unary.Log
        | Unary.Log1p
        | Unary.Sqrt
        | Unary.Reciprocal
        | Unary.Power _
        | Unary.Exp
        | Unary.Expm1
        | Unary.Square -> true
        | _ -> false

    let private probes () : Probe list =
        let whole = [| 4 |], [| 2.0; 0.0; 2.0; 1.0 |]
        let g: ConvolutionGeometry = { Stride = 2; Padding = 1 }

        [
            for f in unaries do
                ofShapes (Operation.Unary f) [ [| 13 |] ] [| 13 |]

                if not (isOfModerateNumbers f) then
                    let shape = [| anywhere.Length |]
                    probe $"{f}" [ shape, anywhere ] (Operation.Unary f) shape

            for f in binaries do
                ofShapes (Operation.Binary f) [ [| 3; 5 |]; [| 5 |] ] [| 3; 5 |]
                ofShapes (Operation.Binary f) [ [| 3; 1 |]; [| 3; 5 |] ] [| 3; 5 |]

            ofShapes (Operation.MatrixProduct(false, false)) [ [| 3; 4 |]; [| 4; 5 |] ] [| 3; 5 |]
            ofShapes (Operation.MatrixProduct(true, false)) [ [| 4; 3 |]; [| 4; 5 |] ] [| 3; 5 |]
            ofShapes (Operation.MatrixProduct(false, true)) [ [| 3; 4 |]; [| 5; 4 |] ] [| 3; 5 |]
            ofShapes (Operation.MatrixProduct(true, true)) [ [| 4; 3 |]; [| 5; 4 |] ] [| 3; 5 |]
            ofShapes Operation.SumTo [ [| 3; 4 |] ] [||]
            ofShapes Operation.SumTo [ [| 3; 4 |] ] [| 4 |]
            ofShapes Operation.SumTo [ [| 3; 4 |] ] [| 3; 1 |]
            ofShapes Operation.BroadcastTo [ [| 3; 1 |] ] [| 3; 4 |]
            ofShapes (Operation.Permute [| 2; 0; 1 |]) [ [| 2; 3; 4 |] ] [| 4; 2; 3 |]
            ofShapes (Operation.Slice(1, 2)) [ [| 3; 5 |] ] [| 3; 2 |]
            ofShapes (Operation.Assemble(1, [| 0; 2 |])) [ [| 2; 2 |]; [| 2; 1 |] ] [| 2; 4 |]
            probe "Gather" [ [| 3; 2 |], entries [| 3; 2 |]; whole ] Operation.Gather [| 4; 2 |]
            probe "ScatterAdd" [ [| 4; 2 |], entries [| 4; 2 |]; whole ] Operation.ScatterAdd [| 3; 2 |]
            ofShapes Operation.SquaredDistances [ [| 3; 2 |]; [| 4; 2 |] ] [| 3; 4 |]
            ofShapes (Operation.WeightedDifferences false) [ [| 3; 4 |]; [| 3; 2 |]; [| 4; 2 |] ] [| 3; 2 |]
            ofShapes (Operation.WeightedDifferences true) [ [| 4; 3 |]; [| 3; 2 |]; [| 4; 2 |] ] [| 3; 2 |]
            ofShapes Operation.ProjectedDifferences [ [| 3; 2 |]; [| 3; 2 |]; [| 4; 2 |] ] [| 3; 4 |]
            ofShapes (Operation.Convolution g) [ [| 2; 2; 5; 5 |]; [| 3; 2; 3; 3 |] ] [| 2; 3; 3; 3 |]
            ofShapes (Operation.ConvolutionTranspose g) [ [| 2; 3; 3; 3 |]; [| 3; 2; 3; 3 |] ] [| 2; 2; 5; 5 |]
            ofShapes (Operation.ConvolutionFilter g) [ [| 2; 2; 5; 5 |]; [| 2; 3; 3; 3 |] ] [| 3; 2; 3; 3 |]
        ]

    let private evaluated (probes: Probe list) (engine: Engine) : float[][] =
        let inputs = probes |> List.collect _.Inputs

        use program =
            engine.Compile(Plan.create (List.map fst inputs) (List.map _.Output probes))

        program.Evaluate(inputs |> List.map snd |> List.toArray)

    // Sums of at most 24 terms below 9, and functions within a few roundings: 64 of 1 and the largest moderate number that goes in.
    let private agrees (unit: float) (size: float) (wanted: float) (found: float) =
        wanted.Equals found
        || wanted = found
        || abs (wanted - found) <= 64.0 * unit * max size (abs wanted)

    /// What the first operation that differs from the managed engine's gives, as a sentence; None where all agree.
    let disagreement (engine: Engine) : string option =
        let unit = Precision.unitRoundoff engine.Precision
        let probes = probes ()
        let wanted, found = evaluated probes Engine.managed, evaluated probes engine

        Seq.zip3 probes wanted found
        |> Seq.tryPick (fun (probe, wanted, found) ->
            let size =
                1.0
                + Seq.max (
                    probe.Inputs
                    |> Seq.collect snd
                    |> Seq.map abs
                    |> Seq.filter (fun v -> v < 100.0)
                )

            Seq.zip wanted found
            |> Seq.indexed
            |> Seq.tryFind (fun (_, (wanted, found)) -> not (agrees unit size wanted found))
            |> Option.map (fun (at, (wanted, found)) ->
                invariant
                    $"the engine '{engine.Name}' is not used: its {probe.Name} gives {found:R} at entry {at} where \
                      {wanted:R} is right."))

/// What is wrong with an engine, told before it is used.
[<AutoOpen>]
module EngineChecks =

    /// The engines.
    [<RequireQualifiedAccess>]
    module Engine =

        /// <summary>The engine, after each raw operation has agreed with the managed engine's on a few numbers, within some
        /// roundings of its precision; it takes some milliseconds. An engine that differs is an
        /// <c>EngineUnavailableException</c> that names the operation and both numbers.</summary>
        let checkedOnce (engine: Engine) : Engine =
            match EngineCheck.disagreement engine with
            | None -> engine
            | Some sentence -> raise (EngineUnavailableException sentence)
