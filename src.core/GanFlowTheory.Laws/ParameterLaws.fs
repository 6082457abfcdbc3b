namespace GanFlowTheory.Laws

open FsCheck
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

/// Laws of charts with parameters.
[<RequireQualifiedAccess>]
module ParameterLaws =

    let private moved (q: 'q) (u: float[]) (e: float) : float[] when 'q :> IState<'q> =
        (q.At(Array.map2 (fun a b -> a + e * b) q.Coordinates u)).Nodes.Data

    /// Push is the derivative of the nodes.
    let push (scenes: Arbitrary<Scene>) (kind: StateKind<'q>) : Law when 'q :> IState<'q> and 'q :> IParametric =
        Law.forAll
            {
                Name = "parametric-push"
                Statement =
                    "Pushing a rate of parameters gives the velocities of the nodes: J u = d/de G at theta + e u."
                Source = "MN21"
                Judge = Relative(Differences.tolerance, Differences.reason)
            }
            kind.Name
            scenes
            (fun scene ->
                let q = StateKind.ofCloud scene.Q kind
                let u = Array.init q.Coordinates.Length (fun p -> Scene.Entry scene.First p 0)
                let speed = kind.Speed q u scene.Q.Spread

                if speed = 0.0 then
                    []
                else
                    let h = Differences.step scene.Q.Spread / speed

                    let odd e =
                        Array.map2 (-) (moved q u e) (moved q u -e)

                    let observed =
                        Array.map3
                            (fun a b c -> (45.0 * a - 9.0 * b + c) / (60.0 * h))
                            (odd h)
                            (odd (2.0 * h))
                            (odd (3.0 * h))

                    let size = q.Nodes.Data |> Array.map abs |> Array.max

                    [
                        Equation.vector
                            "d/de G against J u"
                            (speed * (1.0 + size / scene.Q.Spread))
                            observed
                            (q.Push u).Data
                    ])

    /// Pull is the adjoint of Push in L2(q), and Mobilities are the products J_i J_i^T.
    let adjoint (scenes: Arbitrary<Scene>) (kind: StateKind<'q>) : Law when 'q :> IState<'q> and 'q :> IParametric =
        Law.forAll
            {
                Name = "parametric-adjoint"
                Statement =
                    "Pulling vectors is the adjoint of pushing rates in L2(q), <v, J u>_q = <J^T v, u>, and mobilities are the "
                    + "products J J^T of each node."
                Source = "MN21"
                Judge = Relative(1e-12, "the same products in another order")
            }
            kind.Name
            scenes
            (fun scene ->
                let q = StateKind.ofCloud scene.Q kind
                let n, d, count = q.Nodes.Count, q.Nodes.Dimension, q.Coordinates.Length
                let u = Array.init count (fun p -> Scene.Entry scene.First p 0)
                let v = Scene.VectorsAt scene.Second n d
                let pushed, pulled = q.Push u, q.Pull v

                let size =
                    Array.fold2 (fun total a b -> total + abs (a * b)) 0.0 pulled u
                    + (Array.fold2 (fun total a b -> total + abs (a * b)) 0.0 v.Data pushed.Data)

                let columns =
                    Array.init count (fun p -> q.Push(Array.init count (fun s -> if s = p then 1.0 else 0.0)))

                let product (u: Points -> int -> int -> float) i a b =
                    columns |> Array.sumBy (fun column -> u column i a * u column i b)

                let entries u =
                    Array.init (n * d * d) (fun p -> product u (p / (d * d)) (p / d % d) (p % d))

                [
                    Equation.scalar
                        "<v, J u>_q against <J^T v, u>"
                        size
                        (Vectors.inner q.Weights (Points.rowDots v pushed))
                        (Vectors.inner pulled u)
                    Equation.vector
                        "mobilities against J J^T"
                        (entries (fun column i a -> abs column[i, a]) |> Array.max)
                        (Array.concat (q.Mobilities()))
                        (entries (fun column i a -> column[i, a]))
                ])

    /// Every law of a chart with parameters.
    let all (scenes: Arbitrary<Scene>) (kind: StateKind<'q>) : Law list when 'q :> IState<'q> and 'q :> IParametric =
        [ push scenes kind; adjoint scenes kind ]
