namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// L* delta as a gradient of MMD^2 in the parameters (MN21-2).
[<RequireQualifiedAccess>]
module internal PulledGradient =

    // MMD^2 with the Gaussian kernel as an expression in theta, from its definition.
    let private squaredMmd (scene: ParametricScene) : Tensor * Tensor =
        let theta = Tensor.input "theta" [| scene.Generator.Parameters |]

        let x =
            (SmallGenerator.network scene.Generator).Apply theta (Tensor.ofPoints scene.Noise.Points)

        let y = Tensor.ofPoints scene.Target.Nodes
        let n, m = scene.Noise.Count, scene.P.Count
        let column = Tensor.constant [| n; 1 |] (Array.create n (1.0 / float n))
        let row = Tensor.constant [| 1; m |] scene.Target.Weights

        let gram a b =
            Tensor.exp (Tensor.squaredDistances a b * -0.5)

        let own = Tensor.sum (gram x x * column * Tensor.transpose column)
        let cross = Tensor.sum (gram x y * column * row)
        let target = Tensor.sum (gram y y * Tensor.transpose row * row)
        theta, own - cross * 2.0 + target

    /// The law with the sign of the gradient, 1 or, wrongly, -1.
    let law (sign: float) (name: string) : Law =
        Law.forAll
            {
                Name = "pulled-gradient"
                Statement =
                    "L* delta = -1/2 grad_theta MMD^2, with the gradient by reverse differentiation of the definition of MMD^2 "
                    + "and by difference quotients along a direction."
                Source = "MN21-2"
                Judge = Differences.judge
            }
            name
            ParametricScenes.any
            (fun scene ->
                let kernel = Kernel.gaussian 1.0
                let q = scene.State
                let f: Functional<ParameterState> = Functional.mmd kernel scene.Target

                let pulled =
                    (q :> IState<ParameterState>).PullBack (f.Evaluate q).Variation
                    |> Array.map (fun v -> -v)

                let theta, value = squaredMmd scene

                let program =
                    Engine.compile q.Network.Engine [ theta ] [ value; Differentiate.gradient value theta ]

                let computed = program.Evaluate [| scene.Theta |]
                let direction = scene.Direction scene.First
                let struct (length, observed) = ParametricSettings.slopeAlong kernel scene direction

                // The gradient of a kernel is at most k(0) per unit of length.
                let size = 4.0 * (1.0 + scene.Speed)

                [
                    Equation.scalar "MMD^2" 1e-4 (computed[0][0]) (Mmd.squared kernel scene.Target q)
                    // To rounding: 1e-4 of the tolerance of differences.
                    Equation.vector
                        "L* delta against reverse differentiation"
                        (1e-4 * size)
                        pulled
                        (computed[1] |> Array.map (fun v -> sign * -0.5 * v))
                    Equation.scalar
                        "<L* delta, u> against a difference quotient"
                        size
                        (Vectors.inner pulled direction / length)
                        (sign * -0.5 * observed)
                ])
