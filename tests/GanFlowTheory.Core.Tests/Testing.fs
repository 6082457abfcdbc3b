namespace GanFlowTheory.Core.Tests

open Xunit

/// Assertions that say what they compare.
module Testing =

    /// |actual - expected| <= tolerance * max(1, |expected|).
    let close (tolerance: float) (expected: float) (actual: float) =
        Assert.True(
            abs (actual - expected) <= tolerance * max 1.0 (abs expected),
            $"expected {expected:R}, got {actual:R}, apart by {actual - expected:R}"
        )

    /// Runs the action, which must throw an argument exception; returns its message.
    let argumentError (action: unit -> 'a) : string =
        let error =
            Assert.ThrowsAny<System.ArgumentException>(fun () -> action () |> ignore)

        error.Message
