namespace GanFlowTheory.Core

/// <summary>What the scores of a training say of it.</summary>
[<RequireQualifiedAccess>]
type GanVerdict =
    /// There are too few scores to judge by.
    | TooFewScores of scores: int
    /// Only some modes of the target are covered, and no more of late.
    | Collapsed of covered: int * modes: int
    /// KID rises and falls by more than its errors, again and again.
    | Oscillating of turns: int
    /// KID is within its own error of 0.
    | AtNoise of kid: float * standardError: float
    /// KID still falls.
    | Improving of from: float * until: float
    /// KID falls no more, above its error.
    | Settled of kid: float * standardError: float

/// Judging trainings by their scores.
[<RequireQualifiedAccess>]
module GanVerdict =

    /// The fewest scores that are judged: a quarter of them has four.
    [<Literal>]
    let Fewest = 16

    // A difference of two KIDs that is no chance: three times its standard error is passed by chance once in 370 times. An
    // oscillation takes several such in a row, which noise alone makes of less than one training in a thousand.
    let private significant = 3.0

    // Two full swings.
    let private leastTurns = 4

    // The squared error of each score. Near 0 an unbiased variance is often no positive number: such a score has the mean of
    // the others', and where none has one, no difference is told from chance.
    let private squaredErrors (scores: GanScore[]) : float[] =
        let known (score: GanScore) =
            score.Kid.Variance.Value |> Option.filter (fun v -> v > 0.0)

        let others =
            match Array.choose known scores with
            | [||] -> infinity
            | values -> Array.average values

        scores |> Array.map (known >> Option.defaultValue others)

    let private mean (scores: GanScore[]) : float = scores |> Array.averageBy _.Kid.Value

    // Of one score of them. Scores on the same points have errors in common, so that their mean has hardly a smaller one.
    let private errorOf (scores: GanScore[]) : float =
        let error = scores |> squaredErrors |> Array.average |> sqrt
        if System.Double.IsFinite error then error else 0.0

    /// How often a series turns from rising to falling or back, by more than what chance makes of two of its scores.
    let internal turns (scores: GanScore[]) : int =
        let errors = squaredErrors scores
        let mutable extreme = 0
        // 1 rising, -1 falling, 0 before the first move.
        let mutable direction = 0
        let mutable count = 0

        for at in 0 .. scores.Length - 1 do
            let difference = scores[at].Kid.Value - scores[extreme].Kid.Value
            let error = sqrt (errors[at] + errors[extreme])
            let isMove = abs difference > significant * error

            if direction = 0 then
                if isMove then
                    direction <- sign difference
                    extreme <- at
            elif sign difference = direction then
                extreme <- at
            elif isMove then
                count <- count + 1
                direction <- -direction
                extreme <- at

        count

    /// <summary>The verdict on scores in the order of their steps. The last quarter tells where the training is; modes come first,
    /// then swings of the last half, then KID against its standard error, then the last quarter against the one before.</summary>
    let judge (scores: GanScore[]) : GanVerdict =
        let n = scores.Length

        if n < Fewest then
            GanVerdict.TooFewScores n
        else
            let quarter = n / 4

            let last, before =
                scores[n - quarter ..], scores[n - 2 * quarter .. n - quarter - 1]

            let covered (part: GanScore[]) =
                part
                |> Array.averageBy (fun score ->
                    match score.Modes with
                    | Some modes -> float modes.Covered
                    | None -> 0.0)

            let late = mean last
            let error = errorOf last
            let swings = turns scores[n / 2 ..]

            match last[quarter - 1].Modes with
            | Some modes when modes.Covered < modes.Shares.Length && covered last <= covered before ->
                GanVerdict.Collapsed(modes.Covered, modes.Shares.Length)
            | _ when swings >= leastTurns -> GanVerdict.Oscillating swings
            | _ when late <= 2.0 * error -> GanVerdict.AtNoise(late, error)
            | _ when mean before - late > 2.0 * sqrt (error * error + errorOf before * errorOf before) ->
                GanVerdict.Improving(mean before, late)
            | _ -> GanVerdict.Settled(late, error)

    /// The verdict in one sentence, with its numbers.
    let sentence (verdict: GanVerdict) : string =
        match verdict with
        | GanVerdict.TooFewScores scores ->
            invariant $"There are {scores} scores, too few to say how the training went: {Fewest} are needed."
        | GanVerdict.Collapsed(0, modes) -> invariant $"None of the {modes} modes is covered."
        | GanVerdict.Collapsed(covered, modes) -> invariant $"Collapsed to {covered} of {modes} modes."
        | GanVerdict.Oscillating turns ->
            invariant $"Oscillating: in the last half of the training KID turned {turns} times by more than its error."
        | GanVerdict.AtNoise(kid, error) ->
            invariant
                $"Converged to the noise of the estimator: KID is {kid:G3}, within its standard error of {error:G3}."
        | GanVerdict.Improving(from, until) ->
            invariant $"Still improving: KID fell from {from:G3} to {until:G3} over the last quarter of the training."
        | GanVerdict.Settled(kid, error) ->
            invariant $"No longer improving: KID stays at {kid:G3}, above its standard error of {error:G3}."

    /// One of too-few-scores, collapsed, oscillating, at-noise, improving and settled.
    let word (verdict: GanVerdict) : string =
        match verdict with
        | GanVerdict.TooFewScores _ -> "too-few-scores"
        | GanVerdict.Collapsed _ -> "collapsed"
        | GanVerdict.Oscillating _ -> "oscillating"
        | GanVerdict.AtNoise _ -> "at-noise"
        | GanVerdict.Improving _ -> "improving"
        | GanVerdict.Settled _ -> "settled"
