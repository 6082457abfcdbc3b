namespace GanFlowTheory.Core

open System

/// <summary>An engine that was asked for cannot be had here; the message says why in one sentence, and what would
/// help.</summary>
[<Sealed>]
type EngineUnavailableException(message: string, inner: exn | null) =
    inherit InvalidOperationException(message, inner)

    new(message: string) = EngineUnavailableException(message, null)
