namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// The laws of what lies beyond a grid.
[<RequireQualifiedAccess>]
module internal GridTailLaws =

    // q f(p/q) - f'(1) (p - q), what a cell adds to the divergence with the tangent at r = 1 taken off.
    let private term (f: FDivergence) (p: float) (q: float) : float =
        q * f.Value(log (p / q)) - f.Slope 0.0 * (p - q)

    let private normalised (masses: float[]) =
        let total = Array.sum masses
        masses |> Array.map (fun m -> m / total)

    // Masses of n cells whose last two at each end are in the given ratios, outer over inner.
    let private withTails (first: float) (last: float) (inner: float[]) : float[] =
        Array.concat [ [| first * inner[0] |]; inner; [| last * Array.last inner |] ]

    /// Where masses go on as geometric sequences the tail is the sum of one, exactly.
    let geometric (name: string) (f: FDivergence) (outside: FDivergence -> GridDensity -> GridDensity -> float) : Law =
        Law.forAll
            {
                Name = "grid-tail"
                Statement =
                    "Where on every line the masses of target and flow go on beyond the grid by one ratio b < 1, a cell adds t to the "
                    + "divergence at the edge and t b, t b^2, ... beyond it: t b/(1 - b) in all. Where b >= 1 the tail is infinite."
                Source = "HZ23-3"
                Judge =
                    Judge.Relative(
                        1e-10,
                        "terms of masses below 1, rounded to 1e-15 of it and divided by 1 - b of three eighths or more"
                    )
            }
            name
            Scenes.any
            (fun scene ->
                // In eighths: the ratios at the ends of the rows and of the columns.
                let ratio at =
                    float (1 + abs scene.First[at % scene.First.Length]) / 8.0

                let line pattern offset =
                    Array.init 4 (fun i -> 1.0 + 0.5 * Scene.Entry pattern (i + offset) 1)

                // Target and flow are different where the tails begin, by factors that differ from end to end.
                let tilted factor =
                    Array.mapi (fun i v -> v * (1.0 + factor * float (i + 1) / 4.0))

                let density axes (grid: Grid) =
                    let masses =
                        match axes with
                        | [ x ] -> x
                        | axes ->
                            let x, y = List.item 0 axes, List.item 1 axes
                            Array.init grid.Count (fun i -> x[grid.Place i 0] * y[grid.Place i 1])

                    GridDensity.ofMasses (normalised masses) grid

                let compare (grid: Grid) (ratios: (float * float) list) =
                    let axes pattern tilt =
                        ratios
                        |> List.mapi (fun k (first, last) ->
                            line pattern (3 * k) |> tilted tilt |> withTails first last)

                    let p, q = density (axes scene.First 0.5) grid, density (axes scene.Second 1.5) grid
                    let term i = term f p.Weights[i] q.Weights[i]

                    let tails =
                        [
                            for k, (first, last) in List.indexed ratios do
                                for i in 0 .. p.Weights.Length - 1 do
                                    match grid.Place i k with
                                    | 0 -> term i * first / (1.0 - first)
                                    | 5 -> term i * last / (1.0 - last)
                                    | _ -> ()
                        ]

                    Equation.scalar $"the tail beyond {grid}" (1.0 + List.sum tails) (outside f p q) (List.sum tails)

                let growing =
                    let masses = line scene.First 0 |> withTails 1.5 (ratio 0)
                    let others = line scene.Second 0 |> tilted 3.0 |> withTails 1.5 (ratio 0)
                    let grid = Grid.line 0.0 1.0 6
                    outside f (density [ masses ] grid) (density [ others ] grid)

                [
                    compare (Grid.line -1.0 2.0 6) [ ratio 0, ratio 1 ]
                    compare
                        (Grid.plane (Grid.axis -1.0 2.0 6) (Grid.axis 0.0 1.0 6))
                        [ ratio 2, ratio 3; ratio 4, ratio 5 ]
                    Equation.condition "a tail that grows is infinite" (System.Double.IsPositiveInfinity growing)
                ])

    /// Where the logarithm of what cells add is concave beyond the grid, its tail is no more than the geometric one.
    let bound (name: string) (f: FDivergence) (outside: FDivergence -> GridDensity -> GridDensity -> float) : Law =
        Law.forAll
            {
                Name = "grid-tail-bound"
                Statement =
                    "Of two Gaussians the tail is no more than what is reported: the sum of what the cells beyond the grid would add, by "
                    + "their masses."
                Source = "HZ23-3"
                Judge =
                    Judge.AtMost(1e-9, "sums of positive terms; a mass of the cells of the grid that is 1 to rounding")
            }
            name
            Scenes.any
            (fun scene ->
                // Cells of a quarter on [-4, 4]; the flow is as wide as the target or a little narrower.
                let at (i: int) = -4.0 + 0.25 * (float i + 0.5)
                let mean = 0.75 * Scene.Entry scene.First 0 0
                let deviation = 0.9 + 0.1 * abs (Scene.Entry scene.Second 0 0)

                let mass m s i =
                    exp (-(at i - m) * (at i - m) / (2.0 * s * s))

                let massesOf m s = Array.init 32 (mass m s)
                let total m s = Array.sum (massesOf m s)

                let grid = Grid.line -4.0 4.0 32
                let p = GridDensity.ofMasses (normalised (massesOf 0.0 1.0)) grid
                let q = GridDensity.ofMasses (normalised (massesOf mean deviation)) grid
                let ofP, ofQ = total 0.0 1.0, total mean deviation

                let tail =
                    Seq.append (seq { -100 .. -1 }) (seq { 32..131 })
                    |> Seq.sumBy (fun i ->
                        let a, b = mass 0.0 1.0 i / ofP, mass mean deviation i / ofQ
                        if a = 0.0 || b = 0.0 then 0.0 else term f a b)

                if mean = 0.0 && deviation = 1.0 then
                    []
                else
                    [ Equation.scalar "the tail against its bound" tail tail (outside f p q) ])
