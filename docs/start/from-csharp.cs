/**
---
title: From C#
category: Start
categoryindex: 1
index: 3
---
# From C#

Everything is in the namespace `GanFlowTheory`, by the names that F# has, with a capital; what F# pipes, C# calls as a method, and options are
records that `with` changes. Functions of yours are lambdas, and a wrong argument is an `ArgumentException` in one sentence.
*/
using System;
using System.Linq;
using GanFlowTheory;

var target = Target.TwoMoons.Sample(Seed.Create(0), 500);
var start = Seed.Create(1).Gaussian(300, 2);

var path = Flow.Descend(Functional.Mmd(Kernel.Gaussian(0.5), Empirical.OfPoints(target)))
    .SeenBy(Critic.Exact)
    .InMetric(Metric.Wasserstein)
    .SteppedBy(Integrator.RungeKutta4(0.1))
    .From(Particles.OfPoints(start))
    .Run(until: 30.0);

Console.WriteLine(path.Outcome.Sentence);
/**
The picture is an SVG document of its own; here it is written to the page.
*/
Console.WriteLine(Figure.Particles(
    "A flow of MMD to two moons, in C#", target, ("t = 0", start), ("t = 30", path.Final.Nodes)));
/**
## A functional of your own, and its laws

Two members: the value, and the first variation as a function on R^d. `Law.Check` runs all laws of functionals on generated cases; nothing happens
where they hold.
*/
// F(q) = 1/2 |E_q X - m|^2; dF/dq is the linear function <E_q X - m, x>.
static Functional MeanDistance(double factor, double[] m)
{
    double[] Difference(Measure q) => [.. q.Mean().Zip(m, (a, b) => a - b)];

    return Functional.Create(
        "1/2 |mean - m|^2",
        value: q => factor * Difference(q).Sum(v => v * v),
        firstVariation: q =>
        {
            var e = Difference(q);
            return Potential.OfPointwise(value: x => e.Zip(x, (a, b) => a * b).Sum(), gradient: _ => e);
        });
}

Law.Check(MeanDistance(0.5, [1, -2]));
Console.WriteLine("The laws hold.");
/**
A slip, 1 where 1/2 belongs, is told by the law that sees it, with the simplest case that shows it and the text that replays it:
*/
try
{
    Law.Check(MeanDistance(1, [1, -2]));
}
catch (LawFalsifiedException error)
{
    Console.WriteLine(error.Message);
}
/**
## A law of your own

A law is a head, cases, and the equations of a case, judged with a tolerance that has its reason. Does the mean of q come nearer to that of p at every
instant along the flow of MMD²? Over two generated clouds, small ones first:
*/
var head = new LawHead(
    Name: "mean-approaches",
    Statement: "d/dt |E_q X - E_p X|^2 <= 0 along the Wasserstein flow of 1/2 MMD^2",
    Source: "a conjecture",
    Judge.AtMost(1e-12, "rounding of sums of order 1"));

var conjecture = Law.ForScenes(head, "gaussian:1", dimension: 2, scene =>
{
    var (p, q) = (scene.P, scene.Q);
    var slopes = Functional.Mmd(Kernel.Gaussian(1), p).FirstVariation(q).Gradient(q.Nodes);
    var apart = q.Mean().Zip(p.Mean(), (a, b) => a - b).ToArray();
    var rate = -2 * Enumerable.Range(0, slopes.Count)
        .Sum(i => q.Weights[i] * (apart[0] * slopes[i, 0] + apart[1] * slopes[i, 1]));
    return [Equation.Scalar("the rate against 0", scale: 1, rate, 0)];
});

Console.WriteLine(conjecture.Run() is Verdict.Falsified { Falsification: var found }
    ? $"Falsified: {found.Case}"
    : "It held.");
/**
## A GAN

A generator's parameters flow too. The critic is a network that is trained beside it; the loss of Wasserstein GANs with a penalty on the slopes
of the witness is one line, and so is any other.
*/
var critic = CriticOptions.Create(AdversarialLoss.Wgan, Network.Parse("2-64-64-1:leaky-relu:0.2"))
    .Penalised(CriticPenalty.WitnessGradient(1.0));

var generator = ParameterState.Initial(Network.Parse("2-64-2:tanh"), 128, Seed.Create(1));

var trained = Game.Adversarial(
        critic, Metric.Euclidean.On<ParameterState>(), Optimiser.Adam(2e-3, 0.5, 0.9, 1e-8), target)
    .From(Game.GanStart(Seed.Create(0), critic.Network, generator), GameScheme.CriticFirst(5))
    .DrawingAnew()
    .Run(Horizon.AfterSteps(300));

var before = MmdEstimator.Unbiased(Kernel.RqCode, generator.Nodes, target).Value;
var after = MmdEstimator.Unbiased(Kernel.RqCode, trained.Final.First.Nodes, target).Value;
Console.WriteLine($"MMD^2 to the target: {before:G3} before the training, {after:G3} after 300 steps.");
/**
Progress, cancelling and checkpoints are arguments: `run.Observe(horizon, step => ..., cancellationToken)` and `step.SaveCheckpoint(path)`;
`run.StepsAsync(until: 10.0)` gives the steps as they come.
*/
