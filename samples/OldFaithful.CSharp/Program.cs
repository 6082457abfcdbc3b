// Flows particles to the eruptions of the Old Faithful geyser, then makes a functional and checks its laws. Run it from
// the root of the repository: dotnet run --project samples/OldFaithful.CSharp -c Release
// The regions between "README: begin" and "README: end" are the C# code of the README.

// README: begin
using System;
using System.Linq;
using GanFlowTheory;

// Minutes of an eruption and minutes until the next one differ tenfold: one bandwidth fits both in standard units.
Points data = Points.ReadCsv("data/old-faithful.csv");
var (mean, covariance) = (data.Mean(), data.Covariance());
Points target = Points.Init(data.Count, 2, (i, k) => (data[i, k] - mean[k]) / Math.Sqrt(covariance[k, k]));
Points start = Seed.Create(0).Gaussian(1000, 2);

var flow = Flow.Descend(Functional.Mmd(Kernel.Gaussian(1.0), target))
    .SeenBy(Critic.Exact)
    .In(Metric.Wasserstein)
    .SteppedBy(Integrator.RungeKutta4(0.1));

await foreach (var step in flow.From(start).StepsAsync(until: 10.0))
{
    if (step.Index % 10 == 0)
    {
        Console.WriteLine($"t = {step.Time:F1}: 1/2 MMD^2 = {step.Diagnostics.Functional:G4}");
    }
}
// README: end

// README: begin
// F(q) = 1/2 E |X - m|^2 with the mean m of q. The term from the change of m vanishes, so dF/dq is 1/2 |x - m|^2.
var halfVariance = Functional.Define(
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
        return Potential.OfPointwise(value: x => 0.5 * Gradient(x).Sum(v => v * v), Gradient);
    });

Law.Check(halfVariance);
// README: end

Console.WriteLine("The laws of 1/2 variance hold.");

// The same run as one task, with progress on standard error; Ctrl-C ends it after the step under way.
using var cancellation = new System.Threading.CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = true;
    cancellation.Cancel();
};

var path = await flow.From(start).TryRunAsync(until: 10.0, new Percentage(), cancellation.Token);
Console.Error.WriteLine();
var (first, last) = (path.Steps[0].Diagnostics.Functional!.Value, path.Steps[^1].Diagnostics.Functional!.Value);
Console.WriteLine($"1/2 MMD^2 from {first:G4} to {last:G4}. {path.Outcome.Sentence}");

// A slip, the factor 1/2 forgotten in the value: the laws find it, and show the simplest case that they meet.
var slip = Functional.Define(
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
