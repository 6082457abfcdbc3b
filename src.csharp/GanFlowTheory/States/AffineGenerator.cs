namespace GanFlowTheory;

/// <summary>Affine generators G(z) = z W + b, whose law is known: of standard normal noise they make N(b, W^T
/// W).</summary>
public static class AffineGenerator
{
    /// <summary>The law N(b, W^T W) of an affine generator at standard normal noise, from its parameters alone; null where
    /// the generator is not one affine layer, or its law has no density: W of rank below d.</summary>
    /// <param name="q">The generator.</param>
    public static GaussianMixture? Law(ParameterState q) =>
        Core.AffineGenerator.law(q.NotNull(nameof(q)).Wrapped)?.Value is { } law ? new(law) : null;
}
