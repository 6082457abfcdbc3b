namespace GanFlowTheory.Laws

open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core
open GanFlowTheory.Core.Extending

/// <summary>Laws of trained discriminators: what one inner step descends, and that the losses it may descend are least
/// at log r.</summary>
[<RequireQualifiedAccess>]
module DiscriminatorLaws =

    let private rate = 1.0 / 64.0

    // Weights and biases of the trained network.
    let private parameters (fit: RatioFit) : float[] =
        match fit.Settings with
        | RatioSettings.Trained discriminator -> discriminator.Parameters
        | _ -> [||]

    // (theta before - theta after)/rate over one step of gradient descent on the whole samples: the gradient of the loss.
    let private descended (make: DiscriminatorOptions -> RatioEstimator) options steps (sample: RatioSample) =
        let estimator =
            make
                { options with
                    FirstSteps = steps
                    Batch = 64
                    HeldOut = 0.0
                    Patience = None
                    Optimiser = Optimiser.gradientDescent rate
                }

        parameters (estimator.Fit (Seed.create sample.Seed) sample.P sample.Q None)

    // The losses at log-ratios, entry by entry.
    let internal lossAt (loss: Tensor -> Tensor) (u: float[]) : float[] =
        let input = Tensor.input "u" [| u.Length |]

        ((Engine.compile Engine.managed [ input ] [ loss input ]).Evaluate [| u |])
        |> Array.head

    /// One inner step descends E_p real(u) + E_q fake(u) + gamma/2 E_p |grad u|^2.
    let internal trainingBy
        (make: DiscriminatorOptions -> RatioEstimator)
        (name: string)
        (networkIn: int -> Network)
        (loss: ClassificationLoss)
        (gamma: float)
        : Law =
        Law.forAll
            {
                Name = "discriminator-step"
                Statement =
                    "An inner step of a discriminator goes along minus the gradient of E_p real(u) + E_q fake(u) + gamma/2 E_p "
                    + "|grad u|^2 in its parameters."
                Source = "YZL23-4"
                Judge =
                    Judge.Relative(
                        1e-7,
                        "six-point stencil with step 1/1024 in parameters of order 1: truncation 1e-10, rounding 5e-12 of the "
                        + "loss; the step itself is read with 64 ulp of the parameters"
                    )
            }
            name
            RatioSamples.any
            (fun sample ->
                let network = networkIn sample.Dimension

                let options =
                    { DiscriminatorOptions.standard network with
                        Loss = loss
                        Penalties = [ CriticPenalty.r1 gamma ]
                    }

                let theta = descended make options 0 sample
                let after = descended make options 1 sample
                let gradient = Array.map2 (fun a b -> (a - b) / rate) theta after
                let p, q = sample.P, sample.Q

                let objective (at: float[]) =
                    let u = Potential.ofNetwork network at
                    let slopes = u.Gradient p.Nodes

                    Vectors.inner p.Weights (lossAt loss.Real (u.Value p.Nodes))
                    + Vectors.inner q.Weights (lossAt loss.Fake (u.Value q.Nodes))
                    + 0.5 * gamma * Vectors.inner p.Weights (Points.rowDots slopes slopes)

                // Along three directions: patterns of ones and minus ones.
                let directions =
                    [
                        for k in 1..3 -> Array.init theta.Length (fun i -> if (i / k) % 2 = 0 then 1.0 else -1.0)
                    ]

                [
                    for v in directions do
                        let slope =
                            Differences.derivative (1.0 / 1024.0) (fun e ->
                                objective (Array.map2 (fun t v -> t + e * v) theta v))

                        Equation.scalar
                            "the step against the derivative of the loss"
                            (1.0 + abs (objective theta) + Array.sumBy abs gradient)
                            (Vectors.inner gradient v)
                            slope
                ])

    /// The same for the library's estimator.
    let training name network loss gamma : Law =
        trainingBy RatioEstimator.discriminator name network loss gamma

    // |log r| up to 8, beyond which tanh and its like keep too few digits of 1 - d.
    let private logRatios = Generators.eighths (Gen.choose (-64, 64))

    let private slope (part: Tensor -> Tensor) (u: float) : float =
        let input = Tensor.input "u" [| 1 |]

        let program =
            Engine.compile Engine.managed [ input ] [ Differentiate.gradient (Tensor.sum (part input)) input ]

        let at = [| u |]
        program.Evaluate [| at |] |> Array.head |> Array.head

    /// At log r the slopes of a classification loss balance.
    let stationary (loss: ClassificationLoss) : Law =
        Law.forAll
            {
                Name = "classification-slopes"
                Statement = "At u = log r the slopes satisfy r real'(u) + fake'(u) = 0, and real'(u) < 0."
                Source = "YZL23-4"
                Judge = Judge.Relative(1e-11, "1 - tanh(4) keeps 1e-13 of itself, and a few ulp of exponents up to 16")
            }
            loss.Name
            logRatios
            (fun u ->
                let r = exp u
                let real, fake = slope loss.Real u, slope loss.Fake u

                [
                    Equation.scalar "r real' + fake' against 0" (r * abs real + abs fake) (r * real + fake) 0.0
                    Equation.scalar "the sign of real'" 0.0 (float (sign real)) -1.0
                ])

    /// No log-ratio beside log r has a smaller loss.
    let optimum (loss: ClassificationLoss) : Law =
        Law.forAll
            {
                Name = "classification-optimum"
                Statement = "u = log r minimises r real(u) + fake(u): no value beside it is smaller, for every r."
                Source = "YZL23-4"
                Judge = Judge.AtMost(1e-14, "rounding of the two values, a few ulp of their terms")
            }
            loss.Name
            logRatios
            (fun u ->
                let r = exp u
                let offsets = [| 0.0; -4.0; -1.0; -0.125; 0.125; 1.0; 4.0 |]
                let at = Array.map ((+) u) offsets
                let reals, fakes = lossAt loss.Real at, lossAt loss.Fake at
                let value k = r * reals[k] + fakes[k]

                [
                    for k in 1..6 do
                        Equation.scalar
                            $"the loss at log r against that at log r + {Show.number offsets[k]}"
                            (abs (r * reals[0]) + abs fakes[0] + abs (r * reals[k]) + abs fakes[k])
                            (value 0)
                            (value k)
                ])
