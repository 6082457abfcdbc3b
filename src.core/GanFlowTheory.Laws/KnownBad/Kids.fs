namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Known-bad estimators of KID.
[<RequireQualifiedAccess>]
module internal BadKids =

    let private port = KidPort.standard

    let private withFull (change: Kernel -> Rows -> Rows -> float -> float) =
        { port with
            Full =
                fun k x y ->
                    let kid = port.Full k x y

                    { kid with
                        Estimate =
                            { kid.Estimate with
                                Value = change k x y kid.Estimate.Value
                            }
                    }
        }

    let private biased (k: Kernel) (x: Rows) (y: Rows) (_: float) : float =
        (MmdEstimator.biased k (Rows.toPoints x) (Rows.toPoints y)).Value

    let private withError (error: KidEstimate -> float option) (kid: KidEstimate) =
        { kid.Estimate with
            Variance =
                match error kid with
                | Some e -> Variance.Estimated(e * e)
                | None -> Variance.Missing "a single part"
        }

    let all: KnownBad list =
        [
            Flaw.bad "KID by the biased estimator" (KidLaws.unbiased false "" (withFull biased).Full)
            Flaw.bad "KID by the biased estimator, by its definition" (KidLaws.definitions (withFull biased))
            Flaw.bad
                "a full estimate that subsets do not average to"
                (KidLaws.complete (withFull (fun k x y v -> if x.Count > 3 then v * 1.0001 else v)))
            Flaw.bad
                "the spread over subsets sold as a standard error"
                (KidLaws.honest "" (fun k x y -> port.Subsets 10 2 (Seed.create 1) k x y |> withError _.Spread))
            Flaw.bad
                "the spread over subsets over the root of their number as a standard error"
                (KidLaws.honest "" (fun k x y ->
                    port.Subsets 10 2 (Seed.create 1) k x y
                    |> withError (fun kid -> kid.Spread |> Option.map (fun s -> s / sqrt (float kid.Parts)))))
            Flaw.bad
                "the spread of blocks as a standard error"
                (KidLaws.honest "" (fun k x y -> port.Blocks 2 k x y |> withError _.Spread))
        ]
