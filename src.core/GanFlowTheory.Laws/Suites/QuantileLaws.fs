namespace GanFlowTheory.Laws

open FsCheck
open GanFlowTheory.Core

/// The laws of how quantile states are made.
[<RequireQualifiedAccess>]
module internal QuantileLaws =

    /// The normal distribution function, by Simpson's rule from 0: steps of 1/100 and less up to 8 deviations.
    let private cumulative (z: float) : float =
        let panels = 800
        let z = max -9.0 (min 9.0 z)

        let at i =
            let t = z * float i / float panels

            let weight =
                if i = 0 || i = panels then 1.0
                elif i % 2 = 1 then 4.0
                else 2.0

            weight * exp (-0.5 * t * t)

        0.5
        + Seq.sum (Seq.init (panels + 1) at) * z
          / (3.0 * float panels * sqrt (2.0 * System.Math.PI))

    /// The quantiles of a mixture lie where its distribution function is (i + 1/2)/n.
    let mixture (quantiles: int -> GaussianMixture -> QuantileState) : Law =
        Law.forAll
            {
                Name = "quantile-levels"
                Statement = "Quantile i = 0, 1, .. of n lies where the distribution function is (i + 1/2)/n."
                Source = ""
                Judge = Judge.Relative(1e-9, "Simpson's rule with steps of 1/80: 1e-11; quantiles to their last bit")
            }
            "mixtures on the line"
            (Scenes.inDimension 1)
            (fun scene ->
                let m, s = StateKind.moments scene.P.Measure
                let c, t = StateKind.moments scene.Q.Measure

                let parts = [ 0.25, m[0], 2.0 * sqrt s[0, 0]; 0.75, c[0], 0.5 * sqrt t[0, 0] ]

                let mixture =
                    GaussianMixture.mixture
                        (parts |> List.map (fun (w, _, _) -> w) |> Array.ofList)
                        (parts |> List.map (fun (_, m, s) -> GaussianMixture.isotropic [| m |] s))

                let n = 1 + scene.Q.Count

                [
                    Equation.vector
                        "the distribution function at the quantiles"
                        1.0
                        ((quantiles n mixture).Quantiles
                         |> Array.map (fun x -> parts |> List.sumBy (fun (w, m, s) -> w * cumulative ((x - m) / s))))
                        (Array.init n (fun i -> (float i + 0.5) / float n))
                ])

    /// The quantiles of a measure are the means of its quantile function over n equal cells.
    let measure (quantiles: int -> IMeasure -> QuantileState) : Law =
        Law.forAll
            {
                Name = "quantile-cells"
                Statement =
                    "Quantile i of n of a measure on the line is n times the integral of its quantile function over [i/n, (i + 1)/n], "
                    + "the atoms by the parts of their mass that lie there."
                Source = ""
                Judge = Judge.Relative(1e-12, "sums of at most 12 terms and as many differences of sums of masses")
            }
            "measures on the line"
            (Scenes.inDimension 1)
            (fun scene ->
                let p = scene.P.Measure

                let atoms =
                    Array.init p.Nodes.Count (fun j -> p.Nodes[j, 0], p.Weights[j])
                    |> Array.sortBy fst

                // The distribution function before each atom.
                let before = atoms |> Array.scan (fun total (_, w) -> total + w) 0.0

                [
                    for n in [ 1; 2; 3; 7 ] do
                        let cell i =
                            let low, high = float i / float n, float (i + 1) / float n

                            atoms
                            |> Array.mapi (fun j (y, w) -> y * max 0.0 (min high (before[j] + w) - max low before[j]))
                            |> Array.sum
                            |> (*) (float n)

                        Equation.vector
                            $"{n} quantiles"
                            (float n * (1.0 + Vectors.largest p.Nodes.Data))
                            (quantiles n p).Quantiles
                            (Array.init n cell)
                ])
