namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// <summary>The equation of the critics of generators, (D + lambda) f = delta for the three Gramians, from the values of
/// the critic, the kernel and the generator alone (MN21-2).</summary>
[<RequireQualifiedAccess>]
module internal ParametricCriticEquation =

    /// The witness for a Gramian, a kernel and lambda.
    type Witness = Gramian -> Kernel -> float -> ParametricScene -> IParametric -> KernelizedWitness

    let private at (scene: ParametricScene) (state: IState<ParameterState>) (u: float[]) (e: float) : Points =
        (state.At(Array.map2 (fun t v -> t + e * v) scene.Theta u)).Nodes

    // d/de of values at the nodes of theta + e u, by difference quotients along the unit vector. No node moves by more
    // than e, and no input of a hidden unit by more than 4 e.
    let private along (scene: ParametricScene) (values: Points -> float[]) (u: float[]) : float[] =
        let state = scene.State
        let length = Vectors.norm u

        if length > 0.0 then
            let unit = Array.map (fun v -> v / length) u

            CriticEquation.quotients (Differences.step 1.0 / (1.0 + scene.Speed)) (fun e ->
                values (at scene state unit e))
            |> Array.map (fun v -> length * v)
        else
            Array.zeroCreate (values state.Nodes).Length

    // grad_theta f(G(z_i)) for each sample i, n x P.
    let private gradients (scene: ParametricScene) (f: Points -> float[]) : float[][] =
        let columns =
            Array.init scene.Generator.Parameters (fun p ->
                along scene f (Array.init scene.Generator.Parameters (fun s -> if s = p then 1.0 else 0.0)))

        Array.transpose columns

    let private mean (rows: float[][]) : float[] =
        rows
        |> Array.reduce (Array.map2 (+))
        |> Array.map (fun v -> v / float rows.Length)

    // (D f)(y) at every place y.
    let private gramian
        (gramian: Gramian)
        (kernel: Kernel)
        (scene: ParametricScene)
        (f: Points -> float[])
        (gradients: float[][])
        (places: float[][])
        : float[] =
        let value x y = Kernel.value kernel x y

        match gramian with
        | Gramian.MeanGradient ->
            mean gradients
            |> along scene (fun nodes ->
                let nodes = Points.toRows nodes
                places |> Array.map (fun y -> nodes |> Array.averageBy (value y)))
        | Gramian.SampleGradients ->
            gradients
            |> Array.mapi (fun i u -> along scene (fun nodes -> places |> Array.map (value (nodes.Row i))) u)
            |> mean
        | Gramian.SpatialGradients ->
            let q = scene.State
            let slopes = CriticEquation.gradient f q.Nodes
            places |> Array.map (CriticEquation.flux kernel q slopes)

    let private equations
        (witness: Witness)
        (which: Gramian)
        (kernel: Kernel)
        (scene: ParametricScene)
        (lambda: float)
        =
        let q = scene.State
        let w = witness which kernel lambda scene q
        let f = w.Critic.Value
        let gradients = gradients scene f
        let places = Points.append q.Nodes scene.Target.Nodes
        let rows = Points.toRows places
        let average (m: IMeasure) = Vectors.inner m.Weights (f m.Nodes)
        // Each of two quotients in theta divides its rounding by a step that is 1 + |J| times as short.
        let size =
            CriticEquation.size kernel lambda q.Nodes
            * (1.0 + scene.Speed)
            * (1.0 + scene.Speed)

        [
            Equation.vector
                $"lambda f + D f against delta at q and p, lambda = {lambda}"
                size
                (Array.map2
                    (fun value flux -> lambda * value + flux)
                    (f places)
                    (gramian which kernel scene f gradients rows))
                (rows |> Array.map (CriticEquation.delta kernel scene.Target q))
            Equation.vector $"L* f against grad_theta E_q f, lambda = {lambda}" size w.Step (mean gradients)
            Equation.scalar
                $"lambda <delta, f> against lambda (E_p f - E_q f), lambda = {lambda}"
                size
                (lambda * w.Inner)
                (lambda * (average scene.Target - average q))
        ]

    /// The law for a Gramian.
    let law (witness: Witness) (gramian: Gramian) (kernel: Kernel) : Law =
        Law.forAll
            {
                Name = "critic-equation"
                Statement =
                    "lambda f + D f = delta at the nodes of p and q, from values of f, k and G alone: D f by difference quotients of "
                    + "f(G(z)) and of k(y, G(z)) in theta, or in x for (iii); L* f = grad_theta E_q f."
                Source = "MN21-2"
                Judge = Judge.Relative(CriticEquation.tolerance, CriticEquation.reason)
            }
            $"{kernel.Name}, Gramian {ParametricSettings.gramianName gramian}"
            ParametricScenes.any
            (fun scene -> CriticEquation.lambdas |> List.collect (equations witness gramian kernel scene))

    /// <summary>0 &lt;= lambda &lt;delta, f> &lt;= MMD^2: the regularised game is worth &lt;delta, f>/2, and the critic f = 0 has
    /// 0.</summary>
    let worth (kernel: Kernel) : Law =
        Law.forAll
            {
                Name = "critic-worth"
                Statement =
                    "0 <= lambda <delta, f> <= MMD^2: the maximum <delta, f>/2 is not below the value 0 of f = 0."
                Source = "MN21-2"
                Judge = Judge.AtMost(CriticEquation.tolerance, CriticEquation.reason)
            }
            $"{kernel.Name}, lambda = 100"
            ParametricScenes.any
            (fun scene ->
                let q = scene.State

                let w = ParametricSettings.witness Gramian.MeanGradient kernel 100.0 scene q

                let size = CriticEquation.size kernel 100.0 q.Nodes * (1.0 + scene.Speed)

                [
                    Equation.scalar "0 against lambda <delta, f>" size 0.0 (100.0 * w.Inner)
                    Equation.scalar "lambda <delta, f> against MMD^2" size (100.0 * w.Inner) w.SquaredMmd
                ])
