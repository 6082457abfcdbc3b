namespace GanFlowTheory.Laws

open System
open System.Text
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

    // The laws in the order in which they run, each with how.
    let private laws (settings: Settings) (claim: Claim) : (Settings * Law) list =
        // A property holds in any number of cases, but a counterexample has to be found: few cases may miss it. A
        // number below 1 stays, for the laws to refuse.
        let searching =
            if settings.Cases < 1 then
                settings
            else
                { settings with
                    Cases = max settings.Cases Law.defaults.Cases
                }

        (claim.Property |> List.map (fun law -> settings, law))
        @ (claim.Necessity |> List.map (fun law -> searching, law))

    let private runAll (laws: (Settings * Law) list) : Verdict =
        let shares = Shares(float laws.Length)

        let rec go cases laws =
            match laws with
            | [] -> Verdict.Holds(cases, None)
            | (settings, law) :: rest ->
                match shares.Take(1.0, (fun () -> Law.run settings law)) with
                | Verdict.Holds(more, _) -> go (cases + more) rest
                | Verdict.Falsified f -> Verdict.Falsified f

        go 0 laws

    /// <summary>Runs the property, then the necessity laws: holds with the number of all cases, or the first
    /// falsification. A necessity law takes the default number of cases where the settings name fewer.</summary>
    let run (settings: Settings) (claim: Claim) : Verdict = runAll (laws settings claim)

    /// <summary>Judges the cases of one part: of those that a law draws, number k from 0 on is in part 1 + k mod n. What is found is
    /// written down for <c>join</c>, law by law in the order in which they run.</summary>
    /// <exception cref="T:System.ArgumentException">The number of cases is below 1.</exception>
    let runShard (shard: Shard) (settings: Settings) (claim: Claim) : LawMarks list =
        let laws = laws settings claim
        let shares = Shares(float laws.Length)

        laws
        |> List.map (fun (settings, law) ->
            let marks = StringBuilder()

            // One part says nothing of the law: a search for a counterexample, too, may end in another.
            shares.Take(
                1.0,
                fun () ->
                    Law.run
                        { settings with
                            Ledger = Some(CaseLedger.ofShard shard marks)
                        }
                        law
            )
            |> ignore

            {
                Law = Law.describe law
                Marks = marks.ToString()
            })

    /// <summary>Runs the claim by what its parts found: the verdict is that of <c>run</c>, for the same cases are drawn. Those of which
    /// a part found that they agree, or have no equations, are not judged again; the one that breaks a law is, and is shrunk, and so are
    /// those that no part judged.</summary>
    /// <exception cref="T:System.ArgumentException">A part is of other laws, or the number of cases is below 1.</exception>
    let join (parts: (Shard * LawMarks list) list) (settings: Settings) (claim: Claim) : Verdict =
        let all = laws settings claim
        let names = all |> List.map (fun (_, law) -> Law.describe law)

        for shard, found in parts do
            if (found |> List.map _.Law) <> names then
                raise (ArgumentException($"part {shard} has not the laws of {claim.Id}.", nameof parts))

        all
        |> List.mapi (fun at (settings, law) ->
            { settings with
                Ledger = Some(CaseLedger.ofMarks [ for shard, found in parts -> shard, found[at].Marks ])
            },
            law)
        |> runAll
