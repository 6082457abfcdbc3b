namespace GanFlowTheory.Core

open System

/// <summary>The parameters of networks as NumPy .npz archives: one float64 array for each view, under its
/// name.</summary>
[<RequireQualifiedAccess>]
module Parameters =

    /// The views of theta as named arrays, each name after the prefix.
    let internal toArrays (prefix: string) (network: Network) (theta: float[]) : NamedArray list =
        Network.checkParameters network theta

        [
            for view in network.Views ->
                {
                    Name = prefix + view.Name
                    Shape = view.Shape
                    Values = Array.sub theta view.Offset view.Size
                }
        ]

    /// Theta from the arrays whose names begin with the prefix; path is what error messages call their file.
    let internal ofArrays (path: string) (prefix: string) (network: Network) (arrays: NamedArray list) : float[] =
        let theta = Array.zeroCreate (Network.parameterCount network)
        let own = arrays |> List.filter _.Name.StartsWith(prefix, StringComparison.Ordinal)

        for view in network.Views do
            let name = prefix + view.Name

            match own |> List.tryFind (fun array -> array.Name = name) with
            | None ->
                DataFormat.fail path (invariant $"there is no array '{name}', which network '{network.Name}' needs.")
            | Some array when array.Shape <> view.Shape ->
                DataFormat.fail
                    path
                    (invariant
                        $"array '{name}' must have the shape {Shape.sentence view.Shape} of network '{network.Name}', but \
                      is {Shape.sentence array.Shape}.")
            | Some array -> Array.blit array.Values 0 theta view.Offset view.Size

        let known = network.Views |> Seq.map (fun view -> prefix + view.Name) |> set

        match own |> List.tryFind (fun array -> not (known.Contains array.Name)) with
        | Some array ->
            DataFormat.fail path (invariant $"network '{network.Name}' has no parameter for the array '{array.Name}'.")
        | None -> theta

/// Parameters in files.
[<AutoOpen>]
module NetworkFiles =

    /// Networks.
    [<RequireQualifiedAccess>]
    module Network =

        /// <summary>Writes theta as a .npz file, one array for each view; the file appears whole or not at
        /// all.</summary>
        /// <param name="path">The file to create or replace.</param>
        /// <param name="network">The network whose views name the arrays.</param>
        /// <param name="theta">Its parameters, length P, finite.</param>
        /// <exception cref="T:System.IO.IOException">The file cannot be written.</exception>
        let saveParameters (path: string) (network: Network) (theta: float[]) : unit =
            Npz.write path (Parameters.toArrays "" network theta)

        /// <summary>Reads theta from a .npz file: for each view of the network an array of its shape, float64 or
        /// float32, and no other arrays.</summary>
        /// <exception cref="T:GanFlowTheory.Core.DataFormatException">Not such an archive: no zip file, damaged or cut
        /// short, an array missing, unknown, of another shape or type, or not finite.</exception>
        /// <exception cref="T:System.IO.IOException">The file does not exist or cannot be read.</exception>
        let loadParameters (path: string) (network: Network) : float[] =
            Parameters.ofArrays path "" network (Npz.read path)
