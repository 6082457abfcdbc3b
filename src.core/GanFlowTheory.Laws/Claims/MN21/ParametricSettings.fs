namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// What the claims on the parametric kernelized flow are checked with.
[<RequireQualifiedAccess>]
module internal ParametricSettings =

    let lambda = 0.5

    // Any rate and any potential have their own size here, so that what follows is relative to it.
    let kernels =
        [ Kernel.gaussian 1.0; Kernel.inverseMultiquadric 1.0 0.5; Kernel.rqCode ]

    /// Not a positive kernel.
    let multiquadric =
        Kernel.radial "sqrt(1+|x-y|^2)" (fun s -> sqrt (1.0 + s)) (fun s -> 0.5 / sqrt (1.0 + s)) (fun s ->
            -0.25 * (1.0 + s) ** -1.5)

    /// Not a positive kernel either: MMD^2 passes through 0 away from q = p.
    let indefinite =
        Kernel.radial
            "(1-4s+2s^2)exp(-s/2)"
            (fun s -> (1.0 - 4.0 * s + 2.0 * s * s) * exp (-0.5 * s))
            (fun s -> (-4.5 + 6.0 * s - s * s) * exp (-0.5 * s))
            (fun s -> (8.25 - 5.0 * s + 0.5 * s * s) * exp (-0.5 * s))

    /// A negative kernel.
    let negated =
        Kernel.radial "-gaussian:1" (fun s -> -(exp (-0.5 * s))) (fun s -> 0.5 * exp (-0.5 * s)) (fun s ->
            -0.25 * exp (-0.5 * s))

    let gramians =
        [ Gramian.MeanGradient; Gramian.SampleGradients; Gramian.SpatialGradients ]

    let gramianName (gramian: Gramian) =
        match gramian with
        | Gramian.MeanGradient -> "(i)"
        | Gramian.SampleGradients -> "(ii)"
        | Gramian.SpatialGradients -> "(iii)"

    /// (sum_i w_i |J_i| sqrt(tr d d' k(x_i, x_i)))^2 bounds every entry of g and every eigenvalue.
    let tensorSizeBy (weights: float[]) (kernel: Kernel) (scene: ParametricScene) (q: IMeasure) : float =
        let total =
            scene.Jacobians
            |> Array.mapi (fun i rows ->
                let x = q.Nodes.Row i
                let mixed = Kernel.mixedAt kernel x x
                let trace = Array.init x.Length (fun a -> abs mixed[a, a]) |> Array.sum
                weights[i] * sqrt (trace * Array.sumBy Vectors.squaredNorm rows))
            |> Array.sum

        total * total

    /// The same for equal weights.
    let tensorSize (kernel: Kernel) (scene: ParametricScene) (q: ParameterState) : float =
        tensorSizeBy (ParametricScenes.equal scene) kernel scene q

    /// The regularised critic of the scene.
    let witness gramian kernel (lambda: float) (scene: ParametricScene) (q: IParametric) =
        KernelizedWitness.at SolverOptions.standard gramian kernel lambda scene.Target q

    /// The length of a rate, 1 where it is 0, and the derivative of MMD^2 along the rate over its length, by difference
    /// quotients.
    let slopeAlong (kernel: Kernel) (scene: ParametricScene) (rate: float[]) : struct (float * float) =
        let norm = Vectors.norm rate
        let length = if norm > 0.0 then norm else 1.0
        let q = scene.State :> IState<ParameterState>

        let slope =
            Differences.derivative (Differences.step 1.0) (fun e ->
                Mmd.squared kernel scene.Target (q.At(Array.map2 (fun t u -> t + e / length * u) scene.Theta rate)))

        struct (length, slope)
