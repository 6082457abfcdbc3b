namespace GanFlowTheory.Laws

/// Claims on particle flows.
[<RequireQualifiedAccess>]
module KernelClaims =

    /// The claims.
    let all: Claim list = []
