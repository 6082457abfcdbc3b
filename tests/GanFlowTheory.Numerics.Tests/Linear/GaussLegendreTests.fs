namespace GanFlowTheory.Core.Tests

open Xunit
open GanFlowTheory.Core
open Testing

module GaussLegendreTests =

    let private integral (rule: struct (float * float)[]) (f: float -> float) =
        rule |> Array.sumBy (fun (struct (x, w)) -> w * f x)

    [<Fact>]
    let ``n nodes integrate polynomials of degree 2 n - 1`` () =
        for n in 1..20 do
            let rule = GaussLegendre.rule n -1.0 2.0

            for degree in 0 .. 2 * n - 1 do
                let expected = (pown 2.0 (degree + 1) - pown -1.0 (degree + 1)) / float (degree + 1)

                close 1e-13 1.0 (integral rule (fun x -> pown x degree) / expected)

    [<Fact>]
    let ``two nodes miss degree 4 by the square norm of the Legendre polynomial`` () =
        // On [-1, 1]: int x^4 = 2/5, the nodes +-1/sqrt 3 give 2/9.
        close 1e-15 (2.0 / 9.0) (integral (GaussLegendre.rule 2 -1.0 1.0) (fun x -> pown x 4))

    [<Fact>]
    let ``nodes ascend within the interval and weights are positive`` () =
        for rule in [ GaussLegendre.rule 7 -3.0 1.0; GaussLegendre.panels 5 7 -3.0 1.0 ] do
            let nodes = rule |> Array.map (fun (struct (x, _)) -> x)
            Assert.Equal<float[]>(Array.sort nodes, nodes)
            Assert.True(-3.0 < nodes[0] && Array.last nodes < 1.0)
            Assert.All(rule, (fun (struct (_, w)) -> Assert.True(w > 0.0)))

    [<Fact>]
    let ``panels integrate each part of a piecewise polynomial`` () =
        // |x|^3 on [-1, 2] with a panel's edge at 0: 1/4 + 16/4.
        let rule = GaussLegendre.panels 6 2 -1.0 2.0
        Assert.Equal(12, rule.Length)
        close 1e-14 4.25 (integral rule (fun x -> pown (abs x) 3))
