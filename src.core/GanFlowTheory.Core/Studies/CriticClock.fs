namespace GanFlowTheory.Core

/// <summary>How fast a critic moves beside a law whose clock is 1 (T21-6).</summary>
[<RequireQualifiedAccess>]
type CriticClock =
    /// On the clock kappa >= 0; 0 freezes it.
    | Kappa of kappa: float
    /// Infinitely fast: it plays its best response at every moment.
    | BestResponse

/// The clocks of critics.
[<RequireQualifiedAccess>]
module CriticClock =

    /// The name: the number kappa, or best.
    let name (clock: CriticClock) : string =
        match clock with
        | CriticClock.Kappa kappa -> kappa.ToString("R", System.Globalization.CultureInfo.InvariantCulture)
        | CriticClock.BestResponse -> "best"

    /// The clock kappa, finite and at least 0.
    let ofKappa (kappa: float) : CriticClock =
        Guard.nonNegative (nameof kappa) kappa
        CriticClock.Kappa kappa

    /// The clock of that name: a number of at least 0, or best; anything else throws an argument exception.
    let parse (expression: string) : CriticClock =
        match expression.Trim(), Numeral.finite (expression.Trim()) with
        | "best", _ -> CriticClock.BestResponse
        | _, Some kappa when kappa >= 0.0 -> CriticClock.Kappa kappa
        | given, _ ->
            Guard.fail
                (nameof expression)
                $"a critic's clock must be a number of at least 0, or best, but is '{given}'."

    /// 0, 0.1, 1, 10 and the best response: from the frozen critic to the infinitely fast one.
    let dial: CriticClock list =
        [
            yield! [ 0.0; 0.1; 1.0; 10.0 ] |> List.map CriticClock.Kappa
            CriticClock.BestResponse
        ]
