namespace GanFlowTheory.Core

open System
open System.Globalization

/// <summary>Optimisers by expression: gd:RATE, heavy-ball:RATE[,BETA], nesterov:RATE[,BETA],
/// adam:RATE[,BETA1,BETA2[,EPSILON]], rmsprop:RATE[,DECAY[,EPSILON]], extragradient:RATE and optimistic:RATE, each
/// followed, if wished, by @SCHEDULE and by @clip:NORM. BETA is 0.9, DECAY 0.99, and Adam's numbers are 0.9, 0.999 and
/// 1e-8 unless given; Optimiser.name writes what parse reads.</summary>
[<AutoOpen>]
module OptimiserExpressions =

    /// The optimisers.
    [<RequireQualifiedAccess>]
    module Optimiser =

        let private forms: (string * string * (float list -> Optimiser option)) list =
            [
                "gd",
                "gd:RATE",
                (function
                | [ rate ] -> Some(Optimiser.gradientDescent rate)
                | _ -> None)
                "heavy-ball",
                "heavy-ball:RATE[,BETA]",
                (function
                | [ rate ] -> Some(Optimiser.heavyBall rate 0.9)
                | [ rate; beta ] -> Some(Optimiser.heavyBall rate beta)
                | _ -> None)
                "nesterov",
                "nesterov:RATE[,BETA]",
                (function
                | [ rate ] -> Some(Optimiser.nesterov rate 0.9)
                | [ rate; beta ] -> Some(Optimiser.nesterov rate beta)
                | _ -> None)
                "adam",
                "adam:RATE[,BETA1,BETA2[,EPSILON]]",
                (function
                | [ rate ] -> Some(Optimiser.adam rate)
                | [ rate; beta1; beta2 ] -> Some(Optimiser.adamWith rate beta1 beta2 1e-8)
                | [ rate; beta1; beta2; epsilon ] -> Some(Optimiser.adamWith rate beta1 beta2 epsilon)
                | _ -> None)
                "rmsprop",
                "rmsprop:RATE[,DECAY[,EPSILON]]",
                (function
                | [ rate ] -> Some(Optimiser.rmsProp rate 0.99 1e-8)
                | [ rate; decay ] -> Some(Optimiser.rmsProp rate decay 1e-8)
                | [ rate; decay; epsilon ] -> Some(Optimiser.rmsProp rate decay epsilon)
                | _ -> None)
                "extragradient",
                "extragradient:RATE",
                (function
                | [ rate ] -> Some(Optimiser.extragradient rate)
                | _ -> None)
                "optimistic",
                "optimistic:RATE",
                (function
                | [ rate ] -> Some(Optimiser.optimistic rate)
                | _ -> None)
            ]

        /// The names of all rules.
        let names: string list = forms |> List.map (fun (name, _, _) -> name)

        /// The shapes of all expressions, such as "adam:RATE[,BETA1,BETA2[,EPSILON]]"; each may be followed by
        /// @SCHEDULE and by @clip:NORM.
        let shapes: string list = forms |> List.map (fun (_, shape, _) -> shape)

        /// <summary>The optimiser of an expression, such as adam:1e-3, nesterov:0.01,0.9@cosine:1000 or gd:0.1@clip:1.
        /// An argument exception says in one sentence what is wrong with any other text, and names the nearest
        /// rule.</summary>
        let parse (expression: string) : Optimiser =
            let number (text: string) =
                match Double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture) with
                | true, value when Double.IsFinite value && value >= 0.0 -> value
                | _ ->
                    Guard.fail
                        (nameof expression)
                        $"expression must have non-negative finite numbers, but '{expression}' has '{text.Trim()}'."

            let parts = expression.Split '@'
            let head = parts[0]

            let rule, arguments =
                match head.IndexOf ':' with
                | -1 -> head.Trim(), [||]
                | colon -> head[.. colon - 1].Trim(), head[colon + 1 ..].Split ','

            let made =
                match forms |> List.tryFind (fun (known, _, _) -> known = rule) with
                | None -> names |> NearestName.unknown "optimiser" rule |> Guard.fail (nameof expression)
                | Some(_, shape, make) ->
                    arguments
                    |> Seq.map number
                    |> Seq.toList
                    |> make
                    |> Option.defaultWith (fun () ->
                        Guard.fail (nameof expression) $"expression must have the form {shape}, but is '{expression}'.")

            let clips, schedules =
                parts[1..]
                |> Array.map _.Trim()
                |> Array.partition (fun part -> part.StartsWith("clip:", StringComparison.Ordinal))

            if clips.Length > 1 || schedules.Length > 1 then
                Guard.fail
                    (nameof expression)
                    $"expression must have one schedule and one clip at most, but is '{expression}'."

            let scheduled =
                (made, schedules)
                ||> Array.fold (fun optimiser part -> Optimiser.scheduled (Schedule.parse part) optimiser)

            (scheduled, clips)
            ||> Array.fold (fun optimiser part -> Optimiser.clipped (number part[5..]) optimiser)
