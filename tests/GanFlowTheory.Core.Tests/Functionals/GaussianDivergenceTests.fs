namespace GanFlowTheory.Core.Tests

open Xunit
open GanFlowTheory.Core

/// Closed divergences where they are nearly 0.
module GaussianDivergenceTests =

    [<Fact>]
    let ``divergences of nearly equal Gaussians keep their digits`` () =
        let relative bound expected actual =
            Assert.InRange(actual, expected * (1.0 - bound), expected * (1.0 + bound))

        let standard = GaussianMixture.isotropic [| 0.0 |] 1.0

        let q mean deviation =
            GaussianState.isotropic [| mean |] deviation

        // Means apart by m: chi^2 = e^(m^2) - 1, squared Hellinger 2 - 2 e^(-m^2/8), KL m^2/2.
        relative 1e-14 1.0000000000005e-12 (GaussianDivergence.chi2 standard (q 1e-6 1.0))
        relative 1e-14 2.49999999999984375e-13 (GaussianDivergence.hellinger standard (q 1e-6 1.0))
        relative 1e-14 5e-13 (GaussianDivergence.kl standard (q 1e-6 1.0))

        // Deviations apart by t: log's second order, t^2 (1 + O(t)), at the double next to 1 + 1e-9.
        relative 1e-8 1.00000017e-18 (GaussianDivergence.kl standard (q 0.0 (1.0 + 1e-9)))
        relative 1e-8 1.00000016e-18 (GaussianDivergence.forwardKl standard (q 0.0 (1.0 + 1e-9)))

        // In the plane and turned, against the sums over the axes, far and near alike: the formulas meet where they change.
        for t in [ 1e-7; 1e-3; 0.1; 0.2; 0.24; 0.3; 1.0 ] do
            let a, b = 1.0 + t, 1.0 - 0.5 * t

            let state =
                GaussianState.ofFactor [| 0.0; 0.0 |] (array2D [ [ 0.6 * a; -0.8 * b ]; [ 0.8 * a; 0.6 * b ] ])

            let plane = GaussianMixture.isotropic [| 0.0; 0.0 |] 1.0

            let exactKl s =
                // (s^2 - 1)/2 - log s, by its series d^2 - d^3/3 + d^4/4 - ... near 1.
                let d = s - 1.0

                if abs d <= 0.5 then
                    d * d
                    + List.sumBy (fun k -> (if k % 2 = 0 then 1.0 else -1.0) * pown d k / float k) [ 60..-1..3 ]
                else
                    0.5 * (s * s - 1.0) - log s

            // The rotation's rounding, 1e-16, weighs 1e-16/t against a difference of t.
            let bound = 1e-12 + 1e-14 / t
            relative bound (exactKl a + exactKl b) (GaussianDivergence.kl plane state)
