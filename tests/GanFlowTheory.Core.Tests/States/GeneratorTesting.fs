namespace GanFlowTheory.Core.Tests

open GanFlowTheory.Core

/// Generators, vectors and explicit features for tests on parameter states.
module GeneratorTesting =

    /// A perceptron from R^inputs to R^outputs with one hidden layer of tanh, on the given number of noise samples.
    let perceptron (inputs: int) (hidden: int) (outputs: int) (samples: int) (seed: int) : ParameterState =
        let network = Network.multilayer [ inputs; hidden; outputs ] Activation.Tanh
        let seed = Seed.create seed
        // Not the initial parameters: their biases are 0.
        let theta = Seed.normals (Network.parameterCount network) (Seed.split "theta" seed)
        ParameterState.create network (Seed.gaussian samples inputs (Seed.split "z" seed)) theta

    /// z W + b.
    let affine (inputs: int) (outputs: int) (samples: int) (seed: int) : ParameterState =
        let network = Network.affine inputs outputs
        let seed = Seed.create seed
        let theta = Seed.normals (Network.parameterCount network) (Seed.split "theta" seed)
        ParameterState.create network (Seed.gaussian samples inputs (Seed.split "z" seed)) theta

    let parametric (q: ParameterState) = q :> IParametric

    /// J u, where J is found by pushing unit rates: column p holds the node velocities along parameter p.
    let jacobian (q: ParameterState) : Points[] =
        let count = q.Parameters.Length

        Array.init count (fun p -> (parametric q).Push(Array.init count (fun s -> if s = p then 1.0 else 0.0)))

    let dot (a: float[]) (b: float[]) =
        Array.fold2 (fun total u v -> total + u * v) 0.0 a b

    let norm (a: float[]) = sqrt (dot a a)

    /// sum_i w_i u_i . v_i.
    let weighted (q: ParameterState) (u: Points) (v: Points) : float = dot q.Weights (Points.rowDots u v)

    /// Waves cos(omega_m . x + m): a feature map R^d -> R^M, its derivatives d_a Phi, and the kernel that it makes.
    type Features =
        {
            Count: int
            Value: float[] -> float[]
            Derivatives: float[] -> float[][]
        }

    let features (count: int) (dimension: int) (seed: int) : Features =
        let omega = Seed.normals (count * dimension) (Seed.create seed)

        let phase (x: float[]) m =
            float m
            + Seq.sum (seq { for a in 0 .. dimension - 1 -> omega[m * dimension + a] * x[a] })

        {
            Count = count
            Value = fun x -> Array.init count (fun m -> cos (phase x m))
            Derivatives =
                fun x ->
                    Array.init dimension (fun a ->
                        Array.init count (fun m -> -(sin (phase x m)) * omega[m * dimension + a]))
        }

    let kernelOf (f: Features) : Kernel =
        Kernel.ofFunctions
            "waves"
            (fun x y -> dot (f.Value x) (f.Value y))
            (fun x y -> f.Derivatives x |> Array.map (dot (f.Value y)))
            (fun x y ->
                let jx, jy = f.Derivatives x, f.Derivatives y
                Array2D.init x.Length x.Length (fun a b -> dot jx[a] jy[b]))

    /// The mean feature of a measure.
    let mean (f: Features) (q: IMeasure) : float[] =
        let values = Array.init q.Nodes.Count (fun i -> f.Value(q.Nodes.Row i))

        Array.init f.Count (fun m ->
            Array.fold2 (fun total w (value: float[]) -> total + w * value[m]) 0.0 q.Weights values)

    /// The columns of L: how the mean feature moves along each parameter.
    let pushed (f: Features) (q: ParameterState) : float[][] =
        let derivatives = Array.init q.Nodes.Count (fun i -> f.Derivatives(q.Nodes.Row i))

        jacobian q
        |> Array.map (fun moved ->
            Array.init f.Count (fun m ->
                let mutable total = 0.0

                for i in 0 .. q.Nodes.Count - 1 do
                    for a in 0 .. q.Nodes.Dimension - 1 do
                        let slope: float[] = derivatives[i][a]
                        total <- total + q.Weights[i] * moved[i, a] * slope[m]

                total))

    /// x with (A + lambda I) x = b, by a general factorisation, which knows nothing of symmetry.
    let regularised (a: float[,]) (lambda: float) (b: float[]) : float[] =
        let matrix = MathNet.Numerics.LinearAlgebra.Matrix<float>.Build.DenseOfArray a

        let shifted =
            matrix
            + MathNet.Numerics.LinearAlgebra.Matrix<float>.Build.DenseIdentity b.Length
              * lambda

        shifted.Solve(MathNet.Numerics.LinearAlgebra.Vector<float>.Build.Dense b).ToArray()

    /// |got - want| <= tolerance |want|, Euclidean norms.
    let closeAll (tolerance: float) (want: float[]) (got: float[]) =
        Xunit.Assert.Equal(want.Length, got.Length)
        let size = norm want

        Xunit.Assert.True(
            norm (Array.map2 (-) got want) <= tolerance * size,
            $"apart by {norm (Array.map2 (-) got want)} of {size}"
        )
