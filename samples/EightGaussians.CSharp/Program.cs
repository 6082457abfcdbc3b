// Trains a GAN with a generator network and a classification loss of one's own towards eight Gaussians, stops it and
// goes on from a checkpoint, and takes derivatives through the network. Run it by
// dotnet run --project samples/EightGaussians.CSharp -c Release
// The region between "README: begin" and "README: end" is C# code of the README.

// README: begin
using System;
using GanFlowTheory;

Points target = Target.ByName("eight-gaussians").Sample(0, 2000);

// A network of one's own: x + tanh(x A + a) B. What it needs of derivatives comes by differentiation.
var residual = Network.Define(
    "residual", 2, 2,
    [Parameter.Normal("A", [2, 64], 0.5), Parameter.Constant("a", [64], 0), Parameter.Normal("B", [64, 2], 0.1)],
    (parameter, x) =>
        x + Tensor.Dot(Tensor.Tanh(Tensor.Dot(x, parameter("A")) + parameter("a")), parameter("B")));
var generator = Network.Chain(Network.Parse("8-64-2:tanh"), residual);

// A loss of one's own, binary cross-entropy: the discriminator minimises E_p real(u) + E_q fake(u) at u = log p/q.
var loss = ClassificationLoss.Define("logistic", real: u => Tensor.Softplus(-u), fake: u => Tensor.Softplus(u));
var options = DiscriminatorOptions.Standard(Network.Parse("2-128-128-1:leaky-relu:0.2")) with
{
    Loss = loss,
    Optimiser = Optimiser.Adam(2e-3, beta1: 0.5, beta2: 0.9),
    FirstSteps = 100,
    Steps = 5,
    HeldOut = 0,
};

// The GAN: parameters flow along the generator loss against the detached ratio (YZL23).
var critic = RatioCritic.MonoFlow(Discriminator.Estimator(options), GeneratorLoss.NonSaturating, target);
var gan = Flow.Through("KL", critic, Metric.Parameters)
    .SteppedBy(Optimiser.Adam(1e-3, beta1: 0.5, beta2: 0.9).Scheduled(Schedule.Cosine(400)))
    .WithFreshNoise();
// Arrays of steps that lie behind serve later ones.
var run = gan.From(ParameterState.Initial(generator, 256, seed: 0)).WithSeed(1).KeepEvery(100).Reusing();

var path = run.Observe(Horizon.AfterSteps(200), step =>
{
    if (step.Index % 50 == 0)
    {
        Console.WriteLine($"step {step.Index}: the discriminator's estimate of KL is {step.Diagnostics.PlugIn:G3}");
        step.SaveCheckpoint("eight-gaussians.npz");
    }
});
// README: end

var kernel = Kernel.Gaussian(1.0);
var (first, last) = (path.States[0].State.Nodes, path.Final.Nodes);
Console.WriteLine(
    $"MMD^2 from {Mmd.Squared(kernel, first, target):G3} to {Mmd.Squared(kernel, last, target):G3}. {path.Outcome}");

if (Mmd.Squared(kernel, last, target) > Mmd.Squared(kernel, first, target))
{
    Console.Error.WriteLine("The training came no closer to its target.");
    return 1;
}

// A training that goes on from a checkpoint equals one that did not stop, to the bit.
var whole = run.Run(Horizon.AfterSteps(220)).Final.Parameters();
var resumed = run.Resume("eight-gaussians.npz").Run(Horizon.AfterSteps(220)).Final.Parameters();
Console.WriteLine($"Resumed equals uninterrupted: {whole.AsSpan().SequenceEqual(resumed)}.");
System.IO.File.Delete("eight-gaussians.npz");

// Derivatives are expressions: the gradient of a number, its Hessian times v, and the Jacobian of the outputs times v.
var theta = Tensor.Input("theta", residual.ParameterCount);
var v = Tensor.Input("v", residual.ParameterCount);
var outputs = residual.Apply(theta, Seed.Create(2).Gaussian(16, 2));
var energy = Tensor.Mean(Tensor.Square(outputs));
var program = residual.Engine.Compile(
    [theta, v],
    [
        energy, energy.Gradient(theta), Differentiate.HessianVector(energy, theta, v),
        .. Differentiate.JacobianVector([outputs], [(theta, v)]),
    ]);
var at = residual.Initial(3);
var results = program.Evaluate(at, at);
Console.WriteLine($"E |G|^2 / d = {results[0][0]:G4} has {results[1].Length} slopes; J v has {results[3].Length} entries.");

return whole.AsSpan().SequenceEqual(resumed) ? 0 : 1;
