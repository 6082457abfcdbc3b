namespace GanFlowTheory.Core

open MathNet.Numerics.Integration

/// <summary>Gauss-Legendre quadrature: int_a^b f is about sum_i w_i f(x_i), exactly for polynomials of degree 2 n - 1
/// with n nodes.</summary>
[<RequireQualifiedAccess>]
module internal GaussLegendre =

    /// The n nodes and weights (x_i, w_i) on [a, b], ascending.
    let rule (n: int) (a: float) (b: float) : struct (float * float)[] =
        let rule = GaussLegendreRule(a, b, n)
        Array.init n (fun i -> struct (rule.GetAbscissa i, rule.GetWeight i))

    /// The rule with n nodes on each of so many equal panels of [a, b], ascending.
    let panels (count: int) (n: int) (a: float) (b: float) : struct (float * float)[] =
        let width = (b - a) / float count
        let unit' = rule n 0.0 1.0

        Array.init (count * n) (fun i ->
            let struct (x, w) = unit'[i % n]
            struct (a + width * (float (i / n) + x), width * w))
