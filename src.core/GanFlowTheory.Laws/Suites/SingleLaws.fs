namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Laws of sums over rows of float32.
[<RequireQualifiedAccess>]
module internal SingleLaws =

    // n x d numbers of float32 of many kinds: of both signs and of one, constant, in two places, of few and of many sizes.
    let private features (kind: string) (n: int) (d: int) : float32[] =
        let normals = Seed.normals (n * d) (Seed.split kind (Seed.create (n + d)))

        match kind with
        | "normal" -> normals
        | "of one sign" -> normals |> Array.map (max 0.0)
        | "far from the origin" -> normals |> Array.map (fun v -> 10.0 + v)
        | "constant" -> normals |> Array.map (fun _ -> 0.1)
        | "constant rows" -> Array.init (n * d) (fun p -> abs normals[p % d])
        | "two places" -> Array.init (n * d) (fun p -> if p / d % 2 = 0 then 0.1 else 0.7)
        | "of many sizes" -> normals |> Array.map (fun v -> exp (3.0 * v))
        | _ -> Array.init (n * d) (fun p -> if p % d = p / d % d then 100.0 else 0.01 * normals[p])
        |> Array.map float32

    let private kinds =
        [
            "normal"
            "of one sign"
            "far from the origin"
            "constant"
            "constant rows"
            "two places"
            "of many sizes"
            "one large coordinate"
        ]

    /// Means of kernel values over float32 rows are those of the same numbers in float64.
    let means (port: GramPort) : Law =
        Law.forEach
            {
                Name = "gram-single"
                Statement =
                    "Over rows of float32 the mean kernel values within x, within y and between them are those of the same numbers in float64, "
                    + "to 1e-6 of the largest."
                Source = "BSAG18-6"
                Judge =
                    Judge.Relative(
                        1e-6,
                        ("products in float32 are off by at most 64 u sum |x_k y_k|, u = 2^-24, and for terms of one size by half of that; "
                         + "a power of degree 3 multiplies it by at most 3; stretches and pairs take the mean of it")
                    )
            }
            "dot, poly2 and poly3 on features of eight kinds"
            [
                for kind in kinds do
                    for d in [ 24; 63; 64; 200; 2048 ] -> kind, d
            ]
            (fun (kind, d) ->
                let n, m = 13, 11
                let x, y = features kind n d, features kind (m + 1) d |> Array.truncate (m * d)
                let singleX, singleY = Rows.ofSingles d x, Rows.ofSingles d y

                let doubleX, doubleY =
                    Rows.ofArray d (Array.map float x), Rows.ofArray d (Array.map float y)

                [
                    for k in [ Kernel.dot; Kernel.polynomial 2; Kernel.poly3 ] do
                        let ofX, wantX = port.Own k 0.0 singleX, GramReference.own k 0.0 doubleX
                        let ofY, wantY = port.Own k 0.0 singleY, GramReference.own k 0.0 doubleY

                        let ofXY, wantXY =
                            port.Cross k 0.0 singleX singleY, GramReference.cross k 0.0 doubleX doubleY

                        let mean (sums: float[]) (pairs: int) = Array.sum sums / float pairs

                        // Of sizes of values, as the values of the inner product have both signs.
                        let size (a: Rows) (b: Rows) =
                            Kernel.gram k (Rows.toPoints a) (Rows.toPoints b)
                            |> Seq.cast<float>
                            |> Seq.averageBy abs

                        let largest =
                            List.max [ size doubleX doubleX; size doubleY doubleY; size doubleX doubleY ]

                        Equation.vector
                            $"means of {k.Name}, features {kind}, d = {d}"
                            largest
                            [|
                                mean ofX.Rows (n * (n - 1))
                                mean ofY.Rows (m * (m - 1))
                                mean ofXY.Rows (n * m)
                            |]
                            [|
                                mean wantX.Rows (n * (n - 1))
                                mean wantY.Rows (m * (m - 1))
                                mean wantXY.Rows (n * m)
                            |]
                ])
