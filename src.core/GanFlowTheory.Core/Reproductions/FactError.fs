namespace GanFlowTheory.Core

/// <summary>How far a value of ours may be from what it stands for.</summary>
[<RequireQualifiedAccess>]
type FactError =
    /// By at most the tolerance: a computation.
    | Computed of tolerance: float
    /// By chance, with this standard error: a simulation, or a mean over seeds. NaN where it is not known.
    | Sampled of standardError: float

/// Errors of values that are compared with printed ones.
[<RequireQualifiedAccess>]
module FactError =

    // Under normal errors the truth is farther away once in 370 times; with a standard error from three values once in ten.
    let private multiple = 3.0

    /// The margin: the tolerance, or three standard errors.
    let margin (error: FactError) : float =
        match error with
        | FactError.Computed tolerance -> tolerance
        | FactError.Sampled standardError -> multiple * standardError

    /// The error in words, such as ± 0.002 or within 1e-9.
    let text (error: FactError) : string =
        match error with
        | FactError.Computed tolerance when tolerance = 0.0 -> "exact"
        | FactError.Computed tolerance -> invariant $"within {tolerance:G2}"
        | FactError.Sampled standardError when System.Double.IsNaN standardError -> "unknown"
        | FactError.Sampled standardError -> invariant $"± {standardError:G2}"
