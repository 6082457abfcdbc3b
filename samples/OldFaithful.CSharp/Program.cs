// Flows particles to the eruptions of the Old Faithful geyser, makes a functional and checks its laws, and plays a
// game. Run it from the root of the repository:
// dotnet run --project samples/OldFaithful.CSharp -c Release
// The regions between "README: begin" and "README: end" are the C# code of the README.

// README: begin
using System;
using System.Linq;
using GanFlowTheory;

// Minutes of an eruption and minutes until the next one differ tenfold: one bandwidth fits both in standard units.
var data = Points.ReadCsv("data/old-faithful.csv");
var units = Units.Standardising(data);

var target = Empirical.OfPoints(units.Into(data));
var start = Particles.OfPoints(Seed.Create(0).Gaussian(1000, 2));

var flow = Flow.Descend(Functional.Mmd(Kernel.Gaussian(1.0), target))
    .SeenBy(Critic.Exact)
    .InMetric(Metric.Wasserstein)
    .SteppedBy(Integrator.RungeKutta4(0.1));

var path = flow.From(start).Run(until: 10.0);

double FunctionalAt(StepRecord step) => step.Diagnostics.Functional!.Value;
Console.WriteLine($"1/2 MMD^2 from {FunctionalAt(path.Steps[0]):G4} to {FunctionalAt(path.Steps[^1]):G4}.");
Console.WriteLine(path.Outcome.Sentence);
// README: end

// README: begin
// F(q) = 1/2 E |X - m|^2 with the mean m of q. The term from the change of m vanishes, so dF/dq is 1/2 |x - m|^2.
var halfVariance = Functional.Create(
    "1/2 variance",
    value: q =>
    {
        var covariance = q.Covariance();
        return 0.5 * Enumerable.Range(0, q.Nodes.Dimension).Sum(k => covariance[k, k]);
    },
    firstVariation: q =>
    {
        var mean = q.Mean();
        double[] Gradient(double[] x) => [.. x.Zip(mean, (a, b) => a - b)];
        double Value(double[] x) => 0.5 * Gradient(x).Sum(v => v * v);
        return Potential.OfPointwise(Value, Gradient);
    });

Law.Check(halfVariance);
// README: end

Console.WriteLine("The laws of 1/2 variance hold.");

// Its Wasserstein flow is dx/dt = -(x - m): the functional falls by exp(-2t), and RK4 with step 0.1 follows to 1e-5.
var contracted = Flow.Descend(halfVariance).SteppedBy(Integrator.RungeKutta4(0.1)).From(start).Run(until: 1.0);
var factor = FunctionalAt(contracted.Steps[^1]) / FunctionalAt(contracted.Steps[0]);
Console.WriteLine($"In time 1 its flow takes it to {factor:G4} of its start; exp(-2) is {Math.Exp(-2):G4}.");

// The first run again, step by step as they come, on standard error; Ctrl-C ends it after the step under way.
using var cancellation = new System.Threading.CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = true;
    cancellation.Cancel();
};

await foreach (var step in flow.From(start).StepsAsync(until: 10.0, cancellationToken: cancellation.Token))
{
    if (step.Index % 10 == 0)
    {
        Console.Error.WriteLine($"t = {step.Time:F1}: 1/2 MMD^2 = {step.Diagnostics.Functional:G4}");
    }
}

// And as one task, with progress on standard error.
var again = await flow.From(start).TryRunAsync(until: 10.0, new Percentage(), cancellation.Token);
Console.Error.WriteLine($"\r{again.Outcome.Sentence}");

// README: begin
// x lowers E x y and y raises it, each given where the other is: their flow turns on a circle for ever.
static Functional Along(double slope) =>
    Functional.Potential("slope", Potential.OfPointwise(value: z => slope * z[0], gradient: _ => [slope]));

static double Mean(Particles q) => q.Mean()[0];

var game = Game.Create(
    first: Player.OfFunctional("x", (Particles y) => Along(Mean(y)), Metric.Wasserstein),
    second: Player.OfFunctional("y", (Particles x) => Along(-Mean(x)), Metric.Wasserstein));

var both = Product.Create(Particles.Point(1), Particles.Point(0));

foreach (var scheme in new[] { "simultaneous:0.1", "alternating:0.1", "midpoint:0.1", "joint:0.1" })
{
    var played = game.From(both, GameScheme.Parse(scheme)).Run(until: 10.0);
    var radius = Math.Sqrt(Math.Pow(Mean(played.Final.First), 2) + Math.Pow(Mean(played.Final.Second), 2));
    Console.WriteLine($"{scheme} takes the radius from 1 to {radius:F3}.");
}
// README: end

// README: begin
// Digits that a classifier has not seen, against others of them, as they are and blurred, in its last hidden layer.
var (_, unseen) = Labelled.OfLastColumn(Points.Read("data/digits.csv.gz")).Split(Seed.Create(0), 1000);
var (images, reference) = unseen.Split(Seed.Create(1), 400);
var classifier = Classifier.Load("data/digits-classifier.npz");

foreach (var strength in new[] { 0, 0.4 })
{
    var blurred = Disturbance.Blur.Apply(DisturbanceSettings.Digits with { Count = 200 }, strength, images);
    var x = classifier.Features(reference.Points);
    var y = classifier.Features(blurred);
    var kid = Kid.Full(Kernel.Poly3, Rows.OfPoints(x), Rows.OfPoints(y));
    var test = TwoSampleTest.Permutation(Kernel.Poly3, x, y);
    Console.WriteLine($"Blurred by {strength}, KID is {kid.Estimate.Value:G3}. {test.Sentence}");
}
// README: end

// A slip, the factor 1/2 forgotten in the value: the laws find it, and show the simplest case that they meet.
var slip = Functional.Create(
    "variance, first variation of half of it", q => 2 * halfVariance.Value(q), halfVariance.FirstVariation);

try
{
    Law.Check(slip);
    return 1;
}
catch (LawFalsifiedException falsified)
{
    Console.WriteLine(falsified.Message);
    return 0;
}

/// <summary>Progress in percent on one line. <see cref="Progress{T}"/> would report on other threads, in any
/// order.</summary>
internal sealed class Percentage : IProgress<FlowProgress>
{
    public void Report(FlowProgress value) => Console.Error.Write($"\r{value.FractionDone:P0} ");
}
