using System;
using System.Collections;
using System.Collections.Generic;
using System.Threading;
using GanFlowTheory.Core;
using Microsoft.FSharp.Core;
using static GanFlowTheory.Bridge;
using CoreLaws = GanFlowTheory.Laws;

namespace GanFlowTheory;

/// <summary>The laws of one instance, or of all instances of the library.</summary>
public sealed class LawSuite : IReadOnlyList<Law>
{
    private readonly IReadOnlyList<Law> laws;

    private LawSuite(IEnumerable<CoreLaws.Law> laws) => this.laws = laws.Map(law => new Law(law));

    /// <summary>The laws of a functional: its first variation against moving nodes and moving weights, Evaluate against
    /// its parts, and the dissipation identity in the Wasserstein-2 and Fisher-Rao metrics.</summary>
    /// <param name="functional">The functional.</param>
    /// <param name="dimension">The dimension d of the measures it is tried on, at least 1.</param>
    public static LawSuite Of(Functional functional, int dimension = 2) =>
        new(CoreLaws.Laws.functionalIn(dimension, functional.NotNull(nameof(functional)).Wrapped));

    /// <summary>The laws of a functional on Gaussian states near N(0, I): its first variation, pulled back to mean and
    /// factor, against differences, and Evaluate against its parts.</summary>
    /// <param name="functional">The functional, such as a divergence to a density.</param>
    /// <param name="dimension">The dimension d of the states, 1 or 2.</param>
    /// <exception cref="ArgumentException">The dimension is another.</exception>
    public static LawSuite OnGaussians(Functional functional, int dimension = 1) =>
        new(CoreLaws.Laws.functionalOnGaussians(
            dimension, functional.NotNull(nameof(functional)).On<Core.GaussianState>()));

    /// <summary>The laws of a functional on quantile states: its first variation, pulled back to the quantiles, against
    /// differences, and Evaluate against its parts.</summary>
    /// <param name="functional">The functional.</param>
    public static LawSuite OnQuantiles(Functional functional) =>
        new(CoreLaws.Laws.functionalOnQuantiles(functional.NotNull(nameof(functional)).On<Core.QuantileState>()));

    /// <summary>The laws of a kernel: symmetry, positive semidefiniteness, its derivatives and invariances, and those of its
    /// tensor expressions where it has them; in any dimension also those of the engine's sums.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="dimension">The dimension d of the points; null for any.</param>
    public static LawSuite Of(Kernel kernel, int? dimension = null) =>
        new(dimension is { } d
            ? CoreLaws.Laws.kernelIn(d, kernel.NotNull(nameof(kernel)).Wrapped)
            : CoreLaws.Laws.kernel(kernel.NotNull(nameof(kernel)).Wrapped));

    /// <summary>The laws of a metric on particles: symmetry, positivity, linearity, and the dissipation identity for
    /// 1/2 MMD^2.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="dimension">The dimension d of the particles, at least 1.</param>
    public static LawSuite Of(Metric<ITransport> metric, int dimension = 2) =>
        new(CoreLaws.Laws.metricIn(
            dimension, metric.NotNull(nameof(metric)).For((Core.Particles q) => new Particles(q))));

    /// <summary>The laws of a metric that moves weights: symmetry, positivity, linearity, and the dissipation identity
    /// for 1/2 MMD^2.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="dimension">The dimension d of the particles, at least 1.</param>
    public static LawSuite Of(Metric<IReaction> metric, int dimension = 2) =>
        Of(metric.NotNull(nameof(metric)).On<WeightedParticles>(), dimension);

    /// <summary>The laws of a metric on particles whose weights move: symmetry, positivity, linearity, and the
    /// dissipation identity for 1/2 MMD^2.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="dimension">The dimension d of the particles, at least 1.</param>
    public static LawSuite Of(Metric<WeightedParticles> metric, int dimension = 2) =>
        new(CoreLaws.Laws.weightedMetricIn(
            dimension, metric.NotNull(nameof(metric)).For((Core.WeightedParticles q) => new WeightedParticles(q))));

    /// <summary>The laws of a game, from states near the start: its coordinates pushed by a sixteenth of the largest of
    /// them. Each player's functional changes at minus its own dissipation plus what the others' motion adds
    /// (T21).</summary>
    /// <param name="game">The game.</param>
    /// <param name="start">The start.</param>
    /// <typeparam name="TState">The product of the players' states.</typeparam>
    public static LawSuite Of<TState>(Game<TState> game, TState start) where TState : State =>
        new(CoreLaws.Laws.game(game.NotNull(nameof(game)).Wrapped, new Chart(start.NotNull(nameof(start)))));

    /// <summary>The laws of an f-divergence: its members belong to one f, for |log r| up to 300 (YZL23-1), and so does
    /// its pressure where it has one, down to 1e-300, where it is also what the other members give by
    /// quadrature.</summary>
    /// <param name="f">The divergence.</param>
    public static LawSuite Of(FDivergence f) => new(CoreLaws.Laws.divergence(f.NotNull(nameof(f)).Wrapped));

    /// <summary>The law of a generator loss: h' is the derivative of h, for |log r| up to 300 (YZL23-1).</summary>
    /// <param name="loss">The loss.</param>
    public static LawSuite Of(GeneratorLoss loss) => new(CoreLaws.Laws.loss(loss.NotNull(nameof(loss)).Wrapped));

    /// <summary>The laws of a critic on particles: the gradient of its potential is the derivative of its value, and
    /// flows of 1/2 MMD^2 seen through it change the functional at the rate that they report. No law demands that a
    /// critic is right.</summary>
    /// <param name="critic">The critic.</param>
    /// <param name="dimension">The dimension d of the particles, at least 1.</param>
    public static LawSuite Of(Critic critic, int dimension = 2)
    {
        var kind = new CoreLaws.StateKind<Chart>(
            "particles",
            FuncConvert.FromFunc((double[] w, Core.Points x) => new Chart(new Particles(Core.ParticlesModule.weighted(w, x)))),
            FuncConvert.FromFunc((Chart q, double[] rate, double spread) =>
                CoreLaws.StateKind.nodeSpeed(q, rate, spread)));
        return new(CoreLaws.Laws.criticOn(
            kind,
            dimension,
            critic.NotNull(nameof(critic)).Name,
            FuncConvert.FromFunc((Core.Functional<IMeasure> f) => critic.For(new Functional(f)))));
    }

    /// <summary>The laws of an estimator of density ratios at fixed settings, in up to three dimensions: its gradient is
    /// the derivative of its value, the same seed gives the same fit, where p = q its held-out score is no better than a
    /// coin's, and the fits behind the score have not seen the points that they are scored on.</summary>
    /// <param name="estimator">The estimator.</param>
    public static LawSuite Of(RatioEstimator estimator) =>
        new(CoreLaws.Laws.ratioEstimator(estimator.NotNull(nameof(estimator)).Wrapped));

    /// <summary>The laws of a classification loss: log r is where its slopes balance and where it is least
    /// (YZL23-4).</summary>
    /// <param name="loss">The loss.</param>
    public static LawSuite Of(ClassificationLoss loss) =>
        new(CoreLaws.Laws.classificationLoss(loss.NotNull(nameof(loss)).Wrapped));

    /// <summary>The laws of a loss between critic networks and generators: it is zero-sum exactly where it says so, a critic's step
    /// goes along the gradient of what it lowers, and what a generator sees is the derivative of what it lowers, unless it is
    /// declared detached; one that takes batches of one point is a function of measures (BSAG18-9). They are run on smooth
    /// networks of as many outputs as the loss wants, or three, which have no ties.</summary>
    /// <param name="loss">The loss.</param>
    public static LawSuite Of(AdversarialLoss loss) =>
        new(CoreLaws.Laws.adversarialLoss(loss.NotNull(nameof(loss)).Wrapped));

    /// <summary>The law of a loss that is an integral probability metric, or the square of one, as a function of measures: the
    /// gradient of what its generator sees is minus the constant times that of its witness; 1 for E_p f - E_q f, 2 for MMD^2
    /// (BSAG18-9).</summary>
    /// <param name="constant">The constant.</param>
    /// <param name="loss">The loss.</param>
    public static LawSuite OfAdversarialWitness(double constant, AdversarialLoss loss) =>
        new(CoreLaws.Laws.adversarialWitness(constant, loss.NotNull(nameof(loss)).Wrapped));

    /// <summary>The laws of a penalty of critic networks: on the losses of MMD, of the Wasserstein and of the Cramer GAN a critic's
    /// step goes along the gradient of the loss with the penalty on top, nothing that depends on the parameters left out
    /// (BSAG18-9).</summary>
    /// <param name="penalty">The penalty.</param>
    public static LawSuite Of(CriticPenalty penalty) =>
        new(CoreLaws.Laws.criticPenalty(penalty.NotNull(nameof(penalty)).Wrapped));

    /// <summary>The laws of options of a critic, on their own network and in its dimension: those of their loss, of a step with their
    /// penalties, and that training is playing, to the bit, with their optimiser and batch (T21-0).</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">An option lies outside its range.</exception>
    public static LawSuite Of(CriticOptions options) =>
        new(CoreLaws.Laws.criticOptions(options.NotNull(nameof(options)).Wrapped));

    /// <summary>The laws of a target: its score is the gradient of its log-density, on the line and in the plane the
    /// density integrates to 1, and the sampler draws from it.</summary>
    /// <param name="target">The target.</param>
    public static LawSuite Of(Target target) => new(CoreLaws.Laws.target(target.NotNull(nameof(target)).Wrapped));

    /// <summary>The laws of an integrator: its declared order, and descent where its control promises that.</summary>
    /// <param name="integrator">The integrator.</param>
    public static LawSuite Of(Integrator integrator) =>
        new(CoreLaws.Laws.integrator(integrator.NotNull(nameof(integrator)).Wrapped));

    /// <summary>The laws of an estimator of MMD^2 that claims to be unbiased for samples of at least the given size: on two
    /// of one size, and on two of different sizes, unless it refuses these with an argument error.</summary>
    /// <param name="name">The name shown with the law.</param>
    /// <param name="least">The smallest sample size it is unbiased for.</param>
    /// <param name="estimator">The estimator.</param>
    public static LawSuite OfUnbiasedEstimator(string name, int least, Func<Kernel, Points, Points, Estimate> estimator)
    {
        ArgumentNullException.ThrowIfNull(estimator);
        return new(CoreLaws.Laws.unbiasedEstimator(
            name.NotNull(nameof(name)),
            least,
            FuncConvert.FromFunc((Core.Kernel k, Core.Points x, Core.Points y) =>
                estimator(new Kernel(k), new Points(x), new Points(y)).Wrapped)));
    }

    /// <summary>The laws of an estimator of MMD^2 of your own, by all samples of finite laws: it does not depend on the order
    /// of its samples, its mean is MMD^2, and where it has a variance the mean of that is its variance, exactly: neither too
    /// small nor too large.</summary>
    /// <param name="estimator">The estimator.</param>
    public static LawSuite Of(SampleEstimator estimator) =>
        new(CoreLaws.Laws.sampleEstimator(estimator.NotNull(nameof(estimator)).Wrapped));

    /// <summary>The law of a two-sample test of your own, by all samples of finite laws: P(p &lt;= a) &lt;= a for every a
    /// where both samples are of one law.</summary>
    /// <param name="test">The test.</param>
    public static LawSuite Of(SampleTest test) => new(CoreLaws.Laws.sampleTest(test.NotNull(nameof(test)).Wrapped));

    /// <summary>The law that an estimator of MMD, not of its square, from n and m points is biased, as every one is
    /// (BSAG18-10): it finds a law where the mean over all samples is not MMD.</summary>
    /// <param name="n">The points from the first law, 1 to 6.</param>
    /// <param name="m">The points from the second law, 1 to 6.</param>
    /// <param name="estimator">The estimator, of MMD itself.</param>
    /// <exception cref="ArgumentException">A number of points is out of its range.</exception>
    public static LawSuite OfIpmEstimator(int n, int m, SampleEstimator estimator) =>
        new(CoreLaws.Laws.ipmEstimator(n, m, estimator.NotNull(nameof(estimator)).Wrapped));

    /// <summary>Every law on every instance of the library.</summary>
    public static LawSuite Registered => new(CoreLaws.Registry.laws);

    /// <inheritdoc/>
    public int Count => laws.Count;

    /// <inheritdoc/>
    public Law this[int index] => laws[index];

    /// <summary>Runs the laws.</summary>
    /// <param name="settings">How; <see cref="LawSettings.Default"/> unless given.</param>
    /// <param name="progress">Is told which part is done, in [0, 1].</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="LawFalsifiedException">A law is broken, the first one.</exception>
    /// <exception cref="ArgumentException">The number of cases is below 1, or the replay text is none.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the end.</exception>
    public void Check(
        LawSettings? settings = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        for (var at = 0; at < laws.Count; at++)
        {
            var own = progress is null ? null : new Part(progress, at, laws.Count);

            if (laws[at].Run(settings, own, cancellationToken) is Verdict.Falsified broken)
            {
                throw new LawFalsifiedException(broken.Falsification);
            }
        }
    }

    // The progress of one of some laws.
    private sealed class Part(IProgress<double> whole, int at, int count) : IProgress<double>
    {
        public void Report(double value) => whole.Report((at + value) / count);
    }

    /// <inheritdoc/>
    public IEnumerator<Law> GetEnumerator() => laws.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
