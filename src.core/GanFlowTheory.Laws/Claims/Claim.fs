namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// <summary>A claim: a statement with its proof on paper (Page) and its check by properties.</summary>
[<NoComparison; NoEquality>]
type Claim =
    {
        /// The id, such as MN21-7, or law:NAME for a law checked on every registered instance.
        Id: string
        /// The statement, one or two sentences with the formula.
        Statement: string
        /// What must hold for the statement, in words; the generators of the property satisfy them.
        Hypotheses: string list
        /// The paper, by key.
        Source: string
        /// The page of the proof, a file name in proofs-notes.
        Page: string
        /// The laws that check the statement.
        Property: Law list
        /// Laws that find a counterexample once a hypothesis is dropped, or that reject a known-bad instance.
        Necessity: Law list
    }

/// Running claims.
[<RequireQualifiedAccess>]
module Claim =

    // The number after the paper's key, so that 10 comes after 9.
    let internal number (claim: Claim) : int = claim.Id.Split '-' |> Array.last |> int

    /// <summary>Runs the property, then the necessity laws: holds with the number of all cases, or the first
    /// falsification. A necessity law takes the default number of cases where the settings name fewer.</summary>
    let run (settings: Settings) (claim: Claim) : Verdict =
        // A property holds in any number of cases, but a counterexample has to be found: few cases may miss it. A
        // number below 1 stays, for the laws to refuse.
        let searching =
            if settings.Cases < 1 then
                settings
            else
                { settings with
                    Cases = max settings.Cases Law.defaults.Cases
                }

        let shares = Shares(float (claim.Property.Length + claim.Necessity.Length))

        let rec go cases laws =
            match laws with
            | [] -> Verdict.Holds(cases, None)
            | (settings, law) :: rest ->
                match shares.Take(1.0, (fun () -> Law.run settings law)) with
                | Verdict.Holds(more, _) -> go (cases + more) rest
                | Verdict.Falsified f -> Verdict.Falsified f

        go
            0
            ((claim.Property |> List.map (fun law -> settings, law))
             @ (claim.Necessity |> List.map (fun law -> searching, law)))
