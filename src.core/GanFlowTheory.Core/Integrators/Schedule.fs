namespace GanFlowTheory.Core

open System
open System.Globalization

/// <summary>A schedule of step lengths: the factor of the rate at step k = 0, 1, ….</summary>
[<RequireQualifiedAccess>]
type Schedule =
    /// 1 at every step.
    | Constant
    /// From 1 straight down to 0 over the steps: max(0, 1 - k / steps).
    | Linear of steps: int
    /// From 1 down to 0 over the steps along half a cosine: (1 + cos(pi min(1, k / steps))) / 2.
    | Cosine of steps: int
    /// Halved every so many steps: 2^(-k / steps).
    | Halving of steps: int
    /// 1 / sqrt(1 + k / steps).
    | InverseRoot of steps: int

    /// The expression that makes this schedule, such as cosine:1000.
    override this.ToString() =
        match this with
        | Constant -> "constant"
        | Linear steps -> $"linear:{steps}"
        | Cosine steps -> $"cosine:{steps}"
        | Halving steps -> $"halving:{steps}"
        | InverseRoot steps -> $"inverse-root:{steps}"

/// Reading schedules.
[<RequireQualifiedAccess>]
module Schedule =

    /// The factor of the rate at step k, in [0, 1]; a schedule over fewer than one step is an argument error.
    let factor (k: int) (schedule: Schedule) : float =
        Guard.atLeast (nameof k) 0 k

        let part (steps: int) =
            Guard.atLeast (nameof steps) 1 steps
            float k / float steps

        match schedule with
        | Schedule.Constant -> 1.0
        | Schedule.Linear steps -> max 0.0 (1.0 - part steps)
        | Schedule.Cosine steps -> 0.5 * (1.0 + Math.Cos(Math.PI * min 1.0 (part steps)))
        | Schedule.Halving steps -> Math.Pow(2.0, -(part steps))
        | Schedule.InverseRoot steps -> 1.0 / sqrt (1.0 + part steps)

    let private forms: (string * (int -> Schedule)) list =
        [
            "linear", Schedule.Linear
            "cosine", Schedule.Cosine
            "halving", Schedule.Halving
            "inverse-root", Schedule.InverseRoot
        ]

    /// The shapes of all expressions, such as "cosine:STEPS".
    let shapes: string list =
        "constant" :: (forms |> List.map (fun (name, _) -> $"{name}:STEPS"))

    /// The schedule of an expression: constant, linear:STEPS, cosine:STEPS, halving:STEPS or inverse-root:STEPS. An
    /// argument exception says in one sentence what is wrong with any other text.
    let parse (expression: string) : Schedule =
        let text = expression.Trim()

        let name, steps =
            match text.IndexOf ':' with
            | -1 -> text, None
            | colon -> text[.. colon - 1].Trim(), Some(text[colon + 1 ..].Trim())

        match forms |> List.tryFind (fun (known, _) -> known = name), steps with
        | None, None when name = "constant" -> Schedule.Constant
        | Some(_, make), Some steps ->
            match Int32.TryParse(steps, NumberStyles.Integer, CultureInfo.InvariantCulture) with
            | true, count when count >= 1 -> make count
            | _ ->
                Guard.fail
                    (nameof expression)
                    $"schedule '{expression}' must have a whole number of steps, at least 1, but has '{steps}'."
        | Some _, None -> Guard.fail (nameof expression) $"schedule '{expression}' must have the form {name}:STEPS."
        | None, _ ->
            "constant" :: List.map fst forms
            |> NearestName.unknown "schedule" name
            |> Guard.fail (nameof expression)
