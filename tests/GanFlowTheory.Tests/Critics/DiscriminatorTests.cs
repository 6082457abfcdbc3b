using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using Xunit;
using static GanFlowTheory.Tests.Bits;

namespace GanFlowTheory.Tests.Ratios;

/// <summary>Trained discriminators and checkpoints through the facade against the core's, to the bit.</summary>
public class DiscriminatorTests
{
    private static readonly Network Judge = Network.Multilayer([2, 6, 1], Activation.LeakyRelu(0.2));
    private static readonly Network Maker = Network.Multilayer([2, 6, 2], Activation.Tanh);

    private static DiscriminatorOptions Options => DiscriminatorOptions.Standard(Judge) with
    {
        FirstSteps = 7,
        Steps = 3,
        Batch = 4,
        Penalties = [CriticPenalty.R1(0.1)],
        Optimiser = Optimiser.Adam(0.01),
    };

    private static FlowRun<ParameterState> Run() =>
        Flow.Through("kl", Critic.MonoFlow(RatioEstimator.Discriminator(Options), GeneratorLoss.Logit, Y))
            .InMetric(Metric.Parameters)
            .WithFreshNoise()
            .SteppedBy(Optimiser.Adam(0.01))
            .From(ParameterState.Initial(Maker, 9, Seed.Create(2)))
            .WithSeed(Seed.Create(5));

    [Fact]
    public void A_step_tells_the_discriminator_that_the_steps_before_it_trained()
    {
        var steps = new List<IReadOnlyDictionary<string, double[]>>();
        Run().Observe(Horizon.AfterSteps(2), step => steps.Add(step.CriticMemory()));

        Assert.Empty(steps[0]);
        // The fit at the start, from the network's own initial parameters, is what step 1 remembers.
        var fit = steps[1]["discriminator/parameters"];
        Assert.Equal(Judge.ParameterCount, fit.Length);
        Assert.Equal([7.0], steps[1]["discriminator/steps"]);
        Assert.Equal([10.0], steps[2]["discriminator/steps"]);
        Assert.NotEqual(fit, steps[2]["discriminator/parameters"]);
    }

    [Fact]
    public void Fits_as_the_core_does_from_start_and_from_the_fit_before()
    {
        var network = Core.NetworkModule.multilayer(ListModule.OfSeq([2, 6, 1]), Core.Activation.NewLeakyRelu(0.2));
        var core = Core.DiscriminatorRatios.RatioEstimator.discriminator(new Core.DiscriminatorOptions(
            network, Core.ClassificationLossModule.crossEntropy, Core.OptimiserModule.adam(0.01), 7, 3, 4,
            ListModule.OfSeq([Core.CriticPenaltyModule.r1(0.1)]), 0.2,
            FSharpOption<int>.None));
        var mine = RatioEstimator.Discriminator(Options);
        var (p, q) = ((Core.IMeasure)Core.EmpiricalModule.ofPoints(CoreOf(X)), Core.EmpiricalModule.ofPoints(CoreOf(Y)));
        var seed = Core.SeedModule.create(3);
        var first = core.Fit.Invoke(seed).Invoke(p).Invoke(q).Invoke(FSharpOption<Core.RatioFit>.None);
        var second = core.Fit.Invoke(seed).Invoke(p).Invoke(q).Invoke(FSharpOption<Core.RatioFit>.Some(first));
        var fit = mine.Fit(Seed.Create(3), X, Y);
        var later = mine.Fit(Seed.Create(3), X, Y, fit);

        foreach (var (expected, actual) in new[] { (first, fit), (second, later) })
        {
            var trained = ((Core.RatioSettings.Trained)expected.Settings).Item;
            Assert.Equal(trained.Parameters, actual.Settings.Parameters);
            Assert.Equal(trained.Steps, actual.Settings.InnerSteps);
            Bits.Same(expected.LogRatio, actual.LogRatio, Y);
            Bits.Same(expected.HeldOutScore, actual.HeldOutScore);
        }

        Assert.Null(RatioEstimator.KernelDensity().Fit(Seed.Create(1), X, Y).Settings.Parameters);
    }

    [Fact]
    public void Classification_losses_are_those_of_the_core()
    {
        Assert.Equal(ClassificationLoss.Forms.Select(form => form.Name), ClassificationLoss.All.Select(loss => loss.ToString()));
        Assert.Equal(
            Core.ClassificationLossModule.all.Select(loss => loss.Description),
            ClassificationLoss.All.Select(loss => loss.Description));
        var u = Tensor.Constant([3], [-1.0, 0.2, 3.0]);
        var own = ClassificationLoss.Create("own", v => -Tensor.LogSigmoid(v), Tensor.Softplus, "formulas");

        foreach (var (a, b) in new[] { (own, ClassificationLoss.CrossEntropy), (ClassificationLoss.Parse("variational"), ClassificationLoss.Variational) })
        {
            var values = Engine.Managed.Compile([], [a.Real(u), a.Fake(u), b.Real(u), b.Fake(u)]).Evaluate();
            Assert.Equal(values[2], values[0]);
            Assert.Equal(values[3], values[1]);
        }

        Assert.Contains("did you mean", Assert.Throws<ArgumentException>(() => ClassificationLoss.Parse("cros-entropy")).Message);
    }

    [Fact]
    public void A_training_goes_on_from_a_step_and_from_a_checkpoint_to_the_same_bits()
    {
        var path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N") + ".npz");

        try
        {
            FlowStep<ParameterState>? third = null;
            var whole = Run().Observe(Horizon.AfterSteps(6), step =>
            {
                if (step.Index == 3)
                {
                    step.SaveCheckpoint(path);
                    third = step.Keep();
                }
            });
            var expected = whole.Final.Parameters();
            Assert.Equal(expected, Run().Resume(path).TryRun(Horizon.AfterSteps(6)).Final.Parameters());
            Assert.Equal(expected, Run().Resume(third!).TryRun(Horizon.AfterSteps(6)).Final.Parameters());
            FlowStep<ParameterState>? kept = null;
            var reused = Run().Reusing().Observe(
                Horizon.AfterSteps(6), step => kept = step.Index == 3 ? step.Keep() : kept);
            Assert.Equal(expected, reused.Final.Parameters());
            Assert.Equal(third!.State.Parameters(), kept!.State.Parameters());
            kept.SaveCheckpoint(path);
            Assert.Equal(expected, Run().Resume(path).TryRun(Horizon.AfterSteps(6)).Final.Parameters());
            File.WriteAllText(path, "nothing");
            Assert.Throws<DataFormatException>(() => Run().Resume(path));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
