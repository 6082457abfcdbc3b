namespace GanFlowTheory.Core.Extending

open GanFlowTheory.Core

open System

/// <summary>
/// A real function phi(s) with its first two derivatives: the shape of a radial kernel phi(|x-y|^2) or of an
/// inner-product kernel phi(&lt;x,y&gt;).
/// </summary>
/// <remarks>A user's profile gives its derivatives and inherits the rest; the built-in ones also fill whole tiles at
/// vector speed.</remarks>
[<AbstractClass>]
type Profile(name: string) =

    /// The name, as in a kernel expression.
    member _.Name = name

    /// The derivative of the given order (0, 1 or 2) at s. Where a derivative does not exist (s = 0 of a kernel with a
    /// cusp) it is 0: the minimal-norm subgradient, never NaN.
    abstract Derivative: order: int * s: float -> float

    /// <summary>The derivative of the given order, 0, 1 or 2, at each entry of s as a tensor expression, by which any engine
    /// sums the kernel; Derivative is its meaning. None, the default: the plain loops of the reference serve the profile
    /// where an engine sums the kernel.</summary>
    abstract Formula: (int -> Tensor -> Tensor) option

    default _.Formula = None

    /// Adds scale times the derivative of the given order at each s to the sum beside it. The scalar loop is the
    /// meaning; overrides are faster and agree to a few ulp.
    abstract AddTo: order: int * scale: float * s: ReadOnlySpan<float> * sum: Span<float> -> unit

    default this.AddTo(order, scale, s, sum) =
        for j in 0 .. s.Length - 1 do
            sum[j] <- sum[j] + scale * this.Derivative(order, s[j])

    /// Adds scale times phi and scale times phi' at each s to the two sums; the two calls of AddTo are the meaning.
    abstract AddValueAndSlopeTo:
        scale: float * s: ReadOnlySpan<float> * values: Span<float> * slopes: Span<float> -> unit

    default this.AddValueAndSlopeTo(scale, s, values, slopes) =
        this.AddTo(0, scale, s, values)
        this.AddTo(1, scale, s, slopes)

    /// Whether the radial kernel phi(|x-y|^2) has mixed second derivatives everywhere, coincident points included:
    /// phi'(0) is finite. Metrics built on these derivatives ask for it.
    abstract HasMixedDerivatives: bool

    default _.HasMixedDerivatives = true

    /// A bound on |phi'| and |phi''/phi'| over s >= 0, in units of 1/s, that says how far rounding in s shows in the
    /// result; infinite (the safe default) where none is known. The engine replaces |x-y|^2 by |x|^2 + |y|^2 - 2 x.y,
    /// which rounds at the scale of |x|^2, only where this bound times |x|^2 is small.
    abstract Steepness: float

    default _.Steepness = infinity

/// A profile from three plain functions: the slow path, with the meaning of the fast one.
type internal FunctionProfile(name, value: float -> float, first: float -> float, second: float -> float) =
    inherit Profile(name)

    override _.Derivative(order, s) =
        match order with
        | 0 -> value s
        | 1 -> first s
        | _ -> second s
