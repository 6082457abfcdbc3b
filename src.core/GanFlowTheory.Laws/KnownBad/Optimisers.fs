namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Known-bad optimisers.
[<RequireQualifiedAccess>]
module internal BadOptimisers =

    let private adam = Optimiser.adam 0.01

    let all: KnownBad list =
        [
            Flaw.bad
                "momentum without its memory"
                (OptimiserLaws.limit
                    (fun optimiser memory x v field ->
                        let struct (moved, _) = Optimiser.step optimiser memory x v field
                        struct (moved, memory))
                    2.0
                    (Optimiser.heavyBall 0.1 0.5))
            Flaw.bad
                "an extragradient step from the point ahead"
                (OptimiserLaws.limit
                    (fun optimiser memory x v field ->
                        let ahead = Array.map2 (fun a b -> a + optimiser.Rate * b) x v
                        Optimiser.step optimiser memory ahead (field ahead) field)
                    1.0
                    (Optimiser.extragradient 0.1))
            Flaw.bad
                "velocities in units of their norm over all coordinates"
                (OptimiserLaws.alone
                    (fun optimiser memory x v field ->
                        let size = sqrt (Array.sumBy (fun a -> a * a) v)
                        Optimiser.step optimiser memory x (Array.map (fun a -> a / (1.0 + size)) v) field)
                    (Optimiser.gradientDescent 0.1))
            Flaw.bad
                "an epsilon that has no unit"
                (OptimiserLaws.units (fun _ memory x v field -> Optimiser.step adam memory x v field) adam)
            Flaw.bad
                "signs in place of velocities"
                (OptimiserLaws.units
                    (fun optimiser memory x v field ->
                        Optimiser.step optimiser memory x (Array.map (fun a -> float (sign a)) v) field)
                    (Optimiser.nesterov 0.1 0.5))
        ]
