namespace GanFlowTheory;

/// <summary>Which linear solver a metric uses.</summary>
public enum LinearSolver
{
    /// <summary>Cholesky up to 600 unknowns, or up to 200 parameters of a generator; conjugate
    /// gradients above.</summary>
    Automatic,

    /// <summary>Cholesky; conjugate gradients only where rounding makes a pivot non-positive.</summary>
    Cholesky,

    /// <summary>Matrix-free conjugate gradients: memory O(n d).</summary>
    ConjugateGradients,
}
