using GanFlowTheory.Core;

namespace GanFlowTheory;

public sealed partial class Functional
{
    /// <summary>1/2 MMD^2 with the kernel &lt;Phi(x), Phi(y)&gt;, F(q) = 1/2 |E_p Phi - E_q Phi|^2, in time linear in the nodes;
    /// its first variation is &lt;E_q Phi - E_p Phi, Phi&gt;.</summary>
    /// <param name="features">Phi.</param>
    /// <param name="target">p, of the features' dimension.</param>
    /// <exception cref="System.ArgumentException">The dimensions differ.</exception>
    public static Functional FeatureMmd(Features features, Measure target) =>
        new(FeatureGames.Functional.featureMmd<IMeasure>(
            features.NotNull(nameof(features)).Wrapped, target.NotNull(nameof(target)).AsCore));

    /// <summary>What a critic of ridge lambda &gt; 0 wins at its best response, the largest &lt;a, E_p Phi - E_q Phi&gt; -
    /// lambda/2 |a|^2 = 1/(2 lambda) |E_p Phi - E_q Phi|^2: 1/lambda times 1/2 MMD^2 (T21-6).</summary>
    /// <param name="features">Phi.</param>
    /// <param name="lambda">The ridge, &gt; 0.</param>
    /// <param name="target">p, of the features' dimension.</param>
    /// <exception cref="System.ArgumentException">The dimensions differ, or lambda is not positive.</exception>
    public static Functional FeatureResponse(Features features, double lambda, Measure target) =>
        new(FeatureGames.Functional.featureResponse<IMeasure>(
            features.NotNull(nameof(features)).Wrapped, lambda, target.NotNull(nameof(target)).AsCore));
}

public sealed partial class Critic
{
    /// <summary>The best response of a critic in the features with ridge lambda &gt; 0: the potential -&lt;a, Phi&gt;, a = (E_p Phi -
    /// E_q Phi)/lambda, what a witness on an infinitely fast clock shows (T21-6).</summary>
    /// <param name="features">Phi.</param>
    /// <param name="lambda">The ridge, &gt; 0.</param>
    /// <param name="target">p, of the features' dimension.</param>
    /// <exception cref="System.ArgumentException">The dimensions differ, or lambda is not positive.</exception>
    public static Critic BestResponse(Features features, double lambda, Measure target) =>
        OfCore(FeatureGames.Critic.bestResponse<Chart>(
            features.NotNull(nameof(features)).Wrapped, lambda, target.NotNull(nameof(target)).AsCore));
}
