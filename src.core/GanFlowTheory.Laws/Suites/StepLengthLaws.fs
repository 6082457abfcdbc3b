namespace GanFlowTheory.Laws

open FsCheck
open GanFlowTheory.Core
open GanFlowTheory.Core.Extending

/// <summary>One step of an integrator: the length to try, and the time left.</summary>
type internal IntegratorStep = Integrator -> StepProblem -> float -> float -> StepResult

/// The laws of how far a step goes: what clipping bounds, and what the time left does.
[<RequireQualifiedAccess>]
module internal StepLengthLaws =

    // F(z) = sum z^2/2 + sin z, minimised along -grad F.
    let private slope (z: float[]) = z |> Array.map (fun v -> -v - cos v)

    let private problem (memory: OptimiserMemory option) (z: float[]) : StepProblem =
        let value (z: float[]) =
            Array.sumBy (fun v -> 0.5 * v * v + sin v) z

        let v = slope z

        {
            Coordinates = z
            Velocity = v
            Field = slope
            Merit =
                Some
                    {
                        Value = value
                        Current = value z
                        Dissipation = Vectors.squaredNorm v
                    }
            Memory = memory
        }

    // The same method where its steps are of this length.
    let private ofLength (length: float) (integrator: Integrator) : Integrator =
        match integrator.Control with
        | StepControl.Fixed _ ->
            { integrator with
                Control = StepControl.Fixed length
            }
        | StepControl.Optimised optimiser ->
            { integrator with
                Control =
                    StepControl.Optimised
                        { optimiser with
                            Rate = length
                            Schedule = Schedule.Constant
                        }
            }
        | StepControl.Implicit(rule, _) ->
            { integrator with
                Control = StepControl.Implicit(rule, length)
            }
        // These are told what to try.
        | StepControl.ErrorControlled _
        | StepControl.Descent _ -> integrator

    // What optimisers remember after a step from elsewhere.
    let private memory (integrator: Integrator) (count: int) : OptimiserMemory option =
        match integrator.Control with
        | StepControl.Optimised optimiser ->
            let x = Array.init count (fun p -> 0.5 - 0.125 * float p)

            let struct (_, after) =
                Optimiser.step optimiser (Optimiser.start count optimiser) x (slope x) slope

            Some after
        | _ -> None

    /// A step with less time left than its length is the step of the method whose length is the time left.
    let limit (step: IntegratorStep) (integrator: Integrator) : Law =
        Law.forAll
            {
                Name = "integrator-limit"
                Statement =
                    "Where less time is left than a step takes, the step is that of the same method with the time left as its length; "
                    + "where more is left, it is the step itself."
                Source = ""
                Judge = Judge.Exact
            }
            integrator.Name
            Scenes.any
            (fun scene ->
                let z = scene.Q.Points.Data
                let at = problem (memory integrator z.Length) z
                let tau = Integrator.firstStep integrator

                let taken label result =
                    match result with
                    | StepResult.Taken taken -> Some(struct (taken.Coordinates, taken.Length))
                    | StepResult.Refused _ -> None

                [
                    for part in [ 0.125; 0.75; 2.0 ] do
                        let left = part * tau
                        let found = step integrator at tau left

                        let wanted =
                            if part < 1.0 then
                                step (ofLength left integrator) at left infinity
                            else
                                step integrator at tau infinity

                        match taken "found" found, taken "wanted" wanted with
                        | Some(struct (x, used)), Some(struct (y, length)) ->
                            Equation.vector $"where {part} of the step is left" 0.0 x y
                            Equation.scalar $"the length, where {part} of the step is left" 0.0 used length
                            Equation.condition $"no step is longer than the {part} left" (used <= left)
                        | None, None -> ()
                        | a, b -> Equation.condition "both steps are taken or none" (a.IsSome = b.IsSome)
                ])

    // The stages, the place and the error of one step, by the tableau.
    let private tableau (rule: RungeKutta) (tau: float) (z: float[]) : struct (float[] * float[]) =
        let combine (weights: float[]) (k: float[] list) p =
            Seq.sum (Seq.map2 (fun (w: float) (v: float[]) -> w * v[p]) weights k)

        let stages =
            rule.Stages
            |> Array.fold (fun k row -> k @ [ slope (z |> Array.mapi (fun p v -> v + tau * combine row k p)) ]) []

        struct (z |> Array.mapi (fun p v -> v + tau * combine rule.Weights stages p),
                z
                |> Array.mapi (fun p _ -> tau * combine (Option.defaultValue [||] rule.ErrorWeights) stages p))

    // The length taken and the length to try next, by error control as it is documented.
    let rec private controlled (rule: RungeKutta) relative absolute tau (z: float[]) : struct (float * float) =
        let struct (next, error) = tableau rule tau z

        let size =
            Array.map3 (fun a b e -> e / (absolute + relative * max (abs a) (abs b))) z next error
            |> Array.averageBy (fun v -> v * v)
            |> sqrt

        let factor = 0.9 * (max size 1e-10) ** (-1.0 / float rule.Order)

        if size <= 1.0 then
            struct (tau, tau * min 5.0 factor)
        else
            controlled rule relative absolute (tau * max 0.2 factor) z

    // The length tried first may be too short or too long by a factor of 16.
    let private lengths (integrator: Integrator) =
        let first = Integrator.firstStep integrator

        match integrator.Control with
        | StepControl.Fixed _
        | StepControl.Implicit _
        | StepControl.Optimised _ -> [ first ]
        | StepControl.ErrorControlled _
        | StepControl.Descent _ -> [ for halvings in -4 .. 4 -> first * 2.0 ** float halvings ]

    /// The length that a step proposes for the next, whatever its control.
    let next (step: IntegratorStep) (integrator: Integrator) : Law =
        Law.forAll
            {
                Name = "integrator-next"
                Statement =
                    "The length to try next is: the same for fixed steps; the next rate for optimisers; twice the step that descent took "
                    + "at once, up to its own length, or the one that it came down to; and tau min(5, 0.9 s^(-1/p)) under error control, s "
                    + "<= 1 the root mean square of e/(absolute + relative max(|x|, |x+|)) at the step tau taken."
                Source = ""
                Judge =
                    Judge.Relative(
                        1e-6,
                        "errors of 1e-9 of their terms and more, whose rounding the power 1/5 passes on by a fifth"
                    )
            }
            integrator.Name
            Scenes.any
            (fun scene ->
                // Some coordinates move by more than they are large, others by less.
                let z =
                    scene.Q.Points.Data
                    |> Array.mapi (fun p v -> if p % 3 = 0 then 0.0625 * v else v)

                let memory = memory integrator z.Length
                let at = problem memory z

                [
                    for tau in lengths integrator do
                        match step integrator at tau infinity with
                        | StepResult.Taken {
                                               Length = used
                                               Next = next
                                               Refused = refused
                                           } ->
                            let struct (taken, wanted) =
                                match integrator.Control with
                                | StepControl.Fixed length
                                | StepControl.Implicit(_, length) -> struct (length, length)
                                | StepControl.Optimised optimiser ->
                                    struct (Optimiser.rateAt memory.Value.Count optimiser,
                                            Optimiser.rateAt (memory.Value.Count + 1) optimiser)
                                | StepControl.Descent(length, _) ->
                                    struct (tau / 2.0 ** float refused,
                                            if refused = 0 then min length (2.0 * used) else used)
                                | StepControl.ErrorControlled(_, relative, absolute) ->
                                    controlled integrator.Method relative absolute tau z

                            Equation.scalar $"the step taken, {tau} tried" taken used taken
                            Equation.scalar $"the length to try next, {tau} tried" wanted next wanted
                        | StepResult.Refused _ -> ()
                ])

    // v min(1, c/|v|).
    let private clip (most: float) (v: float[]) =
        let length = Vectors.norm v

        if length > most then
            Array.map (fun a -> a * (most / length)) v
        else
            v

    /// A clipped optimiser steps as the same rule does along velocities scaled to the norm allowed.
    let clipped (step: OptimiserStep) (optimiser: Optimiser) : Law =
        Law.forAll
            {
                Name = "optimiser-clip"
                Statement =
                    "With its velocities clipped at c an optimiser steps as its rule does along v min(1, c/|v|), |v| the Euclidean "
                    + "norm over all coordinates, wherever a velocity is asked for."
                Source = ""
                Judge = Judge.Relative(1e-12, "one rounded factor, over six steps of momenta of at most 1/(1 - 0.999)")
            }
            (Optimiser.name optimiser)
            Scenes.any
            (fun scene ->
                let start = scene.Q.Points.Data

                let field (x: float[]) =
                    x |> Array.map (fun v -> sin (3.0 * v) + 0.5 * cos v)

                let path step optimiser velocity =
                    (struct (start, Optimiser.start start.Length optimiser), [ 1..6 ])
                    ||> List.fold (fun (struct (x, memory)) _ -> step optimiser memory x (velocity x) velocity)
                    |> fun (struct (x, _)) -> x

                [
                    for most in [ 0.03125; 0.5; 64.0 ] do
                        let limited = Optimiser.clipped most optimiser

                        Equation.vector
                            $"after six steps, clipped at {most}"
                            (1.0 + Vectors.largest start)
                            (path step limited field)
                            (path Optimiser.step optimiser (field >> clip most))
                ])
