namespace GanFlowTheory.Core

open System

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
        | Linear steps -> invariant $"linear:{steps}"
        | Cosine steps -> invariant $"cosine:{steps}"
        | Halving steps -> invariant $"halving:{steps}"
        | InverseRoot steps -> invariant $"inverse-root:{steps}"

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

    let private over name formula (make: int -> Schedule) =
        Form.ofNumber (invariant $"{name}:STEPS") formula (Numeral.wholeFrom 1) make

    /// How schedules are spelled, each with its factor at step k.
    let forms: Form<Schedule> list =
        [
            Form.plain "constant" "1" Schedule.Constant
            over "linear" "max(0, 1 - k/STEPS)" Schedule.Linear
            over "cosine" "(1 + cos(pi min(1, k/STEPS)))/2" Schedule.Cosine
            over "halving" "2^(-k/STEPS)" Schedule.Halving
            over "inverse-root" "1/sqrt(1 + k/STEPS)" Schedule.InverseRoot
        ]

    /// The schedule of an expression, such as cosine:1000. An argument exception says in one sentence what is wrong
    /// with any other text.
    let parse (expression: string) : Schedule = Form.read "schedule" forms expression
