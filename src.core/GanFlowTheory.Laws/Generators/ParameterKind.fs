namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// The kinds of states made of generator parameters: the points of a cloud are the noise, its weights are not used.
[<RequireQualifiedAccess>]
module ParameterKind =

    let private reach (z: Points) = sqrt (Array.max (Points.rowDots z z))

    // z W + b with W unit upper triangular, its other entries 1, and b = 0: the grid of a cloud goes to the same grid,
    // no two points of it to one.
    let private shear (d: int) : float[] =
        Array.init (d * d + d) (fun p -> if p < d * d && p / d <= p % d then 1.0 else 0.0)

    /// Affine generators that shear the cloud: nodes stay on its grid, and move along lines.
    let affine: StateKind<ParameterState> =
        {
            Name = "affine generators"
            Of = fun _ x -> ParameterState.create (Network.affine x.Dimension x.Dimension) x (shear x.Dimension)
            // |b'| + |W'| max |z|.
            Speed =
                fun q rate _ ->
                    let bias = rate.Length - q.Network.OutputSize

                    Vectors.norm rate[bias..]
                    + Vectors.norm rate[.. bias - 1] * (1.0 + reach q.Noise)
        }

    let private hidden = 3

    /// Perceptrons with one hidden layer of three tanh, at parameters between -1 and 1.
    let perceptrons: StateKind<ParameterState> =
        {
            Name = "perceptrons"
            Of =
                fun w x ->
                    let network =
                        Network.multilayer [ x.Dimension; hidden; x.Dimension ] Activation.Tanh

                    let theta =
                        Array.init (Network.parameterCount network) (fun p -> sin (float (3 * p) + w[0]))

                    ParameterState.create network x theta
            // |b2'| + |W2'| |h| + |W2| (|b1'| + |W1'| max |z|), with |h| at most the root of the hidden units; and the
            // arguments of tanh count as lengths in units of the spread.
            Speed =
                fun q rate spread ->
                    let part name = Network.values name q.Network

                    let inner =
                        Vectors.norm (part "0/bias" rate)
                        + Vectors.norm (part "0/weight" rate) * (1.0 + reach q.Noise)

                    Vectors.norm (part "2/bias" rate)
                    + Vectors.norm (part "2/weight" rate) * sqrt (float hidden)
                    + (Vectors.norm (part "2/weight" q.Parameters) + spread) * inner
        }
