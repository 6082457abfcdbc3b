namespace GanFlowTheory.Laws

open GanFlowTheory.Core
open GanFlowTheory.Core.Extending

/// Known-bad lengths of steps.
[<RequireQualifiedAccess>]
module internal BadStepLengths =

    let private changed (change: float -> float -> float -> float) : IntegratorStep =
        fun integrator problem tau limit ->
            match Integrator.step integrator problem tau limit with
            | StepResult.Taken taken ->
                StepResult.Taken
                    { taken with
                        Next = change tau taken.Length taken.Next
                    }
            | refused -> refused

    // Scaled by the largest entry in place of the norm.
    let private byEntry: OptimiserStep =
        fun optimiser memory x v field ->
            let most = Option.defaultValue infinity optimiser.Clip

            let scaled (v: float[]) =
                let largest = Vectors.largest v

                if largest > most then
                    Array.map (fun a -> a * most / largest) v
                else
                    v

            Optimiser.step { optimiser with Clip = None } memory x (scaled v) (field >> scaled)

    // What is asked for ahead of the step goes unclipped.
    let private onceOnly: OptimiserStep =
        fun optimiser memory x v field ->
            let most = Option.defaultValue infinity optimiser.Clip
            let size = Vectors.norm v

            let v =
                if size > most then
                    Array.map (fun a -> a * (most / size)) v
                else
                    v

            Optimiser.step { optimiser with Clip = None } memory x v field

    let all: KnownBad list =
        [
            Flaw.bad
                "a step that does not look at the time left"
                (StepLengthLaws.limit
                    (fun integrator problem tau _ -> Integrator.step integrator problem tau infinity)
                    (Integrator.heun 0.1))
            Flaw.bad
                "an optimiser that does not look at the time left"
                (StepLengthLaws.limit
                    (fun integrator problem tau _ -> Integrator.step integrator problem tau infinity)
                    (Integrator.optimised (Optimiser.adam 0.01)))
            Flaw.bad
                "steps that never grow again"
                (StepLengthLaws.next (changed (fun _ used next -> min used next)) (Integrator.descent 1.0))
            Flaw.bad
                "error control with its tolerances exchanged"
                (StepLengthLaws.next
                    (fun integrator problem tau limit ->
                        Integrator.step (Integrator.dormandPrince 0.1 1e-6 1e-3) problem tau limit)
                    (Integrator.dormandPrince 0.1 1e-3 1e-6))
            Flaw.bad "clipped by the largest entry" (StepLengthLaws.clipped byEntry (Optimiser.gradientDescent 0.1))
            Flaw.bad
                "a velocity ahead that is not clipped"
                (StepLengthLaws.clipped onceOnly (Optimiser.extragradient 0.1))
        ]
