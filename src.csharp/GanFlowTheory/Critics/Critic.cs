using System;
using GanFlowTheory.Core;
using Microsoft.FSharp.Core;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>
/// What the flow sees in place of the first variation: a potential c for the functional at q. Along dq/dt = -K c the
/// functional changes by -&lt;xi, K c&gt;: descent holds exactly when c is positively K-correlated with xi. A critic
/// may leave a log q, which particles do not know, to the metric: then the flow sees c + a log q.
/// </summary>
public sealed partial class Critic
{
    private readonly Func<Functional?, Core.Critic<Chart>> seeing;

    private Critic(string name, Func<Functional?, Core.Critic<Chart>> seeing) => (Name, this.seeing) = (name, seeing);

    /// <summary>The name shown in reports.</summary>
    public string Name { get; }

    /// <summary>The first variation itself.</summary>
    public static Critic Exact { get; } = new("exact", _ => Core.Critic.exact<Chart>());

    /// <summary>The critic -f, f = (D_q + lambda)^(-1) (mu_p - mu_q): the Wasserstein-2 flow that sees it is the
    /// Sobolev-kernelized flow of 1/2 MMD^2 (MN21-7).</summary>
    /// <param name="kernel">A kernel with mixed second derivatives everywhere (no cusp).</param>
    /// <param name="lambda">The regularisation, &gt; 0.</param>
    /// <param name="target">p; points stand for their empirical distribution.</param>
    /// <exception cref="ArgumentException">The kernel has a cusp, or lambda is not positive.</exception>
    public static Critic SobolevKernelized(Kernel kernel, double lambda, Measure target)
    {
        var critic = Core.SobolevCritics.Critic.sobolevKernelized<Chart>(
            kernel.NotNull(nameof(kernel)).Wrapped, lambda, target.NotNull(nameof(target)).AsCore);
        return new(critic.Name, _ => critic);
    }

    /// <summary>KL(q||p) seen through the score of p alone: the potential -log p, with log q left to the metric. In a
    /// Stein metric the flow is Stein variational gradient descent (Liu and Wang 2016), in Wasserstein-2 the Langevin
    /// diffusion dx = grad log p dt + sqrt 2 dW. A metric that moves along log q in no way is refused where a run
    /// starts.</summary>
    /// <param name="target">p; its normaliser does not matter.</param>
    public static Critic Score(Density target)
    {
        var critic = Core.Critic.score<Chart>(target.NotNull(nameof(target)).Wrapped);
        return new(critic.Name, _ => critic);
    }

    /// <summary>HZ23's critic of a fixed discriminator D = sigmoid(d): the potential 1/2 log(1 - D), whatever the
    /// functional; its Wasserstein-2 flow is the ODE dx/dt = -1/2 grad log(1 - D)(x) (HZ23-3).</summary>
    /// <param name="logit">d, such as <see cref="Potential.OfNetwork"/>.</param>
    public static Critic OfDiscriminator(Potential logit)
    {
        var critic = Core.DiscriminatorCritics.Critic.ofDiscriminator<Chart>(logit.NotNull(nameof(logit)).Wrapped);
        return new(critic.Name, _ => critic);
    }

    /// <summary>The critic with a log q beside what it sees: left to a metric that can move along it, Wasserstein-2 by
    /// noise and Stein by parts. It adds a E_q log q to what the flow lowers; the functional's own value and
    /// dissipation stay those of the functional alone.</summary>
    /// <param name="a">&gt;= 0; 0 for none.</param>
    /// <exception cref="ArgumentException">a is negative or not finite.</exception>
    public Critic WithLogDensity(double a)
    {
        _ = Core.Critic.withLogDensity(a, Core.Critic.exact<Chart>());
        return new(Name, functional => Core.Critic.withLogDensity(a, seeing(functional)));
    }

    /// <summary>The critic -f, f = (D + lambda)^(-1) (mu_p - mu_q), of generator parameters: the Euclidean flow that
    /// sees it is MN21's gradient step; for the Gramian of the mean gradient it is the parametric kernelized flow of
    /// 1/2 MMD^2 (MN21-2). Other states are refused by the run with an <see cref="ArgumentException"/>.</summary>
    /// <param name="gramian">The regulariser.</param>
    /// <param name="kernel">A kernel with mixed second derivatives everywhere (no cusp).</param>
    /// <param name="lambda">The regularisation, &gt; 0.</param>
    /// <param name="target">p; points stand for their empirical distribution.</param>
    /// <exception cref="ArgumentException">The kernel has a cusp, or lambda is not positive.</exception>
    public static Critic Kernelized(Gramian gramian, Kernel kernel, double lambda, Measure target)
    {
        var critic = KernelizedCritics.Critic.kernelized<Chart>(
            gramian.Wrapped(), kernel.NotNull(nameof(kernel)).Wrapped, lambda, target.NotNull(nameof(target)).AsCore);
        return new(critic.Name, _ => critic);
    }

    /// <summary>A critic network that is trained as the options say, on the target p and the current law, before each look; the
    /// flow sees the first variation of what the generator lowers, on a batch of p (BSAG18-9). It asks no functional, and its
    /// plug-in value is what the generator lowers. The flow of generator parameters through it is the game of the two players
    /// stepped critic first (T21-0).</summary>
    /// <param name="options">How the critic is trained.</param>
    /// <param name="target">p; points stand for their empirical distribution.</param>
    /// <exception cref="ArgumentException">The network has another number of outputs than the loss wants, does not take points
    /// of the target's dimension, or an option lies outside its range.</exception>
    public static Critic Adversarial(CriticOptions options, Measure target) =>
        OfCore(AdversarialCritics.Critic.adversarial<Chart>(
            options.NotNull(nameof(options)).Wrapped, target.NotNull(nameof(target)).AsCore));

    /// <summary>A critic without memory from its estimate, which may ask the functional; a flow without one is refused
    /// with an <see cref="ArgumentException"/>.</summary>
    /// <param name="name">The name shown in reports.</param>
    /// <param name="estimate">The estimate of dF/dq at q; the seed is fresh at every step.</param>
    public static Critic Create(string name, Func<Functional, Seed, Measure, Potential> estimate)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(estimate);
        return new(name, functional => Core.Critic.create(
            name,
            FuncConvert.FromFunc((Core.Functional<Chart> _, Core.Seed seed, Chart q) =>
                // The core asks for an estimate only where there is a functional.
                estimate(functional!, new Seed(seed), q.State).Returned($"critic '{name}'").Wrapped)));
    }

    /// <summary>A critic with memory, a score or an estimate of the functional.</summary>
    /// <param name="name">The name shown in reports.</param>
    /// <param name="estimate">What is seen at q; the functional is null on a flow without one, and the seed is fresh at
    /// every step.</param>
    public static Critic Create(string name, Func<Functional?, Seed, Measure, CriticReading> estimate)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(estimate);
        Critic? self = null;
        self = new(name, functional => new Core.Critic<Chart>(name, FuncConvert.FromFunc(
            (FSharpOption<Core.Functional<Chart>>? _, Core.Seed seed, Chart q) =>
                estimate(functional, new Seed(seed), q.State).Returned($"critic '{name}'").Wrapped(functional, self!)).OptionOf(),
            0,
            null));
        return self;
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    private static Critic OfCore(Core.Critic<Chart> critic) => new(critic.Name, _ => critic);

    internal Core.Critic<Chart> For(Functional? functional) => seeing(functional);
}
