namespace GanFlowTheory.Laws

open System
open FsCheck
open GanFlowTheory.Core

/// How a law is run.
[<NoComparison>]
type Settings =
    {
        /// The number of cases to generate, at least 1.
        Cases: int
        /// The seed of the generators.
        Seed: Seed
        /// The replay text of a falsification: starts at that case instead of the seed.
        Replay: string option
        /// What is known of the cases, where a claim is run in parts; None where all are judged.
        Ledger: CaseLedger option
    }


/// Replay texts: "seed,gamma,size" of the generator at the failing case.
module internal Replaying =

    let text (rnd: Rnd) (size: int) : string = $"{rnd.Seed},{rnd.Gamma},{size}"

    let parse (text: string) : Replay =
        match text.Split(',') |> Array.map (fun part -> UInt64.TryParse(part: string)) with
        | [| (true, seed); (true, gamma); (true, size) |] when size <= 1000UL && gamma % 2UL = 1UL ->
            {
                Rnd = Rnd(seed, gamma)
                Size = Some(int size)
            }
        | _ ->
            raise (
                ArgumentException(
                    $"replay must be three integers seed,gamma,size as printed by a falsification, but is '{text}'.",
                    "replay"
                )
            )
