namespace GanFlowTheory.Laws

open System
open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// What the faces of a grid conduct, and the symmetries of its flow: parts of HZ23-4.
module internal GridSymmetries =

    /// The rate of change of the masses, which may be given wrong.
    type Rate = FDivergence -> GridDensity -> GridDensity -> float[]

    /// The library's.
    let honest: Rate =
        fun f target q -> FokkerPlanck.rate (FokkerPlanck.create f target) q

    // Scenes whose target has empty cells too, where the flow is empty as well.
    let private holed: Arbitrary<GridScene> =
        let punch (scene: GridScene) =
            let n = scene.Target.Length
            // Every fourth power of 1/2 of the second density is a hole, as long as a cell is left.
            let hole = scene.Second |> Array.map (fun v -> v % 4 = 3)

            if n > 1 && Array.exists not hole then
                { scene with
                    Target = Array.map2 (fun hole v -> if hole then -1 else v) hole scene.Target
                }
            else
                scene

        Arb.fromGenShrink (Gen.map punch GridScenes.wild.Generator, GridScenes.wild.Shrinker >> Seq.map punch)

    // The neighbours (i, j) of a grid, i < j, with the square of the width between them.
    let private neighbours (grid: Grid) : (int * int * float) list =
        let columns = grid.Axes[0].Cells

        [
            for i in 0 .. grid.Count - 1 do
                if i % columns < columns - 1 then
                    i, i + 1, grid.Axes[0].Width * grid.Axes[0].Width

                if i + columns < grid.Count && grid.Dimension > 1 then
                    i, i + columns, grid.Axes[1].Width * grid.Axes[1].Width
        ]

    /// The faces, read off from the rates of KL, which is linear: a flow that has the ratio 1 in one cell alone flows to its
    /// neighbours at the rates kappa_ij.
    let conductivity (instance: string) (rate: Rate) : Law =
        Law.forAll
            {
                Name = "grid-conductivity"
                Statement =
                    "kappa_ij is the harmonic mean of p over h^2 for neighbours and 0 for other cells: 0 where p_i or p_j is, "
                    + "and kappa_ij/p_i <= 2/h^2 for every target."
                Source = "HZ23-4"
                Judge = Judge.Relative(1e-14, "a few operations on masses known to an ulp, relative to 2 p_i/h^2")
            }
            instance
            holed
            (fun scene ->
                let grid, p = scene.Grid, scene.P.Weights

                [
                    for j in 0 .. grid.Count - 1 do
                        let alone =
                            GridDensity(grid, Array.init grid.Count (fun i -> if i = j then p[j] else 0.0))

                        let found = rate FDivergence.kl scene.P alone
                        let expected: float[] = Array.zeroCreate grid.Count

                        for a, b, square in neighbours grid do
                            let mean =
                                if p[a] = 0.0 || p[b] = 0.0 then
                                    0.0
                                else
                                    2.0 / (1.0 / p[a] + 1.0 / p[b])

                            if a = j || b = j then
                                let other = if a = j then b else a
                                expected[other] <- mean / square
                                expected[j] <- expected[j] - mean / square

                        let narrow = Seq.min (grid.Axes |> Seq.map _.Width)
                        Equation.vector $"rates from cell {j + 1}" (4.0 * p[j] / (narrow * narrow)) found expected
                ])

    /// The stable step of KL, whose Phi' is 1, bounds the stiffness.
    let stiffness (instance: string) (stable: FokkerPlanck -> GridDensity -> float) : Law =
        Law.forAll
            {
                Name = "grid-stiffness"
                Statement =
                    "The stable step of KL is max over i of p_i/sum_j kappa_ij inverted, and at least h^2/(4 d) for every "
                    + "target."
                Source = "HZ23-4"
                Judge = Judge.AtMost(1e-14, "sums of four terms")
            }
            instance
            holed
            (fun scene ->
                let grid, p = scene.Grid, scene.P.Weights

                if grid.Count = 1 then
                    []
                else
                    let most = grid.Axes |> Seq.sumBy (fun axis -> 4.0 / (axis.Width * axis.Width))
                    let sums: float[] = Array.zeroCreate grid.Count

                    for a, b, square in neighbours grid do
                        if p[a] > 0.0 && p[b] > 0.0 then
                            let kappa = 2.0 / (1.0 / p[a] + 1.0 / p[b]) / square
                            sums[a] <- sums[a] + kappa / p[a]
                            sums[b] <- sums[b] + kappa / p[b]

                    let stiffness = 1.0 / stable (FokkerPlanck.create FDivergence.kl scene.P) scene.P

                    [
                        Equation.scalar "the stiffness against 4 d/h^2" most stiffness most
                        Equation.scalar "the stiffness against the largest sum" most stiffness (Array.max sums)
                        Equation.scalar "the largest sum against the stiffness" most (Array.max sums) stiffness
                    ])

    // In the plane: the first row of target and flow in every row, times row factors that may be constant.
    let private outer (grid: Grid) (a: float[]) (b: float[]) : GridDensity =
        GridDensity(grid, Array.init grid.Count (fun i -> a[i % a.Length] * b[i / a.Length]))

    let private scaled (values: float[]) =
        let total = Array.sum values
        values |> Array.map (fun v -> v / total)

    // The parts of a scene's powers along both axes, as masses.
    let private parts (scene: GridScene) (powers: int[]) : float[] * float[] =
        let columns = powers.Length / scene.Rows
        let mass v = Math.ScaleB(1.0, -(abs v % 6))

        Array.init columns (fun i -> mass powers[i]) |> scaled,
        Array.init scene.Rows (fun i -> mass powers[i * columns]) |> scaled

    let private onAxis (grid: Grid) (k: int) : Grid =
        let axis = grid.Axes[k]
        Grid.line axis.Lower axis.Upper axis.Cells

    /// Products: KL's generator is a sum of one on each axis, and nothing flows between equal rows.
    let products (instance: string) (rate: Rate) : Law =
        Law.forAll
            {
                Name = "grid-product"
                Statement =
                    "In the plane a product flow to a product target stays one: the rate of a x b under KL is a' x b + a x b', "
                    + "with the rates on the axes; and rows that are equal exchange no mass, under KL and JSD."
                Source = "HZ23-4"
                Judge =
                    Judge.Relative(1e-13, "a few operations on masses known to an ulp, relative to the largest rate")
            }
            instance
            GridScenes.mildInPlane
            (fun scene ->
                let grid = scene.Grid
                let p1, p2 = parts scene scene.Target
                let a, b = parts scene scene.First

                let line k masses =
                    GridDensity.ofMasses masses (onAxis grid k)

                let target, q = outer grid p1 p2, outer grid a b
                let found = rate FDivergence.kl target q
                let first = rate FDivergence.kl (line 0 p1) (line 0 a)
                let second = rate FDivergence.kl (line 1 p2) (line 1 b)

                let expected =
                    Array.init grid.Count (fun i ->
                        let column, row = i % a.Length, i / a.Length
                        first[column] * b[row] + a[column] * second[row])

                let even = Array.create scene.Rows (1.0 / float scene.Rows)
                let size = 1e-3 + Vectors.largest found + Vectors.largest expected

                [
                    Equation.vector "the rate of a product" size found expected

                    for f in GridSteps.divergences do
                        let along = rate f (outer grid p1 even) (outer grid a even)

                        let rows =
                            Array.init scene.Rows (fun row ->
                                Array.sum along[row * a.Length .. (row + 1) * a.Length - 1])

                        Equation.vector
                            $"{f.Name}: the mass of equal rows"
                            (1e-3 + Vectors.largest along)
                            rows
                            (Array.zeroCreate scene.Rows)
                ])

    /// Mirrored target and start, along each axis.
    let mirrors (instance: string) (rate: Rate) : Law =
        Law.forAll
            {
                Name = "grid-mirror"
                Statement =
                    "A mirrored start under a mirrored target has the mirrored rate and the mirrored implicit step."
                Source = "HZ23-4"
                Judge =
                    Judge.Relative(
                        1e-11,
                        "rounding of systems of condition number 100 along 12 cells, relative to the largest entry"
                    )
            }
            instance
            GridScenes.mild
            (fun scene ->
                let grid = scene.Grid
                let columns = grid.Axes[0].Cells

                let flipped axis (values: float[]) =
                    Array.init grid.Count (fun i ->
                        let column, row = i % columns, i / columns

                        if axis = 0 then
                            values[row * columns + columns - 1 - column]
                        else
                            values[(scene.Rows - 1 - row) * columns + column])

                [
                    for axis in 0 .. grid.Dimension - 1 do
                        let mirror (q: GridDensity) =
                            GridDensity(grid, flipped axis q.Weights)

                        for f in GridSteps.divergences do
                            let here = rate f scene.P scene.Q

                            Equation.vector
                                $"{f.Name}: the rate, mirrored along axis {axis + 1}"
                                (1e-3 + Vectors.largest here)
                                (rate f (mirror scene.P) (mirror scene.Q))
                                (flipped axis here)

                            let implicitly target q =
                                (FokkerPlanck.implicitEuler 1.0 (FokkerPlanck.create f target) q).Weights

                            Equation.vector
                                $"{f.Name}: an implicit step, mirrored along axis {axis + 1}"
                                1.0
                                (implicitly (mirror scene.P) (mirror scene.Q))
                                (flipped axis (implicitly scene.P scene.Q))
                ])

    // A rate by fluxes between the given cells with a mean of p of its own.
    let private byFluxes (mean: float -> float -> float) (faces: Grid -> (int * int * float) list) : Rate =
        fun f target q ->
            let pressure = Pressure.ofDivergence f
            let p, m = target.Weights, q.Weights
            let phi = Array.map2 (fun p m -> if p > 0.0 then pressure.Value(m / p) else 0.0) p m
            let out: float[] = Array.zeroCreate m.Length

            for i, j, square in faces q.Grid do
                let flow = mean p[i] p[j] / square * (phi[j] - phi[i])
                out[i] <- out[i] + flow
                out[j] <- out[j] - flow

            out

    let private harmonic (a: float) (b: float) =
        if a + b > 0.0 then 2.0 * a * (b / (a + b)) else 0.0

    /// The arithmetic mean in place of the harmonic one.
    let arithmetic: Rate = byFluxes (fun a b -> 0.5 * (a + b)) neighbours

    /// Faces between the end of a row and the start of the next.
    let wrapped: Rate =
        byFluxes harmonic (fun grid ->
            let columns = grid.Axes[0].Cells

            neighbours grid
            @ [
                for i in columns - 1 .. columns .. grid.Count - 2 do
                    if columns > 1 then
                        i, i + 1, grid.Axes[0].Width * grid.Axes[0].Width
            ])

    /// p of the left cell in place of a mean.
    let upwind: Rate = byFluxes (fun a _ -> a) neighbours

    /// The stable step without the second axis.
    let firstAxis (equation: FokkerPlanck) (q: GridDensity) : float =
        FokkerPlanck.stableStep equation q * float q.Grid.Dimension
