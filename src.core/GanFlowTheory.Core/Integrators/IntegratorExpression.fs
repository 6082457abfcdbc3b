namespace GanFlowTheory.Core

open System
open System.Globalization

/// <summary>Integrators by expression: euler:TAU, heun:TAU, rk4:TAU, dopri5:RTOL[,ATOL[,FIRST]], dopri5-fixed:TAU,
/// descent:TAU, and those of optimisers, such as adam:RATE. TAU is the step; RTOL and ATOL are tolerances and FIRST the
/// length tried first, where ATOL is RTOL and FIRST is 0.01 unless given.</summary>
[<AutoOpen>]
module IntegratorExpressions =

    /// The integrators.
    [<RequireQualifiedAccess>]
    module Integrator =

        let private methods: (string * string * (float list -> Integrator option)) list =
            let single (make: float -> Integrator) =
                function
                | [ tau ] -> Some(make tau)
                | _ -> None

            [
                "euler", "euler:TAU", single Integrator.euler
                "heun", "heun:TAU", single Integrator.heun
                "rk4", "rk4:TAU", single Integrator.rungeKutta4
                "dopri5",
                "dopri5:RTOL[,ATOL[,FIRST]]",
                (function
                | [ relative ] -> Some(Integrator.dormandPrince 0.01 relative relative)
                | [ relative; absolute ] -> Some(Integrator.dormandPrince 0.01 relative absolute)
                | [ relative; absolute; first ] -> Some(Integrator.dormandPrince first relative absolute)
                | _ -> None)
                "dopri5-fixed", "dopri5-fixed:TAU", single Integrator.dormandPrinceFixed
                "descent", "descent:TAU", single Integrator.descent
            ]

        /// The shapes of all expressions, such as "euler:TAU".
        let shapes: string list =
            (methods |> List.map (fun (_, shape, _) -> shape)) @ Optimiser.shapes

        /// The integrator of an expression. An argument exception says in one sentence what is wrong with any other
        /// text, and names the nearest method.
        let parse (expression: string) : Integrator =
            let name, arguments =
                match expression.IndexOf ':' with
                | -1 -> expression.Trim(), None
                | colon -> expression[.. colon - 1].Trim(), Some(expression[colon + 1 ..].Split ',')

            match methods |> List.tryFind (fun (known, _, _) -> known = name) with
            | None when List.contains name Optimiser.names -> Integrator.optimised (Optimiser.parse expression)
            | None ->
                (methods |> List.map (fun (known, _, _) -> known)) @ Optimiser.names
                |> NearestName.unknown "integrator" name
                |> Guard.fail (nameof expression)
            | Some(_, shape, make) ->
                let misshapen () =
                    Guard.fail (nameof expression) $"expression must have the form {shape}, but is '{expression}'."

                let number (text: string) =
                    match Double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture) with
                    | true, value when Double.IsFinite value && value > 0.0 -> value
                    | true, _ ->
                        Guard.fail
                            (nameof expression)
                            $"expression must have positive finite numbers, but '{expression}' has '{text.Trim()}'."
                    | false, _ ->
                        Guard.fail
                            (nameof expression)
                            $"expression must have numbers after its colon, but '{expression}' has '{text.Trim()}'."

                match arguments with
                | None -> misshapen ()
                | Some arguments ->
                    arguments
                    |> Seq.map number
                    |> Seq.toList
                    |> make
                    |> Option.defaultWith misshapen
