namespace GanFlowTheory.Core

/// <summary>Optimisers by expression: one of the forms, followed, if wished, by @SCHEDULE, @clip:NORM and @box:C. BETA is
/// 0.9, DECAY 0.99, and Adam's numbers are 0.9, 0.999 and 1e-8 unless given; Optimiser.name writes what parse
/// reads.</summary>
[<AutoOpen>]
module OptimiserExpressions =

    /// The optimisers.
    [<RequireQualifiedAccess>]
    module Optimiser =

        // Each rule says itself which numbers it takes.
        let private rule shape description make =
            Form.ofNumbers shape description Numeral.nonNegative make

        let private ofRate shape description (make: float -> Optimiser) =
            rule shape description (function
                | [ rate ] -> Some(make rate)
                | _ -> None)

        let private withMomentum shape description (make: float -> float -> Optimiser) =
            rule shape description (function
                | [ rate ] -> Some(make rate 0.9)
                | [ rate; beta ] -> Some(make rate beta)
                | _ -> None)

        let private adam =
            function
            | [ rate ] -> Some(Optimiser.adam rate)
            | [ rate; beta1; beta2 ] -> Some(Optimiser.adamWith rate beta1 beta2 1e-8)
            | [ rate; beta1; beta2; epsilon ] -> Some(Optimiser.adamWith rate beta1 beta2 epsilon)
            | _ -> None

        let private rmsProp =
            function
            | [ rate ] -> Some(Optimiser.rmsProp rate 0.99 1e-8)
            | [ rate; decay ] -> Some(Optimiser.rmsProp rate decay 1e-8)
            | [ rate; decay; epsilon ] -> Some(Optimiser.rmsProp rate decay epsilon)
            | _ -> None

        /// How optimisers are spelled; each may be followed by @SCHEDULE, @clip:NORM and @box:C.
        let forms: Form<Optimiser> list =
            [
                ofRate "gd:RATE" "gradient descent: explicit Euler" Optimiser.gradientDescent
                withMomentum "heavy-ball:RATE[,BETA]" "Polyak's momentum" Optimiser.heavyBall
                withMomentum "nesterov:RATE[,BETA]" "Nesterov's momentum" Optimiser.nesterov
                rule "adam:RATE[,BETA1,BETA2[,EPSILON]]" "Adam" adam
                rule "rmsprop:RATE[,DECAY[,EPSILON]]" "RMSProp" rmsProp
                ofRate "extragradient:RATE" "extragradient, two velocities a step" Optimiser.extragradient
                ofRate "optimistic:RATE" "optimistic gradient" Optimiser.optimistic
            ]

        // What bounds a step or its end, by name.
        let private bounds: Form<Optimiser -> Optimiser> list =
            [
                Form.ofNumber "clip:NORM" "velocities scaled down to the norm" Numeral.nonNegative Optimiser.clipped
                Form.ofNumber "box:C" "coordinates kept in [-C, C]" Numeral.nonNegative Optimiser.inBox
            ]

        // Whether the part is one of the bounds, by its first word.
        let private isBound (part: string) =
            bounds |> List.exists (fun form -> form.Name = part.Split(':').[0].Trim())

        /// <summary>The optimiser of an expression, such as adam:1e-3, nesterov:0.01,0.9@cosine:1000 or gd:0.1@clip:1.
        /// An argument exception says in one sentence what is wrong with any other text, and names the nearest
        /// rule.</summary>
        let parse (expression: string) : Optimiser =
            let parts = expression.Split '@' |> Array.map _.Trim()
            let optimiser = Form.read "optimiser" forms parts[0]

            let bounding, schedules = parts[1..] |> Array.partition isBound

            let isTwice =
                bounding
                |> Array.countBy (fun part -> part.Split(':').[0].Trim())
                |> Array.exists (fun (_, n) -> n > 1)

            if isTwice || schedules.Length > 1 then
                Guard.fail
                    (nameof expression)
                    (invariant
                        $"expression must have one schedule, one clip and one box at most, but is '{expression}'.")

            let scheduled =
                (optimiser, schedules)
                ||> Array.fold (fun optimiser part -> Optimiser.scheduled (Schedule.parse part) optimiser)

            (scheduled, bounding)
            ||> Array.fold (fun optimiser part -> Form.read "optimiser" bounds part optimiser)
