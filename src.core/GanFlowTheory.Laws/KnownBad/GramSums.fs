namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Known-bad sums over Gram matrices.
[<RequireQualifiedAccess>]
module internal BadGramSums =

    let private port = GramPort.standard

    let private agreement (port: GramPort) =
        GramLaws.agreement port "" (fun _ -> Kernel.gaussian 1.0)

    let private withOwn (change: OwnSums -> OwnSums) =
        { port with
            Own = fun k shift x -> change (port.Own k shift x)
        }

    // The whole product in one chain, its power too.
    let private oneChain (degree: int) (x: float32[]) (y: float32[]) : float32 =
        let mutable sum = 0.0f

        for k in 0 .. x.Length - 1 do
            sum <- sum + x[k] * y[k]

        let t = sum / float32 x.Length + 1.0f
        Seq.fold (fun power _ -> power * t) 1.0f (seq { 1..degree })

    let private rowsOf (rows: Rows) =
        Array.init rows.Count (fun i ->
            let row = Array.zeroCreate<float32> rows.Dimension
            rows.ReadSingle(i, System.Span row)
            row)

    let private inSingle: GramPort =
        { port with
            Own =
                fun k shift x ->
                    let found = port.Own k shift x

                    if k.Name <> "poly3" then
                        found
                    else
                        let rows = rowsOf x

                        let row i =
                            Seq.sum (
                                seq {
                                    for j in 0 .. rows.Length - 1 do
                                        if j <> i then
                                            float (oneChain 3 rows[i] rows[j])
                                }
                            )

                        { found with
                            Rows = Array.init rows.Length row
                        }
        }

    let all: KnownBad list =
        [
            Flaw.bad
                "row sums with the diagonal"
                (agreement (
                    withOwn (fun sums ->
                        { sums with
                            Rows = Array.map2 (+) sums.Rows sums.Diagonal
                        })
                ))
            Flaw.bad
                "squares of one half of the matrix"
                (agreement (
                    withOwn (fun sums ->
                        { sums with
                            Squares = 0.5 * sums.Squares
                        })
                ))
            Flaw.bad
                "a diagonal without the shift"
                (agreement (
                    { port with
                        Own =
                            fun k shift x ->
                                let sums = port.Own k shift x

                                { sums with
                                    Diagonal = Array.map ((+) shift) sums.Diagonal
                                }
                    }
                ))
            Flaw.bad
                "columns for rows"
                (agreement
                    { port with
                        Cross = fun k shift x y -> port.Cross k shift y x
                    })
            Flaw.bad
                "the pairs within a set counted once"
                (agreement
                    { port with
                        Sets =
                            fun k shift x sets ->
                                let sums = port.Sets k shift x sets

                                { sums with
                                    Inside = Array.map (fun v -> 0.5 * v) sums.Inside
                                }
                    })
            Flaw.bad
                "between a set of x and all of y"
                (agreement
                    { port with
                        Between =
                            fun k shift x y ofX ofY ->
                                port.Between k shift x y ofX (ofY |> Array.map (fun _ -> Array.init y.Count id))
                    })
            Flaw.bad
                "the rows of the last task left out"
                (GramLaws.blocks
                    { port with
                        Own =
                            fun k shift x ->
                                let sums = port.Own k shift x
                                let task = 96

                                { sums with
                                    Rows =
                                        sums.Rows
                                        |> Array.mapi (fun i v ->
                                            if i >= max task (x.Count / task * task) then 0.0 else v)
                                }
                    })
            Flaw.bad
                "squares summed by thread"
                (GramLaws.threads
                    { port with
                        Own =
                            fun k shift x ->
                                let sums = port.Own k shift x
                                let parts = Parallelism.threadCount ()

                                let part t =
                                    sums.Rows
                                    |> Array.mapi (fun i v -> if i % parts = t then v * v else 0.0)
                                    |> Array.sum

                                { sums with
                                    Squares = Seq.sum (Seq.init parts part)
                                }
                    }
                    ""
                    (fun _ -> Kernel.gaussian 1.0))
            Flaw.bad "products and powers in one chain of float32" (SingleLaws.means inSingle)
        ]
