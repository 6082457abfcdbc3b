namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Known-bad optimisers.
[<RequireQualifiedAccess>]
module internal BadOptimisers =

    let private adam = Optimiser.adam 0.01

    let private nesterov = Optimiser.nesterov 0.1 0.5

    let private asHeavyBall: OptimiserStep =
        fun _ memory x v field ->
            let ball = Optimiser.heavyBall 0.1 0.5
            let own = (Optimiser.start x.Length ball).Rule

            let struct (moved, after) = Optimiser.step ball { memory with Rule = own } x v field

            struct (moved, { after with Rule = memory.Rule })

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
                    nesterov)
            Flaw.bad
                "Adam's correction one step late"
                (OptimiserLaws.constantVelocity
                    (fun optimiser memory x v field ->
                        let struct (moved, after) =
                            Optimiser.step optimiser { memory with Count = memory.Count + 1 } x v field

                        struct (moved, { after with Count = memory.Count + 1 }))
                    adam)
            Flaw.bad
                "a heavy ball whose velocity is weighted 1 - beta"
                (OptimiserLaws.constantVelocity
                    (fun optimiser memory x v field ->
                        Optimiser.step optimiser memory x (Array.map (fun a -> 0.5 * a) v) field)
                    (Optimiser.heavyBall 0.1 0.5))
            Flaw.bad
                "Adam with its decays exchanged"
                (OptimiserLaws.history
                    (fun _ memory x v field -> Optimiser.step (Optimiser.adamWith 0.01 0.999 0.9 1e-8) memory x v field)
                    adam)
            Flaw.bad "Nesterov's momentum as a heavy ball, by its sums" (OptimiserLaws.history asHeavyBall nesterov)
            Flaw.bad "Nesterov's momentum as a heavy ball" (OptimiserLaws.recursion asHeavyBall nesterov)
            Flaw.bad
                "an optimistic step that adds what it should take away"
                (OptimiserLaws.recursion
                    (fun optimiser memory x v field ->
                        let last = if memory.Count = 0 then v else memory.Arrays[0]
                        let added = Array.map2 (fun a b -> 2.0 * b - a) v last
                        let struct (_, after) = Optimiser.step optimiser memory x v field
                        struct (Array.map2 (fun x v -> x + optimiser.Rate * v) x added, after))
                    (Optimiser.optimistic 0.1))
            Flaw.bad
                "a box for the step in place of the weights"
                (OptimiserLaws.boxed
                    (fun optimiser memory x v field ->
                        let struct (moved, after) =
                            Optimiser.step { optimiser with Box = None } memory x v field

                        let within = Array.map2 (fun a b -> max -0.5 (min 0.5 (a - b))) moved x
                        struct (Array.map2 (+) x within, after))
                    (Optimiser.gradientDescent 0.1)
                    0.5)
            Flaw.bad
                "a look ahead that leaves the box"
                (OptimiserLaws.boxed
                    (fun optimiser memory x v field ->
                        let struct (moved, after) =
                            Optimiser.step { optimiser with Box = None } memory x v field

                        struct (Array.map (fun v -> max -0.5 (min 0.5 v)) moved, after))
                    (Optimiser.extragradient 1.0)
                    0.5)
            Flaw.bad
                "a box of the Euclidean norm"
                (OptimiserLaws.boxed
                    (fun optimiser memory x v field ->
                        let struct (moved, after) =
                            Optimiser.step { optimiser with Box = None } memory x v field

                        let size = Vectors.norm moved
                        struct (moved |> Array.map (fun v -> v * min 1.0 (0.5 / size)), after))
                    (Optimiser.gradientDescent 0.1)
                    0.5)
        ]
