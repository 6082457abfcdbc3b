namespace GanFlowTheory.Laws

open System
open GanFlowTheory.Core

/// The catalogue of claims.
[<RequireQualifiedAccess>]
module Catalogue =

    /// The claims of the theory, in the order of the theory page.
    let theory: Claim list =
        ParametricMetricClaims.all
        @ KernelizedCriticClaims.all
        @ ParametricDescentClaims.all
        @ ConvergenceClaims.all
        @ ParametricStepClaims.all
        @ DynamicFormulationClaims.all
        @ ParticleFlowClaims.all
        @ CertificateClaims.all
        @ WassersteinStepClaims.all
        @ DensityClaims.all
        @ GanStepClaims.all
        @ RegressionClaims.all
        @ [ CrandallLiggett.claim ]
        @ (EstimatorClaims.all
           @ KernelClaims.all
           @ InceptionClaims.all
           @ [
               GradientClaims.unbiased
               LearnedCriticClaims.claim
               RateScheduleClaims.claim
               MmdGanClaims.claim
               NoUnbiasedClaims.claim
               GradientClaims.constant
               FixedCriticLossClaims.claim
           ]
           |> List.sortBy Claim.number)
        @ (GanGameClaims.all
           @ [ SchemeClaims.claim; SchemeLimitClaims.claim ]
           @ MovementClaims.all
           @ [ BilinearGameClaims.claim ]
           @ CollapseClaims.all
           @ FastCriticClaims.all
           @ BatchClaims.all
           |> List.sortBy _.Id)
        @ (GeneratorLossClaims.all
           @ MonoFlowClaims.all
           @ DivergenceClaims.all
           @ RatioClaims.all
           @ VariationalClaims.all
           @ GeneratorTargetClaims.all
           |> List.sortBy _.Id)

    /// The claims of the theory, then the laws.
    let all: Claim list = theory @ LawClaims.all

    /// The claim with the given id, in any case of letters; an unknown id is an argument error that suggests the
    /// nearest.
    let find (id: string) : Claim =
        let same (claim: Claim) =
            String.Equals(claim.Id, id, StringComparison.OrdinalIgnoreCase)

        match List.tryFind same all with
        | Some claim -> claim
        | None -> raise (ArgumentException($"""{NearestName.unknown "claim" id (all |> List.map _.Id)}.""", nameof id))
