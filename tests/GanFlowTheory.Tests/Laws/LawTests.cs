using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;
using CoreLaws = GanFlowTheory.Laws;

namespace GanFlowTheory.Tests.Laws;

public class LawTests
{
    private static Potential Well(double factor) =>
        Potential.OfPointwise(x => x.Sum(v => v * v), x => x.Select(v => factor * v).ToArray());

    // F(q) = E |x|^2, defined in C#.
    private static Functional SecondMoment(double factor) => Functional.Create(
        "second moment",
        q => q.Nodes.ToRows().Zip(q.Weights, (x, w) => w * x.Sum(v => v * v)).Sum(),
        _ => Well(factor));

    [Fact]
    public void A_functional_defined_here_keeps_its_laws() => Law.Check(SecondMoment(2.0));

    private static readonly LawHead Shrinks = new(
        "square-shrinks", "x^2 <= x for x in [0, 1]", "arithmetic", Judge.AtMost(1e-15, "one rounding"));

    private static IEnumerable<Equation> Squares(double x) => [Equation.Scalar("x^2 against x", 1, x * x, x)];

    [Fact]
    public void A_law_of_one_s_own_holds_or_shows_its_simplest_case()
    {
        Assert.Equal(3, Assert.IsType<Verdict.Holds>(Law.ForEach(Shrinks, "[0, 1]", [0, 0.5, 1], Squares).Run()).Cases);
        var generated = Law.ForGenerated(
            Shrinks,
            "[0, 2]",
            (seed, size) => 0.02 * size * seed.Uniforms(1)[0],
            Squares,
            x => x > 1.0625 ? [x - 0.0625] : []);
        var falsified = Assert.IsType<Verdict.Falsified>(generated.Run(LawSettings.Default with { Cases = 200 })).Falsification;
        Assert.InRange(double.Parse(falsified.Case, System.Globalization.CultureInfo.InvariantCulture), 1.0, 1.0625);
        Assert.Contains("x^2 against x", falsified.Detail);
        // A replay is the same case.
        var again = Assert.IsType<Verdict.Falsified>(generated.Run(LawSettings.Default with { Replay = falsified.Seed }));
        Assert.Equal(falsified.Case, again.Falsification.Case);
        Assert.IsType<Verdict.Holds>(generated.Fails("x^2 > x for some x in [0, 2]").Run());
    }

    [Fact]
    public void A_law_over_scenes_is_the_core_s()
    {
        // |E_q X - E_p X|^2 rises along the flow of MMD^2 for some p and q.
        static IEnumerable<Equation> Rate(Scene scene)
        {
            var slopes = Functional.Mmd(Kernel.Gaussian(1), scene.P).FirstVariation(scene.Q).Gradient(scene.Q.Nodes);
            var apart = scene.Q.Mean().Zip(scene.P.Mean(), (a, b) => a - b).ToArray();
            var rate = -2 * Enumerable.Range(0, slopes.Count).Sum(
                i => scene.Q.Weights[i] * Enumerable.Range(0, 2).Sum(k => apart[k] * slopes[i, k]));
            return [Equation.Scalar("the rate against 0", 1, rate, 0)];
        }

        var head = new LawHead("mean-approaches", "the mean approaches", "a conjecture", Judge.AtMost(1e-12, "rounding"));
        var law = Law.ForScenes(head, "gaussian:1", 2, Rate);
        Assert.Equal("mean-approaches of gaussian:1", law.Describe());
        var falsified = Assert.IsType<Verdict.Falsified>(law.Run(LawSettings.Default with { Cases = 200 })).Falsification;
        Assert.StartsWith("q = [", falsified.Case);
        Assert.Equal(
            falsified.Case,
            Assert.IsType<Verdict.Falsified>(law.Run(LawSettings.Default with { Replay = falsified.Seed })).Falsification.Case);
    }

    [Fact]
    public void A_missing_function_of_a_law_is_refused_where_it_is_given()
    {
        Assert.Equal("generate", Assert.Throws<ArgumentNullException>(
            () => Law.ForGenerated<double>(Shrinks, "none", null!, Squares)).ParamName);
        Assert.Equal("equations", Assert.Throws<ArgumentNullException>(() => Law.ForScenes(Shrinks, "none", 2, null!)).ParamName);
        Assert.Equal("equations", Assert.Throws<ArgumentNullException>(
            () => Law.ForEach(Shrinks, "none", [0.5], null!)).ParamName);
    }

    [Fact]
    public void Judges_say_what_they_allow()
    {
        Assert.Equal(0.0, Judge.Exact.Allowed(5));
        Assert.Equal(0.5, Judge.Relative(0.1, "a tenth").Allowed(5));
        Assert.Contains("a tenth", Judge.Relative(0.1, "a tenth").Describe());
        Assert.Null(Judge.Exact.Objection(Equation.Vector("v", 1, [1, 2], [1, 2])));
        Assert.Contains("entry 1", Judge.Exact.Objection(Equation.Vector("v", 1, [1, 2], [1, 3])));
        Assert.NotNull(Judge.Exact.Objection(Equation.Condition("c", false)));
        // The normal quantile of 0.05 on both sides.
        Assert.Equal(1.959963984540054, Judge.Statistical(0.05).Allowed(1), 1e-12);
    }

    [Fact]
    public void A_functional_with_a_missing_factor_two_is_rejected()
    {
        var error = Assert.Throws<LawFalsifiedException>(() => Law.Check(SecondMoment(1.0)));
        Assert.NotEmpty(error.Falsification.Case);
        Assert.Contains(error.Falsification.Seed, error.Message);
    }

    [Fact]
    public void What_a_functional_raises_is_kept_with_its_stack()
    {
        var own = Functional.Create("own", _ => throw new TimeoutException("too late"), _ => Potential.Zero);
        var error = Assert.Throws<LawFalsifiedException>(() => Law.Check(own));
        var inner = Assert.IsType<TimeoutException>(error.InnerException);
        Assert.Same(inner, error.Falsification.Error);
        Assert.Contains(nameof(What_a_functional_raises_is_kept_with_its_stack), inner.StackTrace);
    }

    private static string[] Described(LawSuite suite) => [.. suite.Select(law => law.Describe())];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Functionals_on_states_with_densities_keep_their_laws(int dimension)
    {
        var target = GaussianMixture.Standard(dimension);
        var divergence = Functional.Divergence(FDivergence.Jsd, Density.OfMixture("normal", target));
        var suite = LawSuite.OnGaussians(divergence, dimension);
        suite.Check();
        Assert.Equal(
            CoreLaws.Laws.functionalOnGaussians(
                dimension,
                Core.DivergenceFunctional.Functional.divergence<Core.GaussianState>(
                    Core.FDivergenceModule.jsd,
                    Core.DensityModule.ofMixture("normal", Core.GaussianMixtureModule.standard(dimension))))
                .Select(CoreLaws.LawModule.describe),
            Described(suite));
        LawSuite.OnGaussians(SecondMoment(2.0), dimension).Check();
        Assert.Throws<LawFalsifiedException>(() => LawSuite.OnGaussians(SecondMoment(1.0), dimension).Check());
    }

    [Fact]
    public void Functionals_on_quantiles_keep_their_laws()
    {
        LawSuite.OnQuantiles(Functional.Entropy).Check();
        LawSuite.OnQuantiles(SecondMoment(2.0)).Check();
        Assert.Throws<LawFalsifiedException>(() => LawSuite.OnQuantiles(SecondMoment(1.0)).Check());
        Assert.Equal(
            CoreLaws.Laws.functionalOnQuantiles(Core.QuantileFunctionals.Functional.entropy).Select(CoreLaws.LawModule.describe),
            Described(LawSuite.OnQuantiles(Functional.Entropy)));
        Assert.Contains(
            "dimension must be 1 or 2, but is 3.",
            Assert.Throws<ArgumentException>(() => LawSuite.OnGaussians(Functional.Entropy, 3)).Message,
            StringComparison.Ordinal);
    }

    private static Kernel Cauchy(double slope) => Kernel.Radial(
        "cauchy", s => 1 / (1 + s), s => slope / ((1 + s) * (1 + s)), s => -2 * slope / Math.Pow(1 + s, 3));

    [Fact]
    public void A_kernel_defined_here_keeps_its_laws() => Law.Check(Cauchy(-1));

    [Fact]
    public void A_kernel_with_the_wrong_sign_of_a_derivative_is_rejected() =>
        Assert.Throws<LawFalsifiedException>(() => Law.Check(Cauchy(1)));

    // Two velocities per coordinate: a constant symmetric positive definite matrix.
    private static Metric<ITransport> Anisotropic(double a, double b) => Metric.CreateTransport(
        "anisotropic",
        (_, c) => Points.Init(c.Gradient.Count, 2, (i, k) =>
            k == 0 ? 2 * c.Gradient[i, 0] + a * c.Gradient[i, 1] : b * c.Gradient[i, 0] + 3 * c.Gradient[i, 1]));

    [Fact]
    public void A_metric_defined_here_keeps_its_laws() => Law.Check(Anisotropic(0.5, 0.5));

    [Fact]
    public void A_metric_that_is_not_symmetric_is_rejected() =>
        Assert.Throws<LawFalsifiedException>(() => Law.Check(Anisotropic(0.5, -0.5)));

    // Growth c - E_q c is Fisher-Rao.
    private static Metric<IReaction> Growth(double sign) => Metric.CreateReaction(
        "growth", (q, c) =>
        {
            var mean = q.Weights.Zip(c.Values, (w, v) => w * v).Sum();
            return c.Values.Select(v => sign * (v - mean)).ToArray();
        });

    [Fact]
    public void A_metric_of_weights_defined_here_keeps_its_laws()
    {
        Law.Check(Growth(1));
        Law.Check(Growth(1).On<WeightedParticles>() + Metric.Wasserstein.On<WeightedParticles>());
    }

    [Fact]
    public void A_metric_that_is_not_positive_is_rejected() =>
        Assert.Throws<LawFalsifiedException>(() => Law.Check(Growth(-1)));

    [Fact]
    public void The_integrators_keep_their_laws()
    {
        Law.Check(Integrator.Heun(0.1));
        Law.Check(Integrator.Descent(1.0));
    }

    [Fact]
    public void An_estimator_that_claims_to_be_unbiased_is_checked()
    {
        LawSuite.OfUnbiasedEstimator("unbiased", 2, MmdEstimator.Parse("unbiased")).Check();
        Assert.Throws<LawFalsifiedException>(() => LawSuite.OfUnbiasedEstimator("biased", 2,
            MmdEstimator.Parse("biased")).Check());
    }

    [Theory]
    [InlineData(2.0)]
    [InlineData(1.0)]
    public void A_critic_defined_here_is_checked(double factor)
    {
        var suite = LawSuite.Of(Critic.Create("well", (_, _, _) => Well(factor)));
        Assert.Equal(
            CoreLaws.Laws.critic(Core.Critic.exact<Core.Particles>()).Select(law => law.Name),
            suite.Select(law => law.Name));

        if (factor == 2.0)
        {
            suite.Check();
        }
        else
        {
            Assert.Equal("critic-gradient", suite[0].Name);
            Assert.Throws<LawFalsifiedException>(() => suite.Check());
        }
    }

    [Fact]
    public void Estimators_of_ratios_losses_and_targets_keep_their_laws()
    {
        LawSuite.Of(Critic.Exact).Check();
        LawSuite.Of(RatioEstimator.Gaussian).Check();
        LawSuite.Of(ClassificationLoss.CrossEntropy).Check();
        LawSuite.Of(Target.EightGaussians).Check();
        Assert.Equal(
            CoreLaws.Laws.target(Core.TargetModule.rings).Select(CoreLaws.LawModule.describe),
            Described(LawSuite.Of(Target.Rings)));
        Assert.Equal(
            CoreLaws.Laws.ratioEstimator(Core.GaussianRatios.RatioEstimator.gaussian).Select(CoreLaws.LawModule.describe),
            Described(LawSuite.Of(RatioEstimator.Gaussian)));
        Assert.Equal(
            CoreLaws.Laws.classificationLoss(Core.ClassificationLossModule.importance).Select(CoreLaws.LawModule.describe),
            Described(LawSuite.Of(ClassificationLoss.Importance)));
        var exchanged = ClassificationLoss.Create("exchanged", u => Tensor.Softplus(u), u => Tensor.Softplus(-u));
        Assert.Throws<LawFalsifiedException>(() => LawSuite.Of(exchanged).Check());
    }

    [Fact]
    public void A_suite_is_the_core_s_and_its_verdicts_too()
    {
        var settings = new LawSettings(5, 3);
        var coreSettings = new GanFlowTheory.Laws.Settings(5, Core.SeedModule.create(3), null!, null!);
        var core = GanFlowTheory.Laws.Laws.kernelIn(2, Core.KernelModule.gaussian(1)).ToArray();
        var mine = LawSuite.Of(Kernel.Gaussian(1), 2);
        Assert.Equal(core.Select(GanFlowTheory.Laws.LawModule.describe), mine.Select(law => law.Describe()));

        foreach (var (a, b) in core.Zip(mine))
        {
            Assert.Equal(
                (a.Name, a.Instance, a.Statement, a.Source, a.Tolerance),
                    (b.Name, b.Instance, b.Statement, b.Source, b.Tolerance));
            var expected = Assert.IsType<GanFlowTheory.Laws.Verdict.Holds>(GanFlowTheory.Laws.LawModule
                .run(coreSettings, a));
            Assert.Equal(expected.cases, Assert.IsType<Verdict.Holds>(b.Run(settings)).Cases);
        }

        var fails = Assert.IsType<Verdict.Falsified>(mine[0].Fails("It breaks.").Run(settings));
        Assert.StartsWith("not:", fails.Falsification.Law);
        Assert.Throws<ArgumentException>(() => mine[0].Run(new LawSettings(0, 0)));
        Assert.Equal(20, LawSettings.Default.Cases);
    }

    [Fact]
    public void A_falsification_replays()
    {
        var broken = LawSuite.Of(SecondMoment(1.0))
            .Select(law => (Law: law, Verdict: law.Run())).First(p => p.Verdict is Verdict.Falsified);
        var found = ((Verdict.Falsified)broken.Verdict).Falsification;
        var again = Assert.IsType<Verdict.Falsified>(broken.Law.Run(LawSettings.Default with { Replay = found.Seed }));
        Assert.Equal((found.Law, found.Seed, 0),
            (again.Falsification.Law, again.Falsification.Seed, again.Falsification.CasesBefore));
    }

    [Fact]
    public void The_catalogue_and_the_registry_are_the_core_s()
    {
        Assert.Equal(GanFlowTheory.Laws.Catalogue.all.Select(c => c.Id), Catalogue.All.Select(c => c.Id));
        Assert.Equal(GanFlowTheory.Laws.Catalogue.theory.Select(c => c.Id), Catalogue.Theory.Select(c => c.Id));
        Assert.Equal(
            GanFlowTheory.Laws.Registry.laws.Select(GanFlowTheory.Laws.LawModule.describe),
            LawSuite.Registered.Select(law => law.Describe()));
        var unknown = Assert.Throws<ArgumentException>(() => Catalogue.Find("MN21-77"));
        Assert.Contains("MN21-77", unknown.Message);

        foreach (var (a, b) in GanFlowTheory.Laws.Catalogue.all.Zip(Catalogue.All))
        {
            Assert.Equal((a.Id, a.Statement, a.Source, a.Page), (b.Id, b.Statement, b.Source, b.Page));
            Assert.Equal(a.Hypotheses, b.Hypotheses);
            Assert.Equal(a.Property.Length, b.Property.Count);
            Assert.Equal(a.Necessity.Length, b.Necessity.Count);
            Assert.Equal(a.Id, Catalogue.Find(a.Id.ToLowerInvariant()).Id);
        }
    }

    // A necessity law alone would find no counterexample in 3 cases; as part of the claim it takes 20.
    [Theory]
    [InlineData(3, 1)]
    [InlineData(20, 0)]
    public void A_claim_runs_as_in_the_core(int cases, int seed)
    {
        var core = GanFlowTheory.Laws.ClaimModule.run(
            new GanFlowTheory.Laws.Settings(cases, Core.SeedModule.create(seed), null!, null!),
            GanFlowTheory.Laws.Catalogue.find("MN21-7"));
        var mine = Catalogue.Find("MN21-7").Run(new LawSettings(cases, seed));

        var holds = Assert.IsType<GanFlowTheory.Laws.Verdict.Holds>(core);
        Assert.Equal(holds.cases, Assert.IsType<Verdict.Holds>(mine).Cases);
    }

    [Fact]
    public void Parts_of_a_claim_are_the_core_s_and_join_to_one_run()
    {
        var settings = new LawSettings(6, 1);
        var claim = Catalogue.Find("MN21-7");
        var core = GanFlowTheory.Laws.Catalogue.find("MN21-7");
        var parts = new[] { Shard.Create(1, 2), Shard.Create(2, 2) }
            .Select(shard => (Shard: shard, Found: claim.RunShard(shard, settings)))
            .ToArray();
        var ofCore = GanFlowTheory.Laws.ClaimModule.runShard(
            Core.ShardModule.create(2, 2), new GanFlowTheory.Laws.Settings(6, Core.SeedModule.create(1), null!, null!), core);
        Assert.Equal(ofCore.Select(marks => (marks.Law, marks.Marks)), parts[1].Found.Select(marks => (marks.Law, marks.Marks)));
        Assert.Contains(parts[1].Found, marks => marks.Marks == "+++");
        Assert.Equal(claim.Run(settings), claim.Join(parts, settings));
        Assert.Throws<ArgumentException>(() => claim.Join([(Shard.Whole, [])], settings));
    }
}
