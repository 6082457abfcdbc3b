namespace GanFlowTheory;

/// <summary>The numbers that an engine computes with. What goes in and comes out is float64 in either case.</summary>
public enum Precision
{
    /// <summary>IEEE 754 binary64: 53 bits, a unit roundoff of 2^-53 = 1.1e-16, magnitudes up to 1.8e308.</summary>
    Float64,

    /// <summary>IEEE 754 binary32: 24 bits, a unit roundoff of 2^-24 = 6.0e-8, magnitudes up to 3.4e38.</summary>
    Float32,
}
