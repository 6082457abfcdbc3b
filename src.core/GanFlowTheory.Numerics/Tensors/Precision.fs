namespace GanFlowTheory.Core

/// <summary>The numbers that an engine computes with. What goes in and comes out is float64 in either case.</summary>
[<RequireQualifiedAccess>]
type Precision =
    /// IEEE 754 binary64: 53 bits, a unit roundoff of 2^-53 = 1.1e-16, magnitudes up to 1.8e308.
    | Float64
    /// IEEE 754 binary32: 24 bits, a unit roundoff of 2^-24 = 6.0e-8, magnitudes up to 3.4e38.
    | Float32

/// What a precision can tell apart.
[<RequireQualifiedAccess>]
module Precision =

    /// The largest relative error of one rounding: 2^-53 or 2^-24.
    let unitRoundoff (precision: Precision) : float =
        match precision with
        | Precision.Float64 -> 1.0 / 9007199254740992.0
        | Precision.Float32 -> 1.0 / 16777216.0

    /// The bytes of a number.
    let bytes (precision: Precision) : int =
        match precision with
        | Precision.Float64 -> 8
        | Precision.Float32 -> 4

    /// float64 or float32, as it is spelt.
    let name (precision: Precision) : string =
        match precision with
        | Precision.Float64 -> "float64"
        | Precision.Float32 -> "float32"
