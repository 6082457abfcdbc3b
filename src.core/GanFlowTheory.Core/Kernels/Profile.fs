namespace GanFlowTheory.Core

open System

/// <summary>
/// A real function phi(s) with its first two derivatives: the shape of a radial kernel phi(|x-y|^2) or of an
/// inner-product kernel phi(&lt;x,y&gt;).
/// </summary>
/// <remarks>A user's profile gives <see cref="M:GanFlowTheory.Core.Profile.Derivative(System.Int32,System.Double)"/> and
/// inherits the rest; the built-in ones also fill whole tiles at vector speed.</remarks>
[<AbstractClass>]
type Profile(name: string) =

    /// The name, as in a kernel expression.
    member _.Name = name

    /// The derivative of the given order (0, 1 or 2) at s. At a point where it does not exist the profile gives 0 for
    /// the part that is multiplied by x - y = 0, never NaN.
    abstract Derivative: order: int * s: float -> float

    /// Adds scale times the derivative of the given order at each s to the sum beside it. The scalar loop is the
    /// meaning; overrides are faster and agree to a few ulp.
    abstract AddTo: order: int * scale: float * s: ReadOnlySpan<float> * sum: Span<float> -> unit

    default this.AddTo(order, scale, s, sum) =
        for j in 0 .. s.Length - 1 do
            sum[j] <- sum[j] + scale * this.Derivative(order, s[j])

    /// A bound on how fast the profile and its first derivative change with s, relative to their size at s = 0; infinite
    /// where the profile is not smooth at 0. The engine trades |x-y|^2 for |x|^2 + |y|^2 - 2 x.y only when this times the
    /// squared diameter of the data is small.
    abstract Steepness: float

    default _.Steepness = infinity
