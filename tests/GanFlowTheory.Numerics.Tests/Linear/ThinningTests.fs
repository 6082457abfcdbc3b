namespace GanFlowTheory.Core.Tests

open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core
open Xunit

/// What thinning keeps of any series.
module ThinningTests =

    let private config =
        Config.QuickThrowOnFailure.WithReplay(Some { Rnd = Rnd(20261UL, 7UL); Size = None })

    [<Fact>]
    let ``thinning keeps the ends and every spike`` () =
        let generator =
            gen {
                let! n = Gen.choose (1, 5000)
                let! spike = Gen.choose (0, n - 1)
                return n, spike
            }

        Check.One(
            config.WithMaxTest 200,
            Prop.forAll (Arb.fromGen generator) (fun (n, spike) ->
                let values =
                    Array.init n (fun i -> if i = spike then 10.0 else sin (0.01 * float i))

                let kept = Thinning.extremes 100 values
                let even = Thinning.evenly 100 n

                kept.Length <= 100
                && even.Length = min n 100
                && kept[0] = 0
                && Array.last kept = n - 1
                && even[0] = 0
                && Array.last even = n - 1
                && Array.contains spike kept
                && Array.pairwise kept |> Array.forall (fun (a, b) -> a < b)
                && Array.pairwise even |> Array.forall (fun (a, b) -> a < b))
        )
