namespace GanFlowTheory.Laws

/// Claims on particle flows.
[<RequireQualifiedAccess>]
module EstimatorClaims =

    /// The claims.
    let all: Claim list = []
