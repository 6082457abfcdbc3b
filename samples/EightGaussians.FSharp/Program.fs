// Trains a GAN with a generator network and a classification loss of one's own towards eight Gaussians, stops it and
// goes on from a checkpoint, and takes derivatives through the network. Run it by
// dotnet run --project samples/EightGaussians.FSharp -c Release
// The region between "README: begin" and "README: end" is F# code of the README.
module EightGaussians.Program

// README: begin
open GanFlowTheory.Core

let target =
    (Target.byName "eight-gaussians").Sample (Seed.create 0) 2000
    |> Empirical.ofPoints

// A network of one's own: x + tanh(x A + a) B. What it needs of derivatives comes by differentiation.
let residual =
    Network.create
        "residual"
        2
        2
        [
            Parameter.normal "A" [| 2; 64 |] 0.5
            Parameter.constant "a" [| 64 |] 0.0
            Parameter.normal "B" [| 64; 2 |] 0.1
        ]
        (fun parameter x ->
            x
            + Tensor.dot (Tensor.tanh (Tensor.dot x (parameter "A") + parameter "a")) (parameter "B"))

let generator = Network.chain [ Network.parse "8-64-2:tanh"; residual ]

// A loss of one's own, binary cross-entropy: the discriminator minimises E_p real(u) + E_q fake(u) at u = log p/q.
let loss =
    ClassificationLoss.create "logistic" (fun u -> Tensor.softplus -u) Tensor.softplus

let discriminator =
    RatioEstimator.discriminator
        { DiscriminatorOptions.standard (Network.parse "2-128-128-1:leaky-relu:0.2") with
            Loss = loss
            Optimiser = Optimiser.adamWith 2e-3 0.5 0.9 1e-8
            FirstSteps = 100
            Steps = 5
            HeldOut = 0.0
        }

// The GAN: parameters flow along the generator loss against the detached ratio (YZL23).
let gan =
    Flow.createThrough "KL" (Critic.monoFlow discriminator GeneratorLoss.nonSaturating target) Metric.euclidean
    |> Flow.steppedBy (
        Optimiser.adamWith 1e-3 0.5 0.9 1e-8
        |> Optimiser.scheduled (Schedule.Cosine 400)
        |> Integrator.optimised
    )
    |> Flow.withFreshNoise

let run =
    gan
    |> Flow.from (ParameterState.initial generator 256 (Seed.create 0))
    |> Flow.withSeed (Seed.create 1)
    |> Flow.keepEvery 100
    // Arrays of steps that lie behind serve later ones.
    |> Flow.reusing

let training =
    run
    |> Flow.observe (Horizon.afterSteps 200) System.Threading.CancellationToken.None (fun step ->
        if step.Index % 50 = 0 then
            printfn $"step {step.Index}: the discriminator's estimate of KL is {step.Diagnostics.PlugIn.Value:G3}"
            Checkpoint.save "eight-gaussians.npz" step)
// README: end

let distance (q: IMeasure) =
    Mmd.squared (Kernel.gaussian 1.0) target q

let first, last = distance (snd training.States[0]), distance training.Final
printfn $"MMD^2 from {first:G3} to {last:G3}. {Outcome.sentence training.Outcome}"

if last > first then
    failwith "The training came no closer to its target."

// A training that goes on from a checkpoint equals one that did not stop, to the bit.
let whole = (run |> Flow.steps 220).Final.Parameters

let resumed =
    (Checkpoint.resume "eight-gaussians.npz" run |> Flow.steps 220).Final.Parameters

System.IO.File.Delete "eight-gaussians.npz"

if whole <> resumed then
    failwith "A resumed training differs from one that did not stop."

printfn "Resumed equals uninterrupted."

// Derivatives are expressions: the gradient of a number, its Hessian times v, and the Jacobian of the outputs times v.
let theta = Tensor.input "theta" [| Network.parameterCount residual |]
let v = Tensor.input "v" [| Network.parameterCount residual |]

let outputs =
    residual.Apply theta (Tensor.ofPoints (Seed.gaussian 16 2 (Seed.create 2)))

let energy = Tensor.mean (Tensor.square outputs)

let program =
    Engine.compile
        residual.Engine
        [ theta; v ]
        [
            energy
            Differentiate.gradient energy theta
            Differentiate.hessianVector energy theta v
            yield! Differentiate.jacobianVector [ outputs ] [ theta, v ]
        ]

let at = residual.Initial(Seed.create 3)
let results = program.Evaluate [| at; at |]
printfn $"E |G|^2 / d = {results[0][0]:G4}, has {results[1].Length} slopes; J v has {results[3].Length} entries."
