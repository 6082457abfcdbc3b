namespace GanFlowTheory;

/// <summary>Which linear solver a metric uses.</summary>
public enum LinearSolver
{
    /// <summary>Cholesky up to 1500 unknowns, conjugate gradients above.</summary>
    Automatic,

    /// <summary>Cholesky; conjugate gradients only where rounding makes a pivot non-positive.</summary>
    Cholesky,

    /// <summary>Matrix-free conjugate gradients: memory O(n d).</summary>
    ConjugateGradients,
}
