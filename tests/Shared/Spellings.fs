namespace GanFlowTheory.Core.Tests

open GanFlowTheory.Core

/// Texts that forms read.
module Spellings =

    let private sample (argument: string) =
        match argument with
        | "EXPR" -> "gaussian:1"
        | "LOSS" -> "vanilla"
        | "NAME" -> "alpha:0.3"
        | "POLICY" -> "released"
        | "SIZE" -> "2"
        | "STEPS" -> "10"
        | "z1" -> "-1.5"
        | ".." -> "0"
        | _ -> "0.3"

    /// A text of the form, its arguments filled in, those in brackets left out.
    let filled (form: Form<'a>) : string =
        match form.Shape.Split('[').[0].Split(':', 2) with
        | [| name; arguments |] -> name + ":" + (arguments.Split ',' |> Seq.map sample |> String.concat ",")
        | _ -> form.Shape
