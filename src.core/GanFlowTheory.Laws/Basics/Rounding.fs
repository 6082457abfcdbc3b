namespace GanFlowTheory.Laws

/// Sizes of rounding.
module internal Rounding =

    /// The distance of 1 to the next float, 2^-52.
    let ulp = 2.220446049250313e-16
