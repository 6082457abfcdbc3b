namespace GanFlowTheory.Core

open System

/// <summary>A state whose nodes are images of parameters: the chart with Jacobian J_i = dG(z_i)/dtheta.</summary>
type IParametric =
    inherit IMeasure

    /// The velocities of the nodes along a parameter rate u: J_i u, n x d.
    abstract Push: rate: float[] -> Points

    /// <summary>The adjoint, from vectors at the nodes to parameters: sum_i w_i J_i^T v_i, length P.</summary>
    abstract Pull: vectors: Points -> float[]

    /// <summary>The d x d products J_i J_i^T of each node, one after the other, row-major: how far the node moves under
    /// gradients in the parameters.</summary>
    abstract Mobilities: unit -> float[][]

/// <summary>A state that can be drawn anew: the same distribution from other samples.</summary>
type IRenewable<'q> =

    /// Whether this state can: a chart of several kinds may be one that keeps its samples.
    abstract IsRenewable: bool

    /// The state with fresh samples.
    abstract Renewed: seed: Seed -> 'q

/// States that may be drawn anew, whatever their type.
module internal Renewable =

    /// Whether the state can be drawn anew.
    let canBe (q: 'q) : bool =
        match box q with
        | :? IRenewable<'q> as renewable -> renewable.IsRenewable
        | _ -> false

    /// The state with fresh samples where it can be drawn anew; else the state itself.
    let renewed (seed: Seed) (q: 'q) : 'q =
        match box q with
        | :? IRenewable<'q> as renewable when renewable.IsRenewable -> renewable.Renewed seed
        | _ -> q

/// A program of theta, noise and perhaps one thing more. States never write to their noise, so that the same array need
/// not be copied again.
[<Sealed>]
type private NoiseProgram(program: Program) =

    let mutable held: float[] = [||]

    member _.Run(theta: float[], noise: float[], more: float[] option, target: float[]) =
        program.Exclusively(fun () ->
            program.Input(0).Set theta

            if not (Object.ReferenceEquals(held, noise)) then
                program.Input(1).Set noise
                held <- noise

            match more with
            | Some values -> program.Input(2).Set values
            | None -> ()

            program.Run [| target |])

/// The programs of a generator for one number of samples, shared by all states of it, on the generator's engine.
[<Sealed>]
type internal GeneratorPrograms(network: Network, parameters: int, samples: int) =

    let theta = Tensor.input "theta" [| parameters |]
    let noise = Tensor.input "z" [| samples; network.InputSize |]
    let output = network.Apply theta noise
    let vectors = Tensor.input "vectors" [| samples; network.OutputSize |]
    let rate = Tensor.input "rate" [| parameters |]

    let compile inputs outputs =
        NoiseProgram(Engine.compile network.Engine inputs outputs)

    let forward = lazy (compile [ theta; noise ] [ output ])

    let pull =
        lazy (compile [ theta; noise; vectors ] (Differentiate.vectorJacobian [ output, vectors ] [ theta ]))

    let push =
        lazy (compile [ theta; noise; rate ] (Differentiate.jacobianVector [ output ] [ theta, rate ]))

    let jacobians = lazy (SampleJacobians(network, parameters))

    let store = ArrayStore parameters

    do
        if output.Shape <> [| samples; network.OutputSize |] then
            Guard.fail
                (nameof network)
                (invariant
                    $"network {network.Name} must map {samples} x {network.InputSize} to {samples} x \
                  {network.OutputSize}, but gives {Shape.sentence output.Shape}.")

    member _.Network = network

    member _.Samples = samples

    member _.Parameters = parameters

    /// Takes back an array that Pull gave.
    member _.GiveBack(pulled: float[]) = store.GiveBack pulled

    member _.Forward(theta: float[], noise: float[]) : float[] =
        let target = Array.zeroCreate (samples * network.OutputSize)
        forward.Value.Run(theta, noise, None, target)
        target

    member _.Pull(theta: float[], noise: float[], vectors: float[]) : float[] =
        let target = store.Take()
        pull.Value.Run(theta, noise, Some vectors, target)
        target

    member _.Push(theta: float[], noise: float[], rate: float[]) : float[] =
        let target = Array.zeroCreate (samples * network.OutputSize)
        push.Value.Run(theta, noise, Some rate, target)
        target

    member _.Jacobians = jacobians.Value

/// <summary> The parameters theta of a generator G as a state: q_theta = law of G_theta(z) for equally weighted noise
/// samples z_i. Coordinates: theta, length P. Nodes: G_theta(z_i), n x d.
/// </summary>
[<Sealed>]
type ParameterState internal (programs: GeneratorPrograms, noise: float[], coordinates: float[]) =

    let network, samples = programs.Network, programs.Samples
    let weights = Empirical.uniformWeights samples

    let nodes =
        lazy (Points.ofRowMajor samples network.OutputSize (programs.Forward(coordinates, noise)))

    let pull (vectors: Points) =
        programs.Pull(coordinates, noise, Points.toRowMajor (Points.scaleRows weights vectors))

    /// The generator.
    member _.Network = network

    /// The noise samples, n x InputSize.
    member _.Noise = Points.ofRowMajor samples network.InputSize noise

    /// The generated points, n x OutputSize.
    member _.Nodes = nodes.Value

    /// The equal weights, length n.
    member _.Weights = weights

    /// The parameters, length P.
    member _.Parameters: float[] = Array.copy coordinates

    /// The generator and its number of samples.
    override _.ToString() =
        invariant $"{samples} samples of generator {network.Name}"

    interface IMeasure with
        member _.Nodes = nodes.Value
        member _.Weights = weights

    interface IState<ParameterState> with
        member _.Coordinates = coordinates

        member _.At coordinates =
            ParameterState(programs, noise, coordinates)

        member _.PullBack(c: Covector) = pull c.Gradient

    interface IReusing with
        member _.GiveBack(pulled: float[]) = programs.GiveBack pulled

    interface IParametric with
        member _.Push(rate: float[]) =
            Guard.sameLength (nameof rate) coordinates.Length rate.Length

            Points.ofRowMajor samples network.OutputSize (programs.Push(coordinates, noise, rate))

        member _.Pull(vectors: Points) =
            Guard.sameLength (nameof vectors) samples vectors.Count
            Guard.sameDimension (nameof vectors) network.OutputSize vectors.Dimension
            pull vectors

        member _.Mobilities() =
            programs.Jacobians.Products(coordinates, noise)

    interface IRenewable<ParameterState> with
        member _.IsRenewable = true

        member _.Renewed(seed: Seed) =
            ParameterState(programs, Seed.normals (samples * network.InputSize) seed, coordinates)

/// States of generator parameters.
[<RequireQualifiedAccess>]
module ParameterState =

    /// The parameters of a network on fixed noise samples: theta, length P, and noise, n x InputSize; they move on the
    /// network's engine.
    let create (network: Network) (noise: Points) (theta: float[]) : ParameterState =
        Guard.sameDimension (nameof noise) network.InputSize noise.Dimension
        Points.checkFinite (nameof noise) noise
        let parameters = Network.parameterCount network

        if parameters = 0 then
            Guard.fail
                (nameof network)
                (invariant $"network '{network.Name}' must have parameters to move, but has none.")

        Network.checkParameters network theta
        theta |> Array.iteri (fun p v -> Guard.finite (invariant $"theta[{p}]") v)
        let programs = GeneratorPrograms(network, parameters, noise.Count)
        ParameterState(programs, Points.toRowMajor noise, Array.copy theta)

    /// The network's initial parameters on samples of standard normal noise, both by the seed.
    let initial (network: Network) (samples: int) (seed: Seed) : ParameterState =
        create
            network
            (Seed.gaussian samples network.InputSize (Seed.split "noise" seed))
            (network.Initial(Seed.split "parameters" seed))
