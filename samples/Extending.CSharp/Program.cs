// Every extension point of the library, used once: instances of your own, their laws, and what a slip looks like. Run it
// by dotnet run --project samples/Extending.CSharp -c Release
// The regions between "extending: begin" and "extending: end" are the C# code of docs/extending.md, and so is the text
// that the program prints.
using System;
using System.Linq;
using GanFlowTheory;

// extending: begin
// F(q) = 1/2 |E_q X - m|^2; dF/dq is the linear function <E_q X - m, x>.
static Functional MeanDistance(double[] m)
{
    double[] Difference(Measure q) => [.. q.Mean().Zip(m, (a, b) => a - b)];
    return Functional.Create(
        "1/2 |mean - m|^2",
        value: q => 0.5 * Difference(q).Sum(v => v * v),
        firstVariation: q =>
        {
            var e = Difference(q);
            return Potential.OfPointwise(value: x => e.Zip(x, (a, b) => a * b).Sum(), gradient: _ => e);
        });
}

Law.Check(MeanDistance([1, -2]));
// extending: end

var meanDistance = MeanDistance([1, -2]);
Slip(LawSuite.Of(Functional.Create(
    meanDistance.Name, q => 2 * meanDistance.Value(q), meanDistance.FirstVariation)));

// extending: begin
// K c = A grad c at every node, A symmetric and positive.
static Metric<ITransport> Tilted(double[,] a) => Metric.CreateTransport(
    "tilted",
    velocity: (q, c) =>
    {
        var g = c.Gradient;
        return Points.Init(g.Count, 2, (i, k) => a[k, 0] * g[i, 0] + a[k, 1] * g[i, 1]);
    });

Law.Check(Tilted(new double[,] { { 2, 1 }, { 1, 1 } }));
// extending: end

Slip(LawSuite.Of(Tilted(new double[,] { { 2, 1 }, { -1, 1 } })));

// extending: begin
// k(x, y) = 1/(1 + s), s = |x - y|^2, with its two derivatives in s.
var cauchy = Kernel.Radial(
    "cauchy",
    phi: s => 1 / (1 + s),
    first: s => -1 / Math.Pow(1 + s, 2),
    second: s => 2 / Math.Pow(1 + s, 3));

Law.Check(cauchy);
// extending: end

Slip(LawSuite.Of(Kernel.Radial(
    "cauchy", s => 1 / (1 + s), s => 1 / Math.Pow(1 + s, 2), s => 2 / Math.Pow(1 + s, 3))));

// extending: begin
// 1/2 MMD^2 to p seen through 64 points of p, fresh at every step.
static Critic Minibatch(Kernel kernel, Points p) => Critic.Create(
    "minibatch",
    (_, seed, q) =>
    {
        int[] chosen = [.. seed.Uniforms(64).Select(u => (int)(u * p.Count))];
        return Functional.Mmd(kernel, p.Select(chosen)).FirstVariation(q);
    });

var p = Target.Parse("two-moons").Sample(1, 1000);
var path = Flow.Descend(Functional.Mmd(Kernel.Gaussian(1.0), p))
    .SeenBy(Minibatch(Kernel.Gaussian(1.0), p))
    .InMetric(Metric.Wasserstein)
    .SteppedBy(Integrator.Euler(0.1))
    .From(Seed.Create(2).Gaussian(200, 2))
    .Run(Horizon.AfterSteps(10));

Console.WriteLine($"K-correlation at the start: {path.Steps[0].Diagnostics.KCorrelation:F2}");
// extending: end

// extending: begin
// Shu and Osher's method of order 3: A by rows, then b.
static Integrator ThreeStages(double tau) => Integrator.OfTableau(
    "ssprk3", order: 3, stages: [[], [1.0], [0.25, 0.25]], weights: [1.0 / 6, 1.0 / 6, 2.0 / 3], tau);

Law.Check(ThreeStages(0.1));
// extending: end

Slip(LawSuite.Of(Integrator.OfTableau("ssprk3", 3, [[], [1.0], [0.25, 0.25]], [0.25, 0.25, 0.5], 0.1)));

// extending: begin
// Brier's score with D = sigmoid(u): (1 - D)^2 on the target, D^2 on the current law.
var brier = ClassificationLoss.Create(
    "brier",
    real: u => Tensor.Square(Tensor.Sigmoid(-u)),
    fake: u => Tensor.Square(Tensor.Sigmoid(u)));

// Its minimiser must be u* = log r: at each u the slope of e^u real(u) + fake(u), with e^u held fixed, must vanish.
static double[] Slopes(ClassificationLoss loss, double[] points)
{
    var u = Tensor.Input("u", points.Length);
    var risk = Tensor.Sum(Tensor.Detach(Tensor.Exp(u)) * loss.Real(u) + loss.Fake(u));
    return Engine.Managed.Compile([u], [risk.Gradient(u)]).Evaluate(points)[0];
}

var largest = Slopes(brier, [-3, -2, -1, 0, 1, 2, 3]).Max(Math.Abs);
Console.WriteLine($"Slopes at u = log r vanish: {largest < 1e-14}");
// extending: end

// extending: begin
// h(u) = arctan u with h'(u) = 1/(1 + u^2), u = log r: far from p and q alike the slope is small.
var arctan = GeneratorLoss.Create("arctan", h: Math.Atan, slope: u => 1 / (1 + u * u));
LawSuite.Of(arctan).Check();
// extending: end

Slip(LawSuite.Of(GeneratorLoss.Create("arctan", Math.Atan, u => 1 / Math.Sqrt(1 + u * u))));

// extending: begin
// Independent logistic coordinates: log p = -sum_k (x_k + 2 log(1 + e^-x_k)), with score -tanh(x/2).
static double Softplus(double v) => Math.Max(v, 0) + Math.Log(1 + Math.Exp(-Math.Abs(v)));
var logistic = Density.Create(
    "logistic",
    dimension: 2,
    logValue: x => [.. x.ToRows().Select(row => row.Sum(v => -v - 2 * Softplus(-v)))],
    score: x => Points.Init(x.Count, 2, (i, k) => -Math.Tanh(0.5 * x[i, k])));

LawSuite.OnGaussians(Functional.Divergence(FDivergence.Kl, logistic), 2).Check();
// extending: end

Slip(LawSuite.OnGaussians(
    Functional.Divergence(FDivergence.Kl, Density.Create(
        "logistic", 2, logistic.LogValue, x => Points.Init(x.Count, 2, (i, k) => -Math.Tanh(x[i, k])))),
    2));

// extending: begin
// A gated layer, tanh(x A) * sigmoid(x B), entry by entry; derivatives come by differentiation.
static Network Gated(int inputs, int outputs) => Network.Create(
    "gated", inputs, outputs,
    [Parameter.Normal("A", [inputs, outputs], 0.5), Parameter.Normal("B", [inputs, outputs], 0.5)],
    (parameter, x) =>
        Tensor.Tanh(Tensor.Dot(x, parameter("A"))) * Tensor.Sigmoid(Tensor.Dot(x, parameter("B"))));

var generator = Network.Chain(Gated(8, 32), Network.Affine(32, 2));
Console.WriteLine($"{generator.ParameterCount} parameters");
// extending: end

// A slip in the shapes: the columns of A are summed.
var summed = Network.Create(
    "summed", 8, 32, [Parameter.Normal("A", [8, 32], 0.5)],
    (parameter, x) => Tensor.Dot(x, parameter("A")).SumAlong(1));

try
{
    Console.WriteLine(ParameterState.Initial(summed, 4, seed: 0).Nodes.Count);
    return 1;
}
catch (ArgumentException refused)
{
    Console.WriteLine(refused.Message);
}

// extending: begin
// p and q as Gaussians with independent coordinates: u is the difference of their log-densities.
static Density Fitted(Measure sample)
{
    var covariance = sample.Covariance();
    var diagonal = new double[sample.Nodes.Dimension, sample.Nodes.Dimension];

    for (var k = 0; k < sample.Nodes.Dimension; k++)
    {
        diagonal[k, k] = covariance[k, k];
    }

    return Density.Gaussian(sample.Mean(), diagonal);
}

var independent = RatioEstimator.Create("independent", (_, p, q, _) =>
{
    var (ofP, ofQ) = (Fitted(p), Fitted(q));
    return RatioFit.Create("independent", Potential.Create(
        x => [.. ofP.LogValue(x).Zip(ofQ.LogValue(x), (a, b) => a - b)],
        x => Points.Combine(1, ofP.Score(x), -1, ofQ.Score(x))));
});

// On fresh points its log-loss must lie below log 2 = 0.693, that of chance.
static double LossOf(RatioEstimator estimator)
{
    static Points Near(int seed) => Seed.Create(seed).Gaussian(500, 2);
    static Points Far(int seed) => 3 * Seed.Create(seed).Gaussian(500, 2);
    return estimator.Fit(0, Near(1), Far(2)).LogLoss(Near(3), Far(4));
}

Console.WriteLine($"log-loss of independent: {LossOf(independent):F3}");
// extending: end

var exchanged = RatioEstimator.Create("independent", (seed, p, q, before) => independent.Fit(seed, q, p, before));
Console.WriteLine($"log-loss with p and q exchanged: {LossOf(exchanged):F3}");

// extending: begin
// |mean x - mean y|^2 without what chance adds to it: MMD^2 of the inner product, without bias.
static double ByMeans(Points x, Points y)
{
    // s^2/n of a coordinate; covariances have the divisor n.
    static double Chance(int k, Points x) => x.Covariance()[k, k] / (x.Count - 1);
    return Enumerable.Range(0, x.Dimension).Sum(k =>
        Math.Pow(x.Mean()[k] - y.Mean()[k], 2) - Chance(k, x) - Chance(k, y));
}

var byMeans = new SampleEstimator("by means", Kernel.Dot, Least: 2, ByMeans);
Law.Check(byMeans);
// extending: end

// The means alone: chance is left in.
Slip(LawSuite.Of(byMeans with { Value = (x, y) => x.Mean().Zip(y.Mean(), (a, b) => (a - b) * (a - b)).Sum() }));

// extending: begin
// Two clouds: hunters go down 1/2 MMD^2 to the hunted, twice as fast as those go up theirs to the hunters.
static Game<Product<Particles, Particles>> Chase(Kernel kernel) => Game.Create(
    first: Player.OfFunctional("hunters", (Particles hunted) => Functional.Mmd(kernel, hunted), Metric.Wasserstein)
        .WithClock(2),
    second: Player.OfFunctional("hunted", (Particles hunters) => -1 * Functional.Mmd(kernel, hunters), Metric.Wasserstein));

var clouds = Product.Create(
    Particles.OfPoints(Seed.Create(1).Gaussian(8, 2)), Particles.OfPoints(Seed.Create(2).Gaussian(4, 2)));

LawSuite.Of(Chase(Kernel.Gaussian(1.0)), clouds).Check();
// extending: end

// The hunted see what the hunters see, and run into them.
static Functional ToHunters(Particles hunters) => Functional.Mmd(Kernel.Gaussian(1.0), hunters);
Slip(LawSuite.Of(
    Game.Create(
        Player.OfFunctional("hunters", (Particles hunted) => ToHunters(hunted), Metric.Wasserstein),
        Player.OfFunctional(
            "hunted",
            (Particles hunters) => Functional.Create(
                "-mmd", q => -ToHunters(hunters).Value(q), q => ToHunters(hunters).FirstVariation(q)),
            Metric.Wasserstein)),
    clouds));

// extending: begin
// The hinge loss (Lim and Ye 2017), and a penalty that holds slopes between the laws near 0.
static Tensor Mean(Tensor w, Tensor h) => Tensor.Inner(w, h.SumAlong(1));

static AdversarialLoss Hinge(double generated) => AdversarialLoss.Create(
    "hinge",
    critic: batch => Mean(batch.TargetWeights, Tensor.LeakyRelu(1 - batch.Target, 0))
        + Mean(batch.CurrentWeights, Tensor.LeakyRelu(1 + batch.Current, 0)),
    generator: batch => generated * Mean(batch.CurrentWeights, batch.Current),
    witness: (batch, at) => at.SumAlong(1),
    outputs: 1);

static CriticPenalty Flat(double weight) => CriticPenalty.Create("flat", (loss, batch) =>
{
    var t = Tensor.Detach(batch.Between);
    var slopes = Differentiate.Gradient(Tensor.Sum(loss.Witness(batch, batch.At(t))), t);
    return weight * Tensor.Mean(Tensor.Square(slopes).SumAlong(1));
});

// The GAN of the two: its critic takes five steps to one of the generator.
var critic = CriticOptions.Create(Hinge(-1), Network.Parse("2-32-32-1:tanh")).Penalised(Flat(1));
var maker = ParameterState.Initial(Network.Parse("2-32-2:tanh"), 64, Seed.Create(1));
var trained = Game.Adversarial(
        critic, Metric.Euclidean.On<ParameterState>(), Optimiser.Adam(1e-3), Seed.Create(2).Gaussian(200, 2))
    .From(Game.GanStart(Seed.Create(0), critic.Network, maker), GameScheme.CriticFirst(5))
    .DrawingAnew()
    .Run(Horizon.AfterSteps(20));

LawSuite.Of(Hinge(-1)).Check();
LawSuite.OfAdversarialWitness(1, Hinge(-1)).Check();
LawSuite.Of(Flat(1)).Check();
// extending: end

// A generator that lowers what it should raise.
Slip(LawSuite.OfAdversarialWitness(1, Hinge(1)));

// extending: begin
// x y, and an Euler step of one of its players while the other, on the clock 0, stands.
var rotation = Game.Bilinear(new double[,] { { 1 } });
Product<Particles, Particles> Move(double[] clocks, double length, Product<Particles, Particles> q) =>
    rotation.WithClocks(clocks).From(q, GameScheme.Simultaneous(length)).Run(Horizon.AfterSteps(1)).Final;
double[] x = [1, 0], y = [0, 1];

// Half a step of x, a step of y, half a step of x: of order 2, as no velocity here depends on the player's own state.
Scheme<Product<Particles, Particles>> Leapfrog(double tau) => Scheme.Create(
    "leapfrog",
    order: 2,
    tau,
    (double length, Product<Particles, Particles> q) => Move(x, length / 2, Move(y, length, Move(x, length / 2, q))));

// The order that shows: ends at time 1 of runs with steps of 0.1, 0.05, 0.025 and 0.0125.
double? OrderOf(Func<double, Scheme<Product<Particles, Particles>>> scheme) => Limit.Study(
    time: 1,
    tau: 0.1,
    levels: 4,
    quantities: [],
    tau => rotation.Flow.SteppedByScheme(scheme(tau)).From(Product.Create(Particles.Point(1), Particles.Point(0)))).Order;

Console.WriteLine($"order of leapfrog: {OrderOf(Leapfrog):F2}");
// extending: end

// A slip, all of x's step at once.
Scheme<Product<Particles, Particles>> Lopsided(double tau) => Scheme.Create(
    "lopsided", 2, tau, (double length, Product<Particles, Particles> q) => Move(y, length, Move(x, length, q)));
Console.WriteLine($"order of leapfrog with a whole step of x at once: {OrderOf(Lopsided):F2}");
return 0;

// Runs the laws of an instance with a slip, and prints what they find.
static void Slip(LawSuite laws)
{
    try
    {
        laws.Check();
    }
    catch (LawFalsifiedException falsified)
    {
        Console.WriteLine(falsified.Message);
        return;
    }

    throw new InvalidOperationException("A slip passed its laws.");
}
