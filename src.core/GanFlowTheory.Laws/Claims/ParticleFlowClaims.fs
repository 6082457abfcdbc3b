namespace GanFlowTheory.Laws

/// Claims on particle flows.
[<RequireQualifiedAccess>]
module ParticleFlowClaims =

    /// The claims.
    let all: Claim list = []
