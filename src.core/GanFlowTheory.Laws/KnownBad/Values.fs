namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Functionals whose first variation is right for their value, or that no derivative can tell from the right ones.
[<RequireQualifiedAccess>]
module internal BadValues =

    let private gaussian = Kernel.gaussian 1.0

    let private shifted (constant: float) (f: Functional<'q>) : Functional<'q> =
        { f with
            Value = fun q -> f.Value q + constant
        }

    let all: KnownBad list =
        [
            Flaw.bad
                "MMD^2 sold as its half"
                (ValueLaws.ofMeasures
                    ""
                    (fun p -> Functional.scale 2.0 (Functional.mmd gaussian p))
                    (ValueLaws.mmd gaussian))
            Flaw.bad
                "MMD^2 without its E_pp k"
                (ValueLaws.ofMeasures
                    ""
                    (fun p -> Functional.mmd gaussian p |> shifted (-0.5 * Mmd.inner gaussian p p))
                    (ValueLaws.mmd gaussian))
            Flaw.bad
                "half of the energy distance"
                (ValueLaws.ofMeasures "" (Functional.energyDistance >> Functional.scale 0.5) ValueLaws.energyDistance)
            Flaw.bad
                "MMD^2 to Gaussians with s^d once too often"
                (ValueLaws.gaussianMmd (fun terms p -> Functional.gaussianMmd [ for a, s in terms -> a * s, s ] p) "")
            Flaw.bad
                "W2^2 without what no equal atoms can undo"
                (ValueLaws.wassersteinOnLine "" (fun p ->
                    { Functional.wassersteinOnLine p with
                        Value = fun q -> (Functional.wassersteinOnLine (QuantileState.ofMeasure q.Count p)).Value q
                    }))
            Flaw.bad
                "W2^2 between Gaussians sold as its half"
                (ValueLaws.betweenGaussians
                    2
                    ""
                    (Functional.wassersteinToGaussian >> Functional.scale 2.0)
                    ValueLaws.bures)
            Flaw.bad
                "KL between Gaussians with a constant"
                (ValueLaws.betweenGaussians 1 "" (Functional.klToGaussian >> shifted 0.01) ValueLaws.relativeEntropy)
            Flaw.bad "an entropy with a constant" (ValueLaws.entropyOnLine "" (shifted 0.5 Functional.entropy))
        ]
