namespace GanFlowTheory.Core.Tests

open GanFlowTheory.Core

/// What the tests of networks share.
module NetworkTesting =

    /// Central differences of f in each entry of x, with step 1e-5: rounding of values of order 1 costs 1e-11, and the
    /// cubic term 1e-10 times the third derivative.
    let differences (f: float[] -> float) (x: float[]) : float[] =
        let h = 1e-5

        x
        |> Array.mapi (fun at value ->
            let moved step =
                let y = Array.copy x
                y[at] <- value + step
                f y

            (moved h - moved -h) / (2.0 * h))

    /// The mean of softplus of all outputs at fixed points, and its gradient in theta.
    let lossAndGradient (network: Network) (points: Points) : (float[] -> float) * (float[] -> float[]) =
        let theta = Tensor.input "theta" [| Network.parameterCount network |]

        let loss =
            network.Apply theta (Tensor.ofPoints points) |> Tensor.softplus |> Tensor.mean

        let program =
            Engine.compile Engine.managed [ theta ] [ loss; Differentiate.gradient loss theta ]

        let output at theta =
            program.Evaluate [| theta |] |> Array.item at

        output 0 >> Array.head, output 1

    /// The gradient in theta against differences, at random parameters that leave no bias at 0.
    let checkGradient (network: Network) (points: Points) =
        let value, gradient = lossAndGradient network points

        let theta =
            Seed.normals (Network.parameterCount network) (Seed.create 5)
            |> Array.map (fun z -> 0.4 * z)

        // 1e-8: a hundred times the error of the differences, far below the gradients, which are of order 0.1.
        Array.iter2 (Testing.close 1e-8) (differences value theta) (gradient theta)

    /// The mean and the variance of draws that should be N(0, deviation^2), each within 5 standard errors of what it
    /// should be: both bounds together fail by chance once in 800,000.
    let checkNormal (deviation: float) (draws: float[]) =
        let n = float draws.Length
        let mean = Array.average draws
        let variance = draws |> Array.averageBy (fun v -> v * v)
        Testing.close (5.0 / sqrt n) 0.0 (mean / deviation)
        Testing.close (5.0 * sqrt (2.0 / n)) 1.0 (variance / (deviation * deviation))
