// Trains a GAN with a generator network and a classification loss of your own towards eight Gaussians, stops it and
// goes on from a checkpoint, and takes derivatives through the network. Run it by
// dotnet run --project samples/EightGaussians.CSharp -c Release
// The region between "README: begin" and "README: end" is C# code of the README.

// README: begin
using System;
using GanFlowTheory;

var target = Empirical.OfPoints(Target.EightGaussians.Sample(Seed.Create(0), 2000));

// A network of your own: x + tanh(x A + a) B. What it needs of derivatives comes by differentiation.
var residual = Network.Create(
    "residual",
    2,
    2,
    [
        Parameter.Normal("A", [2, 64], 0.5),
        Parameter.Constant("a", [64], 0.0),
        Parameter.Normal("B", [64, 2], 0.1),
    ],
    (parameter, x) =>
        x + Tensor.Dot(Tensor.Tanh(Tensor.Dot(x, parameter("A")) + parameter("a")), parameter("B")));

var generator = Network.Chain(Network.Parse("8-64-2:tanh"), residual);

// A loss of your own, binary cross-entropy: the discriminator minimises E_p real(u) + E_q fake(u) at u = log p/q.
var loss = ClassificationLoss.Create("logistic", u => Tensor.Softplus(-u), Tensor.Softplus);

var discriminator = RatioEstimator.Discriminator(
    DiscriminatorOptions.Standard(Network.Parse("2-128-128-1:leaky-relu:0.2")) with
    {
        Loss = loss,
        Optimiser = Optimiser.Adam(2e-3, 0.5, 0.9, 1e-8),
        FirstSteps = 100,
        Steps = 5,
        HeldOut = 0.0,
    });

// The GAN: parameters flow along the generator loss against the detached ratio (YZL23).
var gan = Flow.CreateThrough(
        "KL",
        Critic.MonoFlow(discriminator, GeneratorLoss.NonSaturating, target),
        Metric.Euclidean.On<ParameterState>())
    .SteppedBy(Integrator.Optimised(
        Optimiser.Adam(1e-3, 0.5, 0.9, 1e-8).Scheduled(Schedule.Cosine(400))))
    .WithFreshNoise();

var run = gan
    .From(ParameterState.Initial(generator, 256, Seed.Create(0)))
    .WithSeed(Seed.Create(1))
    .KeepEvery(100)
    // Arrays of earlier steps serve later ones.
    .Reusing();

var training = run.Observe(Horizon.AfterSteps(200), step =>
{
    if (step.Index % 50 == 0)
    {
        Console.WriteLine($"step {step.Index}: the discriminator's estimate of KL is {step.Diagnostics.PlugIn:G3}");
        step.SaveCheckpoint("eight-gaussians.npz");
    }
});
// README: end

double Distance(Measure q) => Mmd.Squared(Kernel.Gaussian(1.0), target, q);
var (first, last) = (Distance(training.States[0].State), Distance(training.Final));
Console.WriteLine($"MMD^2 from {first:G3} to {last:G3}. {training.Outcome}");

if (last > first)
{
    Console.Error.WriteLine("The training came no closer to its target.");
    return 1;
}

// A training that goes on from a checkpoint equals one that did not stop, to the bit.
var whole = run.Run(Horizon.AfterSteps(220)).Final.Parameters();
var resumed = run.Resume("eight-gaussians.npz").Run(Horizon.AfterSteps(220)).Final.Parameters();
System.IO.File.Delete("eight-gaussians.npz");

if (!whole.AsSpan().SequenceEqual(resumed))
{
    Console.Error.WriteLine("A resumed training differs from one that did not stop.");
    return 1;
}

Console.WriteLine("Resumed equals uninterrupted.");

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
Console.WriteLine(
    $"E |G|^2 / d = {results[0][0]:G4}, has {results[1].Length} slopes; J v has {results[3].Length} entries.");

return 0;
