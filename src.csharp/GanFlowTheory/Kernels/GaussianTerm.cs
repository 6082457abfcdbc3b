namespace GanFlowTheory;

/// <summary>One term of a mixture of Gaussian kernels: scale exp(-|x-y|^2 / (2 bandwidth^2)).</summary>
/// <param name="Scale">The factor, &gt;= 0.</param>
/// <param name="Bandwidth">The bandwidth s, &gt; 0.</param>
public readonly record struct GaussianTerm(double Scale, double Bandwidth);
