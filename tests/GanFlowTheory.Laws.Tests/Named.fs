namespace GanFlowTheory.Laws.Tests

open System.Collections.Generic
open GanFlowTheory.Core
open GanFlowTheory.Laws

/// Laws by name: xunit shows each as one case.
module Named =

    /// Index by the printed name; two laws of one name would hide one another.
    let index (laws: Law list) : Dictionary<string, Law> =
        let table = Dictionary<string, Law>()

        for law in laws do
            table.Add(Law.describe law, law)

        table

    let rows (table: Dictionary<string, Law>) : seq<objnull[]> =
        table.Keys |> Seq.map (fun name -> [| box name |])

    /// Runs 30 cases of another seed than the defaults, so that tests and a default verification look at different
    /// cases; the number that held.
    let holds (law: Law) : int =
        let settings =
            { Law.defaults with
                Cases = 30
                Seed = Seed.create 2026
            }

        match Law.run settings law with
        | Verdict.Holds(cases, _) -> cases
        | Verdict.Falsified f -> raise (LawFalsified f)
