namespace GanFlowTheory.Core

open System

/// <summary>Parameters of a network whose outputs are wanted in other units, scale * y + shift in each column: files
/// that give generated points in the units of the data.</summary>
[<AutoOpen>]
module NetworkUnits =

    /// Networks.
    [<RequireQualifiedAccess>]
    module Network =

        let private scaleName = "output/scale"

        let private shiftName = "output/shift"

        let private check (scale: float[]) (shift: float[]) (network: Network) =
            Guard.sameLength (nameof scale) network.OutputSize scale.Length
            Guard.sameLength (nameof shift) network.OutputSize shift.Length

            scale
            |> Array.iteri (fun k v -> Guard.finite (invariant $"{nameof scale}[{k}]") v)

            shift
            |> Array.iteri (fun k v -> Guard.finite (invariant $"{nameof shift}[{k}]") v)

        // The weights, k x d, and the bias, d, of what may be the last layer.
        let private lastLayer (network: Network) : (ParameterView * ParameterView) option =
            let d = network.OutputSize

            match Array.tryLast network.Views with
            | Some bias when bias.Shape = [| d |] && bias.Name.EndsWith("bias", StringComparison.Ordinal) ->
                let name = bias.Name[.. bias.Name.Length - "bias".Length - 1] + "weight"

                network.Views
                |> Array.tryFind (fun view -> view.Name = name && view.Shape.Length = 2 && view.Shape[1] = d)
                |> Option.map (fun weight -> weight, bias)
            | _ -> None

        // An activation after the last layer shows at once at normal inputs.
        let private probes = 256

        /// <summary>The parameters theta' with which the network gives scale_k y_k + shift_k in column k where with
        /// theta it gives y_k: those in which the last affine layer takes up the units. None for networks that do not
        /// end in such a layer.</summary>
        /// <param name="scale">A factor for each output, finite.</param>
        /// <param name="shift">What is added to each output, finite.</param>
        /// <param name="network">The network.</param>
        /// <param name="theta">Its parameters, length P.</param>
        let inUnits (scale: float[]) (shift: float[]) (network: Network) (theta: float[]) : float[] option =
            check scale shift network
            Network.checkParameters network theta
            let d = network.OutputSize

            lastLayer network
            |> Option.bind (fun (weight, bias) ->
                let folded = Array.copy theta

                for p in 0 .. weight.Size - 1 do
                    folded[weight.Offset + p] <- theta[weight.Offset + p] * scale[p % d]

                for k in 0 .. d - 1 do
                    folded[bias.Offset + k] <- theta[bias.Offset + k] * scale[k] + shift[k]

                // Views do not tell what becomes of the last layer's outputs; the outputs do.
                let z = Seed.gaussian probes network.InputSize (Seed.create 0)

                let before, after =
                    Network.outputs network theta z, Network.outputs network folded z

                let agrees k =
                    let wanted = Array.init probes (fun i -> before[i, k] * scale[k] + shift[k])

                    let size =
                        abs shift[k] + (wanted |> Array.map (fun v -> abs (v - shift[k])) |> Array.max)

                    // Sums of a layer's terms in two orders of rounding agree to far better; an activation does not.
                    wanted
                    |> Array.mapi (fun i v -> abs (after[i, k] - v) <= 1e-9 * size)
                    |> Array.forall id

                if Seq.forall agrees (seq { 0 .. d - 1 }) then
                    Some folded
                else
                    None)

        /// <summary>Writes theta as a .npz file that gives outputs in the units: folded into the last layer where that
        /// is possible, else as they are with the arrays output/scale and output/shift beside them.</summary>
        /// <returns>Whether they are folded.</returns>
        /// <exception cref="T:System.IO.IOException">The file cannot be written.</exception>
        let saveInUnits (path: string) (scale: float[]) (shift: float[]) (network: Network) (theta: float[]) : bool =
            match inUnits scale shift network theta with
            | Some folded ->
                Network.saveParameters path network folded
                true
            | None ->
                let units name values =
                    {
                        Name = name
                        Shape = [| network.OutputSize |]
                        Values = values
                    }

                Npz.write
                    path
                    (Parameters.toArrays "" network theta
                     @ [ units scaleName scale; units shiftName shift ])

                false

        /// <summary>Reads what saveInUnits wrote, or any parameters of the network: theta, scale and shift, 1 and 0
        /// where the file names no units.</summary>
        /// <exception cref="T:GanFlowTheory.Core.DataFormatException">Not such an archive.</exception>
        /// <exception cref="T:System.IO.IOException">The file does not exist or cannot be read.</exception>
        let loadInUnits (path: string) (network: Network) : struct (float[] * float[] * float[]) =
            let units, parameters =
                Npz.read path
                |> List.partition (fun array -> array.Name = scaleName || array.Name = shiftName)

            let theta = Parameters.ofArrays path "" network parameters

            let unit name missing =
                match units |> List.tryFind (fun array -> array.Name = name) with
                | None -> Array.create network.OutputSize missing
                | Some array when array.Shape = [| network.OutputSize |] -> array.Values
                | Some array ->
                    DataFormat.fail
                        path
                        (invariant
                            $"array '{name}' must have the shape {network.OutputSize}, but is {Shape.sentence array.Shape}.")

            struct (theta, unit scaleName 1.0, unit shiftName 0.0)

        /// <summary>Points that the generator of a file of saveInUnits, or of saveParameters, draws: those of Network.sample
        /// in the units of the file, scale_k y_k + shift_k in column k.</summary>
        /// <param name="path">The file.</param>
        /// <param name="count">How many, at least 1.</param>
        /// <param name="seed">The seed of the noise.</param>
        /// <param name="network">The generator.</param>
        /// <returns>count x OutputSize.</returns>
        /// <exception cref="T:System.ArgumentException">count is below 1, or a point is not finite.</exception>
        /// <exception cref="T:GanFlowTheory.Core.DataFormatException">Not such an archive.</exception>
        /// <exception cref="T:System.IO.IOException">The file does not exist or cannot be read.</exception>
        let sampleSaved (path: string) (count: int) (seed: Seed) (network: Network) : Points =
            let struct (theta, scale, shift) = loadInUnits path network

            Network.sample count seed network theta
            |> Units.back { Centre = shift; Scale = scale }
